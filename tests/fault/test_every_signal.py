# SPDX-License-Identifier: MIT
"""Each signal that somebody can send, at each system call of a whole run, in each
process of it; all of them at once; stopped and continued. Nothing opens without the
right answer. (SIGKILL of one of several: test_kills.py.)"""
import collections
import contextlib
import functools
import os
import signal
import threading

import pytest

from fault import verdicts
from fault.stages import CASES, name_of
from fault.verdicts import Allowed
from lib import procfs

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
SAMPLE, QUICK_SAMPLE = 37, 1009
LEAST_CALLS = 20
PARTS = 4
STORMS = 10
# faillock waits for nobody, and blocks nothing.
ASKS = [case for case in CASES if case[0].wrong]
# One that ends a question ends no vlock: it asks anew for as long as the storm lasts.
ENDS = [case for case in ASKS if case[0].name != "vlock"]
# musl keeps it for itself, and lets it through once a mask was saved and restored: it
# may kill a helper, as SIGKILL does (test_kills.py).
OF_THE_LIBRARY = signal.SIGRTMIN
ALONE = [case for case in ASKS if not case[0].ids]


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


def begin(desk):
    """From the call on behind which signals are blocked: ("-f", its number)."""
    calls = [call for call in desk.calls() if call.process == 0]
    blocked = next(at for at, call in enumerate(calls) if call.name == "signalfd4") + 1
    assert calls[blocked].name == "rt_sigprocmask"
    return "-f", calls[blocked + 1].number


def storm_of(numbers):
    return [word for number in numbers for word in ("-s", int(number))]


@verdicts.each()
@pytest.mark.parametrize("number", STOPPING, ids=lambda number: number.name)
def test_stopped_and_continued_at_every_call(tmp_path, evidence, case, part, number):
    """Nothing is lost by it: it asks, and ends, as it would have."""
    desk = verdicts.sit(tmp_path, case)
    end = desk.run("-p", 0, "-n", 0, "-s", int(number))
    assert len(end.hits) >= LEAST_CALLS
    assert verdicts.faulty(desk, end) == "" and same(desk, end), end
    evidence("signals", "stopped and continued at every call of a run", len(end.hits))


@verdicts.each(ENDS)
def test_all_at_every_call(tmp_path, evidence, case, part):
    """It may be ended by them, but is not opened."""
    desk = verdicts.sit(tmp_path, case)
    end = desk.run(*begin(desk), "-p", 0, "-n", 0, *storm_of(ENDING + STOPPING + OTHERS))
    assert end.hits and verdicts.faulty(desk, end, Allowed(signals=FATAL)) == "", end
    evidence("signals", "all at every call of a run", len(end.hits))


@verdicts.each(ALONE)
def test_all_that_are_of_no_meaning_at_every_call(tmp_path, evidence, case, part):
    """It opens or does not, as if there were none. (A command would get its own.)"""
    desk = verdicts.sit(tmp_path, case)
    numbers = [number for number in STOPPING + OTHERS if number != OF_THE_LIBRARY]
    end = desk.run(*begin(desk), "-p", 0, "-n", 0, *storm_of(numbers))
    assert len(end.hits) >= LEAST_CALLS
    assert verdicts.faulty(desk, end) == "" and same(desk, end), end
    evidence("signals", "all but HUP, INT, QUIT, TERM at every call of a run", len(end.hits))


# From another process

@contextlib.contextmanager
def storm(numbers, pid):
    """All of these to everybody below this process, again and again."""
    over = threading.Event()

    def send():
        while not over.is_set():
            for number in numbers:
                for target in below(pid):
                    with contextlib.suppress(ProcessLookupError, PermissionError):
                        os.kill(target, number)

    sender = threading.Thread(target=send)
    sender.start()
    try:
        yield
    finally:
        over.set()
        sender.join()


def below(pid):
    """All that it has started, and those in turn; but for the program before its exec."""
    with contextlib.suppress(OSError):
        for child in procfs.children(pid):
            if procfs.status(child)["Name"] != "meddle":
                yield child
            yield from below(child)


@pytest.mark.slow
@verdicts.each(ENDS)
def test_a_storm_from_another_process(tmp_path, evidence, case, part):
    """From its first moment on: at whatever moment that is, it ends, and as it may."""
    desk = verdicts.sit(tmp_path, case)
    ends = collections.Counter()
    for number in range(STORMS):
        numbers = STOPPING + OTHERS + ENDING[number % 5:]
        end = desk.run(during=functools.partial(storm, numbers[number % len(numbers):]))
        assert verdicts.faulty(desk, end, Allowed(signals=FATAL)) == "", end
        ends[end.status] += 1
    print(f"{name_of(case)}: {dict(ends)}")
    evidence("signals", "a storm from another process", STORMS)
