"""Waits for conditions, always with a bound."""

import subprocess
import time

PATIENCE = (OSError, ValueError, KeyError, subprocess.SubprocessError)


def until(condition, seconds, pause=0.2):
    """(whether it came true, after how many seconds, the last reason why not)."""
    start, why = time.monotonic(), ""
    while True:
        try:
            if condition():
                return True, time.monotonic() - start, ""
            why = "it did not happen"
        except PATIENCE as error:
            why = str(error)
        if time.monotonic() - start > seconds:
            return False, time.monotonic() - start, f"{why} (waited {seconds} seconds)"
        time.sleep(pause)
