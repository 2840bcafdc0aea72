#!/usr/bin/env python3
"""Counts what Swift Testing did, from its own stream of events.

usage: test_summary.py EVENTS.jsonl STATUS

STATUS is the exit status of `swift test`. Ends with 0 only if tests ran, none failed, the run came
to its end, and that status was 0 as well. The last line is `N passed, N failed`.
"""

import json
import sys


def read(path):
    functions, outcome, issues, ended = set(), {}, {}, False
    try:
        lines = open(path, encoding="utf-8", errors="replace")
    except OSError:
        return functions, outcome, issues, ended
    with lines:
        for line in lines:
            try:
                record = json.loads(line)
            except ValueError:
                continue  # the last line of a process that was killed
            payload = record.get("payload", {})
            if record.get("kind") == "test":
                if payload.get("kind") == "function":
                    functions.add(payload["id"])
                continue
            kind, test = payload.get("kind"), payload.get("testID")
            texts = [message["text"] for message in payload.get("messages", [])]
            symbols = [message["symbol"] for message in payload.get("messages", [])]
            if kind == "testStarted":
                outcome[test] = "unfinished"
            elif kind == "testSkipped":
                outcome[test] = "skipped"
            elif kind == "testEnded":
                outcome[test] = "failed" if "fail" in symbols else "passed"
            elif kind == "issueRecorded" and "fail" in symbols:
                issues.setdefault(test, []).extend(texts)
            elif kind == "runEnded":
                ended = True
    return functions, outcome, issues, ended


def main():
    functions, outcome, issues, ended = read(sys.argv[1])
    status = int(sys.argv[2])
    of = {name: sorted(t for t in functions if outcome.get(t) == name)
          for name in ("passed", "failed", "skipped", "unfinished")}
    for test in of["failed"] + of["unfinished"]:
        print(f"\n✘ {test}")
        for text in issues.get(test, ["it did not come to its end"]):
            print("    " + text.replace("\n", "\n    "))
    for test in sorted(set(issues) - functions, key=str):
        print(f"\n✘ outside of a test: {'; '.join(issues[test])}")
    if of["skipped"]:
        print(f"\n{len(of['skipped'])} skipped:")
        print("\n".join(f"  {test}" for test in of["skipped"]))
    failed = len(of["failed"]) + len(of["unfinished"])
    passed = len(of["passed"])
    problems = []
    if not ended:
        problems.append("the run did not come to its end")
    if passed + failed == 0:
        problems.append("no test ran")
    if status != 0 and failed == 0:
        problems.append(f"swift test ended with {status}")
    if set(issues) - functions:
        problems.append("something failed outside of a test")
    print()
    for problem in problems:
        print(f"✘ {problem}")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or problems else 0


if __name__ == "__main__":
    sys.exit(main())
