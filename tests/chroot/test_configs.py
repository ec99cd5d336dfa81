# SPDX-License-Identifier: MIT
"""The other defconfigs: they open and stay shut as the full one does, and
refuse what they do not hold."""
import pytest

from lib import build, hashes, matrix
from lib.hashes import PASSWORD, WRONG
from lib.sandbox import Sandbox

# Some build a configuration of their own first.
pytestmark = [pytest.mark.slow, pytest.mark.limit(400)]


@pytest.fixture(params=["minimal", "initramfs", "everything"])
def config(request):
    return request.param


@pytest.fixture
def sandbox(tmp_path, config):
    made = Sandbox(tmp_path / "root", build.pamlet(config))
    made.user("anna")
    made.listen()
    yield made
    made.close()


def test_right_and_wrong(sandbox):
    sandbox.policy("gate", "auth required pam_unix.so\naccount required pam_unix.so\n")
    assert sandbox.gate("-u", "anna", answers=[PASSWORD]).status == 0
    matrix.assert_denied(sandbox.gate("-u", "anna", "-n", "1", answers=[WRONG]))


def test_compiled_in_policy(sandbox):
    assert sandbox.gate("-u", "anna", answers=[PASSWORD]).status == 0
    matrix.assert_denied(sandbox.gate("-u", "anna", "-n", "1", answers=[WRONG]))


def test_prompt_on_a_terminal(sandbox, seat):
    person = seat("-u", "anna")
    person.answer(("Password: ", PASSWORD))
    assert person.leave() == 0
    assert person.after == person.before


@pytest.mark.parametrize("method", ["sha512crypt", "sha256crypt", "bcrypt", "md5"])
def test_hash_methods(sandbox, config, method):
    """What is not in the build is refused, not taken for another method."""
    sandbox.user("anna", {**hashes.METHODS, "md5": hashes.MD5}[method])
    done = sandbox.gate("-u", "anna", "-n", "1", answers=[PASSWORD])
    is_in = build.configuration(config).get(f"HASH_{method.upper()}") == "y"
    assert done.status == (0 if is_in else matrix.DENIED)
    assert ("not in this build" in sandbox.log.text()) == (not is_in)


def test_debug_lines_of_modules(sandbox, config):
    """Only a build that keeps them has them; what went wrong is in every log."""
    sandbox.policy("gate", "auth required pam_unix.so debug\naccount required pam_unix.so debug\n")
    log = sandbox.log
    matrix.assert_denied(sandbox.gate("-u", "anna", "-n", "1", answers=[WRONG]))
    assert log.wait_for("authentication failure")
    is_in = build.configuration(config).get("PAM_DEBUG_LOG") == "y"
    assert ("username [anna] obtained" in log.text()) == is_in


def test_a_password_that_must_be_changed(sandbox, config):
    """What cannot change it lets nobody in with it, and says why."""
    sandbox.user("anna", shadow="0:0:99999:7:::")
    sandbox.unix_policy()
    new = "a-new-one-Of-2031"
    shadow = sandbox.path / "etc/shadow"
    before = shadow.read_bytes()
    done = sandbox.gate("-u", "anna", "-n", "1", answers=[PASSWORD, PASSWORD, new, new])
    is_in = build.configuration(config).get("UNIX_CHANGE") == "y"
    assert is_in == (config != "minimal")
    assert done.status == (0 if is_in else matrix.DENIED)
    assert (shadow.read_bytes() != before) == is_in
    assert ("this build changes no passwords" in sandbox.log.text()) == (not is_in)


@pytest.mark.parametrize("module", ["faillock", "time", "wheel", "echo", "mkhomedir"])
def test_modules(sandbox, config, module):
    sandbox.policy("gate", f"session optional pam_{module}.so\nauth required pam_unix.so\n"
                           "account required pam_unix.so\nsession required pam_permit.so\n")
    is_in = f"MODULE_{module.upper()}" in build.configuration(config)
    done = sandbox.run("gate", "--check")
    if not is_in:
        assert done.status == matrix.BROKEN and f"pam_{module}.so" in done.text
        matrix.assert_broken(sandbox.gate("-u", "anna"), f"pam_{module}.so")
    elif module in ("mkhomedir", "echo"):
        assert done.status == 0, done.text


@pytest.mark.parametrize("echo", ["none", "stars", "full"])
def test_echo_modes(sandbox, config, echo):
    done = sandbox.gate("-u", "anna", "-E", echo, answers=[PASSWORD])
    is_in = f"ECHO_{echo.upper()}" in build.configuration(config)
    assert done.status == (0 if is_in else matrix.USAGE)
