"""Tells the story: headings, commands, what was seen, and whether it came true."""

import os
import shlex
import sys
import textwrap

_colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
_checks = []


def _paint(code, text):
    return f"\033[{code}m{text}\033[0m" if _colour else text


def _out(text=""):
    print(text, flush=True)


def heading(text):
    _out(f"\n{_paint('1', text)}\n{_paint('1', '─' * len(text))}")


def say(text):
    _out(textwrap.fill(" ".join(text.split()), width=92, break_long_words=False,
                       break_on_hyphens=False))


def command(*arguments):
    """A command that one could type in the project's folder."""
    _out("  " + _paint("36", "$ " + " ".join(shlex.quote(str(a)) for a in arguments)))


def output(text, lines=20):
    rows = text.rstrip("\n").splitlines()
    for row in rows[:lines]:
        _out(f"    {row}")
    if len(rows) > lines:
        _out(f"    … {len(rows) - lines} more lines")


def check(text, came_true, detail=""):
    _checks.append(bool(came_true))
    mark = _paint("32", "✓") if came_true else _paint("31", "✗")
    _out(f"  {mark} {text}")
    if not came_true and detail:
        output(detail, lines=12)
    return bool(came_true)


def note(text):
    _out(f"  · {text}")


def summary():
    """Whether each step came true, and at least one was taken."""
    good = sum(_checks)
    _out()
    if _checks and good == len(_checks):
        _out(_paint("32", f"✓ All of it came true: {good} of {good}."))
        return True
    _out(_paint("31", f"✗ {len(_checks) - good} of {len(_checks)} did not come true. "
                      "The logs are in .demo/logs/."))
    return False
