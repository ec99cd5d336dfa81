# SPDX-License-Identifier: MIT
"""A person in front of a terminal: a pty with a gate on it.

    person = Person(sandbox, "-u", "anna")
    person.see("Password: ")
    person.type("secret\\r")
    assert person.leave() == 0
    assert person.after == person.before

The test holds the terminal's own side open, so that its settings and what is
left in its queue can be looked at when the gate is gone.
"""
import contextlib
import fcntl
import io
import os
import re
import select
import struct
import subprocess
import termios
import time
import tty

import pexpect
import pexpect.fdpexpect

from lib import sandbox as sandboxes

LIMIT_S = 15
QUEUE_BYTES = 65536


def settings_of(terminal):
    """All fields of the terminal's settings, by name, for comparison."""
    names = ("iflag", "oflag", "cflag", "lflag", "ispeed", "ospeed", "cc")
    return dict(zip(names, termios.tcgetattr(terminal)))


def become_session_leader(terminal):
    """To run in the child: the terminal becomes its controlling one."""
    os.setsid()
    fcntl.ioctl(terminal, termios.TIOCSCTTY, 0)


class Person:
    def __init__(self, sandbox, *arguments, command=None, environment=None, setup=None):
        """Starts `gate ARGUMENTS` (or the command line given) on a new terminal.

        setup(terminal) may change its settings first.
        """
        self.sandbox = sandbox
        self._hung_up = -1
        self._master, self.terminal = os.openpty()
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        if setup:
            setup(self.terminal)
        self.before = settings_of(self.terminal)
        self._seen = io.BytesIO()
        self._start = time.monotonic()
        self.process = subprocess.Popen(
            command or sandbox.command("gate", *arguments),
            stdin=self.terminal, stdout=self.terminal, stderr=self.terminal,
            env=sandboxes.host_environment(environment),
            preexec_fn=lambda: become_session_leader(self.terminal))
        self._talk = pexpect.fdpexpect.fdspawn(self._master, timeout=LIMIT_S)
        self._talk.logfile_read = self._seen

    # What is seen and typed

    def see(self, text, limit_s=LIMIT_S):
        """Waits until text (a string as it is, or a compiled pattern) is shown."""
        if isinstance(text, re.Pattern):
            pattern = text
        else:
            pattern = re.compile(re.escape(text if isinstance(text, bytes) else text.encode()))
        try:
            self._talk.expect([pattern], timeout=limit_s)
        except (pexpect.TIMEOUT, pexpect.EOF):
            raise AssertionError(f"{text!r} is not on the screen: {self.screen!r}") from None
        return self._talk.match

    def type(self, text):
        data = text if isinstance(text, bytes) else text.encode()
        while data:
            select.select([], [self._master], [], LIMIT_S)
            data = data[os.write(self._master, data[:1024]):]
            self._read_what_is_there()

    def answer(self, *pairs):
        """Waits for each prompt, then types its answer and Enter: (prompt, answer)..."""
        for prompt, text in pairs:
            self.see(prompt)
            self.type((text if isinstance(text, bytes) else text.encode()) + b"\r")

    def look(self, limit_s=0.02):
        """Reads what is shown meanwhile."""
        with contextlib.suppress(pexpect.TIMEOUT, pexpect.EOF):
            self._talk.expect([re.compile(rb"(?!)")], timeout=limit_s)

    def _read_what_is_there(self):
        self.look(0)

    @property
    def screen(self):
        """Everything that was shown so far."""
        return self._seen.getvalue()

    def settings(self):
        return settings_of(self.terminal)

    # How it ends

    def leave(self, limit_s=LIMIT_S):
        """Waits for the gate's end; returns its status as a shell tells it."""
        end = time.monotonic() + limit_s
        while self.process.poll() is None:
            if time.monotonic() > end:
                self.process.kill()
                self.process.wait()
                raise AssertionError(f"the gate does not end; screen: {self.screen!r}")
            self.look()
        self.seconds = time.monotonic() - self._start
        self._read_what_is_there()
        self.after = settings_of(self.terminal)
        return sandboxes.shell_status(self.process.returncode)

    def left_in_queue(self):
        """What the next reader of the terminal would get, lines or not."""
        tty.setraw(self.terminal, termios.TCSANOW)
        os.set_blocking(self.terminal, False)
        try:
            return os.read(self.terminal, QUEUE_BYTES)
        except BlockingIOError:
            return b""

    def hang_up(self):
        """Closes the terminal's other end, as a lost line does."""
        os.close(self._master)
        # Kept, so that nobody else's terminal gets its number meanwhile.
        self._hung_up, self.terminal, self._master = self.terminal, -1, -1

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        for descriptor in (self.terminal, self._master, self._hung_up):
            if descriptor >= 0:
                os.close(descriptor)
