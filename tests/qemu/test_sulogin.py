# SPDX-License-Identifier: MIT
"""sulogin as an init system starts it: on one of the kernel's consoles it asks on all
of them, elsewhere on its own terminal; the shell is on the one that answered."""
import pytest

from lib.hashes import PASSWORD
from machine import CONSOLES, KERNEL_CONSOLES, Gate
from machine import PASSWORD as ASKED

pytestmark = pytest.mark.slow


class Rescue(Gate):
    def __init__(self, machine, name, words=""):
        self.machine = machine
        machine.shell("rm -f /run/status; ( ( sh -c 'exec setsid sh -c \""
                      f"exec <>/dev/{name} >&0 2>&0; exec /pamlet sulogin {words}\"';"
                      " echo $? >/run/status.new; mv /run/status.new /run/status )"
                      " 2>/dev/null & )")


def answers(machine, rescue, name):
    """The shell is there, and its status is sulogin's."""
    machine[name].type(PASSWORD)
    machine[name].expect("# ")
    machine[name].type("tty; exit 7")
    machine[name].expect(f"/dev/{name}")
    assert rescue.ends() == 7


@pytest.mark.parametrize("name", KERNEL_CONSOLES)
@pytest.mark.parametrize("standing", [*KERNEL_CONSOLES, "console"])
def test_all_consoles_of_the_kernel(machine, standing, name):
    rescue = Rescue(machine, standing)
    for each in KERNEL_CONSOLES:
        machine[each].expect("Give root password for maintenance")
        machine[each].expect(ASKED)
    answers(machine, rescue, name)


def test_its_own_terminal_elsewhere(machine):
    rescue = Rescue(machine, "ttyS1")
    machine["ttyS1"].expect(ASKED)
    assert "Give root" not in machine["ttyS0"].all() + machine["tty1"].all()
    answers(machine, rescue, "ttyS1")


@pytest.mark.parametrize("name", CONSOLES)
def test_the_one_that_is_named(machine, name):
    rescue = Rescue(machine, "ttyS0", name)
    machine[name].expect(ASKED)
    others = [machine[each].all() for each in CONSOLES if each != name]
    assert "Give root" not in "".join(others)
    answers(machine, rescue, name)
