# SPDX-License-Identifier: MIT
"""Two keyboards at once (prompt mode consoles), keys by turns at random: what is typed on
one is never a part of what is typed on the other, whoever of them presses Enter first."""
import dataclasses
import random

import pytest

from lib import matrix
from lib.booths import ASKED
from lib.hashes import PASSWORD, WRONG
from lib.sandbox import needs_names_of_terminals
from lib.several import Gate

HALF, REST = PASSWORD[:7], PASSWORD[7:]


@dataclasses.dataclass(frozen=True)
class Round:
    """What is typed on each of them; the first of `enters` presses Enter first."""
    keys: tuple
    enters: int
    opens: bool


ROUNDS = (
    Round((PASSWORD, WRONG), 0, True),
    Round((PASSWORD, WRONG), 1, False),
    Round((HALF, REST), 0, False),
    Round((HALF, REST), 1, False),
    Round((PASSWORD, PASSWORD), 1, True),
    Round((PASSWORD, "\x15" * 20), 0, True),
    Round((PASSWORD, "\x7f" * 20), 0, True),
    Round((PASSWORD, "\x1b[20" * 5), 0, True),
    Round((PASSWORD, "\x16" * 7), 0, True),
    Round((PASSWORD, "ä€" * 7), 0, True),
    Round((PASSWORD + "x", "\x7f" * 3), 0, False),
    Round((PASSWORD[:-1], PASSWORD[-1]), 0, False),
)


def type_by_turns(terminals, keys, source):
    """Bytes, in the order of each, one here and some there."""
    left = [text.encode() for text in keys]
    while any(left):
        at = source.choice([at for at in range(len(left)) if left[at]])
        count = source.randint(1, 3)
        terminals[at].type(left[at][:count])
        left[at] = left[at][count:]


def play(sandbox, round_, seed):
    gate = Gate(sandbox, 2, "-u", "anna", "-n", "1")
    try:
        for each in gate.terminals:
            each.see(ASKED)
        type_by_turns(gate.terminals, round_.keys, random.Random(seed))
        gate.terminals[round_.enters].type("\r")
        status = gate.leave()
        assert status == (0 if round_.opens else matrix.DENIED), (round_, seed)
        gate.assert_left_clean()
        matrix.assert_no_secret(*gate.all_shown().values())
    finally:
        gate.close()


def play_all(sandbox, rounds, seeds, evidence):
    needs_names_of_terminals(sandbox.path)
    sandbox.mount("dev/pts")
    sandbox.unix_policy()
    sandbox.user("anna")
    for round_ in rounds:
        for seed in seeds:
            play(sandbox, round_, seed)
    evidence("input", "two keyboards at once", len(rounds) * len(seeds))


def test_some(sandbox, evidence):
    play_all(sandbox, ROUNDS[:3], range(1), evidence)


@pytest.mark.slow
@pytest.mark.parametrize("round_", ROUNDS, ids=range(len(ROUNDS)))
def test_each(sandbox, round_, evidence):
    play_all(sandbox, (round_,), range(4 if round_.opens else 2), evidence)


@pytest.mark.long
@pytest.mark.parametrize("round_", ROUNDS, ids=range(len(ROUNDS)))
def test_many(sandbox, round_, evidence):
    play_all(sandbox, (round_,), range(40 if round_.opens else 20), evidence)
