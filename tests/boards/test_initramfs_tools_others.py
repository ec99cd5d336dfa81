# SPDX-License-Identifier: MIT
"""What does not end in panic() by itself: the command line's other words, panic=, images
without BusyBox, with a fixed command line, with cryptsetup."""
import pytest

from boards.attacker import REAL
from boards.initramfs_tools_machine import BOOT_S, SHELL, booted
from boards.test_initramfs_tools_attacks import LINES, ROOTS, attack
from lib import sandbox

pytestmark = [pytest.mark.long, pytest.mark.limit(900)]

TTY = "root=/dev/vda boot=../dev/ttyS0"
PS4 = 'root=/dev/vda debug=1 PS4="$(sh -i </dev/console >/dev/console 2>&1)"'
MOUNTS = "Mounting root file system"


@pytest.fixture(autouse=True)
def _root():
    sandbox.needs_root()


def test_stock_image_runs_what_is_typed():
    with booted("stock", TTY, disk="good") as machine:
        machine.expect(MOUNTS, BOOT_S)
        machine.type("echo probe-$((40+2)); id")
        machine.expect("probe-42\r", BOOT_S)


def test_gate_boots_local_instead():
    with booted("gate", TTY, disk="good") as machine:
        machine.expect(MOUNTS, BOOT_S)
        machine.type("echo probe-$((40+2)); id")
        machine.expect(REAL, BOOT_S)
        assert "boot=../dev/ttyS0 is not a way to boot" in machine.unopened()


def test_stock_image_runs_the_environment():
    with booted("stock", PS4, disk="good") as machine:
        machine.expect(SHELL, BOOT_S)
        machine.stock_shell()


@pytest.mark.parametrize("image", ["gate", "klibc"])
def test_gate_runs_no_environment(image):
    with booted(image, PS4, disk="good") as machine:
        machine.expect(REAL, BOOT_S)
        machine.unopened()


@pytest.mark.parametrize("image", ["stock", "gate"])
@pytest.mark.parametrize("value, end", [("-1", "guest-reset"), ("2", "guest-reset"),
                                        ("0", None), ("nonsense", None)])
def test_panic_parameter(image, value, end):
    """Nobody is asked, in both."""
    with booted(image, f"quiet panic={value} break=mount", disk="good") as machine:
        if end:
            assert machine.wait_end(BOOT_S) == end
        else:
            machine.expect("System halted", BOOT_S)
        assert "Password" not in machine.unopened()
        assert "Spawning shell within" in machine.said_since(0)


def test_stock_image_without_busybox_opens():
    with booted("stock-klibc", "quiet") as machine:
        machine.expect(r"\(initramfs\)|# ", BOOT_S)
        machine.type("echo probe-$((40+2))")
        machine.expect("probe-42")


def test_gate_without_busybox():
    """Killed and left, it asks again: without rm, id, setsid in the image."""
    with booted("klibc", "quiet sysrq_always_enabled") as machine:
        machine.asks()
        attack(machine)
        assert "No root device specified." in machine.closed()
        for _ in range(2):
            machine.type("kolibri-9%Mond")
            machine.expect("# ")
            machine.type("echo probe-$((40+2))")
            machine.expect("probe-42")
            machine.type("exit")
            machine.settles()


@pytest.mark.parametrize("name", [name for name in {**LINES, **ROOTS} if name != "no root="])
def test_fixed_command_line_boots_all_the_same(name):
    line, _, _ = {**LINES, **ROOTS}[name]
    with booted("fixed", line, disk="good") as machine:
        machine.expect(REAL, BOOT_S)
        assert machine.wait_end() == "guest-reset"
        assert "Password" not in machine.unopened()


def test_fixed_command_line_without_busybox():
    with booted("fixed-klibc", ROOTS["init=/bin/sh"][0], disk="good") as machine:
        machine.expect("command line \\[root=/dev/vda ro quiet fixed=yes\\]", BOOT_S)


def test_fixed_command_line_asks_when_its_root_is_missing():
    with booted("fixed", "root=/dev/vdb init=/bin/sh panic=-1") as machine:
        machine.asks()
        assert "/dev/vda does not exist" in machine.closed()
        machine.opens()


def test_root_that_is_empty():
    """Some of /dev, /run, /proc was moved there, or could not be."""
    with booted("gate", "quiet root=/dev/vda", disk="empty") as machine:
        machine.asks()
        assert "No init found" in machine.closed()
        machine.opens()
