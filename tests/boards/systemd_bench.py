# SPDX-License-Identifier: MIT
"""What pamlet costs in a system with systemd: rows() for `make bench`."""
from boards import systemd_images
from boards.systemd_images import booted
from lib import build

EMERGENCY = "systemd.unit=emergency.target"
STOCK = f"{EMERGENCY} systemd.setenv=SYSTEMD_SULOGIN_FORCE=1"
BOOTS = 3


def added():
    """Bytes of the files that are installed, pamlet's own among them."""
    board = systemd_images.BOARD
    files = [board / name for name in ("check", "shell", "masks")]
    files += [*board.glob("units/*"), build.pamlet()]
    return sum(path.stat().st_size for path in files)


def seconds(name, line, question):
    """From QEMU's start to the question; the best of some boots."""
    best = None
    for _ in range(BOOTS):
        with booted(name, line) as seat:
            took = seat.asks(question)
        best = min(took, best or took)
    return best


def rows():
    gate, stock = seconds("gate", EMERGENCY, "Password: "), seconds("stock", STOCK, "Press Enter")
    return [
        ("systemd: added to the disk, bytes", added()),
        ("systemd: start to emergency's question", gate, "the stock shell", stock),
    ]
