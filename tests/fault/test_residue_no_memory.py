# SPDX-License-Identifier: MIT
"""Nothing of a password is left either where memory has run out on the way: at a
sample of the allocations (test_every_applet.py has all of them, without a look at
what is left)."""
import pytest

from fault import plays
from fault.watched import Watched
from lib import matrix

EVERY = 7
LIMIT_S = 25
MOST = 300
NAMES = ("login, right", "su, root to anna, wrong", "passwd, anna's own, right",
         "sulogin, right", "pamtest, change, right")
ROWS = {"once": "1", "for-good": "4000000000"}


@pytest.mark.slow
@pytest.mark.parametrize("row", [pytest.param("once"),
                                 pytest.param("for-good", marks=pytest.mark.long)])
@pytest.mark.parametrize("name", NAMES)
def test_where_memory_ran_out(ledgered, name, row, evidence):
    [play] = [each for each in plays.PLAYS if each.name == name]
    play.needs()
    play.furnish(ledgered)
    tried = scans = 0
    for number in range(20, MOST, EVERY):
        play.prepare(ledgered)
        ledgered.begin()
        one = Watched(ledgered, play, {"FAULT_PARENT": str(number), "FAULT_ROW": ROWS[row]})
        try:
            status = one.run(LIMIT_S)
        finally:
            one.close()
        assert status in play.statuses and one.tracer.remains == [], (number, one.tracer.remains)
        scans += one.tracer.scans
        matrix.assert_no_secret(one.screen)
        if not ledgered.ledger().failed:
            break
        tried += 1
    assert tried >= 5
    print(f"{name}: memory ran out {tried} times, {scans} processes")
    evidence("memory", f"{play.applet}, processes as they exit", scans)
