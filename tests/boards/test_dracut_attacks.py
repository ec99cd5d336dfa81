# SPDX-License-Identifier: MIT
"""Every way to the shell of dracut's images that is known: it opens the stock image, and
ends in front of the gate's question in the one with pamlet. The rows of the table in
board/dracut/README.md have these names."""
import pytest

from boards.attacker import REAL
from boards.dracut_machine import ANSWER, BOOT_S, booted
from lib import sandbox

pytestmark = [pytest.mark.long, pytest.mark.limit(900)]

MODES = ("plain", "systemd")
ASKS = "The command line asks for"

# name: (command line, disk, the gate's reason without systemd, with it). None: not a way
# in that mode.
LINES = {
    "no root=": ("", None, "No or empty root= argument", None),
    "root= of nothing": ("root=", None, "No or empty root= argument", None),
    "no such device": ("root=/dev/vdz", None, "Could not boot.", "/dev/vdz does not exist"),
    "root without init": ("root=/dev/vda", "noinit", *["No init was found"] * 2),
    "init=/bin/sh": ("root=/dev/vda rw init=/bin/sh", "good",
                     *[f"{ASKS} init=/bin/sh."] * 2),
    "rd.break": ("root=/dev/vda rd.break", "good", *["Break before switch_root"] * 2),
    **{f"rd.break={point}": (f"root=/dev/vda rd.break={point}", "good",
                             *[f"Break before {point}"] * 2)
       for point in ("cmdline", "pre-udev", "pre-trigger", "initqueue", "pre-mount", "mount",
                     "pre-pivot", "cleanup")},
    "rd.shell=0 rd.break": ("root=/dev/vda rd.shell=0 rd.break=pre-mount", "good",
                            *["Break before pre-mount"] * 2),
    "rd.shell rd.emergency=reboot": ("root=/dev/vdz rd.shell rd.emergency=reboot", None,
                                     "Could not boot.", "/dev/vdz does not exist"),
    "rd.debug": ("root=/dev/vda rd.debug rd.break=pre-mount", "good",
                 "Break before pre-mount", None),
    "rd.systemd.unit=emergency.target": (
        "root=/dev/vda rd.systemd.unit=emergency.target", "good", None,
        f"{ASKS} emergency.target."),
    "rd.systemd.unit=rescue.target": (
        "root=/dev/vda rd.systemd.unit=rescue.target", "good", None, f"{ASKS} rescue.target."),
    "rd.emergency": ("root=/dev/vda rd.emergency", "good", None, f"{ASKS} rd.emergency."),
    "rd.rescue": ("root=/dev/vda rd.rescue", "good", None, f"{ASKS} rd.rescue."),
    "SYSTEMD_SULOGIN_FORCE": (
        "root=/dev/vda systemd.setenv=SYSTEMD_SULOGIN_FORCE=1"
        " rd.systemd.unit=emergency.target", "good", None, f"{ASKS} emergency.target."),
    "rd.systemd.debug_shell": (
        "root=/dev/vdz rd.systemd.debug_shell=ttyS0", None, None, "/dev/vdz does not exist"),
    "systemd.debug-shell": (
        "root=/dev/vdz systemd.debug-shell=ttyS0", None, None, "/dev/vdz does not exist"),
}
NOT_GIVEN = "root=/dev/$(echo${IFS}probe-$((40+2))>/dev/ttyS0)"


@pytest.fixture(autouse=True)
def _root():
    sandbox.needs_root()


def rows():
    """(mode, name) of all lines that are a way in the mode."""
    return [(mode, name) for name, (_, _, *reasons) in LINES.items()
            for mode, reason in zip(MODES, reasons) if reason]


@pytest.mark.parametrize("mode, name", rows())
def test_stock_image_opens(mode, name):
    line, disk, *_ = LINES[name]
    with booted(f"{mode}-stock", line, disk=disk) as machine:
        machine.stock_opens()


@pytest.mark.parametrize("mode, name", rows())
def test_gate_stays_closed(mode, name):
    line, disk, *reasons = LINES[name]
    with booted(f"{mode}-gate", line, disk=disk) as machine:
        machine.asks()
        assert reasons[MODES.index(mode)] in machine.closed()
        machine.opens()


@pytest.mark.parametrize("mode", MODES)
def test_command_in_the_command_line(mode):
    """root= becomes a line of a script: the stock image runs what is in it."""
    with booted(f"{mode}-stock", NOT_GIVEN) as machine:
        machine.expect(ANSWER, BOOT_S)
    with booted(f"{mode}-gate", NOT_GIVEN) as machine:
        if mode == "plain":
            machine.asks()
            machine.closed()
        else:
            machine.listen(BOOT_S / 2)
            machine.unopened()


ASKED = "Enter additional kernel command line parameter"
# ESC ^E: bash's line editor puts in what the commands in the line say.
EXPAND = "$(echo probe-$((40+2)) >/dev/ttyS0)\x1b\x05"


@pytest.mark.parametrize("mode", MODES)
def test_line_editor_of_rd_cmdline_ask(mode):
    line = "root=/dev/vda rd.cmdline=ask rd.break=pre-mount"
    with booted(f"{mode}-stock", line, disk="good") as machine:
        machine.expect(ASKED, BOOT_S)
        machine.expect("> ")
        machine.type(EXPAND, enter="")
        machine.expect(ANSWER)
    with booted(f"{mode}-gate", line, disk="good") as machine:
        machine.asks()
        assert ASKED not in machine.closed()


@pytest.mark.parametrize("mode", MODES)
def test_fixed_command_line(mode):
    """PAMLET_CMDLINE: what the boot loader says reaches neither dracut nor systemd nor
    the real system."""
    line = "root=/dev/vdz rd.break init=/bin/sh rd.systemd.unit=emergency.target"
    with booted(f"{mode}-fixed", line, disk="good") as machine:
        machine.expect(REAL, BOOT_S)
        machine.expect(r"command line \[root=/dev/vda ro rd.retry=1 console=ttyS0 fixed=yes\]")
        machine.unopened()
