# SPDX-License-Identifier: MIT
"""A machine that boots such an image, and somebody who wants its shell."""
import contextlib
import json
import re
import sys
import time

import pexpect

from boards import initramfs_tools_images as images
from lib import build, hashes

sys.path.insert(0, str(build.TOP / "board" / "qemu-x86_64"))
import guest  # noqa: E402

BOOT_S = 90
QUIET_S = 1.5
PASSWORD = "Password: "
DENIED = "Login incorrect"

# How the generator's own shell and the gate's greet.
SHELL = r"(?:\(initramfs\)|[~/]) ?# |\(initramfs\) "
REAL = r"REAL INIT: arguments \[(.*)\]"

# What no console says while nobody was let in.
OPEN = re.compile(r"uid=\d+\S* gid|\(initramfs\)|built-in shell|[~/] # |probe-42")

SYSRQ = {"e": "Terminate All Tasks", "i": "Kill All Tasks", "k": "SAK"}
KEYS = {"^C": "\x03", "^Z": "\x1a", "^\\": "\x1c", "^D": "\x04", "Enter": "\r"}


class Machine(guest.Guest):
    """`line` is the kernel's command line behind what the machine needs."""

    def __init__(self, image, line="", disk=None):
        words = ["console=ttyS0", "loglevel=3", "reboot=t", "printk.devkmsg=on"]
        khz = guest.tsc_khz()
        if khz:
            words.append(f"tsc_early_khz={khz}")
        # QEMU takes the last one: the class's own has a panic=, which the image reads.
        more = ["-append", " ".join([*words, line])]
        if disk:
            more += ["-drive", f"file={images.disk(disk)},format=raw,if=none,id=disk,snapshot=on",
                     "-device", "virtio-blk-device,drive=disk"]
        self.begin = time.monotonic()
        super().__init__(images.kernel(), images.image(image), more=more)

    def asks(self, seconds=BOOT_S, sign=PASSWORD):
        """Wait for the gate's question. Returns the seconds since the machine was started."""
        self.expect(sign, seconds)
        return time.monotonic() - self.begin

    def press(self, keys, times=1):
        self.child.send(keys * times)

    def sysrq(self, key):
        """A break on the serial line, and the key behind it: the kernel's own."""
        order = {"execute": "chardev-send-break", "arguments": {"id": "script"}}
        self.qmp.sendall(json.dumps(order).encode() + b"\n")
        self.press(key)
        self.expect(SYSRQ[key])

    def settles(self):
        """Wait until the gate asks and has nothing more to say: a failed try takes 2 s."""
        deadline = time.monotonic() + BOOT_S
        said = None
        while said != self.console.text or not said.endswith(PASSWORD):
            if time.monotonic() > deadline or not self.running():
                self.fail("the gate does not ask, or does not end to talk")
            said = self.console.text
            self.listen(QUIET_S)
        # All of it was seen: what comes next is new.
        self.child.expect(r"(?s).*")

    def listen(self, seconds):
        """Take what is said in that time into the console's text."""
        self.child.expect([pexpect.TIMEOUT, pexpect.EOF], timeout=seconds)

    def closed(self):
        """Nobody was let in until now, and what is typed goes to the gate and not to a
        shell. Returns what the console said."""
        self.settles()
        self.type("id; echo probe-$((40+2))")
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

    def opens(self):
        """The right password. The gate must be asking. Returns what `id` says."""
        self.type(hashes.PASSWORD)
        self.expect(SHELL)
        self.type("id")
        return self.expect(r"(uid=\d+\(\w+\)) gid").group(1)

    def stock_shell(self):
        """The machine has a shell for everybody. Returns all that it said."""
        self.type("id")
        self.expect(r"uid=0", BOOT_S)
        return self.said_since(0)


@contextlib.contextmanager
def booted(*arguments, **how):
    machine = Machine(*arguments, **how)
    try:
        yield machine
    finally:
        print(machine.said_since(0))
        machine.close()
