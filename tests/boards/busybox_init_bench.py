# SPDX-License-Identifier: MIT
"""What pamlet costs in a system with BusyBox init: rows() for `make bench`."""
import gzip
import pathlib
import tempfile

from boards import busybox_init_roots, init_machine
from lib import build

KERNEL = build.TOP / "build" / "kernel" / "vmlinuz"
BOOTS = 3
OPEN = "its own open shell"


def boot(scratch, name, question):
    """(bytes, packed bytes, seconds to the question: the best of some boots)."""
    root = scratch / name
    root.mkdir()
    busybox_init_roots.ROOTS[name](root)
    image = busybox_init_roots.pack(root, scratch / f"{name}.cpio")
    times = []
    for _ in range(BOOTS):
        with init_machine.booted(KERNEL, image) as seat:
            times.append(seat.asks(question))
    data = image.read_bytes()
    return len(data), len(gzip.compress(data, 9)), min(times)


def rows():
    with tempfile.TemporaryDirectory() as scratch:
        place = pathlib.Path(scratch)
        stock = boot(place, "bare", "Please press Enter")
        gate = boot(place, "gate", init_machine.LOGIN)
        lost = boot(place, "lost", init_machine.PASSWORD)
    return [
        ("BusyBox init: added to the image, bytes", gate[0] - stock[0]),
        ("BusyBox init: the same, gzip", gate[1] - stock[1]),
        ("BusyBox init: start to getty's prompt", gate[2], OPEN, stock[2]),
        ("BusyBox init: start to the question without an inittab", lost[2], OPEN, stock[2]),
    ]
