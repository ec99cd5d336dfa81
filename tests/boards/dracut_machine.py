# SPDX-License-Identifier: MIT
"""A machine that boots such an image, and somebody who wants its shell."""
import contextlib
import json
import re
import sys
import time

import pexpect

from boards import dracut_images as images
from lib import build, hashes

sys.path.insert(0, str(build.TOP / "board" / "qemu-x86_64"))
import guest  # noqa: E402

BOOT_S = 180
QUIET_S = 3
PASSWORD = "Password: "
DENIED = "Login incorrect"
MEMORY_MB = 512

# The prompts of dracut's own shell and of the gate's, of sulogin's, of the root's.
SHELL = r"(?:[\w()? -]+:/\S*|sh-[\d.]+|/ )# "
SULOGIN = "Press Enter for maintenance"
REAL = r"REAL INIT: arguments \[(.*)\]"

# Only a shell's own arithmetic makes the answer of the question.
QUESTION = "echo probe-$((40+2))"
ANSWER = "probe-42"
# What no console says while nobody was let in. (dracut tells its own names with `:`.)
OPEN = re.compile(rf"{ANSWER}|^[\w()-]*:?/\S* ?# |sh-[\d.]+# |Press Enter", re.MULTILINE)

SYSRQ = {"e": "Terminate All Tasks", "i": "Kill All Tasks", "k": "SAK"}
KEYS = {"^C": "\x03", "^Z": "\x1a", "^\\": "\x1c", "^D": "\x04", "Enter": "\r"}

# For a machine without a disk: a device that is not there is waited for no longer.
HURRY = "rd.retry=1 rd.timeout=2"


class Machine(guest.Guest):
    """`line` is the kernel's command line behind what the machine needs."""

    def __init__(self, image, line="", disk=None):
        words = ["console=ttyS0", "quiet", "loglevel=3", "reboot=t", "panic=-1",
                 "printk.devkmsg=on", "" if disk else HURRY]
        khz = guest.tsc_khz()
        if khz:
            words.append(f"tsc_early_khz={khz}")
        # QEMU takes the last of two.
        more = ["-m", str(MEMORY_MB), "-append", " ".join([*words, line])]
        if disk:
            more += ["-drive", f"file={images.disk(disk)},format=raw,if=none,id=disk,snapshot=on",
                     "-device", "virtio-blk-device,drive=disk"]
        kernel, initrd = images.kernel(), images.image(image)
        self.begin = time.monotonic()
        super().__init__(kernel, initrd, more=more)

    def asks(self, seconds=BOOT_S):
        """Wait for the gate's question. Returns the seconds since the machine's start."""
        self.expect(PASSWORD, seconds)
        return time.monotonic() - self.begin

    def press(self, keys, times=1):
        self.child.send(keys * times)

    def sysrq(self, key):
        """A break on the serial line, and the key behind it: the kernel's own."""
        order = {"execute": "chardev-send-break", "arguments": {"id": "script"}}
        self.qmp.sendall(json.dumps(order).encode() + b"\n")
        self.press(key)
        self.expect(SYSRQ[key])

    def listen(self, seconds):
        """Take what is said in that time into the console's text."""
        self.child.expect([pexpect.TIMEOUT, pexpect.EOF], timeout=seconds)

    def settles(self):
        """Wait until the gate asks and has nothing more to say: a failed try takes 2 s."""
        deadline = time.monotonic() + BOOT_S
        said = None
        while said != self.console.text or not said.endswith(PASSWORD):
            if time.monotonic() > deadline or not self.running():
                self.fail("the gate does not ask, or does not end to talk")
            said = self.console.text
            self.listen(QUIET_S)
        self.child.buffer = ""

    def comes_to_rest(self, end):
        """The gate asks, or the console has said `end`, or the machine has ended."""
        self.child.buffer = ""
        begin = self.mark()
        deadline = time.monotonic() + BOOT_S
        while not self.said_since(begin).endswith(PASSWORD) and end not in self.console.text:
            if time.monotonic() > deadline:
                self.fail("neither a gate nor an end")
            if self.child.expect([pexpect.TIMEOUT, pexpect.EOF], timeout=QUIET_S):
                return

    def closed(self):
        """Nobody was let in until now, and what is typed goes to the gate and not to a
        shell. Returns what the console said."""
        self.settles()
        self.type(QUESTION)
        self.expect(DENIED)
        self.settles()
        return self.unopened()

    def unopened(self):
        """The console's text, in which no shell speaks."""
        said = self.said_since(0)
        opened = OPEN.search(said)
        if opened:
            self.fail(f"a shell: '{opened.group()}'")
        return said

    def probed(self):
        """There is a shell that does what is typed. Returns all that the console said."""
        self.type(QUESTION)
        self.expect(ANSWER, BOOT_S)
        return self.said_since(0)

    def opens(self):
        """The right password. The gate must be asking."""
        self.type(hashes.PASSWORD)
        self.expect(SHELL)
        self.probed()

    def stock_opens(self):
        """The stock image has a shell for everybody, sulogin's behind Enter."""
        if self.expect(f"{SULOGIN}|{SHELL}", BOOT_S).group() == SULOGIN:
            self.type("")
            self.expect(SHELL)
        return self.probed()


@contextlib.contextmanager
def booted(*arguments, **how):
    machine = Machine(*arguments, **how)
    try:
        yield machine
    finally:
        print(machine.said_since(0))
        machine.close()
