# SPDX-License-Identifier: MIT
"""Several terminals at once in front of one gate; and what an emulator of a
terminal makes of the bytes that were sent to it.

    gate = Gate(sandbox, 2, "-u", "anna")          # -P consoles -c ... -c ...
    first, second = gate.terminals
    first.see("Password: ")
    second.type("secret\\r")
    first.see("Answered on " + second.name)
    assert gate.leave() == 0
    gate.assert_left_clean()

The test holds both ends of every terminal. All of them are read whenever one is
waited for, so that none of them is full; but for those whose `stuck` is set.
"""
import contextlib
import errno
import fcntl
import os
import re
import select
import struct
import subprocess
import tempfile
import termios
import time
import tty

import pyte

from lib import sandbox as sandboxes
from lib.person import settings_of

LIMIT_S = 20
READ_BYTES = 65536
FULL_TIMES = 5


class Screen(pyte.Screen):
    """What is on the screen of a terminal: its .cursor, and its .rows."""

    @property
    def rows(self):
        """All of them, without the blanks at their ends."""
        return [line.rstrip() for line in self.display]


def screen(data, columns=80, rows=24):
    """The screen of a terminal that was sent data."""
    made = Screen(columns, rows)
    pyte.ByteStream(made).feed(data)
    return made


def each_screen(data, columns=80, rows=24):
    """The same screen after each byte."""
    made = Screen(columns, rows)
    stream = pyte.ByteStream(made)
    for at in range(len(data)):
        stream.feed(data[at:at + 1])
        yield made


def set_size(terminal, columns, rows=24):
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


class Terminal:
    """One of the terminals: what is shown on it, what is typed there."""

    def __init__(self, everybody, setup=None):
        self._everybody = everybody
        self._hung_up = -1
        self.master, self.terminal = os.openpty()
        os.set_blocking(self.master, False)
        set_size(self.terminal, 80)
        if setup:
            setup(self.terminal)
        self.name = os.ttyname(self.terminal).removeprefix("/dev/")
        self.before = settings_of(self.terminal)
        self.shown = b""
        self.stuck = False
        self._at = 0

    def take(self):
        """Takes what has been sent to it so far."""
        with contextlib.suppress(BlockingIOError):
            while data := self._read():
                self.shown += data

    def _read(self):
        try:
            return os.read(self.master, READ_BYTES)
        except OSError as error:
            if error.errno != errno.EIO:     # nobody has it open any more
                raise
            return b""

    def see(self, text, limit_s=LIMIT_S):
        """Waits until text (or a compiled pattern) is shown, behind what was seen
        before."""
        pattern = text
        if not isinstance(text, re.Pattern):
            pattern = re.compile(re.escape(text if isinstance(text, bytes) else text.encode()))
        end = time.monotonic() + limit_s
        while not (match := pattern.search(self.shown, self._at)):
            assert time.monotonic() < end, (
                f"{text!r} is not on {self.name}; all: {self._everybody.all_shown()!r}")
            self._everybody.listen(end)
        self._at = match.end()
        return match

    def type(self, text):
        data = text if isinstance(text, bytes) else text.encode()
        end = time.monotonic() + LIMIT_S
        while data:
            assert time.monotonic() < end, f"{self.name} takes no more keys"
            select.select([], [self.master], [], 1)
            with contextlib.suppress(BlockingIOError):
                data = data[os.write(self.master, data[:1024]):]
            self._everybody.listen(time.monotonic())

    def answer(self, *pairs):
        for prompt, text in pairs:
            self.see(prompt)
            self.type((text if isinstance(text, bytes) else text.encode()) + b"\r")

    def settings(self):
        return settings_of(self.terminal)

    def echoes(self):
        return bool(self.settings()["lflag"] & termios.ECHO)

    def screen(self):
        return screen(self.shown)

    def fill(self):
        """Nobody reads it any more, and it can take nothing: the kernel moves what it
        has taken from one buffer to the next, so that it is full only at last."""
        self.stuck = True
        side = os.open(os.ttyname(self.terminal), os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK)
        full = 0
        while full < FULL_TIMES:
            taken = _fill_once(side, b"#" * 64) + _fill_once(side, b"#")
            full = 0 if taken else full + 1
            time.sleep(0.02)
        os.close(side)

    def left_in_queue(self):
        """What the next reader would get, lines or not."""
        tty.setraw(self.terminal, termios.TCSANOW)
        os.set_blocking(self.terminal, False)
        try:
            return os.read(self.terminal, READ_BYTES)
        except BlockingIOError:
            return b""

    @property
    def is_there(self):
        return self.master >= 0

    def hang_up(self):
        self.take()
        os.close(self.master)
        # Kept, so that nobody else's terminal gets its number meanwhile.
        self._hung_up, self.terminal, self.master = self.terminal, -1, -1

    def close(self):
        for descriptor in (self.terminal, self.master, self._hung_up):
            if descriptor >= 0:
                os.close(descriptor)
        self.terminal = self.master = self._hung_up = -1


def _fill_once(descriptor, data):
    """Writes until it can take no more; how many bytes those were."""
    taken = 0
    with contextlib.suppress(BlockingIOError):
        while True:
            taken += os.write(descriptor, data)
    return taken


class Terminals:
    def __init__(self, count, setup=None):
        self.terminals = []
        for _ in range(count):
            self.terminals.append(Terminal(self, setup))

    def all_shown(self):
        return {each.name: each.shown for each in self.terminals}

    def listen(self, end):
        """Reads from all that are there and not stuck, once something comes, or at
        the end."""
        left = {each.master: each for each in self.terminals if each.is_there and not each.stuck}
        ready, _, _ = select.select(list(left), [], [], max(0, end - time.monotonic()))
        for master in ready:
            left[master].take()

    def close(self):
        for each in self.terminals:
            each.close()


class Gate(Terminals):
    """A gate that asks on several new terminals, of which none is its own."""

    def __init__(self, sandbox, count, *arguments, mode="consoles", more=(), setup=None,
                 command=None):
        """more: further names for -c; command: makes the command line of that of the
        gate."""
        super().__init__(count, setup)
        names = [word for name in (*(each.name for each in self.terminals), *more)
                 for word in ("-c", name)]
        line = sandbox.command("gate", "-P", mode, *names, *arguments)
        self._start = time.monotonic()
        self._said = tempfile.TemporaryFile()
        self.process = subprocess.Popen(
            command(line) if command else line, stdin=subprocess.DEVNULL, stdout=self._said,
            stderr=self._said, start_new_session=True, env=sandboxes.host_environment())

    @property
    def said(self):
        """What it wrote to its own standard output and error."""
        return os.pread(self._said.fileno(), READ_BYTES, 0)

    def leave(self, limit_s=LIMIT_S):
        """Waits for its end; returns its status as a shell tells it."""
        end = time.monotonic() + limit_s
        while self.process.poll() is None:
            if time.monotonic() > end:
                self.process.kill()
                self.process.wait()
                raise AssertionError(f"the gate does not end: {self.all_shown()!r}")
            self.listen(time.monotonic() + 0.02)
        self.seconds = time.monotonic() - self._start
        self.listen(time.monotonic())
        return sandboxes.shell_status(self.process.returncode)

    def assert_left_clean(self):
        """Each terminal as it was, and nothing in its queue."""
        for each in self.terminals:
            if each.is_there:
                assert each.settings() == each.before, each.name
                assert each.left_in_queue() == b"", each.name

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self._said.close()
        super().close()
