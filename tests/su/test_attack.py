# SPDX-License-Identifier: MIT
"""Whatever state a hostile caller starts the set-user-ID file in: without the
password nothing opens, and with it the command is started in a sane one. The
mark is a file where root alone can write."""
import os
import re
import resource
import stat
import subprocess

import pytest

from lib import hashes
from lib import sandbox as sandboxes
from su.house import PASSWORD, REFUSALS, line, opened, run, sit

COMMAND = "touch /marks/mark; echo opened"
# What ends attack when a process cannot be started in that state.
IMPOSSIBLE = {98, 99}
LIMITS = {name: getattr(resource, name) for name in dir(resource) if name.startswith("RLIMIT_")}
HOSTILE = [f"variable:{name}={value}" for name, value in {
    "LD_PRELOAD": "/evil.so", "LD_LIBRARY_PATH": "/", "LD_AUDIT": "/evil.so", "PATH": "/evil",
    "HOME": "/evil", "SHELL": "/evil", "TERM": "../../etc/shadow", "TZ": ":/etc/shadow",
    "MALLOC_CHECK_": "3", "LOCPATH": "/", "LANG": "../..", "TMPDIR": "/evil", "IFS": "/",
    "USER": "root", "LOGNAME": "root", "PAM_USER": "root", "DISPLAY": ":0",
    "no-equals-sign": "", "=": "="}.items()]

# Those in which the command may well not run although the password is right: it
# inherits the limit; or the state takes away standard input or the arguments.
STATES = {
    "hostile environment": (HOSTILE, True),
    "1,024 descriptors": (["descriptors"], True),
    "eight descriptors": (["files:8"], True),
    "no descriptors that could not be raised": (["soft-files:0"], False),
    "closed 0": (["closed:0"], False),
    "closed 1": (["closed:1"], True),
    "closed 2": (["closed:2"], True),
    "closed 0, 1, 2": (["closed:012"], False),
    "20,000 arguments": (["many-arguments"], True),
    "2 MiB of arguments": (["large-arguments"], True),
    "2 MiB of environment": (["large-environment"], True),
    "1,000 variables": (["many-variables:1000"], True),
    "20,000 variables": (["many-variables:20000"], False),
    "umask 777": (["umask:777"], True),
    "umask 0": (["umask:0"], True),
    "no directory": (["no-directory"], True),
    "all signals ignored": (["ignored"], True),
    "all signals blocked": (["blocked"], True),
    "alarms": (["alarms"], True),
    "everything": ([*HOSTILE, "descriptors", "umask:0", "no-directory", "ignored", "blocked",
                    "alarms"], True),
    **{f"{name} at 0": ([f"limit:{number}"], False) for name, number in LIMITS.items()},
}


def start(house, states, *words, answers, program="/bin/su"):
    return run(house, "/attack", "start", *states, "--", program, *words, answers=answers)


def harmless(done):
    return done.status in REFUSALS | IMPOSSIBLE or done.status > 128


@pytest.mark.slow
@pytest.mark.parametrize("name", STATES)
def test_no_state_opens_without_the_password(house, name):
    done = start(house, STATES[name][0], "su", "root", "-c", COMMAND, answers=[hashes.WRONG])
    assert harmless(done), done
    assert b"opened" not in done.out
    assert not opened(house)


@pytest.mark.parametrize("name", [
    name if name in ("hostile environment", "everything", "RLIMIT_FSIZE at 0")
    else pytest.param(name, marks=pytest.mark.slow) for name in STATES])
def test_the_password_opens_in_every_state_where_it_can(house, name):
    states, can = STATES[name]
    done = start(house, states, "su", "root", "-c", COMMAND, answers=[PASSWORD])
    if can:
        assert done.status == 0, done
        assert opened(house)
    else:
        assert (done.status == 0) == opened(house), done


@pytest.mark.slow
@pytest.mark.parametrize("argv0", ["", "/", "gate", "pamlet", "-su", "--help", "NULL", "login",
                                   "sulogin", "x" * 4000, "%s%n", "su/"])
def test_no_name_opens(house, argv0):
    """Neither as another applet nor as none; su itself by `pamlet su`."""
    for words in ([argv0], [argv0, "root", "-c", COMMAND], [argv0, "su", "-c", COMMAND],
                  [argv0, "gate", "-P", "stdio", "-u", "root", "--", "/bin/sh", "-c", COMMAND]):
        done = start(house, [], *words, answers=[hashes.WRONG])
        assert harmless(done), (words, done)
        assert not opened(house)
        assert b"opened" not in done.out


