# SPDX-License-Identifier: MIT
"""The forced change of an expired password."""
import pytest

from lib import matrix
from lib.hashes import NEW_PASSWORD, PASSWORD, WRONG

# The day of the last change is 0: a new one at the first login.
EXPIRED = "0:0:99999:7:::"
TOO_OLD = "19000:0:30:7:::"
ASKED = ("Password: ", "urrent password: ", "New password: ", "etype new password: ")


@pytest.fixture(params=[
    pytest.param(EXPIRED, id="at-first-login"),
    pytest.param(TOO_OLD, id="too-old", marks=pytest.mark.slow)])
def expired(request, sandbox):
    sandbox.unix_policy()
    sandbox.user("anna", shadow=request.param)
    sandbox.user("emil", uid=1001)
    sandbox.listen()


def old_and_new(sandbox):
    """The statuses of a login with the old and with the new password."""
    return [sandbox.gate("-u", "anna", "-n", "1", answers=[password, password]).status
            for password in (PASSWORD, NEW_PASSWORD)]


def test_change(expired, seat, sandbox, probe):
    emil = sandbox.read("etc/shadow").split("\n")[1]
    person = seat("-u", "anna", "--", probe, "report")
    person.answer(*zip(ASKED, (PASSWORD, PASSWORD, NEW_PASSWORD, NEW_PASSWORD)))
    person.see("uid=")
    assert person.leave() == 0, person.screen
    assert old_and_new(sandbox) == [matrix.DENIED, 0]
    shadow = sandbox.read("etc/shadow")
    assert emil in shadow.split("\n"), "another account was touched"
    assert (sandbox.path / "etc/shadow").stat().st_mode & 0o777 == 0o600
    matrix.assert_no_secret(person.screen, sandbox.log.text(), shadow)


def test_new_ones_that_differ(expired, seat, sandbox, probe):
    before = sandbox.read("etc/shadow")
    person = seat("-u", "anna", "-n", "1", "--", probe, "report")
    person.answer(*zip(ASKED, (PASSWORD, PASSWORD, NEW_PASSWORD, NEW_PASSWORD + "x")))
    assert person.leave() == matrix.DENIED, person.screen
    assert sandbox.read("etc/shadow") == before
    assert b"uid=" not in person.screen


def test_wrong_current_one(expired, seat, sandbox):
    before = sandbox.read("etc/shadow")
    person = seat("-u", "anna", "-n", "1")
    person.answer(*zip(ASKED[:2], (PASSWORD, WRONG)))
    assert person.leave() == matrix.DENIED, person.screen
    assert sandbox.read("etc/shadow") == before


def test_the_same_one_again(expired, seat, sandbox):
    """A change to what it was is none; pam_unix asks three times for another."""
    before = sandbox.read("etc/shadow")
    person = seat("-u", "anna", "-n", "1")
    person.answer(*((prompt, PASSWORD) for prompt in ASKED + ASKED[2:] * 2))
    assert person.leave() == matrix.DENIED, person.screen
    assert sandbox.read("etc/shadow") == before


@pytest.mark.parametrize("stage", [1, 2, 3])
def test_cancelled_on_the_way(expired, seat, sandbox, stage):
    before = sandbox.read("etc/shadow")
    person = seat("-u", "anna", "-n", "1")
    person.answer(*zip(ASKED[:stage], (PASSWORD, PASSWORD, NEW_PASSWORD)))
    person.see(ASKED[stage])
    person.type("half\x03")
    assert person.leave() == matrix.CANCELLED, person.screen
    assert person.after == person.before
    assert sandbox.read("etc/shadow") == before


def test_wrong_password_is_not_told_of_the_expiry(expired, seat):
    person = seat("-u", "anna", "-n", "1")
    person.answer(("Password: ", WRONG))
    assert person.leave() == matrix.DENIED
    assert b"expired" not in person.screen and b"change" not in person.screen


def test_a_policy_that_cannot_change_it(expired, seat, sandbox, probe):
    """No password stack, or one that says no: the person stays outside."""
    sandbox.policy("gate", "auth required pam_unix.so\naccount required pam_unix.so\n"
                           "password required pam_deny.so\nsession required pam_permit.so\n")
    person = seat("-u", "anna", "-n", "1", "--", probe, "report")
    person.answer(("Password: ", PASSWORD))
    assert person.leave() == matrix.DENIED, person.screen
    assert b"uid=" not in person.screen
