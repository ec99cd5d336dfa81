# SPDX-License-Identifier: MIT
"""Every way to the shell of an image of initramfs-tools that is known: it opens the stock
image, and ends in front of the gate's question in the one with pamlet. The rows of the
table in board/initramfs-tools/README.md have these names."""
import time

import pytest

from boards.attacker import DENIED, KEYS, REAL
from boards.initramfs_tools_machine import BOOT_S, SHELL, booted
from lib import sandbox

pytestmark = [pytest.mark.long, pytest.mark.limit(900)]

NONE_S = 150

# A key that is held repeats thirty times a second.
HELD_S = 60
REPEAT_S = 1 / 30

# name: (command line, disk, the gate's reason)
LINES = {
    "no root=": ("", None, "No root device specified."),
    "no such device": ("root=/dev/vdz", None, "ALERT!  /dev/vdz does not exist."),
    "root that cannot be mounted": ("root=/dev/vda rootflags=nonsense", "good",
                                    "Failed to mount /dev/vda"),
    "break": ("root=/dev/vda break", "good", "Spawning shell within the initramfs"),
    "break with debug": ("root=/dev/vda debug=1 break", "good", "Spawning shell within"),
    **{f"break={point}": (f"root=/dev/vda break={point}", "good",
                          "Spawning shell within the initramfs")
       for point in ("top", "modules", "premount", "mount", "mountroot", "bottom", "init")},
}

# These end in a shell of another kind.
ROOTS = {
    "root without init": ("root=/dev/vda", "noinit", "No init found"),
    "init=/bin/sh": ("root=/dev/vda init=/bin/sh", "good", "The command line asks for init=/bin/sh."),
    "keyscript=": ("cryptopts=target=x,source=/dev/vda,key=/dev/console,keyscript=/bin/sh",
                   "good", "The command line asks for a program: cryptopts="),
}


@pytest.fixture(autouse=True)
def _root():
    sandbox.needs_root()


def attack(machine):
    """With all keys and signals that there are."""
    for key in KEYS.values():
        machine.press(key, 30)
    for key in "eik":
        machine.settles()
        machine.sysrq(key)
    # A gate that has survived shows its question again when it is answered.
    machine.press("\r")
    machine.settles()


@pytest.mark.parametrize("name", LINES)
def test_stock_image_opens(name):
    line, disk, _ = LINES[name]
    with booted("stock", f"quiet {line}", disk=disk) as machine:
        machine.expect(SHELL, BOOT_S)
        machine.stock_shell()


@pytest.mark.limit(NONE_S)
@pytest.mark.parametrize("name", [*LINES, *ROOTS])
def test_gate_stays_closed(name):
    line, disk, reason = {**LINES, **ROOTS}[name]
    with booted("gate", f"quiet sysrq_always_enabled {line}", disk=disk) as machine:
        machine.asks()
        attack(machine)
        assert reason in machine.closed()
        assert machine.opens() == "uid=0(root)"


@pytest.mark.parametrize("name", ["no root="])
def test_enter_held_for_a_minute(name):
    line, disk, _ = LINES[name]
    with booted("gate", f"quiet {line}", disk=disk) as machine:
        machine.asks()
        end = time.monotonic() + HELD_S
        while time.monotonic() < end:
            machine.press("\r")
            machine.listen(REPEAT_S)
        machine.closed()
        machine.opens()


def test_wrong_passwords_up_to_the_limit():
    """PAMLET_ACTION=reboot, PAMLET_TRIES=2."""
    with booted("reboot", "quiet") as machine:
        for _ in range(2):
            machine.asks()
            machine.type("wrong")
            machine.expect(DENIED)
        assert machine.wait_end() == "guest-reset"
        machine.unopened()


def test_leaving_the_shell_reboots():
    """PAMLET_EXIT=reboot."""
    with booted("reboot", "quiet") as machine:
        machine.asks()
        machine.opens()
        machine.type("exit")
        assert machine.wait_end() == "guest-reset"


def test_leaving_the_shell_goes_on():
    """PAMLET_EXIT=continue, the default; the system's init ignores no signal then."""
    with booted("gate", "quiet root=/dev/vda break=mount", disk="good") as machine:
        machine.asks()
        machine.opens()
        machine.type("exit")
        machine.expect(REAL)
        assert machine.wait_end() == "guest-reset"
        assert "SigIgn:\t0000000000000000" in machine.said_since(0)


def test_init_of_the_command_line_runs_behind_the_password():
    line, disk, _ = ROOTS["init=/bin/sh"]
    with booted("gate", f"quiet {line}", disk=disk) as machine:
        machine.asks()
        machine.opens()
        machine.type("exit")
        machine.expect("job control turned off")


@pytest.mark.parametrize("name", ROOTS)
def test_stock_image_opens_otherwise(name):
    line, disk, _ = ROOTS[name]
    with booted("stock", f"quiet {line}", disk=disk) as machine:
        machine.expect(SHELL, BOOT_S)
        machine.type("echo probe-$((40+2)) >/dev/console")
        machine.expect("probe-42")
