# SPDX-License-Identifier: MIT
"""What the gate costs an image of mkinitcpio's kind: for `make bench`."""
import gzip
import pathlib
import statistics
import tempfile
import time

from boards import mkinitcpio_image as images

BOOTS = 3


def seconds(image, pattern):
    """From the start of the machine to what stands there for a person; the median."""
    took = []
    for _ in range(BOOTS):
        begin = time.monotonic()
        with images.boot(image, "root=/dev/none break=premount") as machine:
            machine.expect(pattern, images.LIMIT_S)
            took.append(time.monotonic() - begin)
    return statistics.median(took)


def rows():
    """[(label, value), ...]"""
    with tempfile.TemporaryDirectory() as directory:
        place = images.Images(pathlib.Path(directory) / "it")
        stock = place.made("stock", ["base"])
        kept = place.made("pamlet", ["base", "pamlet"])
        packed = [len(gzip.compress(path.read_bytes(), 9)) for path in (stock, kept)]
        return [
            ("mkinitcpio: bytes added to the image",
             kept.stat().st_size - stock.stat().st_size),
            ("mkinitcpio: bytes added, gzip -9", packed[1] - packed[0]),
            ("mkinitcpio: seconds to the stock shell's prompt", seconds(stock, images.SHELL)),
            ("mkinitcpio: seconds to the gate's prompt", seconds(kept, images.PASSWORD)),
        ]
