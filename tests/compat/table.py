# SPDX-License-Identifier: MIT
"""Prints where pamlet's applets agree with the originals, and where they differ.

    make compat-table        prints it, and puts it into README.md

It is made of the cases and their pins, which test_originals.py holds against both
sides; a test sees that README.md shows it.
"""
import pathlib
import re
import sys

if __name__ == "__main__":
    sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from compat import (case as cases, cases_login, cases_others, cases_pamtest, cases_passwd,
                    cases_su)

CASES = (cases_login.CASES + cases_su.CASES + cases_passwd.CASES + cases_others.CASES
         + cases_pamtest.CASES)

BEGIN, END = "<!-- compat table: make compat-table -->\n", "<!-- end of the compat table -->\n"
HEAD = """\
| beside | cases | the same in |
|---|---:|---|
"""
HEAD_DIFFERENCES = """\
| beside | pamlet differs on purpose: why | where: the original → pamlet |
|---|---|---|
"""
EVERY = "every session"
# How a fact is called in the table; the others by their own name.
LABELS = {"status": "exit ", "dialogue": "", "ran": "lets in: ", "tty.settings": "terminal: ",
          "tty.owner": "the terminal's owner ", "screen": "wording ",
          "shadow.files": "left in /etc: ", "seen.ttyowner": "the terminal's owner "}
VALUE_LENGTH = 26
# Facts that are told without their values: those are of the test's own making.
NO_VALUES = ("seen.ttyowner", "env.PATH", "env.HUSHLOGIN", "env.REMOTEHOST")
CASES_SHOWN = 4


def value(pinned):
    """A pinned value in a word; None where there is none."""
    if pinned is cases.ABSENT:
        return "none"
    if pinned is cases.ANY or isinstance(pinned, re.Pattern):
        return None
    text = str(pinned) if pinned != "" else "empty"
    return text if len(text) <= VALUE_LENGTH and "\n" not in text else None


def label(fact):
    room, _, name = fact.partition(".")
    if fact in LABELS:
        return LABELS[fact]
    return f"`{name}` " if room in ("env", "records") else f"{name} "


def told(fact, pin):
    """One pin in a few words."""
    sides = [value(pin.original), value(pin.pamlet)]
    if None in sides or fact in NO_VALUES:
        return label(fact).strip()
    return label(fact) + " → ".join(sides)


def words_of(pins, why):
    return ", ".join(told(fact, pin) for fact, pin in pins.items() if pin.reason == why)


def reasons(program):
    """{why: {what: [case, ...]}} of one program, in the order of the cases."""
    found = {}
    whole = [(EVERY, cases.EVERYWHERE.get(program, {}))]
    own = [(case.what, case.differs) for case in CASES if case.program == program]
    for name, pins in whole + own:
        for why in dict.fromkeys(pin.reason for pin in pins.values() if pin.reason):
            found.setdefault(why, {}).setdefault(words_of(pins, why), []).append(name)
    return found


def cell(text):
    return text.replace("|", "\\|")


def agreement():
    lines = []
    for program, (_, _, name) in cases.PROGRAMS.items():
        mine = [case for case in CASES if case.program == program]
        same = [case.what for case in mine if not case.differs]
        lines.append(f"| {name} | {len(same)} of {len(mine)} | {cell('; '.join(same))} |\n")
    return HEAD + "".join(lines)


def some(names):
    if len(names) <= CASES_SHOWN:
        return " / ".join(names)
    return " / ".join(names[:CASES_SHOWN - 1]) + f" and {len(names) - CASES_SHOWN + 1} more"


def differences():
    lines = [f"| {name} | {cell(why)} | "
             + cell("; ".join(f"{some(names)}: {what}" for what, names in where.items()))
             + " |\n"
             for program, (_, _, name) in cases.PROGRAMS.items()
             for why, where in reasons(program).items()]
    return HEAD_DIFFERENCES + "".join(lines)


def markdown():
    return BEGIN + agreement() + "\n" + differences() + END


def put_into(path):
    """Writes it between its marks."""
    text = path.read_text()
    before, _, rest = text.partition(BEGIN)
    path.write_text(before + markdown() + rest.partition(END)[2])


if __name__ == "__main__":
    if len(sys.argv) > 1:
        put_into(pathlib.Path(sys.argv[1]))
    print(markdown(), end="")
