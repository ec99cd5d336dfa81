# SPDX-License-Identifier: MIT
"""More input than anybody types: Enter without end, a line without end. Nothing gives up
and opens, the tries are those that the delay allows, and who comes then gets in."""
import contextlib
import os
import signal
import subprocess
import threading
import time

import pytest

from lib import build, matrix
from lib.booths import ASKED, BOOTHS, OPEN
from lib.hashes import PASSWORD
from lib.sandbox import needs_names_of_terminals
from lib.several import Gate

REFUSED = b"Login incorrect"
MIB = 1 << 20
SLACK_S = 0.05
# A person's patience where the other end is busy with a mebibyte.
LONG_S = 90


def delay_s():
    return int(build.configuration()["GATE_FAIL_DELAY_MS"]) / 1000


@contextlib.contextmanager
def enter_held(master):
    """Enter, a thousand times a second, until the end of the block. [how often]"""
    over, pressed = threading.Event(), [0]

    def press():
        start = time.monotonic()
        while not over.wait(0.002):
            due = int((time.monotonic() - start) * 1000) - pressed[0]
            with contextlib.suppress(BlockingIOError):
                pressed[0] += os.write(master, b"\r" * due) if due > 0 else 0

    os.set_blocking(master, False)
    thread = threading.Thread(target=press)
    thread.start()
    try:
        yield pressed
    finally:
        over.set()
        thread.join()
        os.set_blocking(master, True)


def watch(there, seconds):
    """Looks at what is shown for so long, or until the end. How often it was refused."""
    end = time.monotonic() + seconds
    while there.process.poll() is None and time.monotonic() < end:
        with contextlib.suppress(AssertionError):
            there.see("never shown", 0.2)
    assert OPEN not in there.screen
    return there.screen.count(REFUSED)


def hold_enter(there, seconds):
    """Returns (how often Enter came, how many tries that made)."""
    there.see(there.booth.first)
    start = time.monotonic()
    with enter_held(there.master) as pressed:
        tries = watch(there, seconds)
    took = time.monotonic() - start
    assert tries <= took / delay_s() + 1
    return pressed[0], tries


def enter_without_end(enter, name, seconds, evidence):
    """Those that ask for ever are asked for so long; the others end, and are shut."""
    endless = name in ("gate", "gate-name", "vlock")
    there = enter(name, *(("-n", "0") if name.startswith("gate") else ()))
    pressed, tries = hold_enter(there, seconds)
    print(f"{pressed} times Enter: {tries} tries")
    assert tries >= 1 and pressed > 100
    if endless:
        assert there.process.poll() is None
        there.process.kill() if name == "vlock" else there.process.send_signal(signal.SIGTERM)
    if name != "vlock":
        there.ends(opened=False)
    evidence("input", "Enter held, 1,000 a second", pressed)


def test_enter_held(enter, evidence):
    enter_without_end(enter, "gate", 4.5, evidence)


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in BOOTHS if name not in ("gate", "passwd")])
def test_enter_held_at_each(enter, name, evidence):
    enter_without_end(enter, name, 8, evidence)


@pytest.mark.long
@pytest.mark.limit(200)
@pytest.mark.parametrize("name", ["gate", "gate-name", "vlock"])
def test_enter_held_for_two_minutes(enter, name, evidence):
    enter_without_end(enter, name, 120, evidence)


# A line without an end

MEBIBYTE_SLOW = ("gate", "login", "su")


def mebibyte(enter, name, evidence):
    """Typed at the last question; then Enter. It is refused as one wrong answer."""
    there = enter(name)
    *before, (last, _) = there.booth.answers if name != "passwd" else there.booth.answers[:1]
    there.answer(*before)
    there.see(last)
    for _ in range(16):
        there.type(b"y" * (MIB // 16))
    there.type("\r")
    if there.booth.tries != 1:
        there.see("Login incorrect", LONG_S)
        there.answer_rightly()
    there.ends(opened=there.booth.tries != 1)
    assert b"yyyy" not in there.screen
    evidence("input", "1 MiB without a newline", 1)


@pytest.mark.long
@pytest.mark.parametrize("name", [name for name in BOOTHS if name not in MEBIBYTE_SLOW])
def test_mebibyte_at_others(enter, name, evidence):
    mebibyte(enter, name, evidence)


@pytest.mark.slow
@pytest.mark.parametrize("name", MEBIBYTE_SLOW)
def test_mebibyte(enter, name, evidence):
    mebibyte(enter, name, evidence)


@pytest.mark.slow
def test_mebibyte_on_one_console(sandbox, evidence):
    """It is told so, and asked again; the other console opens meanwhile."""
    needs_names_of_terminals(sandbox.path)
    sandbox.mount("dev/pts")
    sandbox.unix_policy()
    sandbox.user("anna")
    gate = Gate(sandbox, 2, "-u", "anna", "-n", "1")
    try:
        first, second = gate.terminals
        second.see(ASKED)
        first.type(b"y" * MIB + b"\r")
        first.see("refused", LONG_S)
        second.type(PASSWORD + "\r")
        assert gate.leave() == 0
        gate.assert_left_clean()
    finally:
        gate.close()
    evidence("input", "1 MiB without a newline", 1)


@pytest.mark.slow
@pytest.mark.parametrize("mode", ["stdio", "askpass"])
def test_mebibyte_by_a_pipe(sandbox, mode, evidence):
    """The password stands behind it, and before it; the line is one, and no answer."""
    from askpass import asking

    sandbox.unix_policy()
    sandbox.user("anna")
    right = PASSWORD.encode()
    lines = [right + b"y" * MIB, b"y" * MIB + right, b"y" * MIB]
    if mode == "stdio":
        done = sandbox.gate("-u", "anna", "-n", "3", answers=lines)
        assert done.status == matrix.DENIED
        done = sandbox.gate("-u", "anna", "-n", "2", answers=[lines[0], PASSWORD])
        assert done.status == 0
    for line in lines if mode == "askpass" else ():
        asking.answering(sandbox, line)
        sandbox.write("questions", "")
        assert asking.gate(sandbox, "-u", "anna", "-n", "1").status == matrix.DENIED
    evidence("input", "1 MiB without a newline", len(lines))


@pytest.mark.slow
def test_deadline_in_a_flood(enter, evidence):
    """The terminal's queue is never empty, and its line has no end: time passes."""
    start = time.monotonic()
    there = enter("gate", "-t", "2")
    there.see(ASKED)
    with open("/dev/zero", "rb") as zero, subprocess.Popen(
            ["tr", "\\0", "k"], stdin=zero, stdout=there.master) as flood:
        try:
            status = there.ends(opened=False, limit_s=20)
        finally:
            flood.kill()
    assert status == matrix.TIMEOUT and time.monotonic() - start >= 2 - SLACK_S
    evidence("time", "the deadline in a flood of keys", 1)
