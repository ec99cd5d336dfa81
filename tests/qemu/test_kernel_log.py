# SPDX-License-Identifier: MIT
"""gate -q on a real machine: the kernel's messages stay off the console while the gate
asks there, and the level is what it was after each way out."""
import signal

import pytest

from lib import matrix
from lib.hashes import PASSWORD, WRONG
from machine import PASSWORD as ASKED

pytestmark = pytest.mark.slow

LEVEL = "/proc/sys/kernel/printk"
QUIET = 1

# What the kernel may be set to before: its own default, and what Debian sets.
LEVELS = (7, 4)

ON_KERNEL_CONSOLE = {
    "serial line": "-P tty -c ttyS0",
    "screen": "-P tty -c tty1",
    "screen behind": "-P tty -c tty2",
    "all of them": "-P consoles",
    "one of two": "-P consoles -c ttyS1 -c ttyS0",
}
NOT_ON_ONE = {
    "serial line": "-P tty -c ttyS3",
    "two of them": "-P consoles -c ttyS1 -c ttyS3",
}


def level(machine):
    return int(machine.shell(f"cut -f1 {LEVEL}"))


def set_level(machine, number):
    machine.shell(f"echo {number} >{LEVEL}")


def kernel_says(machine, text, priority=4):
    machine.shell(f"echo '<{priority}>{text}' >/dev/kmsg")


def asks(machine, options, name="ttyS0"):
    """A gate of which the question stands."""
    gate = machine.gate(f"{options} -u root", command=f"cat {LEVEL}")
    machine[name].expect(ASKED)
    return gate


# Each way out

def right_password(machine, gate):
    machine["ttyS0"].type(PASSWORD)
    return 0


def wrong_password(machine, gate):
    machine["ttyS0"].type(WRONG)
    return matrix.DENIED


def no_answer(machine, gate):
    return matrix.TIMEOUT


def interrupt_key(machine, gate):
    machine["ttyS0"].type("\x03", enter="")
    return matrix.CANCELLED


def end_of_input(machine, gate):
    machine["ttyS0"].type("\x04", enter="")
    return matrix.CANCELLED


def terminate(machine, gate):
    gate.kill(signal.SIGTERM)
    return matrix.CANCELLED


def hang_up(machine, gate):
    gate.kill(signal.SIGHUP)
    return matrix.CANCELLED


WAYS = (right_password, wrong_password, no_answer, interrupt_key, end_of_input, terminate,
        hang_up)


@pytest.mark.parametrize("mode", ["-P tty -c ttyS0", "-P consoles -c ttyS0"])
@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_level_is_lowered_while_it_asks_and_put_back(machine, way, mode):
    for before in LEVELS:
        set_level(machine, before)
        seconds = 3 if way is no_answer else 60
        gate = asks(machine, f"{mode} -q -n 1 -t {seconds}")
        assert level(machine) == QUIET
        assert gate.running()
        status = way(machine, gate)
        assert gate.ends() == status
        assert level(machine) == before


def test_level_is_back_before_the_command_runs(machine):
    set_level(machine, 7)
    gate = asks(machine, "-P tty -c ttyS0 -q")
    machine["ttyS0"].type(PASSWORD)
    machine["ttyS0"].expect(r"7\t4\t1\t7")
    assert gate.ends() == 0


def test_level_stays_low_between_two_tries(machine):
    set_level(machine, 7)
    asks(machine, "-P tty -c ttyS0 -q -n 2")
    machine["ttyS0"].type(WRONG)
    machine["ttyS0"].expect("Login incorrect")
    assert level(machine) == QUIET
    machine["ttyS0"].expect(ASKED)
    assert level(machine) == QUIET


def test_after_sigkill_the_next_one_puts_it_right(machine):
    set_level(machine, 7)
    gate = asks(machine, "-P tty -c ttyS0 -q")
    gate.kill(signal.SIGKILL)
    assert gate.ends() == matrix.SIGNAL + signal.SIGKILL
    assert level(machine) == QUIET
    gate = asks(machine, "-P tty -c ttyS0 -q -n 1")
    assert level(machine) == QUIET
    machine["ttyS0"].type("\x03", enter="")
    assert gate.ends() == matrix.CANCELLED
    assert level(machine) == 7


