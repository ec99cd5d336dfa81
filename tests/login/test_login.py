# SPDX-License-Identifier: MIT
"""login on a line that it leads: who gets in, with what around them, and what
is left when they go. The shell is BusyBox's.
"""
import os
import re
import signal
import stat
import subprocess
import termios
import time

import pytest

from lib import matrix
from lib import sandbox as sandboxes
from lib.hashes import NEW_PASSWORD, PASSWORD, WRONG

ASK = "login: "
UTMP_BYTES = 384
RECORDS = ("var/run/utmp", "var/log/wtmp", "var/log/btmp")


def logged_in(line, *arguments, user="anna", **how):
    there = line("-H", *arguments, **how)
    there.answer((ASK, user), ("Password: ", PASSWORD))
    there.see("$ " if user != "root" else "# ")
    return there


def told(there, command):
    """What a command that is typed at the shell prints, line by line."""
    there.type(f"echo begin-$((1)); {command}; echo end-$((2))\r")
    there.see("begin-1\r\n")
    found = there.see(re.compile(rb"(.*?)end-2\r\n", re.DOTALL))
    return found.group(1).decode().split("\r\n")[:-1]


def test_session(line):
    there = logged_in(line)
    assert told(there, "id -u; id -g; pwd; echo $0") == ["1000", "1000", "/home/anna", "-sh"]
    there.type("exit 7\r")
    assert there.leave() == 0, "a session that was opened and has ended is a success"


def test_environment_is_made_anew(line):
    there = logged_in(line, environment={"OWN": "1", "LD_PRELOAD": "/x", "TERM": "vt100"})
    names = dict(entry.split("=", 1) for entry in told(there, "env"))
    for name in ("OLDPWD", "PWD", "SHLVL", "_"):
        names.pop(name, None)
    assert names == {
        "HOME": "/home/anna", "SHELL": "/bin/sh", "USER": "anna", "LOGNAME": "anna",
        "MAIL": "/var/mail/anna", "TERM": "vt100", "PATH": "/usr/local/bin:/usr/bin:/bin"}


def test_environment_is_kept_when_asked_for(line):
    there = logged_in(line, "-p", environment={"OWN": "1", "LD_PRELOAD": "/x", "HOME": "/x"})
    names = dict(entry.split("=", 1) for entry in told(there, "env"))
    assert names["OWN"] == "1" and names["HOME"] == "/home/anna"
    assert "LD_PRELOAD" not in names


def test_wrong_then_right(line, house):
    there = line("-H", "anna")
    there.answer(("Password: ", WRONG))
    there.see("Login incorrect")
    there.answer((ASK, "anna"), ("Password: ", PASSWORD))
    there.see("$ ")
    there.type("exit\r")
    assert there.leave() == 0
    matrix.assert_no_secret(there.screen, house.log.text())


@pytest.mark.slow
@pytest.mark.parametrize("user", ["anna", "nobody-here"])
def test_out_of_tries(line, user):
    there = line("-H")
    for _ in range(3):
        there.answer((ASK, user), ("Password: ", WRONG))
        there.see("Login incorrect")
    assert there.leave() == matrix.DENIED


def test_name_of_the_machine(line):
    line().see(f"{os.uname().nodename} login: ")


def test_end_of_input(line):
    there = line("-H")
    there.see(ASK)
    there.type("\x04")
    assert there.leave() == matrix.CANCELLED


def test_shell_of_the_command_line(line, house):
    house.write("bin/other", "#!/bin/sh\necho other $0\n", 0o755)
    there = line("-H", "-s", "/bin/other")
    there.answer((ASK, "anna"), ("Password: ", PASSWORD))
    there.see("other /bin/other")
    assert there.leave() == 0


def test_shell_that_is_missing(line, house):
    there = line("-H", "-s", "/bin/none")
    there.answer((ASK, "anna"), ("Password: ", PASSWORD))
    there.leave()
    assert "/bin/none: No such file" in house.log.text()


