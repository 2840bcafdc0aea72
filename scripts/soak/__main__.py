"""Random commits and random meddling for a long time: `make soak MINUTES=120`."""

import argparse
import os
import pathlib
import random
import shutil
import signal
import sys
import time

os.environ["ALLOTMENT_PLAYGROUND"] = "soak"  # .soak/ instead of .demo/
sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "demo"))

import layout  # noqa: E402
import processes  # noqa: E402
import report  # noqa: E402
import rounds  # noqa: E402
import services  # noqa: E402
import tools  # noqa: E402
import wait  # noqa: E402
import watch as watching  # noqa: E402
import world as worlds  # noqa: E402

SERVERS = ["agent", "caddy", "prosody"]


def arguments():
    parser = argparse.ArgumentParser(prog="soak", description=__doc__)
    parser.add_argument("--minutes", type=int, default=120)
    parser.add_argument("--clubs", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--patience", type=int, default=180,
                        help="seconds until a club must be as it should be")
    parser.add_argument("--output", type=pathlib.Path, help="where the report goes")
    return parser.parse_args()


def prepare():
    if not layout.PROGRAM.exists():
        raise SystemExit(f"soak: {layout.shown(layout.PROGRAM)} is not built: `make build`")
    if layout.longest_socket() > layout.SOCKET_LIMIT:
        raise SystemExit("soak: the path of this folder is too long for UNIX sockets")
    processes.stop_all(SERVERS)  # what a killed soak left
    if layout.HOME.exists():
        if layout.HOME.is_symlink() or not layout.MARK.exists():
            raise SystemExit("soak: .soak/ was not made by a soak, so it is left alone")
        shutil.rmtree(layout.HOME)
    os.umask(0o077)
    layout.HOME.mkdir()
    layout.MARK.touch()


def converged(soak, seconds):
    """The first convergence of all clubs takes its time."""
    came, took, why = wait.until(
        lambda: all(club["sync"] == "Synced" for club in tools.status().values())
        and len(tools.status()) == len(soak.world.clubs), seconds, pause=5)
    if not came:
        raise SystemExit(f"soak: the clubs do not come to life: {why}")
    print(f"{len(soak.world.clubs)} clubs are alive after {took:.0f} s", flush=True)


def run(options):
    prepare()
    chosen = services.choose_ports()
    services.write_agent_file(chosen)
    world = worlds.World(options.clubs, random.Random(options.seed))
    services.start_prosody(chosen)
    services.start_caddy(chosen)
    services.start_agent(chosen)
    soak = rounds.Soak(world, chosen, options.patience)
    converged(soak, seconds=1800)
    watch = watching.Watch(chosen.agent)
    end = time.monotonic() + options.minutes * 60
    while time.monotonic() < end:
        soak.round()
        print(f"{time.monotonic() - watch.start:6.0f} s: "
              f"{sum(map(len, soak.times.values()))} right, {len(soak.missed)} missed", flush=True)
    soak.finish()
    watch.stop()
    settled, _, _ = wait.until(
        lambda: tools.allotment("plan", show=False).returncode == 0, options.patience, pause=1)
    results = report.verdicts(soak, watch, settled)
    text = report.text(soak, watch, options.seed, options.minutes, results)
    print(text)
    if options.output:
        options.output.write_text(text, encoding="utf-8")
    return all(kept for _, _, kept in results)


def interrupted(*_):
    raise KeyboardInterrupt


def main():
    options = arguments()
    signal.signal(signal.SIGTERM, interrupted)
    try:
        return 0 if run(options) else 1
    except KeyboardInterrupt:
        return 130
    finally:
        processes.stop_all(SERVERS)


if __name__ == "__main__":
    sys.exit(main())
