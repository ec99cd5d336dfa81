# SPDX-License-Identifier: MIT
"""login, beside shadow's and BusyBox's."""
import re

from compat.case import ABSENT, ANY, CTRL_C, CTRL_D, EVERYWHERE, HANG_UP, Case, Pin
from compat.place import LOGIN_DEFS
from compat.words import (AGAIN, CHANGED, INSIDE, LOOK, NAME, NEW, OLD, RIGHT, ROOT_SHELL, ROOTS,
                          SECRET, SESSION, SHELL, WRONG, login_as)

HOSTILE = {"FOO": "bar", "LD_LIBRARY_PATH": "/nowhere", "IFS": "/", "HOME": "/elsewhere"}
HUNG_UP = 129
ONE_SECOND = {"etc/login.defs": LOGIN_DEFS.replace("LOGIN_TIMEOUT 60", "LOGIN_TIMEOUT 1")}
CHANGE = ((OLD, RIGHT), (NEW, CHANGED), (AGAIN, CHANGED))
CLOSED = {"etc/nologin": "Down for repairs.\n"}
INCORRECT = (("Login incorrect", None),)
MINUTE_S = 90

A_YES = "0 only when a session was opened"
AS_GATE = "exit statuses are gate's"
FROM_PAM = "BusyBox is built without PAM"
BACK = "owner and mode are put back when the session ends"
DEAD = "a closed entry names nobody, as init writes it"
LOGOUT = "the end of a session is recorded; shadow's login leaves that to others"

EVERYWHERE["login"] = {
    "env.HUSHLOGIN": Pin("FALSE", ABSENT, "a variable that only shadow's login sets"),
    "env.MAIL": Pin(ABSENT, re.compile("^/var/mail/"), "MAIL is always set"),
    "tty.owner": Pin(ANY, 0, BACK),
}
EVERYWHERE["busybox"] = {
    "env.MAIL": Pin(ABSENT, re.compile("^/var/mail/"), "MAIL is always set"),
    "env.PATH": Pin(re.compile("^(/sbin:/usr/sbin:)?/bin:/usr/bin$"),
                    re.compile("^/usr/local/s?bin:.*:/bin$"), "another default PATH"),
    "env.FROM_PAM": Pin(ABSENT, "yes", FROM_PAM),
    "env.SEEN_RHOST": Pin(ABSENT, ANY, ""),
    "env.SEEN_USER": Pin(ABSENT, ANY, ""),
    "env.SEEN_RUSER": Pin(ABSENT, "", ""),
    "tty.owner": Pin(ANY, 0, BACK),
}


def status(original, pamlet, why):
    return {"status": Pin(original, pamlet, why)}


def dialogue(original, pamlet, why):
    return {"dialogue": Pin(original, pamlet, why)}


def cases_of(program):
    def case(what, *arguments, **more):
        return Case(program, what, arguments, **more)

    quick = program == "login"
    return (
        case("the right password", script=login_as("anna", RIGHT, *SESSION),
             compare=("status", *INSIDE, "tty"), quick=quick),
        case("a wrong password, then the right one",
             script=(*login_as("anna", WRONG), *INCORRECT, *login_as("anna", RIGHT, *SESSION)),
             compare=("status", "ran", "seen"), quick=quick),
        case("a user that does not exist",
             script=(*login_as("nobody-here", WRONG), *INCORRECT,
                     *login_as("anna", RIGHT, *SESSION)),
             compare=("status", "ran")),
        case("a locked user", script=login_as("emil", RIGHT, ("Login incorrect", HANG_UP)),
             compare=("ran",), status=HUNG_UP),
        case("a user without a password", script=((NAME, "dora"), *SESSION),
             compare=("status", "ran", "seen")),
        case("root", script=login_as("root", ROOTS, (ROOT_SHELL, LOOK)),
             compare=("status", *INSIDE)),
        case("the user as an argument", "anna", script=((SECRET, RIGHT), *SESSION),
             compare=("status", *INSIDE), quick=quick),
        case("`-f anna` by root", "-f", "anna", script=SESSION, compare=("status", *INSIDE),
             quick=quick),
        case("`-f anna` by anna", "-f", "anna", user="anna", compare=("status", "ran"), quick=quick,
             status=1, differs=status(1, 111, AS_GATE)),
        case("the environment is new", "-f", "anna", script=SESSION, environment=HOSTILE,
             compare=("status", "env")),
        case("a shell that is not there", script=login_as("holt", RIGHT),
             compare=("status", "ran")),
        case("the shell returns 7", "-f", "anna", script=((SHELL, "exit 7"),)),
        case("the shell is killed", "-f", "anna", script=((SHELL, "kill -9 $$"),)),
        case("an unknown option", "-Z", status=1, differs=status(1, 2, AS_GATE)),
    )


