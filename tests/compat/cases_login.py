# SPDX-License-Identifier: MIT
"""login, beside shadow's and BusyBox's."""
from compat.drive import CTRL_C, CTRL_D, Case
from compat.place import LOGIN_DEFS
from compat.words import *

HUSH = {"home/anna/.hushlogin": ""}


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
             compare=("status", "ran", "tty"), quick=True),
        case("a user that does not exist",
             script=(*login_as("nobody-here", WRONG), ("Login incorrect", None),
                     *login_as("anna", RIGHT, *SESSION)),
             compare=("status", "ran", "records")),
        case("a locked user", script=login_as("emil", RIGHT, ("Login incorrect", None),
                                              (NAME, CTRL_D)),
             compare=("status", "ran")),
        case("a user without a password", script=((NAME, "dora"), *SESSION),
             compare=("status", "ran", "seen")),
        case("root", script=login_as("root", ROOTS, (ROOT_SHELL, LOOK)),
             compare=("status", *INSIDE)),
        case("the user as an argument", "anna", script=((SECRET, RIGHT), *SESSION),
             compare=("status", *INSIDE), quick=True),
        case("`-f anna` by root", "-f", "anna", script=SESSION, compare=("status", *INSIDE),
             quick=True),
        case("`-f anna` by anna", "-f", "anna", user="anna", compare=("status", "ran"),
             quick=True),
        case("the name `-froot`", script=((NAME, "-froot"), (SECRET, WRONG),
                                          ("Login incorrect", None), (NAME, CTRL_D)),
             compare=("status", "ran"), quick=True),
        case("the environment is new", "-f", "anna", script=SESSION,
             environment={"FOO": "bar", "LD_PRELOAD": "/x.so", "IFS": "/"},
             compare=("status", "env")),
        case("`-p` keeps the environment", "-p", "-f", "anna", script=SESSION,
             environment={"FOO": "bar", "HOME": "/elsewhere", "LC_ALL": "C"},
             compare=("status", "env")),
        case("`-h HOST`", "-h", "far.example", "-f", "anna", script=SESSION,
             compare=("status", "env", "records")),
        case("`-H`", "-H", script=login_as("anna", RIGHT, *SESSION), compare=("status", "ran")),
        case("an empty name", script=((NAME, ""), *login_as("anna", RIGHT, *SESSION)),
             compare=("status", "ran")),
        case("^D at the name", script=((NAME, CTRL_D),), compare=("status", "ran", "tty")),
        case("^C at the password", script=((NAME, "anna"), (SECRET, CTRL_C)),
             compare=("status", "ran", "tty")),
        case("nobody answers", script=((NAME, None),), compare=("status", "ran", "tty"),
             files={"etc/login.defs": LOGIN_DEFS.replace("LOGIN_TIMEOUT 60", "LOGIN_TIMEOUT 1")}),
        case("an expired password is changed",
             script=login_as("finn", RIGHT, (OLD, RIGHT), (NEW, CHANGED), (AGAIN, CHANGED),
                             *SESSION),
             compare=("status", *INSIDE, "shadow"), quick=True),
        case("an expired account", script=login_as("gina", RIGHT), compare=("status", "ran")),
        case("/etc/nologin", files={"etc/nologin": "Down for repairs.\n"},
             script=((NAME, "anna"), ("Down for repairs.", None)), compare=("status", "ran")),
        case("a home that is not there", script=login_as("bert", RIGHT, *SESSION),
             compare=("status", *INSIDE)),
        case("a shell that is not there", script=login_as("holt", RIGHT),
             compare=("status", "ran")),
        case("the shell returns 7", "-f", "anna", script=((SHELL, "exit 7"),)),
        case("the shell is killed", "-f", "anna", script=((SHELL, "kill -9 $$"),)),
        case("an unknown option", "-Z"),
    )


CASES = cases_of("login") + cases_of("busybox")
