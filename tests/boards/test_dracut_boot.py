# SPDX-License-Identifier: MIT
"""dracut's images with the gate: the few boots that `make check` has time for."""
import pytest

from boards.attacker import DENIED, REAL
from boards.dracut_machine import booted
from lib import sandbox
from lib.hashes import WRONG

pytestmark = [pytest.mark.slow, pytest.mark.limit(900)]

MODES = ("plain", "systemd")


@pytest.fixture(autouse=True)
def _root():
    sandbox.needs_root()


@pytest.mark.parametrize("mode", MODES)
def test_a_missing_device(mode):
    """The reason is shown, a wrong password refused, the right one opens, and whoever
    leaves the shell has the boot go on: here it asks anew."""
    with booted(f"{mode}-gate", "root=/dev/vdz") as machine:
        machine.asks()
        machine.type(WRONG)
        machine.expect(DENIED)
        machine.asks()
        assert "Could not boot." in machine.unopened() or \
            "/dev/vdz does not exist" in machine.unopened()
        machine.opens()
        machine.type("exit")
        machine.asks()


@pytest.mark.parametrize("mode", MODES)
def test_exit_goes_on_with_the_boot(mode):
    with booted(f"{mode}-gate", "root=/dev/vda rd.break=pre-mount", disk="good") as machine:
        machine.asks()
        assert "Break before pre-mount" in machine.unopened()
        machine.opens()
        machine.type("exit")
        machine.expect(REAL)
        machine.expect(r"ignored \[SigIgn:\s+0+\]")
        assert machine.wait_end() == "guest-reset"
