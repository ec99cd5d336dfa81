# SPDX-License-Identifier: MIT
"""su, beside util-linux's."""
import re

from compat.case import ABSENT, CTRL_C, Case, Pin
from compat.words import (AGAIN, CHANGED, INSIDE, LOOK, NEW, OLD, RIGHT, ROOTS, SECRET, SESSION,
                          WRONG)

HOSTILE = {"FOO": "bar", "LD_LIBRARY_PATH": "/nowhere", "IFS": "/", "HOME": "/elsewhere",
           "SHELL": "/bin/look-shell", "USER": "nobody", "LOGNAME": "nobody"}
ASKED = ((SECRET, RIGHT),)
# The PATH that the test starts with, and pamlet's.
PATH, USER_PATH = "/usr/sbin:/usr/bin:/sbin:/bin", "/usr/local/bin:/usr/bin:/bin"

OWN_TERMINAL = "who is not the caller's equal gets a terminal of its own (CVE-2005-4890)"
SET_PATH = {"env.PATH": Pin(PATH, re.compile("^/usr/local/"), "PATH is always set")}
LOADER = {"env.LD_LIBRARY_PATH": Pin("/nowhere", ABSENT, "what ld.so would drop is dropped")}
MAIL = {"env.MAIL": Pin(ABSENT, re.compile("^/var/mail/"), "a login shell has MAIL")}
GATES_WORDS = {"screen": Pin("Password:\nsu: Authentication failure",
                             "Password:\nLogin incorrect", "the words are gate's")}


def terminal(caller, target):
    return {"seen.ttyowner": Pin(caller, target, OWN_TERMINAL)}


def status(original, pamlet):
    return {"status": Pin(original, pamlet, "exit statuses are gate's")}


def case(what, *arguments, **more):
    return Case("su", what, arguments, **more)


