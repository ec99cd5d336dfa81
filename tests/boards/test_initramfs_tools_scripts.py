# SPDX-License-Identifier: MIT
"""panic() that a script calls, in a shell of its own; and CVE-2016-4484: who holds Enter
at the passphrase of a disk, until cryptsetup's script gives up, had a root shell."""
import time

import pytest

from boards.attacker import PASSWORD, REAL
from boards.initramfs_tools_machine import BOOT_S, SHELL, booted
from lib import sandbox

pytestmark = [pytest.mark.long, pytest.mark.limit(900)]

LINE = "quiet root=/dev/mapper/cryptroot"
UNLOCK = "Please unlock disk cryptroot: "
GIVES_UP_S = 120
REPEAT_S = 0.2


@pytest.fixture(autouse=True)
def _root():
    sandbox.needs_root()


def hold_enter(machine, sign):
    """Until the machine says `sign`."""
    machine.expect(UNLOCK, BOOT_S)
    end = time.monotonic() + GIVES_UP_S
    while sign not in machine.said_since(0):
        if time.monotonic() > end:
            machine.fail(f"no '{sign}' while Enter was held")
        machine.press("\r")
        machine.listen(REPEAT_S)
    assert "maximum number of tries exceeded" in machine.said_since(0)


@pytest.mark.limit(300)
def test_stock_image_opens_for_a_held_enter():
    with booted("stock-crypt", LINE, disk="luks") as machine:
        hold_enter(machine, "(initramfs)")
        machine.stock_shell()


@pytest.mark.limit(300)
def test_gate_stays_closed_for_a_held_enter():
    with booted("crypt", LINE, disk="luks") as machine:
        hold_enter(machine, PASSWORD)
        machine.press("\r", 50)
        assert "/dev/mapper/cryptroot does not exist" in machine.closed()
        machine.opens()


@pytest.mark.limit(300)
def test_encrypted_disk_is_missing():
    with booted("crypt", LINE) as machine:
        machine.asks()
        assert "/dev/mapper/cryptroot does not exist" in machine.closed()
        machine.opens()


def test_stock_image_opens_for_a_script():
    with booted("stock-script", "quiet root=/dev/vda", disk="good") as machine:
        machine.expect(SHELL, BOOT_S)
        machine.stock_shell()


def test_gate_of_a_script():
    """Killed, the script is gone and the boot goes on, as far as it gets: udev's own
    script wants its daemon, which was killed too."""
    with booted("script", "quiet root=/dev/vda sysrq_always_enabled", disk="good") as machine:
        machine.asks()
        machine.press("\x03", 20)
        machine.settles()
        machine.sysrq("i")
        machine.expect(f"{REAL}|Kernel panic", BOOT_S)
        assert "Trouble in a script." in machine.unopened()


def test_gate_of_a_script_opens_and_goes_on():
    with booted("script", "quiet root=/dev/vda", disk="good") as machine:
        machine.asks()
        assert "Trouble in a script." in machine.closed()
        machine.opens()
        machine.type("exit")
        machine.expect("behind the trouble")
        machine.expect(REAL)
