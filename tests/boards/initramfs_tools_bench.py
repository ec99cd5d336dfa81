# SPDX-License-Identifier: MIT
"""What the gate costs an image of initramfs-tools: rows() for `make bench`."""
from boards import initramfs_tools_images as images
from boards.attacker import PASSWORD
from boards.initramfs_tools_machine import SHELL, booted

ROUNDS = 3


def seconds(image, sign):
    """From the machine's start to its prompt, the best of some boots."""
    times = []
    for _ in range(ROUNDS):
        with booted(image, "quiet") as machine:
            times.append(machine.asks(sign))
    return min(times)


def rows():
    """As tests/bench/images.py has them."""
    stock, gate = (images.image(name).stat().st_size for name in ("stock", "gate"))
    return [
        ("initramfs-tools: image, bytes", gate, "the stock image", stock),
        ("initramfs-tools: added, bytes", gate - stock),
        ("initramfs-tools: start to the question", seconds("gate", PASSWORD),
         "the stock shell", seconds("stock", SHELL)),
    ]
