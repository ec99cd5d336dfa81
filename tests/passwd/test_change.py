# SPDX-License-Identifier: MIT
"""The change of a password: by root, by its user, and by nobody else."""
import people
import pytest
from people import ANNA, BERTA, NEW, passwd

from lib import matrix
from lib.hashes import PASSWORD, WRONG

UPDATED = "passwd: password updated successfully\n"
UNCHANGED = "passwd: password unchanged\n"
REFUSED = b"passwd: Permission denied.\n"


def assert_changed(place, before):
    now = place.read("etc/shadow")
    assert people.NEW_LINE.search(now), now
    rest = [line for line in before.splitlines() if not line.startswith("anna:")]
    assert [line for line in now.splitlines() if not line.startswith("anna:")] == rest
    place.unix_policy()
    assert place.gate("-u", "anna", answers=[NEW]).status == 0
    matrix.assert_denied(place.gate("-u", "anna", "-n", "1", answers=[PASSWORD]))


def test_root_changes_another_ones(place, sit):
    before, owner = place.read("etc/shadow"), people.ownership(place)
    person = sit("anna")
    person.answer(("New password: ", NEW), ("Retype new password: ", NEW))
    assert person.leave() == 0, person.screen
    assert person.screen.replace(b"\r\n", b"\n").endswith(UPDATED.encode())
    assert b"Current" not in person.screen
    assert person.after == person.before
    assert people.ownership(place) == owner and not people.leftovers(place)
    matrix.assert_no_secret(person.screen, place.log.text(), place.read("etc/shadow"))
    assert_changed(place, before)


def test_a_user_changes_her_own(place, sit):
    people.needs_root()
    before, owner = place.read("etc/shadow"), people.ownership(place)
    person = sit(uid=ANNA)
    person.answer(("Current password: ", PASSWORD), ("New password: ", NEW),
                  ("Retype new password: ", NEW))
    assert person.leave() == 0, person.screen
    assert people.ownership(place) == owner
    matrix.assert_no_secret(person.screen, place.log.text())
    assert_changed(place, before)


def test_by_pipe(place):
    """A script's answers, one a line, as the original reads them."""
    before = place.read("etc/shadow")
    done = passwd(place, "anna", answers=[NEW, NEW])
    assert done.status == 0 and done.out == UPDATED.encode(), done.text
    assert_changed(place, before)


def test_compiled_in_policy(place):
    (place.path / "etc/pam.d/passwd").unlink()
    assert passwd(place, "anna", answers=[NEW, NEW]).status == 0
    assert people.line_of(place, "anna").startswith("anna:$y$j9T$")


@pytest.mark.parametrize("name", [None, "anna", "anna2"])
def test_each_name_of_the_caller(place, name):
    """Two names have this number: either may be given, the first is meant by none."""
    done = passwd(place, *([name] if name else []), uid=ANNA, answers=[PASSWORD, NEW, NEW])
    assert done.status == 0, done.text
    changed = {user for user in ("anna", "anna2")
               if "pamletSalt" not in people.line_of(place, user)}
    assert changed == {name or "anna"}


@pytest.mark.parametrize("arguments", [
    ["berta"], ["root"], ["nobody-here"], [""], ["-k", "berta"], ["-S", "berta"],
    ["-S", "nobody-here"], ["-S", "-a"], ["-l", "anna"], ["-l", "nobody-here"], ["-u", "anna"],
    ["-d", "anna"], ["-e", "anna"], ["-x", "1", "anna"], ["-i", "-1", "anna"]])
def test_a_user_may_not(place, arguments):
    """The same words whether there is such a user or not, and nothing is asked."""
    before = place.read("etc/shadow")
    done = passwd(place, *arguments, uid=ANNA, answers=[PASSWORD, NEW, NEW])
    assert (done.status, done.out, done.err) == (1, b"", REFUSED)
    assert "denied to uid 1000" in done.log
    assert place.read("etc/shadow") == before


def test_caller_without_an_account(place):
    done = passwd(place, uid=4711, answers=[PASSWORD, NEW, NEW])
    assert (done.status, done.out, done.err) == (1, b"", REFUSED)


