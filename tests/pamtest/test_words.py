# SPDX-License-Identifier: MIT
"""pamtest and Debian's pamtester, given the same command line: the same status and
the same bytes on both streams."""
import pytest

from lib.hashes import NEW_PASSWORD, PASSWORD, WRONG
from pamtest import roots

OPERATIONS = ("authenticate", "acct_mgmt", "setcred", "open_session", "close_session",
              "chauthtok")
FLAGS = (
    "", " ", "PAM_SILENT", "pam_silent", " PAM_SILENT ", "PAM_SILENT|PAM_DISALLOW_NULL_AUTHTOK",
    "PAM_SILENT | PAM_ESTABLISH_CRED&PAM_REFRESH_CRED", "~PAM_SILENT", "~~PAM_SILENT",
    "PAM_SILENT^PAM_SILENT", "32768", "0", "PAM_SILENT|1", "1|", "PAM_SILENT|",
    "PAM_CHANGE_EXPIRED_AUTHTOK|PAM_REINITIALIZE_CRED",
    # What pamtester does not understand.
    "|PAM_SILENT", "&", " |", "PAM_SILENT||PAM_SILENT", "PAM_SILENT PAM_SILENT", "PAM_FOO",
    "(PAM_SILENT)", "PAM_SILENT)", "PAM_SILENT,PAM_SILENT", "0x8000", "PAM_SILENT+1", '"x"',
    "PAM_DATA_SILENT",
)
COMMANDS = [
    # Not enough, or not understood.
    [], ["perm"], ["perm", "anna"], ["-v"], ["-v", "perm"], ["-v", "perm", "anna"], ["--"],
    ["perm", "anna", "bogus"], ["perm", "anna", "bogus(PAM_FOO)"], ["perm", "anna", ""],
    ["perm", "anna", "authenticate", "bogus", "acct_mgmt"], ["perm", "anna", "authenticate)"],
    ["perm", "anna", "authenticate(PAM_SILENT"], ["perm", "anna", "(PAM_SILENT)"],
    ["perm", "anna", "authenticate(PAM_SILENT)x"], ["perm", "anna", "authenticate", "x(y"],
    ["perm", "anna", "authenticate", "-v"], ["perm", "-v", "anna", "authenticate"],
    # Operations.
    *[[service, "anna", operation] for operation in OPERATIONS for service in ("perm", "deny")],
    *[["-v", service, "anna", *OPERATIONS] for service in ("perm", "deny")],
    ["perm", "anna", "AUTHENTICATE"], ["perm", "anna", "Acct_Mgmt"],
    ["perm", "anna", "authenticate (PAM_SILENT)"], ["perm", "", "authenticate"],
    ["-v", "perm", "", "authenticate"], ["--", "perm", "anna", "authenticate"],
    ["perm", "anna", *["acct_mgmt"] * 30],
    # Policies.
    ["nosuch", "anna", "authenticate"], ["-v", "nosuch", "anna", "authenticate"],
    ["a/b", "anna", "authenticate"],
    # Flags.
    *[["perm", "anna", f"authenticate({flags})"] for flags in FLAGS],
    *[["perm", "anna", f"{operation}(PAM_FOO)"] for operation in OPERATIONS],
    # Items and variables.
    ["-I", "tty=x", "perm", "anna", "authenticate"], ["-Itty=x", "perm", "anna", "authenticate"],
    ["--item", "TTY=x", "perm", "anna", "authenticate"], ["-I", "tty", "perm", "anna", "acct_mgmt"],
    ["-I", "bogus=1", "perm", "anna", "authenticate"], ["-I", "=x", "perm", "anna", "setcred"],
    ["-v", "-I", "bogus", "perm", "anna", "authenticate"],
    ["-I", "service=deny", "perm", "anna", "authenticate"],
    ["-I", "service=perm", "deny", "anna", "authenticate"],
    ["-E", "A=b", "perm", "anna", "authenticate"], ["-EA=b", "perm", "anna", "authenticate"],
    ["--env", "A=b", "perm", "anna", "authenticate"], ["-E", "A", "perm", "anna", "authenticate"],
    ["-E", "A=1", "-E", "A", "perm", "anna", "authenticate"], ["-E", "=", "perm", "anna", "setcred"],
    ["-E", "A", "-I", "bogus=1", "perm", "anna", "authenticate"],
]
ASKED = [
    (["unix", "anna", "authenticate", "acct_mgmt"], [PASSWORD]),
    (["unix", "anna", "authenticate", "acct_mgmt"], [WRONG]),
    (["-v", "unix", "nobody-here", "authenticate"], [PASSWORD]),
    (["unix", "nobody-here", "acct_mgmt"], []),
    (["-I", "user=anna", "unix", "root", "authenticate"], [PASSWORD]),
    (["unix", "anna", "acct_mgmt", "authenticate", "setcred", "open_session", "close_session"],
     [PASSWORD]),
]
ITEMS = [
    [], ["-I", "tty=ttyS7"], ["-I", "rhost=far.example", "-I", "ruser=bert"],
    ["-I", "user=root", "-I", "tty=a", "-I", "tty=b"], ["-I", "service=warn"], ["-I", "rhost"],
    ["-I", "prompt=who?", "-I", "rhost="],
]


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    made = roots.both(tmp_path_factory.mktemp("words") / "root")
    yield made
    made.close()


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_same_words(both, arguments):
    theirs, ours = both.compared(arguments)
    assert ours == theirs


