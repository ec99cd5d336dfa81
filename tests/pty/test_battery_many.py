# SPDX-License-Identifier: MIT
"""Ten thousand lines pasted, a thousand wrong passwords: the tries are those that the
delay allows, nothing grows, and the person behind it all gets in."""
import contextlib
import os
import time

import pytest

from fault import programs
from lib import build, procfs
from lib.booths import ASKED, BOOTHS, OPEN, Visit, furnish
from lib.hashes import PASSWORD, WRONG
from lib.sandbox import Sandbox

REFUSED = b"Login incorrect"
# Kilobytes that the pages of a process may differ by.
PAGES_KIB = 64
# One page of the heap more: a leak of one piece of memory a try would be four.
HEAP_KIB = 4
LONG_S = 90


def delay_s():
    return int(build.configuration()["GATE_FAIL_DELAY_MS"]) / 1000


# Ten thousand lines

PASTES = {
    "lines": (b"", b"rm -rf /\r", b""),
    "crlf": (b"", b"echo it runs\r\n", b""),
    "marked": (b"\x1b[200~", b"rm -rf /\n", b"\x1b[201~"),
}


def paste(enter, name, kind, lines, evidence):
    """One line of it is a try; what comes during the delay is dropped."""
    there = enter(name, *(("-n", "0") if name.startswith("gate") else ()))
    there.see(there.booth.first)
    begin, line, end = PASTES[kind]
    text, start = begin + line * lines + end, time.monotonic()
    os.set_blocking(there.master, False)
    while text and there.process.poll() is None:
        with contextlib.suppress(BlockingIOError):
            text = text[os.write(there.master, text[:1024]):]
        with contextlib.suppress(AssertionError):
            there.see("never shown", 0.01)
    os.set_blocking(there.master, True)
    if there.booth.tries != 1:
        there.asked_and_still()
        assert OPEN not in there.screen and b"it runs" not in there.screen
        there.type(PASSWORD + "\r")
    there.ends(opened=there.booth.tries != 1)
    tries = there.screen.count(REFUSED)
    assert 1 <= tries <= (time.monotonic() - start) / delay_s() + 1
    evidence("input", "lines pasted", lines)


def test_paste(enter, evidence):
    paste(enter, "gate", "lines", 400, evidence)


@pytest.mark.slow
@pytest.mark.parametrize("kind", PASTES)
@pytest.mark.parametrize("name", ["su", "vlock"])
def test_paste_at_others(enter, name, kind, evidence):
    paste(enter, name, kind, 1000, evidence)


@pytest.mark.long
@pytest.mark.parametrize("kind", PASTES)
@pytest.mark.parametrize("name", ["gate", "vlock"])
def test_paste_of_ten_thousand_lines(enter, name, kind, evidence):
    paste(enter, name, kind, 10000, evidence)


# A thousand wrong passwords

def footprint(pid):
    """Descriptors, children, and kilobytes of memory."""
    told = procfs.status(pid)
    memory = int(told["VmRSS"].split()[0]) + int(told.get("VmSwap", "0").split()[0])
    data = int(told["VmData"].split()[0])
    return len(os.listdir(f"/proc/{pid}/fd")), procfs.children(pid), memory, data


def assert_same(before, after):
    print(before, after)
    assert after[:2] == before[:2] and after[1] == []
    assert after[2] <= before[2] + PAGES_KIB and after[3] <= before[3] + HEAP_KIB, (before, after)


def wrong_ones(there, count):
    """So many wrong passwords, each at its question."""
    for _ in range(count):
        there.see(ASKED, LONG_S)
        there.type(WRONG + "\r")


@pytest.mark.slow
def test_a_thousand_wrong_passwords_at_one_gate(tmp_path, evidence):
    """The program with the ledger, which waits for nobody (tests/fault)."""
    made = furnish(Sandbox(tmp_path / "hurry", programs.gate()))
    made.write("ledger", "", 0o666)
    there = Visit(BOOTHS["gate"], made, ("-n", "0"))
    try:
        wrong_ones(there, 20)
        there.see(ASKED)
        before = footprint(there.process.pid)
        there.type(WRONG + "\r")
        wrong_ones(there, 979)
        there.see(ASKED)
        assert_same(before, footprint(there.process.pid))
        assert there.screen.count(REFUSED) == 1000
        there.type(PASSWORD + "\r")
        there.ends(opened=True)
    finally:
        there.close()
        made.close()
    evidence("input", "wrong passwords at one gate", 1000)


@pytest.mark.long
@pytest.mark.limit(400)
def test_a_thousand_wrong_passwords(enter, evidence):
    """The program as it is: twenty gates, fifty at each."""
    gates = [enter("gate", "-n", "0") for _ in range(20)]
    before = []
    for number in range(50):
        for there in gates:
            there.see(ASKED, LONG_S)
            if number == 2:
                before.append(footprint(there.process.pid))
            there.type(WRONG + "\r")
    for there, first in zip(gates, before):
        there.see(ASKED, LONG_S)
        assert_same(first, footprint(there.process.pid))
        there.type(PASSWORD + "\r")
        there.ends(opened=True)
    evidence("input", "wrong passwords, twenty gates", 1000)
