"""The demonstration: `make demo`, `DEMO_ONCE=1 make demo`, `make demo-stop`."""

import os
import shutil
import signal
import sys

import ending
import layout
import processes
import story


def clear():
    """Removes .demo/, if it is one that we made."""
    if not layout.HOME.exists():
        return
    if layout.HOME.is_symlink() or not layout.MARK.exists():
        raise SystemExit("demo: .demo/ was not made by the demonstration, so it is left alone")
    shutil.rmtree(layout.HOME)


def stop():
    processes.stop_all()
    clear()
    return 0


def begin():
    if processes.alive("demo"):
        raise SystemExit("demo: it runs already. `make demo-stop` ends it")
    if not layout.PROGRAM.exists():
        raise SystemExit(f"demo: {layout.shown(layout.PROGRAM)} is not built: `make build`")
    if layout.longest_socket() > layout.SOCKET_LIMIT:
        raise SystemExit("demo: the path of this folder is too long for UNIX sockets")
    processes.stop_all(["agent", "caddy", "prosody"])  # what a killed demonstration left
    clear()
    os.umask(0o077)
    layout.HOME.mkdir()
    layout.MARK.touch()
    processes.remember("demo", os.getpid())


def interrupted(*_):
    raise KeyboardInterrupt


def run():
    begin()
    for name in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, interrupted)
    try:
        chosen, good = story.run()
        if not os.environ.get("DEMO_ONCE"):
            ending.invite(chosen)
            ending.stay()
        return 0 if good else 1
    except KeyboardInterrupt:
        print("\nEnding the servers and the agent …", flush=True)
        return 130 if os.environ.get("DEMO_ONCE") else 0
    finally:
        for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(name, signal.SIG_IGN)  # the end is bounded, and comes once
        processes.stop_all(["agent", "caddy", "prosody"])
        (layout.PIDS / "demo").unlink(missing_ok=True)


def main(arguments):
    if arguments == ["stop"]:
        return stop()
    if arguments:
        print("usage: python3 scripts/demo [stop]", file=sys.stderr)
        return 64
    return run()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