@pytest.mark.parametrize("mode, owner", [(0o2755, (0, 0)), (0o6755, (0, 0)), (0o4755, (1001, 0))])
def test_set_group_id_and_others_set_user_id_are_refused(house, mode, owner):
    program = house.path / "bin/su"
    os.chown(program, *owner)
    program.chmod(mode)
    done = run(house, "/bin/su", "-c", COMMAND, answers=[PASSWORD])
    assert done.status == 111
    assert not opened(house)
    assert b"must not run" in done.err


def test_capabilities_are_refused(house):
    program = house.path / "bin/su"
    program.chmod(0o755)
    if subprocess.run(["setcap", "cap_setuid+ep", str(program)], check=False,
                      stderr=subprocess.DEVNULL).returncode != 0:
        pytest.skip("needs setcap")
    done = run(house, "/bin/su", "-c", COMMAND, answers=[PASSWORD])
    assert (done.status, opened(house)) == (111, False)


def test_others_than_those_made_for_it_refuse(house):
    for applet in ("gate", "login", "sulogin", "pamtest", "faillock", "--version"):
        done = run(house, "/bin/su", applet)
        # By the name su: a user who does not exist.
        assert harmless(done)
        done = start(house, [], "pamlet", applet, answers=[PASSWORD])
        assert done.status == 111 and b"must not run set-user-ID" in done.err, applet


def test_while_it_asks_nobody_looks_in(house):
    """Neither by ptrace nor by /proc; and no core is written."""
    person = sit(house, "/bin/su", "-c", COMMAND)
    try:
        person.see("Password: ")
        pid = person.process.pid
        done = run(house, "/attack", "trace", str(pid))
        assert done.out == b"tried\n"
        with open(f"/proc/{pid}/limits", encoding="ascii") as limits:
            core = next(one.split() for one in limits if one.startswith("Max core"))
        assert core[4] == "0"
        with open(f"/proc/{pid}/status", encoding="ascii") as status:
            facts = dict(one.split(":", 1) for one in status)
        assert facts["Uid"].split() == ["1000", "0", "0", "0"]
        assert os.listdir(f"/proc/{pid}/cwd/") is not None
        assert os.stat(f"/proc/{pid}").st_uid == 0
        person.type(hashes.WRONG + "\r")
        assert person.leave() == 1
    finally:
        person.close()


def test_the_command_gets_the_caller_s_limits(house):
    done = start(house, ["soft-files:100"], "su", "root", "-c", "ulimit -n; umask",
                 answers=[PASSWORD])
    assert done.out.split() == [b"100", b"0022"]


def test_what_a_module_limits_stays(house):
    house.policy("su", house.read("etc/pam.d/su") + "session required pam_limits.so\n")
    house.write("etc/security/limits.conf", "* soft nofile 77\nroot soft nofile 77\n")
    done = start(house, ["soft-files:100"], "su", "root", "-c", "ulimit -n", answers=[PASSWORD])
    assert done.out == b"77\n", done


def test_the_command_gets_nothing_but_0_1_2(house):
    done = start(house, ["descriptors"], "su", "root", "-c", "ls /proc/self/fd | wc -l",
                 answers=[PASSWORD])
    assert done.out == b"4\n"   # ls has one for the directory


def traced(house, *words, answers=()):
    """The system calls of su, after the execve that started it."""
    done = subprocess.run(["strace", "-qq", *line(house, "/bin/su", *words)], check=False,
                          input=b"".join(answer.encode() + b"\n" for answer in answers),
                          capture_output=True, timeout=60, env=sandboxes.host_environment())
    text = done.stderr.decode(errors="replace")
    return text[text.index('execve("/bin/su"'):].split("\n")[1:]


BEFORE = re.compile(r"(arch_prctl|set_tid_address|brk|mmap|mprotect|poll|get\w+|prlimit64|umask|"
                    r"setresuid|rt_sigaction)\(")


