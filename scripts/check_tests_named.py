"""Whether every test that a page of docs/ names is there: in the last column of a table, `test`.

usage: check_tests_named.py PAGE…
"""

import pathlib
import re
import sys


def tests():
    """The names of all tests and suites."""
    names = set()
    for file in pathlib.Path("Tests").rglob("*.swift"):
        text = file.read_text(encoding="utf-8")
        names.update(re.findall(r"func `([^`]+)`", text))
        names.update(re.findall(r"(?:struct|class|enum) (\w+Tests|\w+Properties)\b", text))
    return names


def named(page):
    """Line number and name of each test that the page's tables name."""
    column = None
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), 1):
        if not line.startswith("|"):
            column = None
            continue
        last = line.rstrip("| ").rsplit("|", 1)[-1]
        column = column or last.strip()
        if column == "test":
            for name in re.findall(r"`([^`]+)`", last):
                yield number, name


known = tests()
missing = [
    f"{page}:{number}: there is no test `{name}`"
    for page in map(pathlib.Path, sys.argv[1:])
    for number, name in named(page)
    if name not in known
]
print("\n".join(missing), end="\n" if missing else "")
sys.exit(1 if missing else 0)
