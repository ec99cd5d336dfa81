# SPDX-License-Identifier: MIT
"""Somebody at the serial console of a machine with an init system, who wants a shell.

    with machine.booted(kernel, initrd, "single", more=[...]) as seat:
        seat.attack()
        seat.closed()
        seat.opens()
"""
import re
import time

from boards import attacker
from boards.attacker import KEYS, PASSWORD
from lib import hashes

BOOT_S = 100
STEP_S = 60
LOGIN = "login: "

# What no console says while nobody was let in.
OPEN = re.compile(r"uid=\d+\S* gid|built-in shell|job control|[~/] ?# |-42!|sh-[\d.]+[#$] ")
PROBE = "id; echo -$((40+2))!"


class Machine(attacker.Attacker):
    """`line` is the kernel's command line behind what the machine needs; `more` are
    QEMU's options."""
    BOOT_S = BOOT_S
    STEP_S = STEP_S
    QUESTIONS = (PASSWORD, LOGIN)
    OPEN = OPEN

    def __init__(self, kernel, initrd, line="", more=()):
        super().__init__(kernel, initrd, append=f"sysrq_always_enabled {line}", more=more)

    def sysrq(self, key):
        super().sysrq(key)
        if key == "k":
            # It is for the screen: here the question stands, with a line below it.
            self.press("\r")

    def attack(self, signals="eik"):
        """All keys and signals that there are."""
        for key in KEYS.values():
            self.press(key, 30)
            self.settles()
        for key in signals:
            self.sysrq(key)
            self.settles()
            self.unopened()

    def closed(self):
        """Nobody was let in. Returns what the console said."""
        if self.settles() == LOGIN:
            self.type(PROBE)
            self.expect(PASSWORD, STEP_S)
        return self.refused(PROBE)

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
            self.listen(0.2)
        self.type(PROBE)

    def stock_shell(self):
        """Anybody gets a shell here."""
        self.expect(r"[#$] ", BOOT_S)
        self.type(PROBE)
        self.expect(r"uid=0\S* gid", STEP_S)


def booted(*arguments, **how):
    return attacker.seated(Machine(*arguments, **how))