def test_rights_go_first_and_come_back_behind_a_good_command_line(house):
    calls = traced(house, "root", "-c", COMMAND, answers=[hashes.WRONG])
    dropped = calls.index("setresuid(-1, 1000, 0)                  = 0")
    assert all(BEFORE.match(call) for call in calls[:dropped]), calls[:dropped]
    assert any(call.startswith("setresuid(-1, 0, -1)") for call in calls[dropped:])
    calls = traced(house, "-Z")
    assert "setresuid(-1, 1000, 0)                  = 0" in calls
    assert not any(call.startswith("setresuid(-1, 0, -1)") for call in calls)


@pytest.mark.slow
def test_the_caller_s_signals_open_nothing(house):
    """He may end it: at any time, and with any signal."""
    children = []
    for number in set(range(1, 65)) - {19, 20, 21, 22}:   # but not stop it
        child = subprocess.Popen(line(house, "/bin/su", "-c", COMMAND), stdin=subprocess.PIPE,
                                 stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                 env=sandboxes.host_environment(), start_new_session=True)
        children.append(child)
        child.stderr.read(1)
        run(house, "/bin/kill", f"-{number}", str(child.pid))
    for child in children:
        child.communicate(hashes.WRONG.encode() + b"\n", timeout=60)
        assert child.returncode != 0
    assert not opened(house)


def test_what_the_caller_has_opened_is_written_with_his_own_rights(house):
    """Of this file the kernel asks who writes, not who opened it; and without a terminal
    it is su that moves the bytes."""
    other = subprocess.Popen(["sleep", "600"])
    slack = f"/proc/{other.pid}/timerslack_ns"
    try:
        with open(slack, encoding="ascii") as file:
            before = file.read()
        number = int(before) + 1
        direct = run(house, "/bin/sh", "-c", f"echo {number} >{slack}")
        assert direct.status != 0, "this kernel lets everybody"
        done = run(house, "/bin/sh", "-c", f"/bin/su -P anna -c 'echo {number}' >{slack}",
                   answers=[PASSWORD])
        with open(slack, encoding="ascii") as file:
            assert file.read() == before, done.text
        # The same way is open to what is anna's.
        done = run(house, "/bin/sh", "-c", "/bin/su -P anna -c 'echo her own' >/tmp/hers",
                   answers=[PASSWORD])
        assert done.status == 0 and (house.path / "tmp/hers").read_bytes() == b"her own\n"
    finally:
        other.kill()
        other.wait()


FAILLOCK = """\
auth     sufficient pam_rootok.so
auth     required   pam_faillock.so preauth dir=/tallies deny=3 even_deny_root
auth     [success=1 default=ignore] pam_unix.so
auth     [default=die] pam_faillock.so authfail dir=/tallies deny=3 even_deny_root
auth     sufficient pam_faillock.so authsucc dir=/tallies deny=3 even_deny_root
account  required   pam_unix.so
session  required   pam_permit.so
"""


@pytest.mark.parametrize("there", [True, False])
def test_what_modules_make_is_not_the_caller_s(house, there):
    """Else she would forget root's failed tries, and guess on."""
    house.policy("su", FAILLOCK)
    tallies = house.path / "tallies"
    if there:
        tallies.mkdir(mode=0o755)
    for _ in range(3):
        assert run(house, "/bin/su", "root", "-c", COMMAND, answers=["wrong"]).status == 1
        done = run(house, "/bin/sh", "-c", ": >/tallies/root")
        assert done.status != 0, "she can write it"
    for path in (tallies, tallies / "root"):
        assert (path.stat().st_uid, path.stat().st_gid) == (0, 0), path
    assert there or tallies.stat().st_mode & 0o077 == 0, "her umask was theirs"
    done = run(house, "/bin/su", "root", "-c", COMMAND, answers=[PASSWORD])
    assert done.status == 1 and not opened(house)


@pytest.mark.parametrize("words", [["-g", "root", "bert"], ["-T", "-c", "id"]])
def test_a_refusal_is_logged_where_root_alone_can(house, words):
    (house.path / "dev/log").unlink()
    os.mknod(house.path / "dev/kmsg", 0o600 | stat.S_IFCHR, os.makedev(1, 3))
    calls = "\n".join(traced(house, *words, answers=[PASSWORD]))
    assert re.search(r'openat\(AT_FDCWD, "/dev/kmsg", .*\) = (\d+)\n.*\nwrite\(\1, "<87>', calls), calls
    # The person's line is written with her own rights again.
    assert re.search(r"setresuid\(-1, 1000, -1\)[^/]*\nwritev?\(2, ", calls), calls
