# SPDX-License-Identifier: MIT
"""Right and wrong passwords, by every method; accounts that are shut."""
import pytest

from lib import build, hashes, matrix
from lib.hashes import PASSWORD, WRONG

LOCKED = {"bang": "!" + hashes.YESCRYPT, "star": "*", "bare-bang": "!", "two-bangs": "!!"}


def needs_method(method):
    """What is not in this build is refused: tests/chroot/test_configs.py."""
    symbol = f"HASH_{method.partition('-')[0].upper()}"
    if build.configuration().get(symbol) != "y":
        pytest.skip(f"needs a build with {method}")


@pytest.mark.parametrize("method", hashes.METHODS)
def test_right_password_opens(sandbox, method):
    needs_method(method)
    sandbox.unix_policy()
    sandbox.user("anna", hashes.METHODS[method])
    done = sandbox.gate("-u", "anna", answers=[PASSWORD])
    assert done.status == 0, done.text
    assert done.out == b"" and b"Login incorrect" not in done.err


@pytest.mark.parametrize("method", hashes.METHODS)
def test_wrong_password_does_not(sandbox, method):
    sandbox.unix_policy()
    sandbox.user("anna", hashes.METHODS[method])
    done = sandbox.gate("-u", "anna", "-n", "1", answers=[WRONG])
    matrix.assert_denied(done)


def test_each_hash_is_used_only_for_its_own_password(sandbox):
    """A hash of another password, of the same method and salt length."""
    sandbox.unix_policy()
    sandbox.user("anna", hashes.BYTES_YESCRYPT)
    matrix.assert_denied(sandbox.gate("-u", "anna", "-n", "1", answers=[PASSWORD]))


def test_password_of_any_bytes(sandbox):
    sandbox.unix_policy()
    sandbox.user("anna", hashes.BYTES_YESCRYPT)
    assert sandbox.gate("-u", "anna", answers=[hashes.BYTES_PASSWORD]).status == 0


def test_a_part_of_the_password_is_not_enough(sandbox):
    sandbox.unix_policy()
    sandbox.user("anna")
    answers = [PASSWORD[:-1], PASSWORD + "x", PASSWORD + " "]
    matrix.assert_denied(sandbox.gate("-u", "anna", answers=answers))


def test_user_is_asked_for(sandbox):
    sandbox.unix_policy()
    sandbox.user("anna")
    done = sandbox.gate(answers=["anna", PASSWORD])
    assert done.status == 0
    assert done.err.index(b"login: ") < done.err.index(b"Password: ")


def test_hash_in_passwd(sandbox):
    """An image without /etc/shadow at all."""
    sandbox.unix_policy()
    sandbox.write("etc/passwd", f"anna:{hashes.YESCRYPT}:1000:1000::/:/bin/sh\n")
    assert sandbox.gate("-u", "anna", answers=[PASSWORD]).status == 0
    matrix.assert_denied(sandbox.gate("-u", "anna", "-n", "1", answers=[WRONG]))


@pytest.mark.parametrize("kind", LOCKED)
def test_locked(sandbox, kind):
    sandbox.unix_policy()
    sandbox.user("anna", LOCKED[kind])
    matrix.assert_denied(sandbox.gate("-u", "anna", "-n", "1", answers=[PASSWORD]))


def test_empty_answer_to_a_locked_account(sandbox):
    sandbox.unix_policy(auth="nullok")
    sandbox.user("anna", "!")
    matrix.assert_denied(sandbox.gate("-u", "anna", "-n", "1", answers=[""]))


def test_expired_account(sandbox):
    sandbox.unix_policy()
    sandbox.user("anna", shadow="19000:0:99999:7::100:")
    matrix.assert_denied(sandbox.gate("-u", "anna", "-n", "1", answers=[PASSWORD]))


def test_password_expired_for_too_long(sandbox):
    """Past the days of grace: no change is offered any more."""
    sandbox.unix_policy()
    sandbox.user("anna", shadow="100:0:10:7:5::")
    matrix.assert_denied(sandbox.gate("-u", "anna", "-n", "1", answers=[PASSWORD]))


def test_no_such_user(sandbox):
    sandbox.unix_policy()
    sandbox.user("anna")
    matrix.assert_denied(sandbox.gate("-u", "nobody", "-n", "1", answers=[PASSWORD]))


def test_no_shadow_entry(sandbox):
    sandbox.unix_policy()
    sandbox.user("anna")
    sandbox.user("berta", with_shadow=False)
    matrix.assert_denied(sandbox.gate("-u", "berta", "-n", "1", answers=[PASSWORD]))
    matrix.assert_denied(sandbox.gate("-u", "berta", "-n", "1", answers=[""]))


def test_no_account_files_at_all(sandbox):
    sandbox.unix_policy()
    done = sandbox.gate("-u", "anna", "-n", "1", answers=[PASSWORD])
    matrix.assert_denied(done)


def test_empty_password_with_nullok(sandbox):
    sandbox.unix_policy(auth="nullok")
    sandbox.user("anna", "")
    assert sandbox.gate("-u", "anna", answers=[""]).status == 0


def test_empty_password_without_nullok(sandbox):
    sandbox.unix_policy()
    sandbox.user("anna", "")
    matrix.assert_denied(sandbox.gate("-u", "anna", "-n", "1", answers=[""]))


def test_unknown_user_and_wrong_password_look_the_same(sandbox):
    sandbox.unix_policy()
    sandbox.user("anna")
    log = sandbox.listen()
    wrong = sandbox.gate(answers=["anna", WRONG], limit_s=60)
    first = len(log.lines())
    unknown = sandbox.gate(answers=["emil", WRONG], limit_s=60)
    assert wrong.text == unknown.text and wrong.status == unknown.status
    assert log.lines()[:first] != log.lines()[first:], "the log knows the difference"


@pytest.mark.parametrize("tries,answers,status", [
    ("1", [PASSWORD], 0),
    ("2", [WRONG, PASSWORD], 0),
    ("3", [WRONG, "", PASSWORD], 0),
    ("2", [WRONG, WRONG, PASSWORD], 1),
    ("0", [WRONG] * 4 + [PASSWORD], 0),
])
def test_tries(sandbox, tries, answers, status):
    sandbox.unix_policy()
    sandbox.user("anna")
    done = sandbox.gate("-u", "anna", "-n", tries, answers=answers)
    assert done.status == status, done.text
    assert done.text.count("Login incorrect") == answers.count(WRONG) + answers.count("")


def test_three_tries_by_default(sandbox):
    sandbox.unix_policy()
    sandbox.user("anna")
    done = sandbox.gate("-u", "anna", answers=[WRONG, WRONG, WRONG, PASSWORD])
    matrix.assert_denied(done)
    assert done.text.count("Password: ") == 3