CASES = (
    case("root to anna", "-c", LOOK, "anna", compare=("status", *INSIDE), status=7, quick=True,
         differs=SET_PATH | terminal("0", "1000")),
    case("anna to root, the right password", "-c", LOOK, user="anna", script=((SECRET, ROOTS),),
         compare=("status", *INSIDE, "tty"), status=7, quick=True,
         differs=SET_PATH | terminal("1000", "0")
         | {"env.USER": Pin(ABSENT, "root", "USER and LOGNAME are set for root, too"),
            "env.LOGNAME": Pin(ABSENT, "root", "USER and LOGNAME are set for root, too")}),
    case("anna to root, a wrong password", "-c", LOOK, user="anna", script=((SECRET, WRONG),),
         compare=("status", "ran", "tty", "screen"), status=1, quick=True, differs=GATES_WORDS),
    case("anna to bert, a shell on the terminal", "bert", user="anna",
         script=(*ASKED, *SESSION), compare=("status", *INSIDE), status=7,
         differs=SET_PATH | terminal("1000", "1001")),
    case("root to anna, a shell on the terminal", "anna", script=SESSION,
         compare=("status", *INSIDE), status=7, differs=SET_PATH | terminal("0", "1000")),
    case("anna to anna", "-c", LOOK, "anna", user="anna", script=ASKED,
         compare=("status", *INSIDE), status=7, differs=SET_PATH),
    case("`-`: a login shell", "-", "anna", script=SESSION, environment=HOSTILE,
         compare=("status", *INSIDE), status=7, quick=True, differs=MAIL | terminal("0", "1000")),
    case("`-l -c`", "-l", "-c", LOOK, "anna", environment=HOSTILE,
         compare=("status", *INSIDE), status=7, differs=MAIL | terminal("0", "1000")),
    case("without `-`: what is kept of the environment", "-c", LOOK, "anna",
         environment=HOSTILE, compare=("status", "env"), status=7, differs=SET_PATH | LOADER),
    case("`-m`: the environment stays", "-m", "-s", "/bin/sh", "-c", LOOK, "anna",
         environment=HOSTILE, compare=("status", *INSIDE), status=7,
         differs=LOADER | terminal("0", "1000")),
    case("`-p`: the environment stays", "-p", "-c", LOOK, "anna", environment=HOSTILE | {
        "SHELL": "/bin/sh"}, compare=("status", *INSIDE), status=7,
         differs=LOADER | terminal("0", "1000")),
    case("`-w FOO` with `-`", "-w", "FOO", "-", "anna", "-c", LOOK, environment=HOSTILE,
         compare=("status", "env"), status=7, differs=MAIL),
    case("the command returns 42", "-c", "exit 42", "anna", status=42, quick=True),
    case("the command is killed by SIGTERM", "-c", "kill -TERM $$", "anna", status=143,
         quick=True),
    case("the command is killed by SIGSEGV", "-c", "kill -SEGV $$", "anna", status=139),
    case("a shell that is not executable: 126", "-s", "/etc/passwd", "anna", status=126),
    case("a shell that is not there: 127", "-s", "/bin/no-such-shell", "anna", status=127),
    case("the account's shell is not there", "holt", status=127),
    case("`-s` by root", "-s", "/bin/look-shell", "anna", status=5, shown="the restricted shell"),
    case("`-s` by a user", "-s", "/bin/sh", "-c", LOOK, "bert", user="anna", script=ASKED,
         status=7, compare=("status", *INSIDE), differs=SET_PATH | terminal("1000", "1001")),
    case("`-s` by a user, to a restricted account", "-s", "/bin/sh", "-c", LOOK, "carl",
         user="anna", script=ASKED, status=5, shown="the restricted shell",
         compare=("status", "ran")),
    case("`-m` by a user, to a restricted account", "-m", "-c", LOOK, "carl", user="anna",
         script=ASKED, status=5, shown="the restricted shell", compare=("status", "ran")),
    case("`-s` by root, to a restricted account", "-s", "/bin/sh", "-c", LOOK, "carl",
         status=7, compare=("status", *INSIDE), differs=SET_PATH | terminal("0", "1002")),
    case("`-P`", "-P", "-c", LOOK, "anna", status=7, compare=("status", *INSIDE), differs=SET_PATH),
    case("`-g users` by root", "-g", "users", "-c", LOOK, "anna", status=7,
         compare=("status", "seen"), differs=terminal("0", "1000")),
    case("`-G staff -G users` by root", "-G", "staff", "-G", "users", "-c", LOOK, "bert",
         status=7, compare=("status", "seen"), differs=terminal("0", "1001")),
    case("`-g users` by a user", "-g", "users", "-c", LOOK, "bert", user="anna", status=1,
         compare=("status", "ran")),
    case("`-g` of a group that does not exist", "-g", "nobodies", "anna", status=1),
    case("arguments to the shell", "anna", "-c", "look; exit $2", "--", "x", "y", "8",
         status=8, compare=("status", "seen"), differs=terminal("0", "1000")),
    case("a script as the argument", "anna", "/bin/look-shell", "one", "two", status=5,
         shown="the restricted shell: one two"),
    case("a user that does not exist, by root", "nobody-here", status=1),
    case("a user that does not exist, by anna", "nobody-here", user="anna", status=1,
         compare=("status", "ran"), pamlet={"script": ((SECRET, WRONG),)},
         differs={"dialogue": Pin("says so", "asks for a password", "nothing is given away")}),
    case("a locked account, by root", "-c", LOOK, "emil", status=7, compare=("status", "ran")),
    case("a locked account, by anna", "-c", LOOK, "emil", user="anna", script=ASKED,
         status=1, compare=("status", "ran", "screen"), differs=GATES_WORDS),
    case("an expired account, by root", "-c", LOOK, "gina", status=1, compare=("status", "ran")),
    case("an expired password, by anna", "-c", LOOK, "finn", user="anna", status=7,
         script=(*ASKED, (OLD, RIGHT), (NEW, CHANGED), (AGAIN, CHANGED)),
         compare=("status", "ran", "shadow")),
    case("an account without a password, by anna", "-c", LOOK, "dora", user="anna", status=7,
         compare=("status", "ran")),
    case("^C at the password", "-c", LOOK, user="anna", script=((SECRET, CTRL_C),), status=130,
         compare=("status", "ran", "tty"),
         differs=status(130, 4)
         | {"tty.settings": Pin("others", "as before",
                                "the terminal is put back on every way out")}),
    case("the password from a pipe", "-c", LOOK, user="anna", script=((SECRET, ROOTS),),
         stdin="pipe", status=7, compare=("status", "ran")),
    case("an unknown option", "-Z", status=1, differs=status(1, 2)),
)
