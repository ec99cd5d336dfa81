# SPDX-License-Identifier: MIT
"""passwd, beside shadow's."""
from compat.case import ABSENT, CTRL_C, Case, Pin
from compat.words import AGAIN, CHANGED, NEW, OLD, RIGHT, WRONG

CHANGE = ((OLD, RIGHT), (NEW, CHANGED), (AGAIN, CHANGED))
TWICE = ((NEW, CHANGED), (AGAIN, CHANGED))
ALL = ("status", "shadow", "tty")
AS_GATE = "exit statuses are gate's"


def case(what, *arguments, compare=ALL, **more):
    return Case("passwd", what, arguments, compare=compare, **more)


def state(what, whose, *, compare=("status", "screen", "shadow"), **more):
    return case(f"`-S` of {what}", "-S", whose, compare=compare, **more)


def flags(what, *arguments, differs=None, **more):
    """Root edits the file: shadow's passwd leaves the old one as /etc/shadow-."""
    return case(what, *arguments, differs=NO_COPY | (differs or {}), **more)


def status(original, pamlet, why=AS_GATE):
    return {"status": Pin(original, pamlet, why)}


NO_COPY = {"shadow.files": Pin("shadow-", ABSENT, "no copy with the old hash is left")}
DENIED = {"status": 10, "differs": status(10, 1)}

CASES = (
    case("anna changes her own", user="anna", script=CHANGE, quick=True,
         compare=(*ALL, "screen")),
    case("a wrong old password", user="anna", script=((OLD, WRONG),),
         compare=(*ALL, "screen"), **DENIED),
    case("the new one is not repeated", user="anna", compare=(*ALL, "screen"),
         script=((OLD, RIGHT), (NEW, CHANGED), (AGAIN, WRONG)), **DENIED),
    case("the new one is the old one", user="anna", compare=(*ALL, "screen"),
         script=((OLD, RIGHT), *((NEW, RIGHT), (AGAIN, RIGHT)) * 3), **DENIED),
    case("the new one is a short one, then a longer one", user="anna",
         compare=(*ALL, "screen"),
         script=((OLD, RIGHT), (NEW, "abc"), (AGAIN, "abc"), *TWICE)),
    case("an empty new one", user="anna", compare=(*ALL, "screen"),
         script=((OLD, RIGHT), *((NEW, ""), (AGAIN, "")) * 3), **DENIED),
    case("^C at the question", user="anna", script=((OLD, CTRL_C), ("", "")), status=10,
         pamlet={"script": ((OLD, CTRL_C),)},
         differs={"dialogue": Pin("waits for Enter", "ends", "^C is a cancel")} | status(10, 4)),
    case("root changes anna's", "anna", script=TWICE, quick=True, compare=(*ALL, "screen")),
    case("root changes a locked account's", "emil", script=TWICE),
    case("root changes his own", script=TWICE),
    case("anna changes bert's", "bert", user="anna", status=1, quick=True),
    case("a user that does not exist", "nobody-here", status=1),
    state("an account with a password", "anna", quick=True),
    state("an account with limits", "bert"),
    state("a locked account", "emil"),
    state("a locked account without a password", "ines"),
    state("an account without a password", "dora"),
    state("an expired password", "finn"),
    state("a user that does not exist", "nobody-here", status=1, compare=("status",)),
    state("oneself", "anna", user="anna"),
    state("somebody else, by anna", "bert", user="anna", status=1, compare=("status", "shadow")),
    case("`-S` without a name", "-S", user="anna", compare=("status", "screen")),
    case("`-S -a`", "-S", "-a", compare=("status", "screen")),
    flags("`-l`", "-l", "anna", quick=True),
    flags("`-l` of a locked account", "-l", "emil"),
    flags("`-u`", "-u", "emil", quick=True),
    flags("`-u` of an account that is not locked", "-u", "anna"),
    case("`-u` of an account without a password", "-u", "ines", status=3, differs=status(3, 1)),
    flags("`-d`", "-d", "anna", quick=True),
    flags("`-d` of a locked account", "-d", "emil"),
    flags("`-e`", "-e", "anna"),
    flags("`-n 3 -x 60 -w 5 -i 10`", "-n", "3", "-x", "60", "-w", "5", "-i", "10", "anna",
          quick=True),
    flags("`-x -1`: no limit", "-x", "-1", "bert"),
    case("`-x` of what is no number", "-x", "many", "anna", status=6, differs=status(6, 2)),
    case("`-l` by anna", "-l", "anna", user="anna", status=1, quick=True),
    case("`-d` by anna", "-d", "bert", user="anna", status=1),
    flags("`-l` and `-u` at once", "-l", "-u", "anna", status=0,
          differs=status(0, 2, "options that contradict each other are an error")
          | {"shadow.anna": Pin("password=!as it was", ABSENT, "")}),
    case("`-l` of a user that does not exist", "-l", "nobody-here", status=1),
    case("an unknown option", "-Z", status=6, differs=status(6, 2)),
    case("two names", "anna", "bert", status=2),
)
