# SPDX-License-Identifier: MIT
"""pamtest --ledger: each response, who freed it, and whether all of them were."""
import json
import re

import pytest

from lib import matrix
from lib.hashes import NEW_PASSWORD, PASSWORD, WRONG
from lib.sandbox import Sandbox
from pamtest import careless

LINE = re.compile(r"ledger: (array|answer) of (\d+) bytes: allocated by pam/response\.c, "
                  r"freed by ([\w./-]+), (not )?wiped before")
SUM = re.compile(r"ledger: (\d+) allocated, (\d+) freed, (\d+) left, (\d+) freed twice")
EXPIRED = "10:0:30:7:::"
STACKS = {
    "unix": ["auth required pam_unix.so nodelay"],
    "env": ["auth required pam_env.so readenv=0", "auth required pam_unix.so nodelay"],
    "faillock": ["auth required pam_faillock.so preauth silent dir=/tmp",
                 "auth [success=1 default=ignore] pam_unix.so nodelay",
                 "auth [default=die] pam_faillock.so authfail dir=/tmp",
                 "auth sufficient pam_faillock.so authsucc dir=/tmp"],
    "motd": ["auth required pam_issue.so issue=/etc/issue", "auth required pam_unix.so nodelay"],
    "access": ["auth required pam_unix.so nodelay", "auth required pam_succeed_if.so uid >= 0",
               "auth required pam_listfile.so item=user sense=deny file=/etc/issue onerr=succeed",
               "auth required pam_securetty.so noconsole", "auth optional pam_warn.so"],
}
REST = ["account required pam_access.so nodefgroup", "account required pam_time.so",
        "account required pam_nologin.so", "account required pam_unix.so",
        "password required pam_unix.so yescrypt rounds=1",
        "session optional pam_motd.so motd=/etc/issue", "session optional pam_umask.so"]


@pytest.fixture(autouse=True)
def accounts(sandbox):
    for name, lines in STACKS.items():
        sandbox.policy(name, "".join(f"{line}\n" for line in [*lines, *REST]))
    sandbox.write("etc/issue", "An issue\nof two lines\n")
    sandbox.write("etc/security/access.conf", "+:ALL:ALL\n")
    sandbox.write("etc/security/time.conf", "")
    sandbox.user("anna")
    sandbox.user("old", shadow=EXPIRED, uid=1001)


class Ledger:
    def __init__(self, done):
        self.done = done
        self.lines = LINE.findall(done.out.decode())
        self.sums = [tuple(map(int, found)) for found in SUM.findall(done.out.decode())]

    def sizes(self, kind):
        return [int(size) for what, size, _, _ in self.lines if what == kind]

    def even(self):
        """One sum, last, that says what the lines do; no secret."""
        matrix.assert_no_secret(self.done.out, self.done.err)
        assert self.done.out.decode().splitlines()[-1].startswith("ledger: ")
        [(allocated, freed, left, twice)] = self.sums
        assert allocated == freed == len(self.lines) and (left, twice) == (0, 0)
        return allocated


def pamtest(sandbox, *arguments, answers=(PASSWORD,)):
    return Ledger(sandbox.run("pamtest", "--ledger", *arguments,
                              stdin="".join(f"{line}\n" for line in answers).encode()))


@pytest.mark.parametrize("stack", STACKS)
@pytest.mark.parametrize("answer, status", [(PASSWORD, 0), (WRONG, 1), ("", 1)])
def test_logins(sandbox, stack, answer, status):
    told = pamtest(sandbox, stack, "anna", "authenticate", "acct_mgmt", "open_session",
                   answers=[answer])
    assert told.done.status == status, told.done.text
    assert told.even() >= 2
    assert told.sizes("answer") == [len(answer) + 1]
    assert {part for _, _, part, _ in told.lines} == {"Linux-PAM"}
    answered = [line for line in told.lines if line[0] == "answer"]
    assert all(not_wiped == "" for _, _, _, not_wiped in answered)


def test_expired_and_changed(sandbox):
    told = pamtest(sandbox, "unix", "old", "authenticate", "acct_mgmt")
    assert told.done.status == 1 and b"token is no longer valid" in told.done.err
    assert told.even() >= 2
    told = pamtest(sandbox, "unix", "old", "chauthtok(PAM_CHANGE_EXPIRED_AUTHTOK)", "acct_mgmt",
                   answers=[PASSWORD, NEW_PASSWORD, NEW_PASSWORD])
    assert told.done.status == 0, told.done.text
    assert told.even() >= 6
    assert told.sizes("answer") == [len(PASSWORD) + 1, *[len(NEW_PASSWORD) + 1] * 2]


def test_nothing_asked(sandbox):
    told = pamtest(sandbox, "unix", "anna", "acct_mgmt", answers=[])
    assert told.done.status == 0 and told.even() == 0


def test_nobody_answers(sandbox):
    told = pamtest(sandbox, "unix", "anna", "authenticate", answers=[])
    assert told.done.status == 1 and told.even() == 0


def test_not_asked_for(sandbox):
    done = sandbox.run("pamtest", "unix", "anna", "authenticate", stdin=f"{PASSWORD}\n".encode())
    assert done.status == 0 and b"ledger" not in done.out


@pytest.mark.slow
def test_many(sandbox):
    """More than the table holds is told, and no yes."""
    sandbox.policy("many", "auth required pam_unix.so nodelay\n")
    told = pamtest(sandbox, "many", "anna", *["authenticate"] * 300, answers=[PASSWORD] * 300)
    assert told.done.status == 0 and told.even() == 600
    told = pamtest(sandbox, "many", "anna", *["authenticate"] * 520, answers=[PASSWORD] * 520)
    assert told.done.status == 1
    assert told.sums == [(1040, 1024, 16, 0)]


# A module that was planted in the place of pam_permit (careless.c).

@pytest.fixture
def planted(tmp_path):
    made = Sandbox(tmp_path / "planted", careless.program())
    made.user("anna")
    yield made
    made.close()


@pytest.mark.parametrize("how, sums, status", [
    ("once", (2, 2, 0, 0), 0),
    ("twice", (2, 2, 0, 1), 1),
    ("later", (2, 2, 0, 0), 0),
    ("never", (2, 0, 2, 0), 1),
    ("array", (2, 1, 1, 0), 1),
])
def test_careless_module(planted, how, sums, status):
    planted.policy("careless", f"auth required pam_permit.so {how}\n")
    told = pamtest(planted, "careless", "anna", "authenticate")
    assert told.sums == [sums], told.done.text
    assert told.done.status == status
    assert b"successfully authenticated" in told.done.out
    if how == "once":
        assert [line[2:] for line in told.lines] == [("Linux-PAM", "not ")] * 2
    if how == "never":
        assert [line[2] for line in told.lines] == ["nobody"] * 2


def test_careless_module_in_json(planted):
    planted.policy("careless", "auth required pam_permit.so twice\n")
    done = planted.run("pamtest", "--ledger", "--json", "careless", "anna", "authenticate",
                       stdin=f"{PASSWORD}\n".encode())
    last = json.loads(done.out.decode().splitlines()[-1])
    assert done.status == 1 and last["verdict"] == "yes"
    assert last["ledger"]["freed_twice"] == 1
