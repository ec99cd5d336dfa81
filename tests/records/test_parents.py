# SPDX-License-Identifier: MIT
"""login below those who start it, each with the record that it makes of itself:
util-linux's agetty, BusyBox's getty and telnetd.
"""
import os
import socket
import struct
import subprocess

import pytest

from lib import sandbox as sandboxes
from lib.hashes import PASSWORD
from lib.person import become_session_leader
from lib.waiting import wait_until
from login.line import Line

pytestmark = pytest.mark.slow

LIMIT_S = 20
RECORD = struct.Struct("<hxxi32s4s32s256s52x")
LOGIN_PROCESS, USER_PROCESS, DEAD_PROCESS = 6, 7, 8


class Started(Line):
    """A line with another program than pamlet on it."""

    def __init__(self, command):
        self.command = lambda *_words, **_how: command
        super().__init__(self)


class Wire:
    """The other end of a telnet connection that answers no negotiation."""

    see, answer = Line.see, Line.answer

    def __init__(self, link):
        self.link = link
        self.screen = b""
        self._seen_to = 0
        link.settimeout(0.1)

    def _read(self, _limit_s):
        try:
            self.screen += self.link.recv(65536)
        except TimeoutError:
            pass

    def type(self, text):
        self.link.sendall(text.encode())


@pytest.fixture
def home(house):
    sandboxes.needs_names_of_terminals(house.path)
    for name in ("var/run/utmp", "var/log/wtmp", "var/log/btmp"):
        house.write(name, b"")
    (house.path / "bin/login").symlink_to("/pamlet")
    (house.path / "bin/getty").symlink_to("busybox")
    (house.path / "dev/ptmx").symlink_to("pts/ptmx")
    return house


def records(home, path="var/run/utmp"):
    found = RECORD.iter_unpack((home.path / path).read_bytes())
    return [tuple(field.rstrip(b"\0").decode() if isinstance(field, bytes) else field
                  for field in record) for record in found]


def session_on(there, home, read):
    """In and out, in the one record that the parent has made."""
    there.see("login: ")
    before, = records(home)
    assert before[0] == LOGIN_PROCESS and before[1] == there.process.pid
    there.type("anna\r")
    there.answer(("Password: ", PASSWORD))
    there.see("$ ")
    inside, = records(home)
    assert inside[:5] == (USER_PROCESS, *before[1:4], "anna")
    assert [one.split()[0] for one in read("who", "var/run/utmp")] == ["anna"]
    there.type("exit\r")
    assert there.leave() == 0
    after, = records(home)
    assert after[:5] == (DEAD_PROCESS, *before[1:4], "")
    assert [kind for kind, *_ in records(home, "var/log/wtmp")][-2:] == [
        USER_PROCESS, DEAD_PROCESS]


def test_agetty(home, read):
    """It runs outside, and sees the sandbox's utmp as its own."""
    home.write("start", f"#!/bin/sh\nexec chroot {home.path} /bin/login \"$@\"\n", 0o755)
    there = Started([
        "unshare", "-m", "sh", "-c",
        'mount --bind "$0/var/run" /run && mount --bind /proc "$0/proc"'
        ' && mount --rbind /dev/pts "$0/dev/pts"'
        ' && exec agetty -i -E -H far.example --login-program "$0/start" - vt100',
        str(home.path)])
    try:
        session_on(there, home, read)
        assert records(home, "var/log/wtmp")[-2][3:] == (there.name[-4:], "anna", "far.example")
    finally:
        there.close()


def test_busybox_getty(home, read):
    there = Started(home.command("getty", "-i", "-L", "0", "-", "vt100",
                                 program="/bin/busybox"))
    try:
        session_on(there, home, read)
    finally:
        there.close()


@pytest.mark.parametrize("end", ["exit", "hang up", "hang up at the password"])
def test_busybox_telnetd(home, read, end):
    """As inetd starts it: the connection is its input and output, login's terminal is
    one that it has made."""
    ours, theirs = socket.socketpair()
    process = subprocess.Popen(
        home.command("telnetd", "-i", "-K", "-l", "/bin/login", program="/bin/busybox"),
        stdin=theirs, stdout=theirs, stderr=subprocess.DEVNULL,
        env=sandboxes.host_environment())
    theirs.close()
    there = Wire(ours)
    try:
        there.answer(("login: ", "anna"))
        there.see("Password: ")
        if end != "hang up at the password":
            there.type(PASSWORD + "\r")
            there.see("$ ")
            inside, = records(home)[-1:]
            assert (inside[0], inside[4]) == (USER_PROCESS, "anna")
            assert f"anna     {inside[2]}" in read("who", "var/run/utmp")[0]
        else:
            inside = None
        if end == "exit":
            there.type("exit\r")
        else:
            ours.close()
        assert process.wait(LIMIT_S) is not None
        if inside:
            wait_until(lambda: not os.path.exists(f"/proc/{inside[1]}"), "login's end", LIMIT_S)
            assert read("who", "var/run/utmp") == []
            assert [(kind, who) for kind, *_, who, _ in records(home, "var/log/wtmp")
                    if kind == USER_PROCESS] == [(USER_PROCESS, "anna")]
            assert "command ended" in home.log.text()
        else:
            wait_until(lambda: "cancelled" in home.log.text(), "a cancelled login", LIMIT_S)
    finally:
        ours.close()
        if process.poll() is None:
            process.kill()
            process.wait()
