# SPDX-License-Identifier: MIT
"""Modules that keep state or read files of their own, in the static program."""
import struct

import pytest

from lib import matrix
from lib.hashes import PASSWORD, WRONG

FAILLOCK = """\
auth     required pam_faillock.so preauth {options}
auth     sufficient pam_unix.so
auth     [default=die] pam_faillock.so authfail {options}
account  required pam_faillock.so {options}
account  required pam_unix.so
"""
FAILLOCK_AFTER_SUCCESS = """\
auth     required pam_faillock.so preauth {options}
auth     [success=1 default=bad] pam_unix.so
auth     [default=die] pam_faillock.so authfail {options}
auth     required pam_faillock.so authsucc {options}
account  required pam_unix.so
"""
TALLY_RECORD = struct.Struct("52sHHQ")


def with_faillock(sandbox, policy=FAILLOCK, options="", conf="deny = 2\ndir = /run/faillock\n"):
    sandbox.user("anna")
    sandbox.listen()
    (sandbox.path / "run/faillock").mkdir()
    sandbox.write("etc/security/faillock.conf", conf)
    sandbox.policy("gate", policy.format(options=options))


def try_once(sandbox, password):
    return sandbox.gate("-u", "anna", "-n", "1", answers=[password])


def test_faillock_locks(sandbox):
    with_faillock(sandbox)
    matrix.assert_denied(try_once(sandbox, WRONG))
    assert try_once(sandbox, PASSWORD).status == 0
    matrix.assert_denied(try_once(sandbox, WRONG))
    matrix.assert_denied(try_once(sandbox, WRONG))
    done = try_once(sandbox, PASSWORD)
    matrix.assert_denied(done)
    assert (sandbox.path / "run/faillock/anna").exists()


@pytest.mark.slow
def test_faillock_unlocks_when_the_time_is_over(sandbox):
    """The records are made old, in place of a wait."""
    with_faillock(sandbox, conf="deny = 2\ndir = /run/faillock\nunlock_time = 600\n")
    matrix.assert_denied(try_once(sandbox, WRONG))
    matrix.assert_denied(try_once(sandbox, WRONG))
    matrix.assert_denied(try_once(sandbox, PASSWORD))
    tally = sandbox.path / "run/faillock/anna"
    old = b"".join(TALLY_RECORD.pack(source, zero, status, time - 700) for
                   source, zero, status, time in TALLY_RECORD.iter_unpack(tally.read_bytes()))
    tally.write_bytes(old)
    assert try_once(sandbox, PASSWORD).status == 0


@pytest.mark.slow
def test_faillock_forgets_after_a_success(sandbox):
    with_faillock(sandbox, policy=FAILLOCK_AFTER_SUCCESS)
    for password, status in ((WRONG, 1), (PASSWORD, 0), (WRONG, 1), (PASSWORD, 0)):
        assert try_once(sandbox, password).status == status


def test_faillock_by_arguments(sandbox):
    with_faillock(sandbox, options="deny=1 dir=/run/faillock", conf="")
    matrix.assert_denied(try_once(sandbox, WRONG))
    matrix.assert_denied(try_once(sandbox, PASSWORD))


@pytest.mark.slow
def test_faillock_within_one_gate(sandbox):
    with_faillock(sandbox)
    done = sandbox.gate("-u", "anna", "-n", "3", answers=[WRONG, WRONG, PASSWORD])
    matrix.assert_denied(done)


def test_faillock_without_its_directory(sandbox):
    """It would fail open in silence: pamlet refuses or says so."""
    with_faillock(sandbox, conf="deny = 2\ndir = /nowhere/faillock\n")
    done = try_once(sandbox, WRONG)
    assert done.status in (matrix.DENIED, matrix.BROKEN)
    assert "faillock" in done.log, done.log


NOLOGIN = "auth required pam_nologin.so\nauth required pam_unix.so\naccount required pam_unix.so\n"


def test_nologin_keeps_users_out(sandbox):
    sandbox.user("anna")
    sandbox.policy("gate", NOLOGIN)
    assert sandbox.gate("-u", "anna", answers=[PASSWORD]).status == 0
    sandbox.write("etc/nologin", "The machine is being looked after.\n")
    done = sandbox.gate("-u", "anna", "-n", "1", answers=[PASSWORD])
    matrix.assert_denied(done)
    assert "The machine is being looked after." in done.text


def test_nologin_lets_root_in(sandbox):
    sandbox.user("root", uid=0, gid=0)
    sandbox.policy("gate", NOLOGIN)
    sandbox.write("etc/nologin", "")
    assert sandbox.gate("-u", "root", answers=[PASSWORD]).status == 0


def test_listfile(sandbox):
    sandbox.user("anna")
    sandbox.user("emil", uid=1001)
    sandbox.write("etc/who", "anna\n")
    sandbox.policy("gate", "auth required pam_listfile.so item=user sense=allow file=/etc/who "
                           "onerr=fail\nauth required pam_unix.so\naccount required pam_unix.so\n")
    assert sandbox.gate("-u", "anna", answers=[PASSWORD]).status == 0
    matrix.assert_denied(sandbox.gate("-u", "emil", "-n", "1", answers=[PASSWORD]))


