# SPDX-License-Identifier: MIT
"""login, beside shadow's and BusyBox's."""
from compat.drive import CTRL_C, CTRL_D, HANG_UP, Case
from compat.place import LOGIN_DEFS
from compat.words import *

HOSTILE = {"FOO": "bar", "LD_LIBRARY_PATH": "/nowhere", "IFS": "/", "HOME": "/elsewhere"}
HUNG_UP = 129


def cases_of(program):
    def case(what, *arguments, **more):
        return Case(program, what, arguments, **more)

    return (
        case("the right password", script=login_as("anna", RIGHT, *SESSION),
             compare=("status", *INSIDE, "tty", "records"), quick=True),
        case("a wrong password, then the right one",
             script=(*login_as("anna", WRONG), ("Login incorrect", None),
                     *login_as("anna", RIGHT, *SESSION)),
             compare=("status", "ran", "seen", "records"), quick=True),
        case("wrong passwords to the end", script=login_as("anna", WRONG) * 3,
             status=0 if program == "login" else 1, compare=("status", "ran", "tty"), quick=True),
        case("a user that does not exist",
             script=(*login_as("nobody-here", WRONG), ("Login incorrect", None),
                     *login_as("anna", RIGHT, *SESSION)),
             compare=("status", "ran", "records")),
        case("a locked user", script=login_as("emil", RIGHT, ("Login incorrect", HANG_UP)),
             compare=("ran",), status=HUNG_UP),
        case("a user without a password", script=((NAME, "dora"), *SESSION),
             compare=("status", "ran", "seen")),
        case("root", script=login_as("root", ROOTS, (ROOT_SHELL, LOOK)),
             compare=("status", *INSIDE)),
        case("the user as an argument", "anna", script=((SECRET, RIGHT), *SESSION),
             compare=("status", *INSIDE), quick=True),
        case("`-f anna` by root", "-f", "anna", script=SESSION, compare=("status", *INSIDE),
             quick=True),
        case("`-f anna` by anna", "-f", "anna", user="anna", status=1, compare=("status", "ran"),
             quick=True),
        case("the environment is new", "-f", "anna", script=SESSION,
             environment=HOSTILE,
             compare=("status", "env")),
        case("`-p` keeps the environment", "-p", "-f", "anna", script=SESSION,
             environment={"FOO": "bar", "HOME": "/elsewhere", "LC_ALL": "C"},
             compare=("status", "env")),
        case("`-h HOST`", "-h", "far.example", "-f", "anna", script=SESSION,
             compare=("status", "env", "records")),
        case("a home that is not there", script=login_as("bert", RIGHT, *SESSION),
             compare=("status", *INSIDE)),
        case("a shell that is not there", script=login_as("holt", RIGHT),
             compare=("status", "ran")),
        case("the shell returns 7", "-f", "anna", script=((SHELL, "exit 7"),)),
        case("the shell is killed", "-f", "anna", script=((SHELL, "kill -9 $$"),)),
        case("an unknown option", "-Z", status=1),
    )


def shadow(what, *arguments, **more):
    return Case("login", what, arguments, **more)


def busybox(what, *arguments, **more):
    return Case("busybox", what, arguments, **more)


ONE_SECOND = {"etc/login.defs": LOGIN_DEFS.replace("LOGIN_TIMEOUT 60", "LOGIN_TIMEOUT 1")}
CHANGE = ((OLD, RIGHT), (NEW, CHANGED), (AGAIN, CHANGED))
CLOSED = {"etc/nologin": "Down for repairs.\n"}
INCORRECT = (("Login incorrect", None),)

SHADOW = (
    shadow("the name `-froot`", script=((NAME, "-froot"), ("Login incorrect", HANG_UP)),
           compare=("ran",), status=HUNG_UP, quick=True),
    shadow("`-H`: no host name", "-H", status=1, compare=("status", "ran")),
    shadow("an empty name", script=((NAME, ""), (SECRET, ""), *INCORRECT,
                                    *login_as("anna", RIGHT, *SESSION)),
           compare=("status", "ran")),
    shadow("^D at the name", script=((NAME, CTRL_D),) * 3, compare=("status", "ran", "tty")),
    shadow("^C at the password", script=((NAME, "anna"), (SECRET, CTRL_C)), status=130,
           compare=("status", "ran", "tty")),
    shadow("nobody answers", script=((NAME, None),), compare=("status", "ran", "tty"),
           files=ONE_SECOND),
    shadow("an expired password is changed", script=login_as("finn", RIGHT, *CHANGE, *SESSION),
           compare=("status", *INSIDE, "shadow"), quick=True),
    shadow("an expired password is not changed",
           script=login_as("finn", RIGHT, (OLD, WRONG)), compare=("status", "ran", "shadow"),
           status=1),
    shadow("an expired account", script=login_as("gina", RIGHT), compare=("status", "ran"),
           status=1),
    shadow("/etc/nologin", files=CLOSED,
           script=((NAME, "anna"), ("Down for repairs.", None), ("Login incorrect", HANG_UP)),
           compare=("ran",), status=HUNG_UP),
    shadow("~/.hushlogin", "-f", "anna", files={"home/anna/.hushlogin": ""}, script=SESSION,
           compare=("status", "ran")),
)
BUSYBOX = (
    busybox("the name `-froot`", script=((NAME, "-froot"), (SECRET, WRONG),
                                         ("Login incorrect", HANG_UP)),
            compare=("ran",), status=HUNG_UP),
    busybox("an empty name", script=((NAME, ""), *login_as("anna", RIGHT, *SESSION)),
            compare=("status", "ran")),
    busybox("^D at the name", script=((NAME, CTRL_D),), compare=("status", "ran", "tty"),
            status=1),
    busybox("^C at the password", script=((NAME, "anna"), (SECRET, CTRL_C),
                                          ("Login incorrect", HANG_UP)),
            status=HUNG_UP, compare=("status", "ran")),
    busybox("nobody answers", script=((NAME, None),), compare=("status", "ran", "tty"),
            files=ONE_SECOND, environment={"LOGIN_TIMEOUT": "1"}),
    busybox("an expired password", script=login_as("finn", RIGHT, *SESSION),
            compare=("status", "ran", "shadow")),
    busybox("an expired account", script=login_as("gina", RIGHT, *SESSION),
            compare=("status", "ran")),
    busybox("/etc/nologin", files=CLOSED,
            script=login_as("anna", RIGHT, ("Down for repairs.", None)),
            compare=("status", "ran"), status=1),
)

CASES = cases_of("login") + SHADOW + cases_of("busybox") + BUSYBOX
