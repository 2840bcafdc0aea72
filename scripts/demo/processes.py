"""Starts processes, remembers them in pid files, and ends them: from here or from elsewhere.

A pid file holds the pid and the time at which the process started, so that a number that the
system has given to somebody else since is left alone.
"""

import os
import signal
import subprocess
import time

import layout

ORDER = ["demo", "agent", "caddy", "prosody"]  # in which they are ended
GENTLE_SECONDS, FORCED_SECONDS = 15, 5
_children = {}


def _started(pid):
    """The start time of a process that lives, else None."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as file:
            fields = file.read().rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] in "ZX" else fields[19]


def remember(name, pid):
    layout.PIDS.mkdir(mode=0o700, parents=True, exist_ok=True)
    (layout.PIDS / name).write_text(f"{pid} {_started(pid)}\n", encoding="ascii")


def pid_of(name):
    """The pid if that very process still runs, else None."""
    try:
        pid, started = (layout.PIDS / name).read_text(encoding="ascii").split()
    except (OSError, ValueError):
        return None
    return int(pid) if _started(int(pid)) == started else None


def start(name, arguments, environment=None):
    layout.LOGS.mkdir(mode=0o700, parents=True, exist_ok=True)
    log = layout.LOGS / f"{name}.log"
    with open(log, "ab") as file:
        # A session of its own: Ctrl-C is for the story, which then ends the others in order.
        child = subprocess.Popen(
            [str(a) for a in arguments], cwd=layout.ROOT, stdin=subprocess.DEVNULL, stdout=file,
            stderr=subprocess.STDOUT, start_new_session=True,
            env={**os.environ, **(environment or {})})
    _children[name] = child
    remember(name, child.pid)
    return log


def alive(name):
    if name in _children and _children[name].poll() is not None:
        return False
    return pid_of(name) is not None


def _wait(name, seconds):
    end = time.monotonic() + seconds
    while alive(name):
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def stop(name):
    pid = pid_of(name)
    if pid is not None and pid != os.getpid():
        for sign, seconds in ((signal.SIGTERM, GENTLE_SECONDS), (signal.SIGKILL, FORCED_SECONDS)):
            try:
                os.kill(pid, sign)
            except ProcessLookupError:
                break
            if _wait(name, seconds):
                break
    (layout.PIDS / name).unlink(missing_ok=True)


def stop_all(names=ORDER):
    for name in names:
        stop(name)
