# SPDX-License-Identifier: MIT
"""A keyboard and a line as they really are: Caps Lock, the keys of the kernel's own
keymap, BREAK on a serial line.

(QEMU's serial line sends no damaged byte: parity is not seen here.)
"""
import pytest

from lib.hashes import PASSWORD, WRONG
from machine import PLUG
from machine import PASSWORD as ASKED

pytestmark = pytest.mark.slow

HINT = "Caps Lock is on"
OPENED = "it is open"
REFUSED = "Login incorrect"


def asks(machine, options, name="tty1"):
    gate = machine.gate(f"{options} -u root", command=f"echo {OPENED}")
    machine[name].expect(ASKED)
    return gate


def send_break(machine, times):
    """One after the other: QEMU marks only the last one of those that wait as BREAK."""
    for _ in range(times):
        machine.monitor(f"chardev-send-break {PLUG}")
        machine.shell(":")


def shown(machine):
    """The lines of the screen that are not empty."""
    return [row for row in machine.screen.all().splitlines() if row]


# Caps Lock

@pytest.mark.parametrize("mode", ["-P tty -c tty1", "-P consoles"])
def test_hint_when_it_is_on_before_the_question(machine, mode):
    machine.screen.toggle_caps_lock()
    asks(machine, f"{mode} -n 1")
    machine.screen.expect(rf"^Password:\n{HINT}\nPassword:$")
    machine.screen.type(PASSWORD)
    machine.screen.expect(REFUSED)
    assert shown(machine) == ["Password:", HINT, "Password:", REFUSED]
    assert HINT not in machine["ttyS0"].all()


def test_hint_when_it_is_switched_on_at_the_question(machine):
    """With the first letter, and what was typed before stays."""
    asks(machine, "-P tty -c tty1 -E stars")
    machine.screen.type(PASSWORD[:3], enter="")
    machine.screen.expect(r"^Password: \*\*\*$")
    machine.screen.toggle_caps_lock()
    # Shifted against Caps Lock they are the letters of the password.
    for letter in PASSWORD[3:]:
        machine.screen.type(letter.swapcase(), enter="")
    stars = r"\*" * len(PASSWORD)
    machine.screen.expect(rf"^Password: \*+\n{HINT}\nPassword: {stars}$")
    machine.screen.type("")
    machine.screen.expect(OPENED)
    assert "\n".join(shown(machine)).count(HINT) == 1


def test_hint_once_a_question(machine):
    machine.screen.toggle_caps_lock()
    asks(machine, "-P tty -c tty1 -n 2")
    machine.screen.type(WRONG)
    machine.screen.expect(rf"{REFUSED}\nPassword:\n{HINT}\nPassword:$")
    machine.screen.type(WRONG)
    machine.screen.expect(rf"{REFUSED}(?s:.*){REFUSED}")
    assert shown(machine) == ["Password:", HINT, "Password:", REFUSED] * 2


def test_no_hint_when_it_is_off(machine):
    machine.screen.toggle_caps_lock()
    machine.screen.toggle_caps_lock()
    asks(machine, "-P tty -c tty1")
    machine.screen.type(PASSWORD)
    machine.screen.expect(OPENED)
    assert shown(machine) == ["Password:", OPENED]


def test_no_hint_on_a_serial_line(machine):
    machine.screen.toggle_caps_lock()
    asks(machine, "-P tty -c ttyS0", "ttyS0")
    machine["ttyS0"].type(PASSWORD)
    machine["ttyS0"].expect(OPENED)
    assert HINT not in machine["ttyS0"].all() + machine.screen.all()


# Keys

@pytest.mark.parametrize("keys", [
    ["up", "down", "left", "right"],
    ["home", "end", "insert", "delete", "pgup", "pgdn"],
    [f"f{number}" for number in range(1, 13)],
    ["alt-x"],
    ["ctrl-z"],
    ["num_lock", "num_lock"],
    ["x", "backspace"],
    ["x", "y", "ctrl-w"],
], ids="-".join)
def test_keys_that_are_no_text(machine, keys):
    """All of them before and amid the right password, which stays the right one."""
    asks(machine, "-P tty -c tty1 -n 1")
    machine.screen.type("x\x15", enter="")
    for key in keys:
        machine.screen.press(key)
    for letter in PASSWORD:
        machine.screen.type(letter, enter="")
        if "ctrl-w" not in keys:
            for key in keys[:2]:
                machine.screen.press(key)
    machine.screen.type("")
    machine.screen.expect(OPENED)


# BREAK

@pytest.mark.parametrize("mode", [f"-P tty -c {PLUG}", f"-P consoles -c {PLUG} -c ttyS0"])
def test_break_is_no_character(machine, mode):
    line = machine[PLUG]
    gate = asks(machine, f"{mode} -n 1 -E stars", PLUG)
    typed = 0
    for part in ("", PASSWORD[:4], PASSWORD[4:]):
        line.type(part, enter="")
        typed += len(part)
        line.expect(r"\*" * len(part) + "$")
        send_break(machine, 3)
    assert typed == len(PASSWORD)
    assert gate.running()
    line.type("")
    line.expect(OPENED)
    assert line.all().count("*") == len(PASSWORD)


def test_break_alone_ends_nothing(machine):
    """Neither the question nor, by a signal, the gate; the next key is a key."""
    gate = asks(machine, f"-P tty -c {PLUG} -n 1", PLUG)
    send_break(machine, 20)
    machine[PLUG].type(PASSWORD)
    machine[PLUG].expect(OPENED)
    assert gate.ends() == 0