class TestVouchedFor:
    def test_no_password(self, line):
        there = line("-H", "-f", "anna")
        there.see("$ ")
        assert told(there, "id -u") == ["1000"]
        assert b"Password" not in there.screen

    def test_the_account_is_asked(self, line, house):
        house.user("emil", uid=1001, shadow="19000:0:99999:7::10:")
        there = line("-H", "-f", "emil")
        there.see("Login incorrect")
        there.see(ASK)
        assert b"$ " not in there.screen

    def test_for_one_try_only(self, line, house):
        house.user("emil", uid=1001, shadow="19000:0:99999:7::10:")
        there = line("-H", "-f", "emil")
        there.see("Login incorrect")
        there.answer((ASK, "anna"))
        there.see("Password: ")

    @pytest.mark.parametrize("words", [("-f",), ("-froot",), ("-f", "-h"), ("anna", "-f"),
                                       ("anna", "emil"), ("-x",), ("-h",), ("--f",)])
    def test_of_nobody(self, line, words):
        there = line(*words)
        assert there.leave() == matrix.USAGE, there.screen
        assert b"$ " not in there.screen and b"# " not in there.screen

    @pytest.mark.parametrize("user", ["root", "anna"])
    def test_not_root(self, house, user):
        sandboxes.needs_root()
        house.path.chmod(0o755)
        (house.path / "dev/log").chmod(0o666)
        done = subprocess.run(
            ["chroot", "--userspec=1000:1000", "--groups=", str(house.path), "/pamlet", "login",
             "-f", user], stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=30)
        assert done.returncode == matrix.BROKEN
        assert b"not possible" in done.stderr and b"incorrect" not in done.stderr
        assert "not run by root" in house.log.text()


class TestExpiredPassword:
    ASKED = ("Password: ", "urrent password: ", "New password: ", "etype new password: ")

    def test_mistakes_are_no_tries(self, line, house):
        house.user("anna", uid=1000, home="/home/anna", shadow="0:0:99999:7:::")
        there = line("-H")
        there.answer((ASK, "anna"), *zip(self.ASKED, (
            PASSWORD, PASSWORD, NEW_PASSWORD, NEW_PASSWORD + "x")))
        there.see("Not changed.")
        there.answer(*list(zip(self.ASKED, (
            PASSWORD, PASSWORD, NEW_PASSWORD, NEW_PASSWORD)))[1:])
        there.see("$ ")
        assert b"incorrect" not in there.screen
        there.type("exit\r")
        assert there.leave() == 0


class TestTerminal:
    @pytest.fixture(autouse=True)
    def names(self, house):
        sandboxes.needs_names_of_terminals(house.path)

    def test_owner_inside_and_after(self, line):
        there = line("-H")
        before = os.stat(there.name)
        there.answer((ASK, "anna"), ("Password: ", PASSWORD))
        there.see("$ ")
        inside = os.stat(there.name)
        told(there, "exec 5</dev/null")
        there.type("exit\r")
        keeper = os.open(there.name, os.O_RDWR | os.O_NOCTTY)
        assert there.leave() == 0
        after = os.fstat(keeper)
        os.close(keeper)
        assert (inside.st_uid, stat.S_IMODE(inside.st_mode)) == (1000, 0o600)
        assert (after.st_uid, after.st_gid, stat.S_IMODE(after.st_mode)) == (
            before.st_uid, before.st_gid, stat.S_IMODE(before.st_mode))

    def test_who_read_it_before_reads_no_more(self, line):
        """vhangup: a program of the one before has the terminal open still."""
        eavesdropper = []

        def open_once_more(terminal):
            eavesdropper.append(os.dup(terminal))

        there = line("-H", setup=open_once_more)
        there.see(ASK)
        there.type("anna\r")
        there.see("Password: ")
        os.set_blocking(eavesdropper[0], False)
        assert os.read(eavesdropper[0], 100) == b"", "hung up: end of file"
        os.close(eavesdropper[0])

    def test_it_is_the_controlling_one(self, line):
        there = logged_in(line)
        assert told(there, "tty; echo x >/dev/tty")[-1] == "x"

    def test_settings_outlive_the_hang_up(self, line):
        def slow(terminal):
            settings = termios.tcgetattr(terminal)
            settings[6][termios.VERASE] = b"\x15"
            settings[6][termios.VKILL] = b"\x18"
            termios.tcsetattr(terminal, termios.TCSANOW, settings)

        there = logged_in(line, setup=slow)
        assert "erase = ^U; kill = ^X" in " ".join(told(there, "stty -a"))

    def test_hang_up_in_the_shell(self, line, house):
        there = logged_in(line)
        there.hang_up()
        assert there.process.wait(timeout=20) == 0
        assert "command ended: status 129" in house.log.text()


