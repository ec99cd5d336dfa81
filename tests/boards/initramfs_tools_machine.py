# SPDX-License-Identifier: MIT
"""A machine that boots such an image, and somebody who wants its shell."""
import re

from boards import attacker
from boards import initramfs_tools_images as images
from boards.attacker import guest
from lib import hashes

BOOT_S = 90

# How the generator's own shell and the gate's greet.
SHELL = r"(?:\(initramfs\)|[~/]) ?# |\(initramfs\) "

# What no console says while nobody was let in.
OPEN = re.compile(r"uid=\d+\S* gid|\(initramfs\)|built-in shell|[~/] # |probe-42")

# Not these: the image reads the last panic= there is.
OTHERS = ("quiet", "panic=-1")


class Machine(attacker.Attacker):
    """`line` is the kernel's command line behind what the machine needs."""
    BOOT_S = BOOT_S
    QUIET_S = 1.5
    OPEN = OPEN

    def __init__(self, image, line="", disk=None):
        words = [word for word in guest.kernel_arguments().split() if word not in OTHERS]
        # QEMU takes the last of two.
        more = ["-append", " ".join([*words, line]),
                *(attacker.drive(images.disk(disk)) if disk else ())]
        super().__init__(images.kernel(), images.image(image), more=more)

    def closed(self):
        """Nobody was let in. Returns what the console said."""
        return self.refused("id; echo probe-$((40+2))")

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


def booted(*arguments, **how):
    return attacker.seated(Machine(*arguments, **how))