# Where it is asked

@pytest.mark.parametrize("where", ON_KERNEL_CONSOLE)
def test_level_is_lowered_on_a_console_of_the_kernel(machine, where):
    set_level(machine, 7)
    gate = machine.gate(f"{ON_KERNEL_CONSOLE[where]} -q")
    machine.wait(lambda: level(machine) == QUIET, "the level is not lowered")
    gate.kill(signal.SIGTERM)
    assert gate.ends() == matrix.CANCELLED
    assert level(machine) == 7


@pytest.mark.parametrize("where", NOT_ON_ONE)
def test_level_is_left_alone_elsewhere(machine, where):
    set_level(machine, 7)
    gate = asks(machine, f"{NOT_ON_ONE[where]} -q", "ttyS3")
    assert level(machine) == 7
    gate.kill(signal.SIGTERM)
    assert gate.ends() == matrix.CANCELLED
    assert level(machine) == 7


def test_level_is_lowered_where_the_kernel_does_not_tell(machine):
    """No /sys: any terminal may be the kernel's."""
    set_level(machine, 7)
    machine.shell("mount -t tmpfs none /sys")
    try:
        gate = asks(machine, "-P tty -c ttyS3 -q", "ttyS3")
        assert level(machine) == QUIET
        gate.kill(signal.SIGTERM)
        assert gate.ends() == matrix.CANCELLED
    finally:
        machine.shell("umount /sys")
    assert level(machine) == 7


@pytest.mark.parametrize("mode", ["-P tty -c ttyS0", "-P consoles"])
def test_without_the_option_nothing_changes(machine, mode):
    set_level(machine, 7)
    gate = asks(machine, mode)
    assert level(machine) == 7
    gate.kill(signal.SIGKILL)
    gate.ends()
    assert level(machine) == 7


# What is seen

@pytest.mark.parametrize("name", ["ttyS0", "tty1"])
def test_kernel_message_runs_over_the_prompt_without_the_option(machine, name):
    """And ^R draws the prompt again."""
    set_level(machine, 7)
    asks(machine, f"-P tty -c {name} -E stars", name)
    console = machine[name]
    console.type(PASSWORD[:3], enter="")
    console.expect(r"\*\*\*")
    kernel_says(machine, "tests: a warning")
    console.expect("tests: a warning")
    console.type("\x12", enter="")
    console.expect(r"tests: a warning(?s:.*)\nPassword: \*\*\*$" if name == "tty1"
                   else r"\nPassword: \*\*\*$")
    console.type(PASSWORD[3:])
    console.expect(r"7\s+4\s+1\s+7")


@pytest.mark.parametrize("name", ["ttyS0", "tty1"])
def test_no_kernel_message_with_the_option(machine, name):
    set_level(machine, 7)
    asks(machine, f"-P tty -c {name} -E stars -q", name)
    console = machine[name]
    console.type(PASSWORD[:3], enter="")
    kernel_says(machine, "tests: a warning")
    kernel_says(machine, "tests: an alert", priority=1)
    assert "tests: a warning" in machine.shell("dmesg")
    console.type("\x12", enter="")
    console.expect(r"Password: \*\*\*\s*\nPassword: \*\*\*$" if name == "tty1"
                   else r"Password: \*\*\*$")
    console.type(PASSWORD[3:])
    console.expect(r"7\s+4\s+1\s+7")
    assert "tests:" not in console.all()
    kernel_says(machine, "tests: another")
    console.expect("tests: another")


def test_emergency_is_seen_all_the_same(machine):
    set_level(machine, 7)
    asks(machine, "-P tty -c ttyS0 -q")
    kernel_says(machine, "tests: the end is near", priority=0)
    machine["ttyS0"].expect("tests: the end is near")
