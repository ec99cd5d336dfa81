# SPDX-License-Identifier: MIT
"""What the machine does after the last try, seen from outside of it."""
import pexpect
import pytest

from lib.hashes import WRONG

pytestmark = pytest.mark.slow

SIGNS_OF_A_SHELL = ("demo:", "uid=", "The gate is open")


def deny(machine, tries):
    for _ in range(tries):
        machine.log_in("root", WRONG)
        machine.expect("Login incorrect")


def no_shell(machine):
    said = machine.said_since(0)
    return not [sign for sign in SIGNS_OF_A_SHELL if sign in said]


@pytest.mark.parametrize("tries", [1, 2])
@pytest.mark.parametrize("action, reason", [
    ("poweroff", "guest-shutdown"),
    ("reboot", "guest-reset"),
])
def test_last_try_ends_the_machine(boot, action, reason, tries):
    machine = boot(init_arguments=f"-n {tries} -F {action}")
    deny(machine, tries)
    assert machine.wait_end() == reason
    assert machine.said_since(0).count("login:") == tries
    assert "init: the gate ended" not in machine.said_since(0)
    assert no_shell(machine)


def test_halt(boot):
    """The kernel says so, and nothing runs any more; QEMU itself goes on."""
    machine = boot(init_arguments="-n 1 -F halt")
    deny(machine, 1)
    machine.expect("reboot: System halted")
    with pytest.raises(pexpect.TIMEOUT):
        machine.child.expect([pexpect.EOF, "login:", "init: "], timeout=3)
    assert machine.running()
    assert no_shell(machine)


def test_exit_gives_the_status(boot):
    machine = boot(init_arguments="-n 2 -F exit")
    deny(machine, 2)
    machine.expect("init: the gate ended with status 1;")
    assert machine.wait_end() == "guest-shutdown"
    assert no_shell(machine)


def test_loop_asks_for_ever(boot):
    machine = boot(init_arguments="-n 1 -F loop")
    deny(machine, 3)
    machine.expect("login:")
    assert no_shell(machine)


@pytest.mark.parametrize("action, end", [
    ("exit", "init: the gate ended with status 3;"),
    ("poweroff", "reboot: Power down"),
])
def test_nobody_there(boot, action, end):
    machine = boot(init_arguments=f"-n 1 -t 1 -F {action}")
    machine.expect("Timed out", 60)
    machine.expect(end)
    assert machine.wait_end() == "guest-shutdown"
    assert no_shell(machine)
