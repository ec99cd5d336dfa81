# SPDX-License-Identifier: MIT
"""A line as getty or telnetd has it: the program leads a session on a new pty,
and nobody else holds the terminal open.

While login has the line hung up (vhangup) and opens it again, reading the other
side is an error (EIO) for a moment: that is no end here.
"""
import contextlib
import errno
import os
import re
import select
import subprocess
import time

from lib import sandbox as sandboxes
from lib.person import become_session_leader

LIMIT_S = 20
PAUSE_S = 0.01


class Line:
    def __init__(self, sandbox, *arguments, applet="login", command=None, environment=None,
                 setup=None):
        self.master, terminal = os.openpty()
        os.set_blocking(self.master, False)
        self.name = os.ttyname(terminal)
        if setup:
            setup(terminal)
        self.process = subprocess.Popen(
            command or sandbox.command(applet, *arguments), stdin=terminal, stdout=terminal,
            stderr=terminal, env=sandboxes.host_environment(environment),
            preexec_fn=lambda: become_session_leader(terminal))
        os.close(terminal)
        self.screen = b""
        self._seen_to = 0

    def _read(self, limit_s):
        if not select.select([self.master], [], [], limit_s)[0]:
            return
        try:
            self.screen += os.read(self.master, 65536)
        except OSError as error:
            if error.errno not in (errno.EIO, errno.EAGAIN):
                raise
            time.sleep(PAUSE_S)

    def see(self, text, limit_s=LIMIT_S):
        """Waits until text is shown, behind what was seen before."""
        pattern = text if isinstance(text, re.Pattern) else re.compile(re.escape(text.encode()))
        end = time.monotonic() + limit_s
        while not (found := pattern.search(self.screen, self._seen_to)):
            assert time.monotonic() < end, f"{text!r} is not on the screen: {self.screen!r}"
            self._read(0.1)
        self._seen_to = found.end()
        return found

    def type(self, text):
        data = text.encode() if isinstance(text, str) else text
        while data:
            select.select([], [self.master], [], LIMIT_S)
            with contextlib.suppress(BlockingIOError):
                data = data[os.write(self.master, data[:1024]):]
            self._read(0)

    def answer(self, *pairs):
        for prompt, text in pairs:
            self.see(prompt)
            self.type(text + "\r")

    def leave(self, limit_s=LIMIT_S):
        """Waits for the end; the status as a shell tells it."""
        end = time.monotonic() + limit_s
        while self.process.poll() is None:
            assert time.monotonic() < end, f"it does not end; screen: {self.screen!r}"
            self._read(0.02)
        self._read(0)
        return sandboxes.shell_status(self.process.returncode)

    def hang_up(self):
        os.close(self.master)
        self.master = -1

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        if self.master >= 0:
            os.close(self.master)
