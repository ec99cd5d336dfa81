# SPDX-License-Identifier: MIT
"""Each signal that somebody can send, at each system call of a whole run, in each
process of it; all of them at once; stopped and continued; and SIGKILL of the helper,
of the command and of the program itself. Nothing opens without the right answer."""
import collections
import os
import signal
import subprocess
import threading
import time

import pytest

from fault import verdicts
from fault.meddling import HANG
from fault.stages import CASES, name_of
from fault.verdicts import Allowed
from lib import matrix, procfs
from lib.hashes import PASSWORD

# Whoever sends one of these ends the program, wherever it is.
DEADLY = (signal.SIGKILL, signal.SIGSEGV, signal.SIGABRT, signal.SIGSYS, signal.SIGTRAP)
ENDING = (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM)
STOPPING = (signal.SIGSTOP, signal.SIGTSTP, signal.SIGTTIN, signal.SIGTTOU)
OTHERS = (signal.SIGUSR1, signal.SIGUSR2, signal.SIGALRM, signal.SIGPIPE, signal.SIGCHLD,
          signal.SIGCONT, signal.SIGWINCH, signal.SIGIO, signal.SIGPWR, signal.SIGXFSZ,
          signal.SIGVTALRM, signal.SIGPROF, signal.SIGRTMIN, signal.SIGRTMAX)
SIGNALS = ENDING + STOPPING + OTHERS + DEADLY
# What may end it before signals are blocked, or in the command, and what does not.
FATAL = tuple(number for number in SIGNALS if number not in STOPPING and number not in
              (signal.SIGCHLD, signal.SIGCONT, signal.SIGWINCH))
# Every so manyth pair is in the samples; primes.
SAMPLE, QUICK_SAMPLE = 29, 1009
LEAST_CALLS = 20
PARTS = 4


def allowed(number):
    """Nobody puts the terminal back for a program that is killed."""
    return Allowed(signals=(number,) if number in FATAL else (), terminal=number in DEADLY)


def sweep(desk, jobs):
    """jobs: (call, signal)"""
    found = verdicts.Sweep()
    for call, number in jobs:
        options = ("-p", call.process, "-n", call.number, "-s", int(number))
        found.take(desk, options, desk.run(*options), allowed(number))
    return found


def try_signals(desk, evidence, case, step, part=0, parts=1):
    jobs = [(call, number) for call in desk.calls() for number in SIGNALS]
    found = sweep(desk, verdicts.sampled(jobs, step)[part::parts])
    found.check(f"{name_of(case)}, part {part}",
                max(1, LEAST_CALLS * len(SIGNALS) // (step * parts) - 1))
    evidence("signals", f"one at a call: {name_of(case)}", found.tried)


@verdicts.each()
def test_a_quick_sample_of_signals(tmp_path, evidence, case, part):
    try_signals(verdicts.sit(tmp_path, case), evidence, case, QUICK_SAMPLE)


@pytest.mark.slow
@verdicts.each()
def test_a_signal_at_each_call(tmp_path, evidence, case, part):
    try_signals(verdicts.sit(tmp_path, case), evidence, case, SAMPLE)


@pytest.mark.long
@pytest.mark.limit(900)
@verdicts.each(parts=PARTS)
def test_each_signal_at_each_call(tmp_path, evidence, case, part):
    try_signals(verdicts.sit(tmp_path, case), evidence, case, 1, part, PARTS)


# At every call of every process

def same(desk, end):
    return (end.status, end.ids) == (desk.good.status, desk.good.ids)


@verdicts.each()
@pytest.mark.parametrize("number", STOPPING, ids=lambda number: number.name)
def test_stopped_and_continued_at_every_call(tmp_path, evidence, case, part, number):
    """Nothing is lost by it: it asks, and ends, as it would have."""
    desk = verdicts.sit(tmp_path, case)
    end = desk.run("-p", 0, "-n", 0, "-s", int(number))
    assert len(end.hits) >= LEAST_CALLS
    assert verdicts.faulty(desk, end) == "" and same(desk, end), end
    evidence("signals", "stopped and continued at every call of a run", len(end.hits))


def storm_of(numbers):
    return [word for number in numbers for word in ("-s", int(number))]


@verdicts.each()
def test_all_at_every_call(tmp_path, evidence, case, part):
    """All that do not kill the program itself; it may be ended, and is not opened."""
    desk = verdicts.sit(tmp_path, case)
    end = desk.run("-p", 0, "-n", 0, *storm_of(ENDING + STOPPING + OTHERS))
    assert end.hits and verdicts.faulty(desk, end, Allowed(signals=FATAL)) == "", end
    evidence("signals", "all at every call of a run", len(end.hits))