@pytest.mark.parametrize("when", ["name", "password", "delay"])
def test_hang_up(line, when):
    there = line("-H")
    there.see(ASK)
    if when != "name":
        there.type("anna\r")
        there.see("Password: ")
    if when == "delay":
        there.type(WRONG + "\r")
        there.see("\r\n")
    there.hang_up()
    assert there.process.wait(timeout=20) in (matrix.CANCELLED, matrix.DENIED)


def test_signal_reaches_the_shell(line, house):
    house.write("bin/waits", "#!/bin/sh\ntrap 'exit 9' TERM\necho waiting\n"
                "while :; do sleep 0.05; done\n", 0o755)
    there = line("-H", "-s", "/bin/waits")
    there.answer((ASK, "anna"), ("Password: ", PASSWORD))
    there.see("waiting")
    there.process.send_signal(signal.SIGTERM)
    assert there.leave() == 0
    assert "command ended: status 9" in house.log.text()


class TestRecords:
    @pytest.fixture(autouse=True)
    def files(self, house):
        sandboxes.needs_names_of_terminals(house.path)
        for name in RECORDS:
            house.write(name, b"")

    def kinds(self, house, name):
        data = (house.path / name).read_bytes()
        assert len(data) % UTMP_BYTES == 0
        return [(data[at], data[at + 44:at + 76].rstrip(b"\0"), data[at + 76:at + 332].rstrip(b"\0"))
                for at in range(0, len(data), UTMP_BYTES)]

    def test_session(self, line, house):
        there = logged_in(line, "-h", "far.example")
        assert self.kinds(house, "var/run/utmp") == [(7, b"anna", b"far.example")]
        there.type("exit\r")
        assert there.leave() == 0
        assert self.kinds(house, "var/run/utmp")[0][:2] == (8, b"")
        assert [kind for kind, *_ in self.kinds(house, "var/log/wtmp")] == [7, 8]
        assert self.kinds(house, "var/log/btmp") == []

    def test_failures_without_what_is_no_name(self, line, house):
        there = line("-H", "-h", "far.example")
        there.answer((ASK, "anna"), ("Password: ", WRONG), (ASK, "mypassword"),
                     ("Password: ", WRONG))
        there.see(ASK)
        assert self.kinds(house, "var/log/btmp") == [
            (6, b"anna", b"far.example"), (6, b"UNKNOWN", b"far.example")]


def test_host_reaches_pam(line, house):
    house.policy("login", sandboxes.UNIX_POLICY.format(auth="")
                 + "account required pam_access.so noaudit\n")
    house.write("etc/security/access.conf", "-:ALL:192.0.2.7\n+:ALL:ALL\n")
    there = line("-H", "-h", "192.0.2.7")
    there.answer((ASK, "anna"), ("Password: ", PASSWORD))
    there.see("Login incorrect")
    other = line("-H", "-h", "192.0.2.8")
    other.answer((ASK, "anna"), ("Password: ", PASSWORD))
    other.see("$ ")


def test_nologin_by_the_compiled_in_policy(line, house):
    (house.path / "etc/pam.d/login").unlink()
    house.write("etc/nologin", "Closed for repairs\n")
    there = line("-H")
    there.answer((ASK, "anna"), ("Password: ", PASSWORD))
    there.see("Closed for repairs")
    there.see("Login incorrect")


def test_kill_ends_in_nothing(line, house):
    """SIGKILL of login: the kernel hangs up, the shell goes."""
    there = logged_in(line)
    shell = int(told(there, "echo $$")[0])
    there.process.kill()
    there.process.wait()
    end = time.monotonic() + 15
    while os.path.exists(f"/proc/{shell}/stat") and time.monotonic() < end:
        if open(f"/proc/{shell}/stat", encoding="ascii").read().split(")")[1].split()[0] == "Z":
            break
        time.sleep(0.05)
    else:
        assert not os.path.exists(f"/proc/{shell}"), "the shell is still there"
