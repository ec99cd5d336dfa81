# SPDX-License-Identifier: MIT
"""Plays a person at any applet, on a terminal of its own, and looks at what is left.

    with orphans():
        end = play(command, {"Password: ": ["first", "every later one"]})

The test holds the terminal's other end alone (as getty's line or an emulator does):
login hangs the line up and opens it anew. Its settings are read by that other end,
which tells those of the terminal. Whatever outlives its parent becomes a child of
the test's own process, and is seen there.
"""
import contextlib
import ctypes
import dataclasses
import errno
import fcntl
import os
import pathlib
import re
import select
import signal
import stat
import struct
import subprocess
import termios
import time

from lib import sandbox as sandboxes
from lib.person import become_session_leader, settings_of

LIMIT_S = 20
HANG = "hang"
STEP_S = 0.02
PAUSE_S = 0.002
READ_BYTES = 65536
PR_SET_CHILD_SUBREAPER = 36

_libc = ctypes.CDLL(None, use_errno=True)


@dataclasses.dataclass
class End:
    """How it ended. typed: [(prompt, answer), ...]."""
    status: object
    screen: bytes = b""
    typed: list = dataclasses.field(default_factory=list)
    changed: list = dataclasses.field(default_factory=list)   # what of the terminal
    left: list = dataclasses.field(default_factory=list)      # command lines

    @property
    def text(self):
        return self.screen.decode(errors="replace").replace("\r\n", "\n")

    def given(self, *prompts):
        return [answer for prompt, answer in self.typed if prompt in prompts]


@contextlib.contextmanager
def orphans():
    """What outlives its parent comes to this process meanwhile."""
    _libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    try:
        yield
    finally:
        _libc.prctl(PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0)


def children():
    own = pathlib.Path("/proc/self/task")
    return {int(pid) for task in own.iterdir()
            for pid in (task / "children").read_text().split()}


def left_over(before, limit_s=2):
    """The command lines of processes that are still there; none of them is, then."""
    end = time.monotonic() + limit_s
    while True:
        found = children() - before
        for pid in list(found):
            if os.waitpid(pid, os.WNOHANG)[0]:
                found.discard(pid)
        if not found:
            return []
        if time.monotonic() > end:
            break
        time.sleep(PAUSE_S)
    words = [pathlib.Path(f"/proc/{pid}/cmdline").read_text() for pid in found]
    for pid in found:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    return words


def owner(name):
    status = os.stat(name)
    return status.st_uid, status.st_gid, stat.S_IMODE(status.st_mode)


class Player:
    def __init__(self, command, answers, environment=None, uid=0):
        self.master, terminal = os.openpty()
        os.set_blocking(self.master, False)
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self.name = os.ttyname(terminal)
        os.chown(self.name, uid, -1)
        self.answers = {prompt: list(texts) for prompt, texts in answers.items()}
        self.pattern = re.compile("|".join(map(re.escape, sorted(answers, key=len, reverse=True)))
                                  or "(?!)")
        self.before = (settings_of(self.master), owner(self.name))
        self.screen, self.at, self.typed = b"", 0, []
        self.process = subprocess.Popen(
            command, stdin=terminal, stdout=terminal, stderr=terminal,
            env=sandboxes.host_environment(environment),
            preexec_fn=lambda: become_session_leader(terminal))
        os.close(terminal)

    def read(self):
        """Takes what is there; an error of the line is no end while login has it."""
        if self.master < 0:
            time.sleep(PAUSE_S)
            return
        if not select.select([self.master], [], [], STEP_S)[0]:
            return
        try:
            self.screen += os.read(self.master, READ_BYTES)
        except OSError as error:
            if error.errno not in (errno.EIO, errno.EAGAIN):
                raise
            time.sleep(PAUSE_S)

    def respond(self):
        shown = self.screen.decode("latin-1")
        while match := self.pattern.search(shown, self.at):
            self.at = match.end()
            texts = self.answers[match.group()]
            self.type(match.group(), texts.pop(0) if len(texts) > 1 else texts[0])

    def type(self, prompt, text):
        self.typed.append((prompt, text))
        os.write(self.master, text.encode() + b"\r")

    def ended(self):
        return self.process.poll() is not None

    def run(self, limit_s):
        """Until it has ended."""
        end = time.monotonic() + limit_s
        while not self.ended():
            if time.monotonic() > end:
                return HANG
            self.read()
            self.respond()
        self.read()
        return sandboxes.shell_status(self.process.returncode)

    def hang_up(self):
        os.close(self.master)
        self.master = -1

    def end(self, status):
        after = (settings_of(self.master), owner(self.name))
        changed = [what for what, old, new in zip(("settings", "owner"), self.before, after)
                   if old != new]
        return End(status, self.screen, self.typed, changed)

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        if self.master >= 0:
            self.hang_up()


def play(command, answers, environment=None, uid=0, limit_s=LIMIT_S):
    """Runs it to its end, each prompt answered by the next of its answers, the last
    of them again and again. uid: whose the terminal is."""
    others = children()
    player = Player(command, answers, environment, uid)
    try:
        made = player.end(player.run(limit_s))
    finally:
        player.close()
    made.left = left_over(others)
    return made