def test_succeed_if(sandbox):
    sandbox.user("anna")
    sandbox.user("emil", uid=2000)
    sandbox.policy("gate", "auth required pam_succeed_if.so uid < 1500\n"
                           "auth required pam_unix.so\naccount required pam_unix.so\n")
    assert sandbox.gate("-u", "anna", answers=[PASSWORD]).status == 0
    matrix.assert_denied(sandbox.gate("-u", "emil", "-n", "1", answers=[PASSWORD]))


def test_access(sandbox):
    sandbox.user("anna")
    sandbox.user("emil", uid=1001)
    sandbox.write("etc/security/access.conf", "+:anna:ALL\n-:ALL:ALL\n")
    sandbox.policy("gate", "auth required pam_unix.so\naccount required pam_access.so\n")
    assert sandbox.gate("-u", "anna", answers=[PASSWORD]).status == 0
    matrix.assert_denied(sandbox.gate("-u", "emil", "-n", "1", answers=[PASSWORD]))


@pytest.mark.parametrize("group", ["(guests)", "(1500)"], ids=["by-name", "by-number"])
def test_access_of_groups(sandbox, group):
    """As its manual page has it. Linux-PAM 1.7.0 itself takes the group for the user
    and the other way round, and lets the guests in: issue 860 of its project."""
    sandbox.user("anna")
    sandbox.user("emil", uid=1001)
    sandbox.groups(guests=(1500, "emil"))
    sandbox.policy("gate", "auth required pam_unix.so\naccount required pam_access.so\n")
    sandbox.write("etc/security/access.conf", f"-:{group}:ALL\n")
    assert sandbox.gate("-u", "anna", answers=[PASSWORD]).status == 0
    matrix.assert_denied(sandbox.gate("-u", "emil", "-n", "1", answers=[PASSWORD]))
    sandbox.write("etc/security/access.conf", f"-:ALL EXCEPT {group}:ALL\n")
    matrix.assert_denied(sandbox.gate("-u", "anna", "-n", "1", answers=[PASSWORD]))
    assert sandbox.gate("-u", "emil", answers=[PASSWORD]).status == 0


@pytest.mark.parametrize("rule, caller, opens", [
    ("ruser ingroup staff", "emil", True), ("ruser ingroup staff", "anna", False),
    ("ruser notingroup staff", "emil", False), ("ruser notingroup staff", "anna", True),
    ("user ingroup staff", "emil", False), ("user notingroup staff", "emil", True)])
def test_succeed_if_of_the_caller(sandbox, rule, caller, opens):
    """`ruser` is who calls, also for groups. Linux-PAM 1.7.0 itself asks for the groups
    of who is to be: issue 1027 of its project."""
    sandbox.user("anna")
    sandbox.user("emil", uid=1001)
    sandbox.groups(staff=(50, "emil"))
    sandbox.policy("door", f"auth required pam_succeed_if.so quiet {rule}\n"
                           "account required pam_permit.so\n")
    done = sandbox.run("pamtest", "-I", f"ruser={caller}", "door", "anna", "authenticate")
    assert (done.status == 0) is opens, done.text


def test_time(sandbox):
    sandbox.user("anna")
    sandbox.policy("gate", "auth required pam_unix.so\naccount required pam_time.so\n")
    sandbox.write("etc/security/time.conf", "gate;*;anna;Al0000-2400\n")
    assert sandbox.gate("-u", "anna", answers=[PASSWORD]).status == 0
    sandbox.write("etc/security/time.conf", "gate;*;anna;!Al0000-2400\n")
    matrix.assert_denied(sandbox.gate("-u", "anna", "-n", "1", answers=[PASSWORD]))


def test_deny_and_permit(sandbox):
    sandbox.user("anna")
    sandbox.policy("gate", "auth required pam_permit.so\naccount required pam_deny.so\n")
    matrix.assert_denied(sandbox.gate("-u", "anna", "-n", "1"))
    sandbox.policy("gate", "auth required pam_permit.so\naccount required pam_permit.so\n")
    assert sandbox.gate("-u", "anna").status == 0


def test_rootok_is_about_the_caller(sandbox):
    sandbox.user("anna")
    sandbox.policy("gate", "auth sufficient pam_rootok.so\nauth required pam_deny.so\n"
                           "account required pam_permit.so\n")
    assert sandbox.gate("-u", "anna").status == 0


def test_issue_and_motd_are_shown(sandbox, probe):
    sandbox.user("anna")
    sandbox.write("etc/issue", "Console of \\s\n")
    sandbox.write("etc/motd", "Mind the step.\n")
    sandbox.policy("gate", "auth required pam_issue.so\nauth required pam_unix.so\n"
                           "account required pam_unix.so\nsession optional pam_motd.so\n"
                           "session required pam_permit.so\n")
    done = sandbox.gate("-u", "anna", "--", probe, "exit", "0", answers=[PASSWORD])
    assert done.status == 0
    assert "Mind the step." in done.text


@pytest.mark.slow
def test_the_longest_of_the_delays_holds(sandbox):
    sandbox.user("anna")
    sandbox.policy("gate", "auth required pam_faildelay.so delay=4000000\n"
                           "auth required pam_unix.so\naccount required pam_unix.so\n")
    done = sandbox.gate("-u", "anna", "-n", "1", answers=[WRONG])
    matrix.assert_denied(done)
    assert done.seconds >= 2


