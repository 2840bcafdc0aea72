#!/usr/bin/env python3
"""Starts one private Caddy in the foreground, for tests and the demonstration.

It runs a configuration that allotment wrote and refuses one that listens anywhere but on
loopback. Everything that Caddy writes is below --directory. It becomes the Caddy process (exec),
so that whoever started it can signal and wait for it as usual.
"""

import argparse
import ipaddress
import json
import os
import pathlib
import shutil
import sys

FIRST_EPHEMERAL_PORT = 32768


def fail(message):
    print(f"caddy.py: {message}", file=sys.stderr)
    sys.exit(64)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--directory", required=True, type=pathlib.Path)
    parser.add_argument("--config", required=True, type=pathlib.Path,
                        help="the caddy.json that allotment wrote")
    options = parser.parse_args()
    for path in (options.directory, options.config):
        if not path.is_absolute():
            fail(f"{path} is not an absolute path")
    return options


def check_private(config):
    """Loopback only, below the ephemeral ports, and no admin API on TCP."""
    admin = config.get("admin", {})
    if not admin.get("disabled") and not admin.get("listen", "").startswith("unix/"):
        fail("the admin API must be off or on a UNIX socket")
    for name, server in config["apps"]["http"]["servers"].items():
        for address in server["listen"]:
            host, _, port = address.rpartition(":")
            try:
                loopback = ipaddress.ip_address(host.strip("[]")).is_loopback
            except ValueError:
                loopback = False
            if not loopback or not port.isdigit() or int(port) >= FIRST_EPHEMERAL_PORT:
                fail(f"server {name} listens on {address}, which is not private")


def main():
    options = arguments()
    program = shutil.which("caddy")
    if program is None:
        fail("caddy is not installed")
    os.umask(0o077)
    options.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        config = json.loads(options.config.read_text(encoding="utf-8"))
        check_private(config)
    except (OSError, ValueError, KeyError) as error:
        fail(f"{options.config} is not a configuration of allotment: {error!r}")
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("XDG_")
    }
    environment["HOME"] = str(options.directory)
    os.chdir(options.directory)
    os.execve(program, [program, "run", "--config", str(options.config)], environment)


if __name__ == "__main__":
    main()
