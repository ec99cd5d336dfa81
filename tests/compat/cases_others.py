# SPDX-License-Identifier: MIT
"""vlock, faillock and sulogin, beside vlock, Linux-PAM's faillock and util-linux's sulogin."""
import re
import struct

from compat.case import ABSENT, CTRL_BACKSLASH, CTRL_C, CTRL_D, CTRL_Z, EVERYWHERE, Case, Pin
from compat.place import ACCOUNTS, FRESH, ROOT_HASH
from compat.words import INSIDE, LOOK, RIGHT, ROOT_SHELL, ROOTS, SECRET, WRONG



def status(original, pamlet):
    return {"status": Pin(original, pamlet, "exit statuses are gate's")}


# vlock

ENTER = "Please press [ENTER] to unlock."
ASKS_ANNA, ASKS_ROOT = "anna's Password: ", "root's Password: "
UNLOCK = ((ENTER, ""), (ASKS_ANNA, RIGHT))


def turn(who, keys):
    """One question of pamlet's."""
    return ((f"{who}'s password.", None), (SECRET, keys))


EVERYWHERE["vlock"] = {"dialogue": Pin("waits for Enter", "asks at once",
                                       "one thing less to type")}


def lock(what, *arguments, pamlet, compare=("status", "tty"), user="anna", **more):
    return Case("vlock", what, arguments, compare=compare, user=user, pamlet={"script": pamlet},
                environment={"HOME": "/", "USER": user}, **more)


def no_lock(what, *arguments, differs, **more):
    return Case("vlock", what, arguments, compare=("status",), user="anna", status=1,
                environment={"HOME": "/", "USER": "anna"}, differs=differs, **more)


VLOCK = (
    lock("the right password", script=UNLOCK, pamlet=turn("anna", RIGHT), quick=True),
    lock("a wrong password, then root's wrong one, then the right one",
         script=((ENTER, ""), (ASKS_ANNA, WRONG), (ASKS_ROOT, WRONG), *UNLOCK),
         pamlet=(*turn("anna", WRONG), *turn("root", WRONG), *turn("anna", RIGHT))),
    lock("root's password", script=((ENTER, ""), (ASKS_ANNA, WRONG), (ASKS_ROOT, ROOTS)),
         pamlet=(*turn("anna", WRONG), *turn("root", ROOTS))),
    lock("^C, ^\\ and ^Z do not open it",
         script=((ENTER, CTRL_C), ("", CTRL_BACKSLASH), ("", CTRL_Z), ("", ""),
                 (ASKS_ANNA, RIGHT)),
         pamlet=(*turn("anna", CTRL_Z + CTRL_C), *turn("root", CTRL_BACKSLASH),
                 *turn("anna", RIGHT))),
    lock("^D does not open it", script=((ENTER, ""), (ASKS_ANNA, CTRL_D), (ASKS_ROOT, ROOTS)),
         pamlet=(*turn("anna", CTRL_D), *turn("root", ROOTS))),
    lock("`-c`", "-c", script=UNLOCK, pamlet=turn("anna", RIGHT)),
    lock("root locks", user="root", script=((ENTER, ""), (ASKS_ROOT, ROOTS)),
         pamlet=turn("root", ROOTS)),
    no_lock("`-a` on what is no console", "-a", shown="this terminal is not a virtual console",
            differs=status(1, 111)),
    no_lock("no terminal", stdin="pipe", script=(("", RIGHT),), differs=status(1, 111)),
    no_lock("an unknown option", "-Z", differs=status(1, 2)),
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
MAINTENANCE = re.compile(rb"Press Enter to continue|to continue\): ")
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


OPENS = ((ASKS, ROOTS), *MAINTAIN)
BUILD = "off by default, and only where the account files are broken"
OF_A_SESSION = {
    "env.PATH": Pin("/usr/sbin:/usr/bin:/sbin:/bin", re.compile("^/usr/local/sbin:"),
                    "PATH is always set"),
    "env.SHLVL": Pin("0", ABSENT, "the shell counts for itself"),
    "seen.groups": Pin("", "0", "root's groups are set"),
    "tty.settings": Pin("others", "as before", "the terminal is put back on every way out"),
}
EVERYWHERE["sulogin"] = OF_A_SESSION


def dialogue(original, pamlet, why):
    return {"dialogue": Pin(original, pamlet, why)}


SULOGIN = (
    rescue("the right password", script=OPENS, status=7, compare=("status", *INSIDE, "tty"),
           quick=True),
    rescue("a wrong password, then the right one", status=7,
           script=((ASKS, WRONG), ("Login incorrect", None), *OPENS)),
    rescue("^D", script=((ASKS, CTRL_D),), quick=True, differs=status(0, 4)),
    rescue("`-t 1`", "-t", "1", script=((ASKS, None),), differs=status(0, 3)),
    rescue("`-p`: a login shell", "-p", script=OPENS, status=7, compare=("status", "ran", "seen")),
    rescue("SUSHELL", environment={"SUSHELL": "/bin/look-shell"}, script=((ASKS, ROOTS),),
           shown="the restricted shell", status=5),
    rescue("a locked root", prepare=lock_root, status=1, script=((MAINTENANCE, ""),),
           pamlet={"script": ((ASKS, ROOTS), ("Login incorrect", None), (ASKS, CTRL_D))},
           differs=dialogue("says that root is locked", "asks as always",
                            "nothing is given away") | status(1, 4)),
    rescue("`-e`, a locked root", "-e", prepare=lock_root, status=7,
           script=((MAINTENANCE, ""), *MAINTAIN), pamlet={"script": ()},
           differs=dialogue("opens", "refuses", BUILD) | status(7, 2)
           | {"ran": Pin("yes", "no", "")}),
    rescue("no /etc/shadow", prepare=lose("shadow"),
           script=((ASKS, ROOTS), ("Login incorrect", None), (ASKS, CTRL_D)),
           differs=status(0, 4)),
    rescue("no /etc/passwd", prepare=lose("passwd", "shadow"), status=1,
           pamlet={"script": ((ASKS, ROOTS), ("Login incorrect", None), (ASKS, CTRL_D))},
           differs=dialogue("ends", "asks as always", "nothing is given away") | status(1, 4)),
    rescue("`-e`, no /etc/passwd", "-e", prepare=lose("passwd", "shadow"), status=7,
           script=((MAINTENANCE, ""), *MAINTAIN), pamlet={"script": ()},
           differs=dialogue("opens", "refuses", BUILD) | status(7, 2)
           | {"ran": Pin("yes", "no", "")}),
    rescue("started by anna", user="anna", status=1, differs=status(1, 111)),
    rescue("an unknown option", "-Z", script=((ASKS, CTRL_D),), pamlet={"script": ()},
           differs=dialogue("goes on", "ends", "options that are not known are an error")
           | status(0, 2)),
)

CASES = VLOCK + FAILLOCK + SULOGIN
