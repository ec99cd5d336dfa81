# SPDX-License-Identifier: MIT
"""su opens for the target's password and for root, and for nothing else; what
the command then is, has and returns is what its command line asks for."""
import pytest

from lib import hashes
from su.house import PASSWORD, opened, run

WHO = "id -u; id -g; id -G"


def test_the_right_password_opens(house):
    done = run(house, "/bin/su", "-c", f"{WHO}; touch /marks/mark", answers=[PASSWORD])
    assert done.status == 0
    assert done.out.split() == [b"0", b"0", b"0"]
    assert opened(house)
    assert 'user="root"' in done.log and "opened for anna (uid 1000)" in done.log


@pytest.mark.parametrize("answers", [[hashes.WRONG], [""], []], ids=["wrong", "empty", "none"])
def test_nothing_else_opens(house, answers):
    done = run(house, "/bin/su", "-c", "touch /marks/mark; echo opened", answers=answers)
    assert done.status == (1 if answers else 4)
    assert b"opened" not in done.out
    assert not opened(house)
    assert "not opened for anna (uid 1000)" in done.log


def test_it_asks_once(house):
    done = run(house, "/bin/su", "-c", "echo opened", answers=[hashes.WRONG, PASSWORD])
    assert done.status == 1
    assert done.err.count(b"Password") == 1


def test_root_is_not_asked(house):
    done = run(house, "/bin/su", "anna", "-c", WHO, user="root")
    assert (done.status, done.out.split()) == (0, [b"1000", b"1000", b"1000", b"50"])
    assert done.err == b""


def test_a_caller_without_an_account_is_refused(house):
    done = run(house, "/bin/su", "-c", "echo opened", user="4711", answers=[PASSWORD])
    assert (done.status, done.out) == (1, b"")
    assert "denied to uid 4711: you have no account" in done.log


def test_without_set_user_id_it_says_so(house):
    (house.path / "bin/su").chmod(0o755)
    done = run(house, "/bin/su", "-c", "echo opened", answers=[PASSWORD])
    assert (done.status, done.out) == (111, b"")
    assert "not set-user-ID root" in done.log


@pytest.mark.parametrize("options", [["-g", "users"], ["-G", "users"], ["-T"]])
def test_what_is_root_s_is_refused_to_others(house, options):
    done = run(house, "/bin/su", *options, "-c", "echo opened", answers=[PASSWORD])
    assert (done.status, done.out) == (1, b"")


@pytest.mark.parametrize("options, ids", [
    (["-g", "users"], "1000 100 100"),
    (["-G", "users", "-G", "staff"], "1000 100 100 50"),
    (["-G", "users", "-g", "staff"], "1000 50 50 100"),
    (["-g", "nobodies"], None),
])
def test_groups_by_root(house, options, ids):
    done = run(house, "/bin/su", *options, "anna", "-c", WHO, user="root")
    if ids is None:
        assert (done.status, done.out) == (1, b"")
    else:
        assert sorted(done.out.decode().split()) == sorted(ids.split())


@pytest.mark.parametrize("words, status", [
    (["-Z"], 2), (["--"], 0), (["-c"], 2), (["--login=yes"], 2), (["--help"], 2), (["-"], 0),
    (["-", "root", "-c", "exit 9"], 9), (["-c", "kill -TERM $$"], 143), (["-s", "/etc"], 126),
    (["-s", "/none"], 127), (["--session-command", "exit 8"], 8), (["nobody-here"], 1),
    (["-l", "-", "root", "-c", "exit 7"], 7), (["root", "-c", "exit $1", "--", "sh", "6"], 6),
    (["-lcexit 5"], 5), (["-f", "-c", "exit 4"], 4), ([""], 1),
])
def test_command_line_and_status(house, words, status):
    assert run(house, "/bin/su", *words, user="root").status == status


def environment(done):
    return dict(line.split("=", 1) for line in done.out.decode().splitlines() if "=" in line)


