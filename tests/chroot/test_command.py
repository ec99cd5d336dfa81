# SPDX-License-Identifier: MIT
"""What the command behind the gate is given, and what not."""
import os
import subprocess

import pytest

from lib import matrix
from lib.hashes import PASSWORD
from lib.probe import facts
from lib.sandbox import host_environment, needs_root

WITH_ENV = """\
auth     required pam_unix.so
auth     required pam_env.so
account  required pam_unix.so
session  required pam_permit.so
session  required pam_env.so
"""


@pytest.fixture
def report(sandbox, probe):
    """Logs anna in and returns what `probe report` found."""
    sandbox.user("anna", home="/home/anna")
    sandbox.groups(anna=(1000, ""), wheel=(10, "anna,emil"), audio=(29, "anna"), other=(30, "emil"))
    sandbox.unix_policy()

    def log_in(*arguments, **how):
        done = sandbox.gate("-u", "anna", *arguments, "--", probe, "report",
                            answers=[PASSWORD], **how)
        assert done.status == 0, done.text
        return facts(done.out)

    return log_in


def test_ids_and_groups(report):
    needs_root()
    told, _ = report()
    assert (told["uid"], told["euid"], told["gid"], told["egid"]) == ("1000",) * 4
    assert set(told["groups"].split(",")) - {"1000"} == {"10", "29"}


def test_groups_of_the_caller_are_gone(report):
    needs_root()
    told, _ = report(extra_groups=[4, 5])
    assert not {"4", "5"} & set(told["groups"].split(","))


def test_no_other_descriptors(report):
    read_end, write_end = os.pipe()
    try:
        os.dup2(write_end, 77)
        told, _ = report(pass_fds=[read_end, write_end, 77])
    finally:
        for descriptor in (read_end, write_end, 77):
            os.close(descriptor)
    assert told["descriptors"] == "0,1,2"


def test_signals_are_as_in_a_fresh_process(report):
    told, _ = report()
    assert told["blocked"].strip() == "" and told["ignored"].strip() == ""


def test_working_directory(report, sandbox):
    (sandbox.path / "home/anna").mkdir(parents=True)
    assert report()[0]["cwd"] in ("/home/anna", "/")


def test_missing_home_is_no_reason_to_stay_outside(report):
    assert report()[0]["cwd"] == "/"


def test_umask(report):
    assert report()[0]["umask"] in ("022", "077")


def test_umask_by_module(report, sandbox):
    sandbox.policy("gate", "auth required pam_unix.so\naccount required pam_unix.so\n"
                           "session required pam_umask.so umask=027\n")
    assert report()[0]["umask"] == "027"


def test_environment_of_pam(report, sandbox):
    sandbox.policy("gate", WITH_ENV)
    sandbox.write("etc/security/pam_env.conf", "FROM_CONF DEFAULT=yes\n")
    sandbox.write("etc/environment", "FROM_FILE=too\n")
    _, environment = report()
    assert environment["FROM_CONF"] == "yes" and environment["FROM_FILE"] == "too"


def test_environment_of_the_user(report):
    _, environment = report()
    assert environment["USER"] == "anna" and environment["LOGNAME"] == "anna"
    assert environment["HOME"] == "/home/anna" and environment["SHELL"] == "/bin/sh"
    assert environment["PATH"]


def test_environment_of_the_caller_is_gone(report):
    """What an attacker set at the console before must not steer the shell."""
    evil = {"LD_PRELOAD": "/tmp/x.so", "ENV": "/tmp/x", "IFS": "x", "EVIL": "1", "HOME": "/tmp"}
    _, environment = report(environment=evil)
    assert not {"LD_PRELOAD", "ENV", "IFS", "EVIL"} & set(environment)
    assert environment["HOME"] == "/home/anna"


def test_password_is_nowhere_in_it(report, sandbox):
    log = sandbox.listen()
    told, environment = report()
    matrix.assert_no_secret(repr(told), repr(environment), log.text())


def test_limits_module(report, sandbox):
    sandbox.policy("gate", "auth required pam_unix.so\naccount required pam_unix.so\n"
                           "session required pam_limits.so\n")
    sandbox.write("etc/security/limits.conf", "anna hard core 4096\nanna soft core 4096\n")
    assert report()[0]["core"] in ("4194304", "0")


def test_root_keeps_root(sandbox, probe):
    sandbox.user("root", uid=0, gid=0)
    sandbox.unix_policy()
    done = sandbox.gate("-u", "root", "--", probe, "report", answers=[PASSWORD])
    told, _ = facts(done.out)
    assert (told["uid"], told["gid"]) == ("0", "0")


def test_session_that_fails_opens_nothing(sandbox, probe):
    sandbox.user("anna")
    sandbox.policy("gate", "auth required pam_unix.so\naccount required pam_unix.so\n"
                           "session required pam_deny.so\n")
    done = sandbox.gate("-u", "anna", "-n", "1", "--", probe, "report", answers=[PASSWORD])
    assert done.status in (matrix.DENIED, matrix.BROKEN) and done.out == b""


def test_arguments_reach_the_command_as_they_are(sandbox, probe):
    sandbox.user("anna")
    sandbox.unix_policy()
    done = sandbox.gate("-u", "anna", probe, "exit", "7", "-u", "--help", answers=[PASSWORD])
    assert done.status == 7


def test_more_open_descriptors_than_a_loop_would_close(sandbox, probe):
    """A high limit of descriptors costs no time."""
    sandbox.user("anna")
    sandbox.unix_policy()
    done = sandbox.gate("-u", "anna", "--", probe, "exit", "0", answers=[PASSWORD])
    assert done.status == 0 and done.seconds < 5


# Standard descriptors that are closed: what is opened next must not take
# their place.

CLOSED = ["0", "1", "2", "01", "02", "12", "012"]


@pytest.mark.parametrize("closed", CLOSED)
def test_closed_standard_descriptors(sandbox, probe, closed):
    sandbox.user("anna")
    sandbox.unix_policy()
    sandbox.write("etc/passwd.before", sandbox.read("etc/passwd"))
    shut = " ".join(f"{number}<&-" for number in closed)
    command = sandbox.command("gate", "-P", "stdio", "-u", "anna", "-n", "1", "--", probe,
                              "report")
    done = subprocess.run(
        ["sh", "-c", f'exec "$@" {shut}', "sh", *command], input=PASSWORD.encode() + b"\n",
        capture_output=True, timeout=30, check=False, env=host_environment())
    expected = (matrix.CANCELLED, matrix.BROKEN) if "0" in closed else (0, matrix.BROKEN)
    if "2" in closed:
        expected += (matrix.CANCELLED,)
    assert done.returncode in expected, (done.returncode, done.stderr)
    assert sandbox.read("etc/passwd") == sandbox.read("etc/passwd.before")
    matrix.assert_no_secret(done.stdout, done.stderr)
