# SPDX-License-Identifier: MIT
"""The time to a refusal of those applets that are told a name, on a terminal: of a user
who exists and of one who does not it is the same (test_battery_same_time.py: of the gate).
"""
import concurrent.futures
import dataclasses
import time

import pytest

from lib import build, welch
from lib.booths import ASKED, BOOTHS, Visit, furnish
from lib.hashes import WRONG
from lib.sandbox import Sandbox, needs_users

pytestmark = pytest.mark.slow

SLACK_S = 0.005
REFUSED = "Login incorrect"
# As long as each other.
NAMES = ("anna", "nona")
VISITS = 12


def visit(name, place, applet):
    """Someone who says the name, on the command line or when it is asked for."""
    booth = BOOTHS[applet]
    if applet == "su":
        booth = dataclasses.replace(booth, tail=(name,))
    return Visit(booth, place, ())


def refusals(there, name, tries):
    """The seconds of so many tries."""
    found = []
    for _ in range(tries):
        if there.booth.answers[0][0] != ASKED:
            there.answer((there.booth.answers[0][0], name))
        there.see(ASKED)
        start = time.monotonic()
        there.type(WRONG + "\r")
        there.see(REFUSED)
        found.append(time.monotonic() - start)
    there.ends(opened=False)
    return found


def measure(places, applet, tries):
    """All of them at the same time; {name: [seconds]}."""
    found = {name: [] for name in NAMES}
    visits = [(name, visit(name, place, applet)) for place, name in
              zip(places, NAMES * (len(places) // len(NAMES)))]
    try:
        with concurrent.futures.ThreadPoolExecutor(len(visits)) as pool:
            running = [(name, pool.submit(refusals, there, name, tries)) for name, there in visits]
            for name, each in running:
                found[name] += each.result()
    finally:
        for _, there in visits:
            there.close()
    return found


@pytest.mark.parametrize("applet, rounds", [("login", 1), ("gate-name", 1), ("su", 3)])
def test_user_who_does_not_exist(tmp_path, applet, rounds, evidence):
    needs_users()
    delay_s = int(build.configuration()["GATE_FAIL_DELAY_MS"]) / 1000
    places = [furnish(Sandbox(tmp_path / f"place-{at}")) for at in range(2 * VISITS)]
    for place in places:
        place.unix_policy(BOOTHS[applet].applet, auth="nodelay")

    def measured():
        found = {name: [] for name in NAMES}
        for _ in range(rounds):
            for name, seconds in measure(places, applet, BOOTHS[applet].tries).items():
                found[name] += seconds
        return found

    tried = welch.assert_alike(delay_s - SLACK_S, measured)
    for place in places:
        place.close()
    evidence("time", f"the time to a refusal, {applet}, user or none", tried)
