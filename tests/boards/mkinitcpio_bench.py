# SPDX-License-Identifier: MIT
"""What the gate costs an image of mkinitcpio's kind: for `make bench`."""
import gzip
import pathlib
import tempfile
import time

from boards import mkinitcpio_image as images

BOOTS = 4


def seconds(image, pattern):
    """From the start of the machine to what stands there for a person."""
    begin = time.monotonic()
    with images.boot(image, "root=/dev/none break=premount") as machine:
        machine.expect(pattern, images.LIMIT_S)
        return time.monotonic() - begin


def rows():
    """As tests/bench/images.py has them."""
    with tempfile.TemporaryDirectory() as directory:
        place = images.Images(pathlib.Path(directory) / "it")
        stock = place.made("stock", ["base"])
        kept = place.made("pamlet", ["base", "pamlet"])
        # In turns; a machine that is busy only ever adds.
        times = [(seconds(stock, images.SHELL), seconds(kept, images.PASSWORD))
                 for _ in range(BOOTS)]
        packed = [len(gzip.compress(path.read_bytes(), 9)) for path in (stock, kept)]
        return [
            ("mkinitcpio: added to the image, bytes",
             kept.stat().st_size - stock.stat().st_size),
            ("mkinitcpio: the same, gzip", packed[1] - packed[0]),
            ("mkinitcpio: start to the question", min(time for _, time in times),
             "the stock shell", min(time for time, _ in times)),
        ]
