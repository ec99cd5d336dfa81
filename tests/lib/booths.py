# SPDX-License-Identifier: MIT
"""Every applet that asks, each on a terminal of its own, behind one interface.

    booths.furnish(sandbox)
    there = booths.BOOTHS["su"].enter(sandbox)
    there.see("Password: ")
    there.type(WRONG + "\\r")
    there.ends(opened=False)

ends() is the battery's invariant: status 0 and a shell come with the right answer and
with nothing else; the terminal is as before, with nothing in its queue; no process is
left; no secret is on the screen, in the shell's environment or in the log.
"""
import array
import contextlib
import dataclasses
import fcntl
import os
import pathlib
import shutil
import termios
import time

from lib import build, matrix
from lib import sandbox as sandboxes
from lib.hashes import NEW_PASSWORD, PASSWORD
from lib.person import Person, settings_of
from login.line import Line

OPEN = b"it is open"
NOTHING_LEFT = b"rest=[]"
ASKED = "Password: "
GONE_S = 10
STILL_S = 0.05
STILL_TIMES = 6
QUEUE_BYTES = 65536


def furnish(sandbox):
    """Two accounts, a policy for each applet, a shell that tells that it is open, a log."""
    (sandbox.path / "bin").mkdir()
    shutil.copy2(build.static_program("pty/next_reader.c"), sandbox.path / "bin/sh")
    sandbox.user("root", uid=0, gid=0, home="/root")
    sandbox.user("anna")
    for booth in BOOTHS.values():
        sandbox.unix_policy(booth.applet)
    if sandboxes.is_root():
        sandbox.mount("dev/pts")
        sandbox.nodes("tty", "ptmx")
    sandbox.listen()
    (sandbox.path / "dev/log").chmod(0o666)
    sandbox.path.chmod(0o755)
    (sandbox.path / "pamlet").chmod(0o4755)
    return sandbox


def processes_of(sandbox):
    """Those whose root is the sandbox."""
    found = []
    for link in pathlib.Path("/proc").glob("[0-9]*/root"):
        with contextlib.suppress(OSError):
            if os.readlink(link) == str(sandbox.path):
                found.append(int(link.parent.name))
    return found


class LineUser(Line):
    """login has the line hung up, so that nobody else may hold it."""

    def __init__(self, sandbox, command, setup=None, **how):
        def note(terminal):
            if setup:
                setup(terminal)
            self.before = settings_of(terminal)

        super().__init__(sandbox, command=command, setup=note, **how)

    def leave(self, *arguments, **how):
        status = super().leave(*arguments, **how)
        terminal = self.look()
        self.after = settings_of(terminal)
        os.close(terminal)
        return status

    def look(self):
        return os.open(self.name, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)

    def settings(self):
        terminal = self.look()
        try:
            return settings_of(terminal)
        finally:
            os.close(terminal)


class Visit:
    """One run of an applet, until its end."""

    def __init__(self, booth, sandbox, arguments, wrap=None, **how):
        """wrap(COMMAND): another command line, that starts it."""
        self.booth, self.sandbox = booth, sandbox
        self._shadow = sandbox.read("etc/shadow")
        kind = LineUser if booth.applet == "login" else Person
        command = booth.command(sandbox, *arguments)
        self.there = kind(sandbox, command=wrap(command) if wrap else command, **how)

    def __getattr__(self, name):
        return getattr(self.there, name)

    def answer_rightly(self):
        self.there.answer(*self.booth.answers)

    @property
    def master(self):
        """The other end of its terminal."""
        return getattr(self.there, "master", None) or self.there._master

    def asked_and_still(self, limit_s=60):
        """Waits until the first question stands, nothing is left to be read behind it,
        and that for a moment: what was typed ahead is through."""
        still, end = 0, time.monotonic() + limit_s
        while still < STILL_TIMES:
            assert time.monotonic() < end, f"it does not come to rest: {self.there.screen!r}"
            with contextlib.suppress(AssertionError):
                self.there.see("never shown", STILL_S)
            left = array.array("i", [0])
            fcntl.ioctl(self.there.terminal, termios.FIONREAD, left)
            asked = self.there.screen.endswith(self.booth.first.encode())
            still = still + 1 if asked and not left[0] else 0

    def is_open(self, status):
        """Whether there was a shell; or where there is none, what it gives instead."""
        if self.booth.applet == "passwd":
            return self.sandbox.read("etc/shadow") != self._shadow
        if self.booth.applet == "vlock":
            return status == 0
        return OPEN in self.there.screen

    def ends(self, opened, limit_s=60):
        """The invariant. Returns the status."""
        status = self.there.leave(limit_s)
        seen = self.there.screen
        found = (self.is_open(status), status == 0)
        assert found == (opened, opened), f"{status}: {seen[-1000:]!r}"
        assert opened or status in self.booth.refusals, (status, seen[-1000:])
        assert self.there.after == self.there.before
        assert OPEN not in seen or NOTHING_LEFT in seen, seen[-1000:]
        matrix.assert_no_secret(seen, self.sandbox.log.text())
        end = time.monotonic() + GONE_S
        while processes_of(self.sandbox):
            assert time.monotonic() < end, "a process is left"
            time.sleep(0.01)
        return status


@dataclasses.dataclass(frozen=True)
class Booth:
    applet: str
    answers: tuple                # ((prompt, the right answer), ...)
    arguments: tuple = ()
    tail: tuple = ()              # behind all options
    tries: int = 3                # 0: it asks for ever
    uid: int = 0                  # whose process it is that starts it
    refusals: tuple = (matrix.DENIED, matrix.TIMEOUT, matrix.CANCELLED)

    def command(self, sandbox, *more):
        # Without a /dev/pts su has no terminal for its shell.
        more = ("-T", *more) if self.applet == "su" and not sandboxes.is_root() else more
        line = sandbox.command(self.applet, *self.arguments, *more, *self.tail)
        if self.uid:
            at = line.index("chroot") + 1
            line[at:at] = [f"--userspec={self.uid}:{self.uid}", "--groups="]
        return line

    def enter(self, sandbox, *more, **how):
        """Starts it on a new terminal."""
        if self.uid:
            sandboxes.needs_root()
        else:
            sandboxes.needs_users()
        return Visit(self, sandbox, more, **how)

    @property
    def first(self):
        return self.answers[0][0]


BY_PASSWORD = ((ASKED, PASSWORD),)
BY_NAME = (("login: ", "anna"), *BY_PASSWORD)
BOOTHS = {
    "gate": Booth("gate", BY_PASSWORD, ("-u", "anna"), ("--", "/bin/sh")),
    "gate-name": Booth("gate", BY_NAME, (), ("--", "/bin/sh")),
    "login": Booth("login", BY_NAME, ("-H",)),
    "sulogin": Booth("sulogin", BY_PASSWORD),
    "su": Booth("su", BY_PASSWORD, tail=("anna",), tries=1),
    "vlock": Booth("vlock", BY_PASSWORD, tries=0),
    "passwd": Booth("passwd", (("Current password: ", PASSWORD), ("New password: ", NEW_PASSWORD),
                               ("Retype new password: ", NEW_PASSWORD)), tries=1, uid=1000),
}
