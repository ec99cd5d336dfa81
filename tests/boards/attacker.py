# SPDX-License-Identifier: MIT
"""Somebody at a machine's serial console, who wants a shell. Each kind of machine says
what its shells look like:

    class Machine(attacker.Attacker):
        OPEN = re.compile(...)
"""
import contextlib
import json
import sys
import time

import pexpect

from lib import build

sys.path.insert(0, str(build.TOP / "board" / "qemu-x86_64"))
import guest  # noqa: E402

PASSWORD = "Password: "
DENIED = "Login incorrect"
REAL = r"REAL INIT: arguments \[(.*)\]"

SYSRQ = {"e": "Terminate All Tasks", "i": "Kill All Tasks", "k": "SAK"}
KEYS = {"^C": "\x03", "^Z": "\x1a", "^\\": "\x1c", "^D": "\x04", "Enter": "\r"}


def drive(path, bus="device"):
    """QEMU's options for a disk; what the machine writes there is forgotten."""
    return ["-drive", f"file={path},format=raw,if=none,id=disk,snapshot=on",
            "-device", f"virtio-blk-{bus},drive=disk"]


class Attacker(guest.Guest):
    BOOT_S = 90
    STEP_S = guest.ANSWER_S
    # A failed try takes two seconds.
    QUIET_S = 2
    # What asks, and waits.
    QUESTIONS = (PASSWORD,)
    # What no console says while nobody was let in.
    OPEN = None

    def __init__(self, *arguments, **how):
        self.begin = time.monotonic()
        # Where the last shell was that had a right to be there.
        self.since = 0
        super().__init__(*arguments, **how)

    def asks(self, sign=PASSWORD, seconds=None):
        """Wait for a question. Returns the seconds since the machine was started."""
        self.expect(sign, seconds or self.BOOT_S)
        return time.monotonic() - self.begin

    def press(self, keys, times=1):
        self.child.send(keys * times)

    def send_sysrq(self, key):
        """A break on the serial line, and the key behind it: the kernel's own."""
        order = {"execute": "chardev-send-break", "arguments": {"id": "script"}}
        self.qmp.sendall(json.dumps(order).encode() + b"\n")
        self.press(key)

    def sysrq(self, key):
        self.send_sysrq(key)
        self.expect(SYSRQ[key], self.STEP_S)

    def listen(self, seconds):
        """Take what is said in that time into the console's text."""
        return self.child.expect([pexpect.TIMEOUT, pexpect.EOF], timeout=seconds)

    def settles(self):
        """Wait until a question stands there and nothing follows. Returns the question."""
        deadline = time.monotonic() + max(self.BOOT_S, self.STEP_S)
        said = None
        # getty's echo control characters.
        while said != (now := self.said_since(0)) or not said.endswith(self.QUESTIONS):
            if time.monotonic() > deadline or not self.running():
                self.fail("nobody asks, or somebody does not end to talk")
            said = now
            self.listen(self.QUIET_S)
        # What stood there before is no answer to what comes.
        self.child.buffer = ""
        return next(question for question in self.QUESTIONS if said.endswith(question))

    def unopened(self):
        """The console's text since the last rightful shell, in which none speaks."""
        said = self.said_since(self.since)
        opened = self.OPEN.search(said)
        if opened:
            self.fail(f"a shell: '{opened.group()}'")
        return said

    def refused(self, words):
        """Nobody was let in until now, and what is typed goes to a question and not to
        a shell. Returns what the console said."""
        self.settles()
        self.type(words)
        self.expect(DENIED, self.STEP_S)
        self.settles()
        return self.unopened()


@contextlib.contextmanager
def seated(machine):
    """The machine, until its end; what its console said is printed."""
    try:
        yield machine
    finally:
        print(machine.said_since(0))
        machine.close()
