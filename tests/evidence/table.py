# SPDX-License-Identifier: MIT
"""Writes the tables of docs/EVIDENCE.md from the results of the last runs.

    make evidence    after make check (and make check-long, whole or in pieces:
                     TESTS='tests/fault')

A test that ran twice counts once, as it ended last. Results of another program
than the newest run's (applet/, libc-compat/, config/, board/) are not shown.
"""
import collections
import pathlib
import re
import sys

if __name__ == "__main__":
    sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from evidence import results
from lib import build
from upstream import table as upstream

PAGE = build.TOP / "docs" / "EVIDENCE.md"
BEGIN, END = "<!-- evidence: make evidence -->\n", "<!-- end of evidence -->\n"


def of_one_program(runs):
    return [run for run in runs if run["product"] == runs[-1]["product"]]


def summed(runs):
    """{part: {what: [tests, tried, short]}}"""
    tests = {}
    for run in runs:
        tests.update(run["lines"])
    parts = collections.defaultdict(dict)
    for lines in tests.values():
        for part, what, tried, short in lines:
            row = parts[part].setdefault(what, [0, 0, 0])
            for place, number in enumerate((1, tried, short)):
                row[place] += number
    return parts


def table(head, rows):
    lines = [head, re.sub(r"[^|]+", lambda cell: "---:" if cell[0].endswith("#") else "---", head)]
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(lines).replace("#", "") + "\n"


def part_table(rows):
    made = [(what, f"{tests:,}", f"{tried:,}", f"{short:,}")
            for what, (tests, tried, short) in sorted(rows.items())]
    made.append(("**all**", *(f"**{sum(row[place] for row in rows.values()):,}**"
                              for place in range(3))))
    return table("| what was tried |tests#|cases#|fell short#|", made)


def run_table(runs):
    return table("| run | on commit |passed#|failed#|skipped#|", [
        (f"`{run['run']}`", run["commit"],
         *(f"{run[key]:,}" for key in ("passed", "failed", "skipped"))) for run in runs])


def failures(runs):
    """Those that have not passed in a later run."""
    names = set()
    for run in runs:
        names = names - set(run["lines"]) | set(run["failures"])
    return "\nFailed:\n\n" + "".join(f"- `{name}`\n" for name in sorted(names)) if names else ""


def markdown(runs):
    runs = of_one_program(runs)
    parts = summed(runs)
    text = BEGIN + "\n" + run_table(runs) + failures(runs)
    for part, title in results.PARTS.items():
        if part in parts:
            text += f"\n### {title}\n\n{part_table(parts[part])}"
            text += "\n" + upstream.markdown() if part == "upstream" else ""
    missing = [title for part, title in results.PARTS.items() if part not in parts]
    if missing:
        text += "\nNot in these runs: " + "; ".join(missing) + ".\n"
    return text + "\n" + END


def put_into(path, text):
    before, begun, rest = path.read_text().partition(BEGIN)
    _, ended, after = rest.partition(END)
    if not (begun and ended):
        raise SystemExit(f"{path}: has no place for the tables")
    path.write_text(before + text + after)


def main():
    runs = results.saved()
    if not runs:
        raise SystemExit(f"no results in {results.directory()}: make check first")
    put_into(PAGE, markdown(runs))


if __name__ == "__main__":
    main()
