# SPDX-License-Identifier: MIT
"""Images of the real initramfs-tools, booted: first the stock image, whose shell the
attack opens, then the one with pamlet, whose gate stays closed for everything but the
right password."""
import pytest

from boards.attacker import KEYS, REAL
from boards.initramfs_tools_machine import SHELL, booted
from lib import sandbox

# The first one builds the images.
pytestmark = [pytest.mark.slow, pytest.mark.limit(900)]


@pytest.fixture(autouse=True)
def _root():
    sandbox.needs_root()


def test_stock_without_root_device_opens():
    with booted("stock", "quiet") as machine:
        machine.expect(SHELL, 90)
        assert "uid=0" in machine.stock_shell()


def test_without_root_device():
    """Keys, a kill, a wrong password; then the right one. Leaving the shell goes on, which
    finds no root again."""
    with booted("gate", "quiet sysrq_always_enabled") as machine:
        machine.asks()
        for key in KEYS.values():
            machine.press(key, 20)
        machine.settles()
        machine.sysrq("i")
        said = machine.closed()
        assert said.count("No root device specified.") >= 1
        assert machine.opens().startswith("uid=0")
        machine.type("exit")
        machine.expect("Failed to mount")
        machine.settles()


def test_ordinary_boot_asks_nobody():
    with booted("gate", "quiet root=/dev/vda single", disk="good") as machine:
        machine.expect(REAL, 90)
        assert machine.wait_end() == "guest-reset"
        said = machine.unopened()
        assert "arguments [single]" in said
        assert "Password" not in said
        assert "SigIgn:\t0000000000000000" in said


def test_fixed_command_line():
    """Whatever the boot loader says, /init and all behind it read the image's own."""
    line = "quiet root=/dev/vdz init=/bin/sh break=mount boot=../dev/ttyS0 PS4=x single"
    with booted("fixed", line, disk="good") as machine:
        machine.expect(REAL, 90)
        assert machine.wait_end() == "guest-reset"
        said = machine.unopened()
        assert "arguments []" in said
        assert "command line [root=/dev/vda ro quiet fixed=yes]" in said
        assert "PS4=x" not in said
