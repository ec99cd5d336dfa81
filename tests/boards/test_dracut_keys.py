# SPDX-License-Identifier: MIT
"""Keys and signals at the gate of dracut's images, and what comes when nobody gets in."""
import time

import pytest

from boards.attacker import DENIED, KEYS
from boards.dracut_machine import BOOT_S, booted
from lib import sandbox
from lib.hashes import PASSWORD, WRONG

pytestmark = [pytest.mark.long, pytest.mark.limit(900)]

MODES = ("plain", "systemd")
HELD_S = 60
SYSRQ = "sysrq_always_enabled"

# (command line, disk): a boot that has failed, and one that would go on.
PLACES = {
    "failed": (f"root=/dev/vdz {SYSRQ}", None),
    "break": (f"root=/dev/vda {SYSRQ} rd.break=initqueue", "good"),
    "init": (f"root=/dev/vda rw {SYSRQ} init=/bin/sh", "good"),
}
OPENED = "REAL INIT"


@pytest.fixture(autouse=True)
def _root():
    sandbox.needs_root()


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("mode", MODES)
def test_keys(mode, place):
    line, disk = PLACES[place]
    with booted(f"{mode}-gate", line, disk=disk) as machine:
        machine.asks()
        for key in KEYS.values():
            machine.press(key, 30)
        machine.closed()
        machine.opens()


@pytest.mark.parametrize("key", "eik")
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("mode", MODES)
def test_sysrq(mode, place, key):
    """The kernel kills everything. Either the gate is there again, or the machine ends,
    or the real system comes up, behind its own doors: no shell is left over."""
    line, disk = PLACES[place]
    with booted(f"{mode}-gate", line, disk=disk) as machine:
        machine.asks()
        machine.settles()
        machine.sysrq(key)
        machine.comes_to_rest(OPENED)
        machine.unopened()


@pytest.mark.parametrize("mode", MODES)
def test_enter_held(mode):
    with booted(f"{mode}-gate", "root=/dev/vdz") as machine:
        machine.asks()
        until = time.monotonic() + HELD_S
        while time.monotonic() < until:
            machine.press("\r", 10)
            machine.listen(0.2)
        machine.closed()
        machine.opens()


@pytest.mark.parametrize("mode", MODES)
def test_wrong_passwords_to_the_limit(mode):
    """PAMLET_TRIES=3 and PAMLET_ACTION=loop: it asks for ever."""
    with booted(f"{mode}-gate", "root=/dev/vdz") as machine:
        machine.asks()
        for _ in range(5):
            machine.type(WRONG)
            machine.expect(DENIED)
            machine.asks()
        machine.unopened()
        machine.opens()


@pytest.mark.parametrize("mode", MODES)
def test_action_is_taken(mode):
    with booted(f"{mode}-reboot", "root=/dev/vdz") as machine:
        for _ in range(2):
            machine.asks()
            machine.type(WRONG)
        assert machine.wait_end(BOOT_S) == "guest-reset"
        machine.unopened()


@pytest.mark.parametrize("mode", MODES)
def test_exit_reboots_where_it_is_configured(mode):
    with booted(f"{mode}-reboot", "root=/dev/vda rd.break=mount", disk="good") as machine:
        machine.asks()
        machine.type(PASSWORD)
        machine.expect("# ")
        machine.type("exit")
        assert machine.wait_end(BOOT_S) == "guest-reset"
        assert "REAL INIT" not in machine.said_since(0)


@pytest.mark.parametrize("mode", MODES)
def test_shells_forbidden(mode):
    """rd.shell=0: no gate, no shell; the machine stops, as the stock one does."""
    with booted(f"{mode}-gate", "root=/dev/vdz rd.shell=0 rd.emergency=reboot") as machine:
        machine.wait_end(BOOT_S)
        said = machine.unopened()
        assert "failed" in said and "Password" not in said
