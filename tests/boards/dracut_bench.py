# SPDX-License-Identifier: MIT
"""For `make bench`: what the gate adds to dracut's images, and how long it takes there
until somebody is asked, beside the stock shell."""
import gzip
import time

from boards import dracut_images as images
from boards.attacker import PASSWORD
from boards.dracut_machine import BOOT_S, SHELL, SULOGIN, booted

BREAK = "root=/dev/vda rd.break=pre-mount"


def packed(name):
    return len(gzip.compress(images.image(name).read_bytes(), 9))


def seconds(name, pattern):
    """From QEMU's start until the console says the pattern; the best of three."""
    took = []
    for _ in range(3):
        with booted(name, BREAK, disk="good") as machine:
            machine.expect(pattern, BOOT_S)
            took.append(time.monotonic() - machine.begin)
    return min(took)


def rows():
    """As tests/bench/images.py has them."""
    found = []
    for mode in images.MODES:
        stock, gate = f"{mode}-stock", f"{mode}-gate"
        found += [
            (f"dracut, {mode}: added to the image, gzip, bytes", packed(gate) - packed(stock)),
            (f"dracut, {mode}: start to the question", seconds(gate, PASSWORD),
             "the stock shell", seconds(stock, f"{SULOGIN}|{SHELL}")),
        ]
    return found
