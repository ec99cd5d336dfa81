# SPDX-License-Identifier: MIT
"""Memory runs out in each applet, at each allocation in turn, while somebody sits at
its terminal: with the right answers it opens or says why not, with wrong ones it
never does, and nothing is left behind. (The gate: test_every_allocation.py.)
"""
import collections
import dataclasses

import pytest

from fault import player, plays
from lib import matrix, probe
from lib.hashes import PASSWORD

# More than any of them has: a loop that does not end is a failure of the test.
MOST = 1000
FOR_GOOD = "4000000000"
# How many allocations in a row are refused; the first of them at each in turn.
ROWS = [pytest.param("1", id="once"),
        pytest.param("64", id="in-a-row", marks=pytest.mark.long),
        pytest.param(FOR_GOOD, id="for-good", marks=pytest.mark.long)]
QUICK = {"su, root to anna, wrong", "passwd, anna's own, right"}
LOCKED = b"locked by"


@dataclasses.dataclass
class Case:
    play: object
    number: int
    end: object
    ledger: object
    log: str

    def __str__(self):
        return (f"{self.play.name}: allocation {self.number} refused to "
                f"{self.ledger.failed[:1]}: status {self.end.status}\n{self.end.text}\n"
                f"typed: {self.end.typed}\n{self.log}\n{self.ledger.text}")

    @property
    def shell_ran(self):
        return b"uid=" in self.end.screen


def run(sandbox, play, number, which, row):
    play.prepare(sandbox)
    sandbox.begin()
    seen = len(sandbox.log.lines())
    end = player.play(play.command(sandbox), play.answers, uid=play.caller,
                      environment={which: str(number), "FAULT_ROW": row})
    return Case(play, number, end, sandbox.ledger(), "\n".join(sandbox.log.lines()[seen:]))


def cases(sandbox, play, which, row):
    """All runs, up to the first in which nothing was refused: that one is as ever."""
    for number in range(1, MOST):
        case = run(sandbox, play, number, which, row)
        check(sandbox, case)
        if not case.ledger.failed:
            assert case.end.status == play.status, str(case)
            assert case.shell_ran == (play.opens and play.shell is not None), str(case)
            return
        yield case
    raise AssertionError("it never ends")


def check_shell(case):
    """Who gets a shell is entitled, and it is that user's."""
    if case.shell_ran:
        told, _ = probe.facts(case.end.text)
        ids = {told[name] for name in ("uid", "euid", "gid", "egid")}
        assert ids == {str(case.play.shell)}, str(case)
        assert case.play.shell == 0 or "0" not in told["groups"].split(","), str(case)


def check_opening(case):
    """No shell and no status 0 without the right answer, and no 0 for nothing."""
    play, end = case.play, case.end
    assert play.entitled(end) or (end.status != 0 and not case.shell_ran), str(case)
    assert play.opens or play.applet == "vlock" or end.status != 0, str(case)
    if play.applet == "vlock" and LOCKED in end.screen:
        assert end.status == 0 and end.typed[-1][1] == PASSWORD, str(case)
    if play.applet in ("su", "sulogin") and end.status == 0:
        assert case.shell_ran, str(case)


def check(sandbox, case):
    """The invariant, for every run."""
    play, end = case.play, case.end
    assert end.status in play.statuses, str(case)
    assert (end.changed, end.left) == ([], []), str(case)
    assert case.ledger.problems() == [], f"{case}\n{case.ledger.problems()}"
    matrix.assert_no_secret(end.screen, case.log)
    check_shell(case)
    check_opening(case)
    plays.assert_shadow_whole(sandbox, play, end)
    plays.assert_session_closed(sandbox)
    plays.assert_tally_whole(sandbox, end)


def check_play(sandbox, play, which, row):
    """Runs all cases; returns how many there were."""
    counts, places = collections.Counter(), set()
    with player.orphans():
        for case in cases(sandbox, play, which, row):
            counts[case.end.status] += 1
            places.add(case.ledger.failed[0][0].split("(")[0])
    words = ", ".join(f"{count} of status {status}" for status, count in sorted(counts.items()))
    print(f"{play.name}: {sum(counts.values())} cases: {words}; "
          f"refused to {', '.join(sorted(places))}")
    return sum(counts.values())


def marked(those):
    return [pytest.param(play, id=play.name.replace(", ", "-").replace(" ", "-"),
                         marks=() if play.name in QUICK else pytest.mark.slow)
            for play in those]


def furnished(sandbox, play):
    play.needs()
    play.furnish(sandbox)
    return sandbox


@pytest.mark.parametrize("row", ROWS)
@pytest.mark.parametrize("play", marked(play for play in plays.PLAYS if play.least[0]))
def test_of_itself(ledgered, play, row, evidence):
    count = check_play(furnished(ledgered, play), play, "FAULT_PARENT", row)
    assert count >= play.least[0]
    evidence("allocations", play.name, count)


@pytest.mark.slow
@pytest.mark.parametrize("row", ROWS[:2])
@pytest.mark.parametrize("play", marked(play for play in plays.PLAYS if play.least[1]))
def test_of_its_children(ledgered, play, row, evidence):
    """unix_chkpwd, who asks for vlock, and the child that becomes the user."""
    count = check_play(furnished(ledgered, play), play, "FAULT_CHILD", row)
    assert count >= play.least[1]
    evidence("allocations", play.name, count)


@pytest.mark.slow
def test_vlock_stays_locked(ledgered, evidence):
    """Who asks never has any memory again: it asks for ever, whatever is answered."""
    play = plays.STAYS_LOCKED
    furnished(ledgered, play)
    for number in ("1", "30"):
        play.prepare(ledgered)
        ledgered.begin()
        end = player.play(play.command(ledgered), play.answers, limit_s=2,
                          environment={"FAULT_CHILD": number, "FAULT_ROW": FOR_GOOD})
        assert end.status == player.HANG and end.screen.count(LOCKED) >= 3, end.text
        assert ledgered.ledger().failed, end.text
    evidence("allocations", "vlock, no memory ever again", 2)
