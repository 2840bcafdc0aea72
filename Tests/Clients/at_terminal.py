"""Runs a program at a terminal that answers yes to its question, after another command has run.

at_terminal.py MEANWHILE... -- PROGRAM...
"""

import os
import pty
import subprocess
import sys


def main():
    split = sys.argv.index("--")
    meanwhile, program = sys.argv[1:split], sys.argv[split + 1 :]
    seen = b""
    isAnswered = False

    def read(descriptor):
        nonlocal seen, isAnswered
        data = os.read(descriptor, 4096)
        seen += data
        if not isAnswered and b"[y/N] " in seen:
            isAnswered = True
            subprocess.run(meanwhile, check=True, stdout=subprocess.DEVNULL)
            os.write(descriptor, b"yes\n")
        return data

    status = pty.spawn(program, read)
    sys.exit(os.waitstatus_to_exitcode(status))


main()
