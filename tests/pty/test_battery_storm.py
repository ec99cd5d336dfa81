# SPDX-License-Identifier: MIT
"""The delay and the deadline under storms of signals: an attacker who sends them gets no
answer sooner, and no more tries; and who gives the right one gets in all the same."""
import contextlib
import signal
import subprocess
import sys
import time

import pytest

from lib import build, matrix
from lib.booths import ASKED, BOOTHS, processes_of
from lib.hashes import PASSWORD, WRONG

SLACK_S = 0.05
# Far more than a busy machine needs, far less than to wait for ever.
LATE_S = 20
FLOOD_S = 5
LEAST_SIGNALS = 200

STORMS = {
    "harmless": ("ALRM", "USR1", "USR2", "PIPE", "XCPU", "IO", "VTALRM", "PROF", "PWR", "STKFLT",
                 "WINCH", "CHLD", "CONT", "URG", "TSTP"),
    "stopped": ("STOP", "CONT"),
}
# Sends them as fast as it can until its input ends, then says how many.
SENDER = """
import contextlib, os, select, signal, sys
pids = [int(word) for word in sys.argv[1].split()]
numbers = [getattr(signal, "SIG" + word) for word in sys.argv[2:]]
sent = 0
print(flush=True)
while not select.select([0], [], [], 0)[0]:
    for number in numbers:
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)
                sent += 1
for pid in pids:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGCONT)
print(sent)
"""


class Storm:
    """storm.sent: how many signals reached a process, known when it is over."""

    def __init__(self, there, name):
        pids = " ".join(str(pid) for pid in processes_of(there.sandbox))
        assert pids
        self.process = subprocess.Popen(
            [sys.executable, "-c", SENDER, pids, *STORMS[name]], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, text=True)
        self.process.stdout.readline()
        self.sent = 0

    def end(self):
        self.sent = int(self.process.communicate("", timeout=LATE_S)[0])


@contextlib.contextmanager
def storm(there, name):
    made = Storm(there, name)
    try:
        yield made
    finally:
        made.end()


def delay_s():
    return int(build.configuration()["GATE_FAIL_DELAY_MS"]) / 1000


def cases(quick):
    for name in BOOTHS:
        for kind in STORMS if name in ("gate", "vlock") else ("harmless",):
            if (name == "gate") == quick:
                yield pytest.param(name, kind, id=f"{name}-{kind}")


def last_question(there):
    question = there.booth.answers[0][0]
    if len(there.booth.answers) == 2:
        there.answer(there.booth.answers[0])
        question = there.booth.answers[1][0]
    there.see(question)


def delay_holds(enter, name, kind, evidence):
    """From a wrong answer to the refusal, all of it in the storm; then it opens."""
    there = enter(name)
    last_question(there)
    with storm(there, kind) as sender:
        start = time.monotonic()
        there.type(WRONG + "\r")
        if there.booth.tries == 1:
            there.ends(opened=False)
        else:
            there.see("Login incorrect", LATE_S)
        seconds = time.monotonic() - start
    assert seconds >= delay_s() - SLACK_S
    assert sender.sent >= LEAST_SIGNALS
    if there.booth.tries != 1:
        there.answer_rightly()
        there.ends(opened=True)
    evidence("time", "the delay in a storm of signals", 1)


@pytest.mark.parametrize("name, kind", cases(quick=True))
def test_delay(enter, name, kind, evidence):
    delay_holds(enter, name, kind, evidence)


@pytest.mark.slow
@pytest.mark.parametrize("name, kind", cases(quick=False))
def test_delay_of_all(enter, name, kind, evidence):
    delay_holds(enter, name, kind, evidence)


@pytest.mark.slow
@pytest.mark.parametrize("kind", STORMS)
@pytest.mark.parametrize("name", ["gate", "sulogin"])
def test_deadline(enter, name, kind, evidence):
    """Neither sooner nor never."""
    start = time.monotonic()
    there = enter(name, "-t", "2")
    there.see(ASKED)
    with storm(there, kind) as sender:
        status = there.ends(opened=False)
        seconds = time.monotonic() - start
    assert status == matrix.TIMEOUT
    assert 2 - SLACK_S <= seconds < LATE_S
    assert sender.sent >= LEAST_SIGNALS
    evidence("time", "the deadline in a storm of signals", 1)


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in BOOTHS if name != "passwd"])
def test_right_answer(enter, name, evidence):
    there = enter(name)
    last_question(there)
    with storm(there, "harmless") as sender:
        there.type(PASSWORD + "\r")
        there.ends(opened=True)
    assert sender.sent > 0
    evidence("time", "the right answer in a storm of signals", 1)


@pytest.mark.slow
@pytest.mark.parametrize("name, more", [("gate", ("-n", "0")), ("vlock", ())])
def test_tries_of_an_attacker(enter, name, more, evidence):
    """Wrong answers as fast as they are taken, signals as fast as they can be sent: as
    many tries as there are delays in the time."""
    there = enter(name, *more)
    there.see(ASKED)
    with storm(there, "harmless"):
        start = time.monotonic()
        while time.monotonic() - start < FLOOD_S:
            there.type(f"{WRONG}\r" * 4)
            time.sleep(0.01)
        tries = there.screen.count(b"Login incorrect")
        seconds = time.monotonic() - start
    assert 1 <= tries <= seconds / delay_s() + 1
    assert there.process.poll() is None
    if name == "gate":
        there.process.send_signal(signal.SIGTERM)
        there.ends(opened=False)
    evidence("time", "tries of who sends answers and signals without end", tries)