@pytest.mark.parametrize("arguments, answers", ASKED, ids=lambda words: " ".join(words))
def test_same_words_when_asked(both, arguments, answers):
    theirs, ours = both.compared(arguments, answers)
    assert ours == theirs


def test_change_of_the_password(both, tmp_path):
    """By root, who is not asked for the old one; each in a root of its own."""
    answers = [NEW_PASSWORD, NEW_PASSWORD]
    for name in ("pamtester", "pamtest"):
        root = roots.both(tmp_path / name)
        status, out, err = getattr(root, name)("unix", "anna", "chauthtok", answers=answers)
        assert status == 0, err
        assert out == "pamtester: authentication token altered successfully.\n"
        assert root.pamtest("unix", "anna", "authenticate", answers=[NEW_PASSWORD])[0] == 0
        assert root.pamtest("unix", "anna", "authenticate", answers=[PASSWORD])[0] == 1


@pytest.mark.parametrize("items", ITEMS, ids=" ".join)
def test_items_and_flags_reach_the_modules(tmp_path, items):
    flags = ["authenticate(PAM_SILENT|PAM_DISALLOW_NULL_AUTHTOK)",
             "acct_mgmt(PAM_SILENT ^ PAM_SILENT | 1)", "setcred(PAM_REFRESH_CRED)",
             "open_session(~0 & PAM_SILENT)", "chauthtok(PAM_CHANGE_EXPIRED_AUTHTOK)"]
    told = []
    for name in ("pamtester", "pamtest"):
        root = roots.both(tmp_path / name)
        log = root.listen()
        getattr(root, name)(*items, "warn", "anna", *flags)
        told.append(roots.warned(log.text()))
        root.close()
    assert len(told[0]) >= len(flags)
    assert told[1] == told[0]


# On purpose otherwise.
DIFFERENT = {
    "an unknown option is not passed over": (["-x", "perm", "anna", "authenticate"], 0, 255),
    "nor is a mistyped long one": (["--ledgre", "perm", "anna", "authenticate"], 0, 255),
    "letters stand together": (["-vE", "A=b", "perm", "anna", "authenticate"], 1, 0),
    "-v twice says the same": (["-v", "-v", "perm", "anna", "authenticate"], 255, 0),
    "a flag that pamtester does not know": (["perm", "anna", "setcred(PAM_DELETE_CRED)"], 1, 0),
    "no half of a name is a flag": (["perm", "anna", "authenticate(PAM_S)"], 0, 1),
    "- is a service": (["-", "perm", "anna", "authenticate"], 0, 1),
    "no operator stands behind a flag": (["perm", "anna", "setcred(1~2)"], 0, 1),
}


@pytest.mark.parametrize("why", DIFFERENT)
def test_differences(both, why):
    arguments, theirs, ours = DIFFERENT[why]
    assert both.pamtester(*arguments)[0] == theirs
    assert both.pamtest(*arguments)[0] == ours
