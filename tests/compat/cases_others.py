# SPDX-License-Identifier: MIT
"""vlock, faillock and sulogin, beside vlock, Linux-PAM's faillock and util-linux's sulogin."""
import re
import struct

from compat.drive import ABSENT, CTRL_BACKSLASH, CTRL_C, CTRL_D, CTRL_Z, Case, Pin
from compat.place import ACCOUNTS, FRESH, ROOT_HASH
from compat.words import INSIDE, LOOK, RIGHT, ROOT_SHELL, ROOTS, WRONG

# vlock

ENTER = "Please press [ENTER] to unlock."
UNLOCK = ((ENTER, ""), ("anna's Password: ", RIGHT))


def lock(what, *arguments, compare=("status", "tty"), user="anna", **more):
    return Case("vlock", what, arguments, compare=compare, user=user,
                environment={"HOME": "/", "USER": user}, **more)


VLOCK = (
    lock("the right password", script=UNLOCK, quick=True),
    lock("a wrong password, then the right one",
         script=((ENTER, ""), ("anna's Password: ", WRONG), ("root's Password: ", WRONG), *UNLOCK)),
    lock("root's password", script=((ENTER, ""), ("anna's Password: ", WRONG),
                                    ("root's Password: ", ROOTS))),
    lock("^C, ^\\ and ^Z do nothing",
         script=((ENTER, CTRL_C), ("", CTRL_BACKSLASH), ("", CTRL_Z), ("", ""),
                 ("anna's Password: ", RIGHT))),
    lock("^C at the password", script=((ENTER, ""), ("anna's Password: ", CTRL_C), ("", RIGHT),
                                       ("root's Password: ", ROOTS))),
    lock("^D at the password", script=((ENTER, ""), ("anna's Password: ", CTRL_D), ("root's Password: ", ROOTS))),
    lock("`-c`", "-c", script=UNLOCK),
    lock("`-a` on what is no console", "-a", compare=("status",), status=1),
    lock("no terminal", stdin="pipe", script=(("", RIGHT),), compare=("status",), status=1),
    lock("root locks", user="root", script=((ENTER, ""), ("root's Password: ", ROOTS)), quick=True),
    lock("an unknown option", "-Z", compare=("status",), status=1),
)

# faillock

NEWER = "as in Linux-PAM 1.7.0; Debian 12 has 1.5.2"
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


def failures(what, *arguments, compare=("status", "screen", "tally"), files=None, **more):
    return Case("faillock", what, arguments, compare=compare,
                files=FAILED if files is None else files, **more)


FAILLOCK = (
    failures("no option", quick=True),
    failures("nothing has failed", files={}, status=2),
    failures("`--user`", "--user", "anna", quick=True),
    failures("`--user` of somebody without a failure", "--user", "carl",
             differs={"screen": Pin("", re.compile("^carl:\nWhen "), NEWER),
                      "tally.carl": Pin(ABSENT, 0, NEWER)}),
    failures("`--user` of nobody", "--user", "nobody-here",
             differs={"status": Pin(0, 1, NEWER),
                      "screen": Pin("", "faillock: Error no such user: nobody-here", NEWER)}),
    failures("`--user --reset`", "--user", "anna", "--reset", quick=True),
    failures("`--reset`", "--reset"),
    failures("`--dir`", "--dir", "/lib/failures", "--user", "bert", files=ELSEWHERE),
    failures("`--dir` that is not there", "--dir", "/no/such", status=2),
    failures("`--legacy-output`", "--legacy-output", "--user", "anna", status=1,
             differs={"status": Pin(1, 0, NEWER),
                      "screen": Pin(re.compile("Unknown option"), re.compile("^Login  "), NEWER)}),
    failures("`--user` by the user", "--user", "anna", user="anna", status=3),
    failures("an unknown option", "--no-such", status=1, compare=("status",)),
    failures("`--help`", "--help", status=1, compare=("status",),
             differs={"status": Pin(1, 0, "the original knows no such option")}),
)

# sulogin

ASKS = re.compile(rb"continue\): |Password: ")
MAINTENANCE = "Press Enter"
MAINTAIN = ((ROOT_SHELL, LOOK),)


def lock_root(place):
    place.accounts(ACCOUNTS | {"root": (0, "/root", "/bin/sh", f"!{ROOT_HASH}:{FRESH}")})


def lose(*names):
    def prepare(place):
        for name in names:
            (place.path / "etc" / name).unlink()
    return prepare


def rescue(what, *arguments, compare=("status", "ran"), **more):
    return Case("sulogin", what, arguments, compare=compare, **more)


SULOGIN = (
    rescue("the right password", script=((ASKS, ROOTS), *MAINTAIN), status=7,
           compare=("status", *INSIDE, "tty"), quick=True),
    rescue("a wrong password, then the right one", status=7,
           script=((ASKS, WRONG), ("Login incorrect", None), (ASKS, ROOTS), *MAINTAIN)),
    rescue("^D", script=((ASKS, CTRL_D),), quick=True),
    rescue("`-t 1`", "-t", "1", script=((ASKS, None),)),
    rescue("`-p`: a login shell", "-p", script=((ASKS, ROOTS), *MAINTAIN), status=7,
           compare=("status", "ran", "seen")),
    rescue("SUSHELL", environment={"SUSHELL": "/bin/look-shell"}, script=((ASKS, ROOTS),),
           shown="the restricted shell", status=5),
    rescue("a locked root", prepare=lock_root, status=1,
           script=((MAINTENANCE, ""),)),
    rescue("`-e`, a locked root", "-e", prepare=lock_root, status=7,
           script=((MAINTENANCE, ""), *MAINTAIN)),
    rescue("no /etc/shadow", prepare=lose("shadow"), script=((ASKS, ROOTS), (ASKS, CTRL_D))),
    rescue("`-e`, no /etc/shadow", "-e", prepare=lose("shadow"),
           script=((ASKS, ROOTS), (ASKS, CTRL_D))),
    rescue("no /etc/passwd", prepare=lose("passwd", "shadow"), status=1),
    rescue("`-e`, no /etc/passwd", "-e", prepare=lose("passwd", "shadow"), status=7,
           script=((MAINTENANCE, ""), *MAINTAIN)),
    rescue("started by anna", user="anna", status=1),
    rescue("an unknown option", "-Z", script=((ASKS, CTRL_D),)),
)

CASES = VLOCK + FAILLOCK + SULOGIN
