# SPDX-License-Identifier: MIT
"""passwd, beside shadow's."""
from compat.drive import CTRL_C, Case
from compat.words import *

CHANGE = ((OLD, RIGHT), (NEW, CHANGED), (AGAIN, CHANGED))
TWICE = ((NEW, CHANGED), (AGAIN, CHANGED))
ALL = ("status", "shadow", "tty")


def case(what, *arguments, compare=ALL, **more):
    return Case("passwd", what, arguments, compare=compare, **more)


def state(what, whose, **more):
    return case(f"`-S` of {what}", "-S", whose, compare=("status", "screen", "shadow"), **more)


CASES = (
    case("anna changes her own", user="anna", script=CHANGE, quick=True),
    case("a wrong old password", user="anna", script=((OLD, WRONG),), status=10, quick=True),
    case("the new one is not repeated", user="anna",
         script=((OLD, RIGHT), (NEW, CHANGED), (AGAIN, WRONG)), status=10),
    case("the new one is the old one", user="anna",
         script=((OLD, RIGHT), *((NEW, RIGHT), (AGAIN, RIGHT)) * 3), status=10),
    case("the new one is a short one, then a longer one", user="anna",
         script=((OLD, RIGHT), (NEW, "abc"), (AGAIN, "abc"), *TWICE)),
    case("an empty new one", user="anna",
         script=((OLD, RIGHT), *((NEW, ""), (AGAIN, "")) * 3), status=10),
    case("^C at the question", user="anna", script=((OLD, CTRL_C), ("", "")), status=10),
    case("root changes anna's", "anna", script=TWICE, quick=True),
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
    state("a user that does not exist", "nobody-here", status=1),
    state("oneself", "anna", user="anna"),
    state("somebody else, by anna", "bert", user="anna", status=1),
    case("`-S` without a name", "-S", user="anna", compare=("status", "screen")),
    case("`-S -a`", "-S", "-a", compare=("status", "screen")),
    case("`-l`", "-l", "anna", quick=True),
    case("`-l` of a locked account", "-l", "emil"),
    case("`-u`", "-u", "emil", quick=True),
    case("`-u` of an account that is not locked", "-u", "anna"),
    case("`-u` of an account without a password", "-u", "ines", status=3),
    case("`-d`", "-d", "anna", quick=True),
    case("`-d` of a locked account", "-d", "emil"),
    case("`-e`", "-e", "anna"),
    case("`-n 3 -x 60 -w 5 -i 10`", "-n", "3", "-x", "60", "-w", "5", "-i", "10", "anna",
         quick=True),
    case("`-x -1`: no limit", "-x", "-1", "bert"),
    case("`-x` of what is no number", "-x", "many", "anna", status=6),
    case("`-l` by anna", "-l", "anna", user="anna", status=1, quick=True),
    case("`-d` by anna", "-d", "bert", user="anna", status=1),
    case("`-l` and `-u` at once", "-l", "-u", "anna", status=0),
    case("`-l` of a user that does not exist", "-l", "nobody-here", status=1),
    case("an unknown option", "-Z", status=6),
    case("two names", "anna", "bert", status=2),
)
