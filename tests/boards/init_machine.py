# SPDX-License-Identifier: MIT
"""Somebody at the serial console of a machine with an init system, who wants a shell.

    with machine.booted(kernel, initrd, "single", more=[...]) as seat:
        seat.attack()
        seat.closed()
        seat.opens()
"""
import contextlib
import json
import re
import sys
import time

import pexpect

from lib import build, hashes

sys.path.insert(0, str(build.TOP / "board" / "qemu-x86_64"))
import guest  # noqa: E402

BOOT_S = 100
STEP_S = 60
# A question that is killed stands there again a second later; a failed try takes two.
QUIET_S = 2
PASSWORD = "Password: "
LOGIN = "login: "
DENIED = "Login incorrect"

# What no console says while nobody was let in.
OPEN = re.compile(r"uid=\d+\S* gid|built-in shell|job control|[~/] ?# |-42!|sh-[\d.]+[#$] ")
KEYS = {"^C": "\x03", "^Z": "\x1a", "^\\": "\x1c", "^D": "\x04", "Enter": "\r"}
SYSRQ = {"e": "Terminate All Tasks", "i": "Kill All Tasks", "k": "SAK"}
PROBE = "id; echo -$((40+2))!"


class Machine(guest.Guest):
    """`line` is the kernel's command line behind what the machine needs; `more` are
    QEMU's options."""

    def __init__(self, kernel, initrd, line="", more=()):
        self.begin = time.monotonic()
        # Where the last shell was that had a right to be there.
        self.since = 0
        super().__init__(kernel, initrd, append=f"sysrq_always_enabled {line}", more=more)

    def asks(self, question=PASSWORD):
        """Wait for a question. Returns the seconds since QEMU was started."""
        self.expect(question, BOOT_S)
        return time.monotonic() - self.begin

    def sysrq(self, key):
        """A break on the serial line, and the key behind it: the kernel's own."""
        order = {"execute": "chardev-send-break", "arguments": {"id": "script"}}
        self.qmp.sendall(json.dumps(order).encode() + b"\n")
        self.child.send(key)
        self.expect(f"sysrq: {SYSRQ[key]}", STEP_S)
        if key == "k":
            # It is for the screen: here the question stands, with a line below it.
            self.child.send("\r")

    def settles(self):
        """Wait until one of the two questions stands there and nothing follows."""
        deadline = time.monotonic() + STEP_S
        said = None
        # agetty echoes control characters.
        while said != (now := self.said_since(0)) or not said.endswith((PASSWORD, LOGIN)):
            if time.monotonic() > deadline or not self.running():
                self.fail("nobody asks, or somebody does not end to talk")
            said = now
            self.child.expect([pexpect.TIMEOUT, pexpect.EOF], timeout=QUIET_S)
        # What stood there before is no answer to what comes.
        self.child.buffer = ""
        return LOGIN if said.endswith(LOGIN) else PASSWORD

    def attack(self, signals="eik"):
        """All keys and signals that there are."""
        for key in KEYS.values():
            self.child.send(key * 30)
            self.settles()
        for key in signals:
            self.sysrq(key)
            self.settles()
            self.unopened()

    def closed(self):
        """What is typed goes to a question and not to a shell, and no shell was seen
        until now. Returns what the console said."""
        if self.settles() == LOGIN:
            self.type(PROBE)
            self.expect(PASSWORD, STEP_S)
        self.type(PROBE)
        self.expect(DENIED, STEP_S)
        self.settles()
        return self.unopened()

    def unopened(self):
        said = self.said_since(self.since)
        opened = OPEN.search(said)
        if opened:
            self.fail(f"a shell: '{opened.group()}'")
        return said

    def answers(self, user="root", password=hashes.PASSWORD):
        if self.settles() == LOGIN:
            self.type(user)
            self.expect(PASSWORD, STEP_S)
        self.type(password)

    def opens(self, user="root", uid=0):
        """The right password opens a shell, which is told apart by what it counts."""
        self.answers(user)
        self.shell_works(uid)

    def shell_works(self, uid=0):
        self.probe()
        self.expect(rf"uid={uid}\S* gid", STEP_S)
        self.expect("-42!", STEP_S)
        self.expect(r"[#$] ", STEP_S)
        self.since = self.mark()

    def probe(self):
        """Type for a shell, once it reads: it gives the terminal back to echo first."""
        deadline = time.monotonic() + STEP_S
        begin = self.mark()
        while not re.search(r"[#$] \Z", self.said_since(begin)):
            if time.monotonic() > deadline or not self.running():
                self.fail("no shell's prompt")
            self.child.expect([pexpect.TIMEOUT, pexpect.EOF], timeout=0.2)
        self.type(PROBE)

    def stock_shell(self):
        """Anybody gets a shell here."""
        self.expect(r"[#$] ", BOOT_S)
        self.type(PROBE)
        self.expect(r"uid=0\S* gid", STEP_S)


@contextlib.contextmanager
def booted(*arguments, **how):
    machine = Machine(*arguments, **how)
    try:
        yield machine
    finally:
        print(machine.said_since(0))
        machine.close()
