# SPDX-License-Identifier: MIT
"""pamtest says 0 for PAM's yes to everything, and for nothing else."""
import os
import subprocess

import pytest

from lib.hashes import PASSWORD, WRONG
from lib.sandbox import LIMIT_S, needs_root

YES = ["authenticate", "acct_mgmt", "setcred", "open_session", "close_session"]


@pytest.fixture(autouse=True)
def anna(sandbox):
    sandbox.unix_policy("unix", "nodelay")
    sandbox.user("anna")


def pamtest(sandbox, *arguments, answers=(PASSWORD,), **how):
    return sandbox.run("pamtest", *arguments,
                       stdin="".join(f"{line}\n" for line in answers).encode(), **how)


def test_right_and_wrong(sandbox):
    assert pamtest(sandbox, "unix", "anna", *YES).status == 0
    assert pamtest(sandbox, "unix", "anna", *YES, answers=[WRONG]).status == 1
    assert pamtest(sandbox, "unix", "anna", *YES, answers=[]).status == 1


@pytest.mark.parametrize("policy", [
    None, "", "auth required pam_nosuch.so\n", "auth optional pam_nosuch.so\nauth required"
    " pam_permit.so\n", "auth requierd pam_permit.so\n", "auth include unix2\n"])
def test_broken_policies(sandbox, policy):
    log = sandbox.listen()
    if policy is not None:
        sandbox.policy("broken", policy)
    done = pamtest(sandbox, "broken", "anna", "authenticate")
    assert done.status == 1 and b"successfully" not in done.out
    assert policy == "" or "policy " in log.text()


@pytest.mark.parametrize("operation", ["acct_mgmt", "open_session", "chauthtok"])
def test_a_type_without_rules_is_denied(sandbox, operation):
    """Whatever stands in /etc/pam.d/other, which Linux-PAM would ask."""
    sandbox.policy("half", "auth required pam_permit.so\n")
    sandbox.policy("other", "".join(f"{each} required pam_permit.so\n"
                                    for each in ("account", "session", "password")))
    assert pamtest(sandbox, "half", "anna", "authenticate").status == 0
    assert pamtest(sandbox, "half", "anna", operation).status == 1


def test_broken_policy_by_an_item(sandbox):
    """The policy that -I names is checked like the first one."""
    log = sandbox.listen()
    sandbox.policy("broken", "auth optional pam_nosuch.so\nauth required pam_permit.so\n")
    for service in ("broken", "nosuch", "", "../unix"):
        done = pamtest(sandbox, "-I", f"service={service}", "unix", "anna", "authenticate")
        assert (done.status, done.out) == (1, b""), service
        assert b"pamtester: Initialization failure" in done.err
    assert "pam_nosuch.so" in log.text()
    assert pamtest(sandbox, "-I", "service", "unix", "anna", "authenticate").status == 1


def test_what_is_said_comes_out(sandbox):
    """A full disk is no yes: the words were lost."""
    sandbox.policy("perm", "auth required pam_permit.so\n")
    with open("/dev/full", "wb") as full:
        done = subprocess.run(sandbox.command("pamtest", "perm", "anna", "authenticate"),
                              stdin=subprocess.DEVNULL, stdout=full, stderr=subprocess.PIPE,
                              timeout=LIMIT_S, check=False)
    assert done.returncode == 1


def test_help_is_no_yes(sandbox):
    done = sandbox.run("pamtest", "--help")
    assert done.status == 255 and done.out.startswith(b"usage: pamtest ")
    assert sandbox.run("--help", "pamtest").status == 0


@pytest.mark.parametrize("applet", ["pamtest", "faillock"])
def test_set_user_id_is_refused(sandbox, applet):
    needs_root()
    sandbox.policy("perm", "auth required pam_permit.so\n")
    program = sandbox.path / "pamlet"
    os.chown(program, 0, 0)
    program.chmod(0o4755)
    line = ["chroot", "--userspec=1000:1000", str(sandbox.path), "/pamlet", applet]
    done = subprocess.run([*line, "perm", "anna", "authenticate"], capture_output=True,
                          stdin=subprocess.DEVNULL, timeout=LIMIT_S, check=False)
    assert done.returncode == 111 and done.stdout == b"" and b"set-user-ID" in done.stderr


def test_as_an_ordinary_user(sandbox):
    """Without rights it is PAM that says no."""
    needs_root()
    line = ["chroot", "--userspec=1000:1000", str(sandbox.path), "/pamlet", "pamtest", "unix"]
    for user, status in (("anna", 0), ("root", 1)):
        done = subprocess.run([*line, user, "authenticate"], input=f"{PASSWORD}\n".encode(),
                              capture_output=True, timeout=LIMIT_S, check=False)
        assert done.returncode in (status, 1), done.stderr


def test_asks_on_a_terminal(seat):
    person = seat(command=seat.sandbox.command("pamtest", "-v", "unix", "anna", "authenticate"))
    person.answer(("Password: ", PASSWORD))
    assert person.leave() == 0, person.screen
    assert PASSWORD.encode() not in person.screen and person.after == person.before
    assert b"pamtester: successfully authenticated" in person.screen


def test_user_is_asked_for(seat):
    person = seat(command=seat.sandbox.command(
        "pamtest", "-I", "user", "-I", "prompt=Who? ", "unix", "nobody", "authenticate"))
    person.answer(("Who? ", "anna"), ("Password: ", PASSWORD))
    assert person.leave() == 0, person.screen


@pytest.mark.parametrize("key", ["\x03", "\x04"])
def test_cancelled(seat, key):
    person = seat(command=seat.sandbox.command("pamtest", "unix", "anna", *YES))
    person.see("Password: ")
    person.type(key)
    assert person.leave() == 1 and b"successfully" not in person.screen


def test_cancelled_is_no_yes_of_a_policy(seat):
    """Whatever the stack makes of it."""
    seat.sandbox.policy("careless", "auth optional pam_unix.so nodelay\n"
                                    "auth required pam_permit.so\n")
    person = seat(command=seat.sandbox.command("pamtest", "careless", "anna", "authenticate"))
    person.see("Password: ")
    person.type("\x03")
    assert person.leave() == 1 and b"successfully" not in person.screen
    assert b"Conversation error" in person.screen


def test_failure_is_told_after_the_delay(seat):
    seat.sandbox.policy("slow", "auth optional pam_faildelay.so delay=3000000\n"
                                "auth required pam_deny.so\n")
    person = seat(command=seat.sandbox.command("pamtest", "slow", "anna", "authenticate"))
    assert person.leave() == 1
    assert person.seconds > 1.4
    assert person.screen.endswith(b"pamtester: Authentication failure\r\n")
