# SPDX-License-Identifier: MIT
"""A machine that boots such an image, and somebody who wants its shell."""
import re
import time

from boards import attacker
from boards import dracut_images as images
from boards.attacker import PASSWORD
from lib import hashes

BOOT_S = 180
MEMORY_MB = 512

# The prompts of dracut's own shell and of the gate's, of sulogin's, of the root's.
SHELL = r"(?:[\w()? -]+:/\S*|sh-[\d.]+|/ )# "
SULOGIN = "Press Enter for maintenance"

# Only a shell's own arithmetic makes the answer of the question.
QUESTION = "echo probe-$((40+2))"
ANSWER = "probe-42"
# What no console says while nobody was let in. (dracut tells its own names with `:`.)
OPEN = re.compile(rf"{ANSWER}|^[\w()-]*:?/\S* ?# |sh-[\d.]+# |Press Enter", re.MULTILINE)

# For a machine without a disk: a device that is not there is waited for no longer.
HURRY = "rd.retry=1 rd.timeout=2"


class Machine(attacker.Attacker):
    """`line` is the kernel's command line behind what the machine needs."""
    BOOT_S = BOOT_S
    QUIET_S = 3
    OPEN = OPEN

    def __init__(self, image, line="", disk=None):
        # QEMU takes the last of two.
        more = ["-m", str(MEMORY_MB), *(attacker.drive(images.disk(disk)) if disk else ())]
        super().__init__(images.kernel(), images.image(image),
                         append=line if disk else f"{HURRY} {line}", more=more)

    def comes_to_rest(self, end):
        """The gate asks, or the console has said `end`, or the machine has ended."""
        self.child.buffer = ""
        begin = self.mark()
        deadline = time.monotonic() + BOOT_S
        while not self.said_since(begin).endswith(PASSWORD) and end not in self.console.text:
            if time.monotonic() > deadline:
                self.fail("neither a gate nor an end")
            if self.listen(self.QUIET_S):
                return

    def closed(self):
        """Nobody was let in. Returns what the console said."""
        return self.refused(QUESTION)

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


def booted(*arguments, **how):
    return attacker.seated(Machine(*arguments, **how))