def test_unknown_user(place):
    done = passwd(place, "nobody-here", answers=[NEW, NEW])
    assert (done.status, done.err) == (1, b"passwd: no such user: nobody-here\n")


def test_not_set_user_id(place):
    line = people.command(place, uid=ANNA)
    (place.path / "pamlet").chmod(0o755)
    done = people.run(line, [PASSWORD, NEW, NEW])
    assert (done.status, done.err) == (matrix.BROKEN, b"passwd: not possible\n")
    assert "not set-user-ID root" in place.log.text()


@pytest.mark.parametrize("answers,status,text", [
    ([NEW, NEW + "x"], 1, "passwords do not match"),
    ([""] * 6, 1, "No password"),
    ([NEW], matrix.CANCELLED, "end of input"),
    ([], matrix.CANCELLED, "end of input"),
])
def test_root_fails(place, answers, status, text):
    before = place.read("etc/shadow")
    done = passwd(place, "anna", answers=answers)
    assert done.status == status and text in done.text, done.text
    assert done.err.endswith(UNCHANGED.encode()) and not done.out
    assert place.read("etc/shadow") == before


@pytest.mark.parametrize("answers,status", [
    ([WRONG, NEW, NEW], 1), ([PASSWORD, NEW, NEW + "x"], 1), ([PASSWORD], matrix.CANCELLED)])
def test_a_user_fails(place, answers, status):
    before = place.read("etc/shadow")
    done = passwd(place, uid=ANNA, answers=answers)
    assert done.status == status and done.err.endswith(UNCHANGED.encode()), done.text
    assert place.read("etc/shadow") == before
    matrix.assert_no_secret(done.out, done.err, done.log)


def test_locked_account_stays_locked(place):
    done = passwd(place, uid=BERTA, answers=[PASSWORD, NEW, NEW])
    assert done.status == 1, done.text
    assert people.line_of(place, "berta").startswith("berta:!$6$")


@pytest.mark.parametrize("stage", [0, 1, 2])
def test_cancelled_on_the_way(place, sit, stage):
    people.needs_root()
    before = place.read("etc/shadow")
    person = sit(uid=ANNA)
    asked = ("Current password: ", "New password: ", "Retype new password: ")
    person.answer(*zip(asked[:stage], (PASSWORD, NEW)))
    person.see(asked[stage])
    person.type("half\x03")
    assert person.leave() == matrix.CANCELLED, person.screen
    assert person.after == person.before and place.read("etc/shadow") == before
    assert person.screen.replace(b"\r\n", b"\n").endswith(
        b"passwd: cancelled by a key or a signal\n" + UNCHANGED.encode())


def test_only_expired(place):
    """-k is a flag for PAM's modules; pam_unix asks root too for the current one then."""
    before = place.read("etc/shadow")
    assert passwd(place, "-k", "anna", answers=[WRONG, NEW, NEW]).status == 1
    assert place.read("etc/shadow") == before
    assert passwd(place, "-k", "anna", answers=[PASSWORD, NEW, NEW]).status == 0
    assert people.NEW_LINE.search(place.read("etc/shadow"))


def test_policy_that_says_no(place):
    place.policy("passwd", "password required pam_deny.so\n")
    done = passwd(place, "anna", answers=[NEW, NEW])
    assert done.status == 1 and not done.out and b"unchanged" in done.err


def test_policy_that_changes_nothing(place):
    """A yes alone is no change."""
    place.policy("passwd", "password required pam_permit.so\n")
    done = passwd(place, "anna", answers=[NEW, NEW])
    assert done.status == matrix.BROKEN and not done.out, done.text
    assert done.err.endswith(UNCHANGED.encode()) and "no file was changed" in done.log


def test_policy_of_an_unknown_module(place):
    place.policy("passwd", "password required pam_unix.so\npassword optional pam_what.so\n")
    matrix.assert_broken(passwd(place, "anna", answers=[NEW, NEW]), "pam_what")