def shadow(what, *arguments, **more):
    return Case("login", what, arguments, **more)


def busybox(what, *arguments, **more):
    return Case("busybox", what, arguments, **more)


SHADOW = (
    shadow("wrong passwords to the end", script=login_as("anna", WRONG) * 3,
           compare=("status", "ran", "tty.mode", "tty.settings"), differs=status(0, 1, A_YES)),
    shadow("the name `-froot`", script=((NAME, "-froot"), ("Login incorrect", HANG_UP)),
           compare=("ran",), status=HUNG_UP, quick=True),
    shadow("`-H`: no host name", "-H", status=1, compare=("status", "ran"),
           pamlet={"script": login_as("anna", RIGHT, *SESSION)},
           differs=dialogue("an unknown option", "`login: `", "as util-linux's login")
           | status(1, 0, "") | {"ran": Pin("no", "yes", "")}),
    shadow("`-p` keeps the environment", "-p", "-f", "anna", script=SESSION,
           environment={"FOO": "bar", "HOME": "/elsewhere", "LC_ALL": "C"},
           compare=("status", "env")),
    shadow("`-h HOST`", "-h", "far.example", "-f", "anna", script=SESSION,
           compare=("status", "env"),
           differs={"env.REMOTEHOST": Pin("far.example", ABSENT,
                                          "a variable that only shadow's login sets")}),
    shadow("an empty name", script=((NAME, ""), (SECRET, ""), *INCORRECT,
                                    *login_as("anna", RIGHT, *SESSION)),
           compare=("status", "ran")),
    shadow("^D at the name", script=((NAME, CTRL_D),) * 3,
           compare=("status", "ran", "tty.settings"), pamlet={"script": ((NAME, CTRL_D),)},
           differs=dialogue("asks again, 3 times", "ends", "^D is a cancel")
           | status(0, 4, AS_GATE)),
    shadow("^C at the password", script=((NAME, "anna"), (SECRET, CTRL_C)), status=130,
           compare=("status", "ran", "tty.settings"),
           differs=status(130, 4, AS_GATE)
           | {"tty.settings": Pin("others", "as before",
                                  "the terminal is put back on every way out")}),
    shadow("nobody answers", script=((NAME, None),), compare=("status", "ran", "tty.settings"),
           files=ONE_SECOND, limit_s=MINUTE_S, marker="long", differs=status(0, 3, A_YES)),
    shadow("an expired password is changed", script=login_as("finn", RIGHT, *CHANGE, *SESSION),
           compare=("status", *INSIDE, "shadow"), quick=True),
    shadow("an expired password is not changed", script=login_as("finn", RIGHT, (OLD, WRONG)),
           compare=("status", "ran", "shadow"), status=1,
           pamlet={"script": login_as("finn", RIGHT, *((OLD, WRONG),) * 3,
                                      ("Login incorrect", HANG_UP))},
           differs=dialogue("ends", "asks 3 times",
                            "whoever mistypes tries again")
           | status(1, ANY, "")),
    shadow("an expired account", script=login_as("gina", RIGHT), compare=("status", "ran"),
           status=1, shown="Your account has expired",
           pamlet={"script": login_as("gina", RIGHT, ("Login incorrect", HANG_UP))},
           differs=dialogue("ends", "asks for a name again", "as after a wrong password")
           | status(1, ANY, "")),
    shadow("/etc/nologin", files=CLOSED,
           script=((NAME, "anna"), ("Down for repairs.", None), ("Login incorrect", HANG_UP)),
           compare=("ran",), status=HUNG_UP),
    shadow("a home that is not there", script=login_as("bert", RIGHT, *SESSION),
           compare=("status", *INSIDE),
           differs={"env.HOME": Pin("/", "/home/bert", "HOME is what the account says")}),
    shadow("~/.hushlogin", "-f", "anna", files={"home/anna/.hushlogin": ""}, script=SESSION,
           compare=("status", "ran")),
    shadow("the records of a session", "-h", "far.example",
           script=(*login_as("anna", WRONG), *INCORRECT, *login_as("anna", RIGHT, *SESSION)),
           compare=("status", "records"), quick=True,
           differs={"records.utmp": Pin("user anna far.example", "dead", LOGOUT),
                    "records.wtmp": Pin("", "user anna far.example; dead",
                                        LOGOUT),
                    "records.btmp": Pin("", re.compile("anna far.example$"),
                                        "failed tries are recorded")}),
)
BUSYBOX = (
    busybox("wrong passwords to the end", script=login_as("anna", WRONG) * 3, status=1,
            compare=("status", "ran", "tty.mode", "tty.settings")),
    busybox("the name `-froot`",
            script=((NAME, "-froot"), (SECRET, WRONG), ("Login incorrect", HANG_UP)),
            pamlet={"script": ((NAME, "-froot"), ("Login incorrect", HANG_UP))},
            compare=("ran",), status=HUNG_UP,
            differs=dialogue("asks for a password", "refuses", "as shadow's login")),
    busybox("`-p` keeps the environment", "-p", "-f", "anna", script=SESSION,
            environment={"FOO": "bar", "HOME": "/elsewhere", "LC_ALL": "C"},
            compare=("status", "env"),
            differs={"env.PATH": Pin("/usr/sbin:/usr/bin:/sbin:/bin",
                                     "/usr/local/bin:/usr/bin:/bin",
                                     "PATH is always set, as in shadow's login")}),
    busybox("`-h HOST`", "-h", "far.example", "-f", "anna", script=SESSION,
            compare=("status", "env"),
            differs={"env.SEEN_RHOST": Pin(ABSENT, "far.example", FROM_PAM)}),
    busybox("an empty name", script=((NAME, ""), *login_as("anna", RIGHT, *SESSION)),
            compare=("status", "ran"),
            pamlet={"script": ((NAME, ""), (SECRET, ""), *INCORRECT,
                               *login_as("anna", RIGHT, *SESSION))},
            differs=dialogue("asks for the name again", "asks for a password",
                             "as shadow's login")),
    busybox("^D at the name", script=((NAME, CTRL_D),), compare=("status", "ran", "tty.settings"),
            status=1, differs=status(1, 4, AS_GATE)),
    busybox("^C at the password", status=HUNG_UP, compare=("status", "ran"),
            script=((NAME, "anna"), (SECRET, CTRL_C), ("Login incorrect", HANG_UP)),
            pamlet={"script": ((NAME, "anna"), (SECRET, CTRL_C))},
            differs=dialogue("counts as a try", "ends", "^C is a cancel")
            | status(HUNG_UP, 4, "")),
    busybox("nobody answers", script=((NAME, None),), compare=("status", "ran", "tty.settings"),
            environment={"LOGIN_TIMEOUT": "1"}, limit_s=MINUTE_S, marker="long",
            differs=status(0, 3, A_YES)),
    busybox("an expired password", script=login_as("finn", RIGHT, *SESSION),
            compare=("status", "ran", "shadow"),
            pamlet={"script": login_as("finn", RIGHT, *CHANGE, *SESSION)},
            differs=dialogue("lets in", "asks for a new one", FROM_PAM)
            | {"shadow.finn": Pin(ABSENT, "password=new y (right) changed=today", "")}),
    busybox("an expired account", script=login_as("gina", RIGHT, *SESSION),
            compare=("ran",),
            pamlet={"script": login_as("gina", RIGHT, ("Login incorrect", HANG_UP))},
            differs=dialogue("lets in", "refuses", FROM_PAM)
            | {"ran": Pin("yes", "no", "")}),
    busybox("/etc/nologin", files=CLOSED, status=1, compare=("ran",),
            script=login_as("anna", RIGHT, ("Down for repairs.", None)),
            pamlet={"script": ((NAME, "anna"), ("Down for repairs.", None),
                               ("Login incorrect", HANG_UP))},
            differs=dialogue("after the password", "before the password", "where the policy says it")),
    busybox("a home that is not there", script=login_as("bert", RIGHT, *SESSION),
            compare=("status", *INSIDE)),
    busybox("the records of a session", "-h", "far.example",
            script=(*login_as("anna", WRONG), *INCORRECT, *login_as("anna", RIGHT, *SESSION)),
            compare=("status", "records"),
            differs={"records.utmp": Pin("dead anna far.example", "dead", DEAD),
                     "records.wtmp": Pin("user anna far.example; dead anna far.example",
                                         "user anna far.example; dead", DEAD),
                     "records.btmp": Pin("", re.compile("anna far.example$"),
                                         "failed tries are recorded")}),
)

CASES = cases_of("login") + SHADOW + cases_of("busybox") + BUSYBOX
