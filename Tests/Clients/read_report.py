"""Reads a report on standard input with an independent reader, and writes what it saw as JSON.

read_report.py sarif|junit|tap|screen|html
"""

import json
import sys
from urllib.parse import unquote


def sarif(text):
    from sarif_kit.validate import validation_errors

    log = json.loads(text)
    run = log["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    results = []
    for result in run["results"]:
        place = result["locations"][0]["physicalLocation"]
        if rules[result["ruleIndex"]]["id"] != result["ruleId"]:
            raise SystemExit("ruleIndex and ruleId are of two rules")
        results.append(
            {
                "rule": result["ruleId"],
                "level": result["level"],
                "message": result["message"]["text"],
                "file": unquote(place["artifactLocation"]["uri"]),
                "line": place["region"]["startLine"],
                "column": place["region"]["startColumn"],
                "related": [
                    unquote(other["physicalLocation"]["artifactLocation"]["uri"])
                    for other in result.get("relatedLocations", [])
                ],
            }
        )
    notes = [
        note["message"]["text"] for note in run["invocations"][0]["toolExecutionNotifications"]
    ]
    return {"errors": validation_errors(log), "results": results, "notes": notes}


def junit(text):
    from junitparser import JUnitXml

    cases = []
    for suite in JUnitXml.fromstring(text.encode()):
        for case in suite:
            failures = [
                {"type": result.type, "message": result.message, "text": result.text}
                for result in case.result
            ]
            cases.append({"name": case.name, "failures": failures, "output": case.system_out})
        counted = (suite.tests, suite.failures)
    return {"tests": counted[0], "failures": counted[1], "cases": cases}


def tap(text):
    from tap.parser import Parser

    tests, comments = [], []
    for line in Parser().parse_text(text):
        if line.category == "test":
            excused = bool(line.todo or line.skip)
            tests.append({"ok": line.ok, "name": line.description, "excused": excused})
        elif line.category == "diagnostic":
            comments.append(line.text)
        elif line.category == "plan":
            planned = line.expected_tests
        elif line.category == "unknown" and str(line).strip():
            raise SystemExit(f"not TAP: {line}")
    return {"planned": planned, "tests": tests, "comments": comments}


def screen(text):
    """What stands on a terminal above each mark, from the mark on."""
    import pyte

    lines = text.split("\n")
    page = pyte.Screen(240, len(lines) + 2)
    pyte.Stream(page).feed("\r\n".join(lines))
    marked = []
    for row in range(1, page.lines):
        cells = page.buffer[row]
        text_of_row = "".join(cells[column].data or "" for column in range(page.columns))
        if text_of_row.strip(" |") != "^":
            continue
        column = next(c for c in range(page.columns) if cells[c].data == "^")
        above = page.buffer[row - 1]
        rest = "".join(above[c].data for c in range(column, page.columns))
        marked.append({"text": rest.rstrip(), "bold": cells[column].bold, "width": column})
    return marked


def html(text):
    import cmarkgfm

    options = cmarkgfm.cmark.Options.CMARK_OPT_UNSAFE
    return cmarkgfm.github_flavored_markdown_to_html(text, options)


# Some readers print warnings.
answer, sys.stdout = sys.stdout, sys.stderr
readers = {"sarif": sarif, "junit": junit, "tap": tap, "screen": screen, "html": html}
json.dump(readers[sys.argv[1]](sys.stdin.buffer.read().decode()), answer)