HOSTILE = {"FOO": "bar", "LD_PRELOAD": "/evil.so", "HOME": "/evil", "SHELL": "/bin/env",
           "PATH": "/evil", "USER": "evil", "LOGNAME": "evil", "MAIL": "/evil", "IFS": "/",
           "TERM": "linux"}


def start(house, *words, user="anna", states=()):
    variables = [f"variable:{name}={value}" for name, value in HOSTILE.items()]
    return run(house, "/attack", "start", *variables, *states, "--", "/bin/su", "su", *words,
               user=user, answers=[PASSWORD])


def test_environment_of_a_login_shell(house):
    found = environment(start(house, "-", "bert", "-w", "FOO,HOME", "-c", "cd; env"))
    found.pop("OLDPWD", None)
    found.pop("SHLVL", None)
    assert found == {
        "HOME": "/home/bert", "SHELL": "/bin/sh", "USER": "bert", "LOGNAME": "bert",
        "MAIL": "/var/mail/bert", "PATH": "/usr/local/bin:/usr/bin:/bin", "TERM": "linux",
        "FOO": "bar", "PWD": "/home/bert"}


def test_environment_of_another_shell(house):
    found = environment(start(house, "bert", "-c", "env"))
    assert found["HOME"] == "/home/bert" and found["USER"] == "bert"
    assert found["SHELL"] == "/bin/sh" and found["PATH"] == "/usr/local/bin:/usr/bin:/bin"
    assert found["FOO"] == "bar" and "LD_PRELOAD" not in found


def test_environment_that_is_preserved(house):
    """With -m the shell is SHELL's: env itself here, which takes -c for a mistake."""
    found = start(house, "-m", "-s", "/bin/sh", "bert", "-c", "/bin/env")
    found = environment(found)
    assert found["HOME"] == "/evil" and found["USER"] == "evil" and "LD_PRELOAD" not in found
    assert start(house, "-m", "bert").out.startswith(b"FOO=bar")


def test_a_restricted_account_keeps_its_shell(house):
    house.write("etc/shells", "/bin/zsh\n")
    done = run(house, "/bin/su", "-s", "/bin/id", "bert", answers=[PASSWORD, "echo $0", "exit 3"])
    assert (done.status, done.out) == (3, b"sh\n")
    assert b"using restricted shell" in done.err
    done = run(house, "/bin/su", "-s", "/bin/id", "bert", user="root")
    assert done.status == 0 and done.out.startswith(b"uid=1001")


def test_a_login_shell_has_a_policy_of_its_own_where_there_is_one(house):
    house.policy("su-l", "auth required pam_deny.so\naccount required pam_permit.so\n"
                         "session required pam_permit.so\n")
    assert run(house, "/bin/su", "-", "anna", "-c", "exit 5", user="root").status == 1
    assert run(house, "/bin/su", "anna", "-c", "exit 5", user="root").status == 5


def test_the_policy_knows_the_caller(house):
    house.policy("su", "auth required pam_succeed_if.so ruser = anna\n"
                       "auth required pam_permit.so\n"
                       "account required pam_permit.so\nsession required pam_permit.so\n")
    assert run(house, "/bin/su", "-c", "exit 5").status == 5
    assert run(house, "/bin/su", "-c", "exit 5", user="bert").status == 1


def test_who_was_pam_s_last_word_is_who_runs(house):
    done = run(house, "/bin/su", "bert", "-c", "id -un; pwd", answers=[PASSWORD])
    assert done.out == b"bert\n/\n"


def test_the_compiled_in_policy(house):
    (house.path / "etc/pam.d/su").unlink()
    assert run(house, "/bin/su", "-c", "exit 5", user="root").status == 5
    assert run(house, "/bin/su", "-c", "exit 5", answers=[PASSWORD]).status == 5
    assert run(house, "/bin/su", "-c", "exit 5", answers=[hashes.WRONG]).status == 1


def test_no_policy_no_su(house):
    house.policy("su", "auth required pam_none_such.so\n")
    assert run(house, "/bin/su", "-c", "echo opened", user="root").status == 111
