# SPDX-License-Identifier: MIT
"""pamtest, beside pamtester: the wording too."""
from compat.case import CTRL_D, Case, Pin
from compat.words import AGAIN, CHANGED, NEW, OLD, RIGHT, SECRET, WRONG

ALL = ("status", "screen")
ASKED = ((SECRET, RIGHT),)


def case(what, *arguments, compare=ALL, **more):
    return Case("pamtest", what, arguments, compare=compare, **more)


def told(status, other, line, other_line, why):
    return {"status": Pin(status, other, why),
            "screen": Pin(f"pamtester: {line}", f"pamtester: {other_line}", why)}


CASES = (
    case("authenticate", "gate", "anna", "authenticate", script=ASKED, quick=True),
    case("authenticate, a wrong password", "gate", "anna", "authenticate",
         script=((SECRET, WRONG),), status=1, quick=True),
    case("authenticate, a user that does not exist", "gate", "nobody-here", "authenticate",
         script=((SECRET, WRONG),), status=1),
    case("authenticate, the end of the input", "gate", "anna", "authenticate",
         script=((SECRET, CTRL_D),), status=1),
    case("acct_mgmt", "gate", "anna", "acct_mgmt", quick=True),
    case("acct_mgmt, an expired account", "gate", "gina", "acct_mgmt", status=1),
    case("acct_mgmt, an expired password", "gate", "finn", "acct_mgmt", status=1),
    case("open_session", "gate", "anna", "open_session", quick=True),
    case("close_session", "gate", "anna", "close_session"),
    case("open_session close_session", "gate", "anna", "open_session", "close_session"),
    case("setcred", "gate", "anna", "setcred"),
    case("chauthtok", "gate", "anna", "chauthtok",
         script=((NEW, CHANGED), (AGAIN, CHANGED)), compare=(*ALL, "shadow")),
    case("chauthtok(PAM_CHANGE_EXPIRED_AUTHTOK)", "gate", "finn",
         "chauthtok(PAM_CHANGE_EXPIRED_AUTHTOK)",
         script=((OLD, RIGHT), (NEW, CHANGED), (AGAIN, CHANGED)), compare=(*ALL, "shadow")),
    case("chauthtok, a wrong repetition", "gate", "anna", "chauthtok",
         script=((NEW, CHANGED), (AGAIN, WRONG)), status=1, compare=(*ALL, "shadow")),
    case("several: the first that fails ends it", "gate", "anna", "authenticate", "acct_mgmt",
         "open_session", script=((SECRET, WRONG),), status=1, quick=True),
    case("authenticate acct_mgmt open_session close_session", "gate", "anna", "authenticate",
         "acct_mgmt", "open_session", "close_session", script=ASKED, quick=True),
    case("authenticate(PAM_SILENT)", "gate", "anna", "authenticate(PAM_SILENT)", script=ASKED),
    case("authenticate(PAM_DISALLOW_NULL_AUTHTOK), no password", "gate", "dora",
         "authenticate(PAM_DISALLOW_NULL_AUTHTOK)", status=1, script=((SECRET, ""),)),
    case("authenticate, no password", "gate", "dora", "authenticate"),
    case("setcred(PAM_ESTABLISH_CRED|PAM_SILENT)", "gate", "anna",
         "setcred(PAM_ESTABLISH_CRED|PAM_SILENT)"),
    case("setcred(PAM_DELETE_CRED)", "gate", "anna", "setcred(PAM_DELETE_CRED)", status=1,
         differs=told(1, 0, 'undefined constant "PAM_DELETE_CRED"',
                      "credential info has successfully been set.",
                      "every flag of Linux-PAM is known")),
    case("a flag that does not exist", "gate", "anna", "authenticate(PAM_NO_SUCH)", status=1),
    case("a flag without its end", "gate", "anna", "authenticate(PAM_SILENT", status=255),
    case("an operation that does not exist", "gate", "anna", "unlock", status=1, quick=True),
    case("`-v`", "-v", "gate", "anna", "authenticate", "acct_mgmt", script=ASKED, quick=True),
    case("`-v`, a wrong password", "-v", "gate", "anna", "authenticate",
         script=((SECRET, WRONG),), status=1),
    case("`-I rhost=HOST`", "-v", "-I", "rhost=far.example", "gate", "anna", "open_session"),
    case("`-I` of every item", "-v", "-I", "service=login", "-I", "user=dora",
         "-I", "tty=/dev/tty9", "-I", "ruser=bert", "-I", "prompt=who: ",
         "gate", "anna", "open_session"),
    case("`-I` of an item that does not exist", "-I", "colour=red", "gate", "anna",
         "acct_mgmt", status=1),
    case("`-I` without a value", "-I", "rhost", "gate", "anna", "acct_mgmt"),
    case("`-E NAME=VALUE`", "-v", "-E", "FOO=bar", "gate", "anna", "open_session"),
    case("`-E` without a value", "-E", "FOO", "gate", "anna", "acct_mgmt", status=1),
    case("a service without a policy", "no-such-service", "anna", "authenticate", status=1,
         differs={"screen": Pin("pamtester: Authentication failure",
                                "pamtest: not possible\npamtester: Initialization failure",
                                "there is no `other`: without a policy nothing starts")}),
    case("get_authtok", "gate", "anna", "get_authtok", status=1),
    case("no operation", "gate", "anna", status=255),
    case("no arguments", status=255, compare=("status",)),
    case("an unknown option", "-Z", "gate", "anna", "acct_mgmt",
         differs=told(0, 255, "account management done.", 'unknown option "-Z"',
                      "options that are not known are an error")),
    case("`--help`", "--help", status=255, compare=("status",)),
    case("`--version`", "--version", status=255, compare=("status",)),
)
