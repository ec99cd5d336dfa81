# SPDX-License-Identifier: MIT
"""A keyboard and serial lines as they really are, in the battery: SysRq with every key
that does not end the machine, from the keyboard and by BREAK on the kernel's own serial
console; BREAK between any two letters; Enter held. Never a shell without the password."""
import time

import pytest

from lib import build, matrix
from lib.hashes import PASSWORD
from machine import PLUG
from machine import PASSWORD as ASKED

pytestmark = pytest.mark.slow

OPENED = "it is open"
REFUSED = "Login incorrect"
SYSRQ = "/proc/sys/kernel/sysrq"
# Not b, c, o: the machine ends. Not e, f, i, j: what the test itself runs would end, or
# stand still; tests/boards press e and i.
HARMLESS = "0123456789hlmnpqrstuvwz"
KEEP_LOGLEVEL = "3"
KILLED = 128 + 9


def asks(machine, options, name):
    machine.shell(f"echo 1 >{SYSRQ}")
    gate = machine.gate(f"{options} -u root -n 1", command=f"echo {OPENED}")
    machine[name].expect(ASKED)
    return gate


def quiet_again(machine):
    """What the kernel was told to say goes on no console any more."""
    machine.shell(f"dmesg -n {KEEP_LOGLEVEL}; echo 176 >{SYSRQ}")


def test_harmless_sysrq_of_the_keyboard(machine, evidence):
    gate = asks(machine, "-P tty -c tty1", "tty1")
    for letter in HARMLESS:
        machine.screen.press(f"alt-sysrq-{letter}")
        assert gate.running(), letter
    quiet_again(machine)
    said = machine.shell("dmesg | grep -c 'sysrq: ' || :")
    assert int(said) >= len(HARMLESS) // 2, "the kernel saw no SysRq"
    assert OPENED not in machine.screen.all()
    machine.screen.type("\x15" + PASSWORD)
    machine.screen.expect(OPENED)
    assert gate.ends() == 0
    # u has made what is mounted read-only, v and others may have left more behind.
    machine.whole = False
    evidence("input", "SysRq keys at the prompt", len(HARMLESS))


@pytest.mark.parametrize("mode", ["-P tty -c tty1", "-P consoles -c tty1 -c ttyS0"])
def test_secure_attention_key(machine, mode, evidence):
    """The kernel kills whoever has the terminal: the gate, which opens nothing."""
    gate = asks(machine, mode, "tty1")
    machine.screen.type(PASSWORD, enter="")
    machine.screen.press("alt-sysrq-k")
    assert gate.ends() == KILLED
    quiet_again(machine)
    machine.screen.type("")
    assert OPENED not in machine.screen.all() + machine["ttyS0"].all() + machine.read("/run/out")
    evidence("input", "SysRq keys at the prompt", 1)


def test_sysrq_by_break_on_the_kernels_console(machine, evidence):
    """BREAK and a letter on ttyS0: the letter is the kernel's or the gate's, and the
    right password opens afterwards."""
    gate = asks(machine, "-P tty -c ttyS0", "ttyS0")
    for letter in "hlmpqtw":
        machine.monitor("chardev-send-break script")
        machine["ttyS0"].type(letter, enter="")
        machine.shell(":")
        assert gate.running(), letter
    quiet_again(machine)
    machine["ttyS0"].type("\x15" + PASSWORD)
    machine["ttyS0"].expect(OPENED)
    assert gate.ends() == 0
    evidence("input", "SysRq keys at the prompt", 7)


def test_break_between_any_two_letters(machine, evidence):
    gate = asks(machine, f"-P tty -c {PLUG} -E stars", PLUG)
    for at, letter in enumerate(PASSWORD, 1):
        for _ in range(5):
            machine.monitor(f"chardev-send-break {PLUG}")
            machine.shell(":")
        machine[PLUG].type(letter, enter="")
        machine.wait(lambda: machine[PLUG].all().count("*") == at, "no sign")
    machine[PLUG].type("")
    machine[PLUG].expect(OPENED)
    assert gate.ends() == 0
    evidence("input", "BREAK on a serial line", 5 * len(PASSWORD))


def hold_enter(machine, seconds, press):
    """Returns how often it was pressed. Tries are as many as the delays allow."""
    delay_s = int(build.configuration()["GATE_FAIL_DELAY_MS"]) / 1000
    machine.shell("dmesg -c >/dev/null")
    start, pressed = time.monotonic(), 0
    while time.monotonic() - start < seconds:
        press()
        pressed += 1
        machine.pump(0.001)
    took = time.monotonic() - start
    denied = int(machine.shell("dmesg | grep -c 'denied: ' || :"))
    print(f"{pressed} times Enter in {took:.0f} s: {denied} tries")
    assert 1 <= denied <= took / delay_s + 1
    return pressed


def enter_held(machine, name, press, seconds, evidence):
    gate = machine.gate(f"-P tty -c {name} -u root -n 0", command=f"echo {OPENED}")
    machine[name].expect(ASKED)
    pressed = hold_enter(machine, seconds, press)
    assert gate.running() and OPENED not in machine[name].all()
    assert pressed > 5 * seconds
    gate.kill()
    assert gate.ends() == matrix.CANCELLED
    evidence("input", "Enter held, on a machine's consoles", pressed)


def serial(machine):
    return lambda: machine["ttyS0"].send(b"\r")


def keyboard(machine):
    """Without waiting for the machine to have seen it."""
    def press():
        machine.qmp("input-send-event", events=[
            {"type": "key", "data": {"down": down, "key": {"type": "qcode", "data": "ret"}}}
            for down in (True, False)])
    return press


KEYBOARDS = {"ttyS0": serial, "tty1": keyboard}


@pytest.mark.parametrize("name", KEYBOARDS)
def test_enter_held(machine, name, evidence):
    enter_held(machine, name, KEYBOARDS[name](machine), 6, evidence)


@pytest.mark.long
@pytest.mark.limit(240)
@pytest.mark.parametrize("name", KEYBOARDS)
def test_enter_held_for_two_minutes(machine, name, evidence):
    enter_held(machine, name, KEYBOARDS[name](machine), 120, evidence)
