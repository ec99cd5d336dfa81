# SPDX-License-Identifier: MIT
"""The battery's one invariant, of one end of a stage that was meddled with; and the
loop over all of them."""
import collections
import dataclasses
import signal

import pytest

from fault.meddling import HANG, Desk, can_trace
from fault.stages import CASES, name_of
from lib import matrix
from lib.sandbox import Sandbox

# Of those that are not meddled with at all: the run had fewer calls (su's relay takes
# what has come meanwhile in one piece, or in several; on a busy machine in far fewer).
# How many have to be tried is check()'s `least`.
MISSED_MOST, MISSED_SOME = 0.5, 8


# musl itself ends a program that it cannot start (a_crash), long before main().
OF_THE_START = {"arch_prctl", "poll"}
START_CALLS = 6


LAST_WORDS = {matrix.BROKEN: b"ot possible", matrix.CANCELLED: b"Cancelled"}


def is_start(call):
    return call.process == 0 and call.number < START_CALLS and call.name in OF_THE_START


@dataclasses.dataclass(frozen=True)
class Allowed:
    """What else may be, because of what was done."""
    signals: tuple = ()       # it may be killed by one of them
    terminal: bool = False    # the terminal may be left as it was in the question


def said(end):
    """What was shown; but for what is typed on when there is nobody who asks any more."""
    return end.out.rpartition(LAST_WORDS[end.status])[0] if end.status in LAST_WORDS else end.out


def faulty(desk, end, allowed=Allowed()):
    """What is wrong; "" for nothing."""
    stage, found = desk.stage, []
    if stage.wrong and not desk.right and stage.opened(desk.sandbox, end):
        found.append("opened")
    if not stage.kept(desk.sandbox, end):
        found.append("said yes, and there was none")
    if end.ids - {stage.ids.encode()}:
        found.append(f"ran as {end.ids}")
    if end.status == HANG:
        found.append("hangs")
    elif end.status not in stage.statuses | {128 + number for number in allowed.signals}:
        if not (end.status == matrix.SIGNAL + signal.SIGSEGV and is_start(end.hits[0])):
            found.append("crashed")
    if end.after and end.after != end.before and not allowed.terminal:
        found.append("left the terminal")
    if end.left:
        found.append(f"left {end.left} processes")
    try:
        matrix.assert_no_secret(said(end), end.log)
    except AssertionError:
        found.append("secret")
    return ", ".join(found)


@dataclasses.dataclass
class Sweep:
    """What became of many."""
    tried: int = 0
    wrong: list = dataclasses.field(default_factory=list)
    ends: collections.Counter = dataclasses.field(default_factory=collections.Counter)
    names: collections.Counter = dataclasses.field(default_factory=collections.Counter)
    raw: int = 0              # that the terminal was left in the question

    def take(self, desk, options, end, allowed=Allowed()):
        if not end.hits:
            self.ends["missed"] += 1
            return
        self.tried += 1
        self.ends[end.status] += 1
        self.names[end.hits[0].name] += 1
        self.raw += bool(end.after) and end.after != end.before
        fault = faulty(desk, end, allowed)
        if fault:
            self.wrong.append((fault, end.status, end.hits[0], options, end.out[-200:]))

    def check(self, what, least):
        print(f"{what}: {self.tried} cases of {len(self.names)} calls: {dict(self.ends)}"
              + (f"; the terminal was left {self.raw} times" if self.raw else ""))
        assert not self.wrong, "\n".join(map(str, [len(self.wrong), *self.wrong[:40]]))
        assert self.tried >= least, f"{self.tried} cases, of {least} at least"
        assert self.ends["missed"] <= max(MISSED_SOME, MISSED_MOST * self.tried), self.ends


def sampled(jobs, step):
    """Every so manyth; a prime, so that it is not always the same error."""
    return jobs[::step]


def each(cases=CASES, parts=1):
    """To be parametrized with: (stage, right), and the part of several."""
    return pytest.mark.parametrize("case,part", [
        pytest.param(case, part, id=name_of(case).replace(", ", "-").replace(" ", "-")
                     + (f"-{part}" if parts > 1 else ""))
        for case in cases for part in range(parts)])


def sit(tmp_path, case):
    """A new desk for this case."""
    stage, right = case
    stage.needs()
    if not can_trace():
        pytest.skip("needs ptrace")
    return Desk(Sandbox(tmp_path / "root"), stage, right)
