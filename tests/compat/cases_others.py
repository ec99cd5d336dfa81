# SPDX-License-Identifier: MIT
"""vlock, faillock and sulogin, beside vlock, Linux-PAM's faillock and util-linux's sulogin."""
import struct

from compat.drive import CTRL_BACKSLASH, CTRL_C, CTRL_D, CTRL_Z, Case
from compat.words import *

# vlock

ENTER = "Please press [ENTER] to unlock."
UNLOCK = ((ENTER, ""), ("anna's Password: ", RIGHT))
HOME = {"HOME": "/home/anna", "USER": "anna"}


def lock(what, *arguments, compare=("status", "tty"), user="anna", **more):
    return Case("vlock", what, arguments, compare=compare, user=user, environment=HOME, **more)


VLOCK = (
    lock("the right password", script=UNLOCK, quick=True),
    lock("a wrong password, then the right one", script=((ENTER, ""),
         ("anna's Password: ", WRONG), ("vlock-main: Authentication failure", None), *UNLOCK)),
    lock("root's password", script=((ENTER, ""), ("anna's Password: ", WRONG),
                                    ("root's Password: ", ROOTS))),
    lock("^C, ^\\ and ^Z do nothing",
         script=((ENTER, CTRL_C), ("", CTRL_BACKSLASH), ("", CTRL_Z), ("", ""),
                 ("anna's Password: ", RIGHT))),
    lock("^C at the password", script=((ENTER, ""), ("anna's Password: ", CTRL_C),
                                       ("", ""), *UNLOCK)),
    lock("^D at the password", script=((ENTER, ""), ("anna's Password: ", CTRL_D), *UNLOCK)),
    lock("`-c`", "-c", script=UNLOCK),
    lock("`-a` on what is no console", "-a", compare=("status",), status=1),
    lock("no terminal", stdin="pipe", script=(("", RIGHT),), compare=("status",), status=1),
    lock("root locks", user="root", script=((ENTER, ""), ("root's Password: ", ROOTS)), quick=True),
    lock("an unknown option", "-Z", compare=("status",), status=1),
)

# faillock

WHEN = 1_700_000_000
VALID, RHOST, TTY = 0x1, 0x2, 0x4


def tally(*entries):
    """What pam_faillock keeps: (source, status) of each failure, a minute apart."""
    return b"".join(struct.pack("<52sHHQ", source.encode(), 0, status, WHEN + 60 * number)
                    for number, (source, status) in enumerate(entries))


FAILED = {
    "run/faillock/anna": tally(("/dev/tty1", VALID | TTY), ("far.example", VALID | RHOST),
                               ("vlock", VALID)),
    "run/faillock/bert": tally(("ttyS0", TTY)),
}
ELSEWHERE = {"lib/failures/bert": tally(("ttyS0", VALID | TTY))}


def forget(place):
    """What of the failures is left, as a fact of /tmp."""
    return place


def failures(what, *arguments, compare=("status", "screen", "tally"), files=None, **more):
    return Case("faillock", what, arguments, compare=compare,
                files=FAILED if files is None else files, **more)


FAILLOCK = (
    failures("no option", quick=True),
    failures("nothing has failed", files={}),
    failures("`--user`", "--user", "anna", quick=True),
    failures("`--user` of somebody without a failure", "--user", "carl"),
    failures("`--user` of nobody", "--user", "nobody-here"),
    failures("`--user --reset`", "--user", "anna", "--reset", quick=True),
    failures("`--reset`", "--reset"),
    failures("`--dir`", "--dir", "/lib/failures", "--user", "bert", files=ELSEWHERE),
    failures("`--dir` that is not there", "--dir", "/no/such", status=5),
    failures("`--legacy-output`", "--legacy-output", "--user", "anna"),
    failures("`--user` by the user", "--user", "anna", user="anna"),
    failures("an unknown option", "--no-such", status=2, compare=("status",)),
    failures("`--help`", "--help", status=2, compare=("status",)),
)

# sulogin

ASKS = re.compile(rb"continue\): |Password: ")
MAINTAIN = ((ROOT_SHELL, LOOK),)


def rescue(what, *arguments, compare=("status", "ran"), **more):
    return Case("sulogin", what, arguments, compare=compare, **more)


SULOGIN = (
    rescue("the right password", script=((ASKS, ROOTS), *MAINTAIN),
           compare=("status", *INSIDE, "tty"), quick=True),
    rescue("a wrong password, then the right one",
           script=((ASKS, WRONG), ("Login incorrect", None), (ASKS, ROOTS), *MAINTAIN)),
    rescue("^D", script=((ASKS, CTRL_D),), quick=True),
    rescue("`-t 1`", "-t", "1", script=((ASKS, None),)),
    rescue("`-p`: a login shell", "-p", script=((ASKS, ROOTS), *MAINTAIN),
           compare=("status", "ran", "seen")),
    rescue("SUSHELL", environment={"SUSHELL": "/bin/look-shell"}, script=((ASKS, ROOTS),),
           shown="the restricted shell"),
    rescue("a locked root", script=((ASKS, ROOTS),)),
    rescue("`-e`, a locked root", "-e", script=((ASKS, ROOTS),)),
    rescue("`-e`, no /etc/shadow", "-e", script=((ASKS, ROOTS),)),
    rescue("no /etc/shadow", script=((ASKS, ROOTS),)),
    rescue("started by anna", user="anna", status=1, compare=("status", "ran")),
    rescue("an unknown option", "-Z", status=1, compare=("status",)),
)

CASES = VLOCK + FAILLOCK + SULOGIN
