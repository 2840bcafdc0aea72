"""What the soak came to, as docs/soak.md."""

import os
import platform
import statistics

MEMORY_GROWTH = 1.10  # of the last third over the first
DESCRIPTOR_GROWTH = 2
UNDONE_SHARE = 0.02
PACK_LIMIT = 110  # over 100 the clone is made anew, at the next quiet moment


def verdicts(soak, watch, is_settled):
    """(what was promised, what was seen, whether it is so)."""
    (before, after) = watch.growth(lambda sample: sample.resident)
    (opened, open_now) = watch.growth(lambda sample: sample.descriptors)
    unhealthy = sum(not sample.healthy for sample in watch.samples)
    return [
        ("memory is flat", f"{before:.1f} MB in the first third, {after:.1f} MB in the last",
         after <= before * MEMORY_GROWTH),
        ("descriptors are flat", f"{opened:.0f} in the first third, {open_now:.0f} in the last",
         open_now <= opened + DESCRIPTOR_GROWTH),
        ("the clone's packs are bounded", f"at most {max(s.packs for s in watch.samples)}",
         max(s.packs for s in watch.samples) <= PACK_LIMIT),
        ("no drift and no commit is missed", f"{len(soak.missed)} missed", not soak.missed),
        ("people do meddle", f"{len(soak.undone)} of {soak.meddlings} meddlings did not come about",
         len(soak.undone) <= soak.meddlings * UNDONE_SHARE),
        ("the agent is healthy throughout", f"{unhealthy} of {len(watch.samples)} looks were not",
         not unhealthy),
        ("at the end the plan is empty", "it is" if is_settled else "it is not", is_settled),
    ]


def text(soak, watch, seed, minutes, results):
    count = sum(not club.gone for club in soak.world.clubs.values())
    lines = [
        "# A soak", "",
        f"Written by `make soak MINUTES={minutes} SEED={seed}`; nothing here is typed by hand.", "",
        f"{count} clubs on a private Prosody and a private Caddy; one agent, never restarted, that "
        "looks at the repository every second and sweeps every ten. People commit and meddle at "
        "random; the servers are killed now and then. Each commit and each meddling is followed on "
        "the servers themselves until everything is as it should be, at most "
        f"{soak.patience} seconds. {platform.machine()}, {os.cpu_count()} cores.", "",
        "| promise | seen | |", "| --- | --- | --- |"]
    lines += [f"| {what} | {seen} | {'kept' if kept else '**broken**'} |"
              for what, seen, kept in results]
    lines += ["", "| what happened | times | seconds until right: median | longest |",
              "| --- | ---: | ---: | ---: |"]
    lines += [f"| {kind} | {len(times)} | {statistics.median(times):.1f} | {max(times):.1f} |"
              for kind, times in sorted(soak.times.items())]
    total = sum(map(len, soak.times.values()))
    lines += ["", f"{total} in all.", "",
              "| minute | resident memory | descriptors | packs of the clone | threads |",
              "| ---: | ---: | ---: | ---: | ---: |"]
    lines += [f"| {s.seconds / 60:.0f} | {s.resident:.1f} MB | {s.descriptors} | {s.packs} | {s.threads} |"
              for s in watch.samples[::max(1, len(watch.samples) // 16)]]
    if soak.undone:
        lines += ["", "Meddlings that were tried and did not come about (what they left was followed "
                  "all the same):", ""] + [f"- {line}" for line in soak.undone[:50]]
    if soak.missed:
        lines += ["", "Missed:", ""] + [f"- {line}" for line in soak.missed[:50]]
    return "\n".join(lines) + "\n"
