# SPDX-License-Identifier: MIT
"""Nothing of a password is left in any process of any applet as it is about to exit,
on each way out, nor of their children. (While one stands and waits: test_standing.py;
the gate, and how the scanner is proven: test_residue.py.)
"""
import signal

import pytest

from fault import plays
from fault.plays import (ANNA, ASKED, CHANGE, CURRENT, NAME, NEW, PASS, ROOT, STEPS, TERMINALS,
                         Play)
from fault.watched import HANG_UP, Half, Watched
from lib import matrix
from lib.hashes import NEW_PASSWORD, PASSWORD, WRONG

NO_SHELL = "no shell"
LIMIT_S = 25
NOT = {ASKED: [WRONG]}


def way(name, words, answers, status, **how):
    how.setdefault("mounts", TERMINALS if words[0] in ("login", "su") else ())
    return Play(f"{words[0]}, {name}", words, answers, status == 0, status, **how)


def ways_out(words, before, prompt, secret, cancelled=matrix.CANCELLED, **how):
    """Half of an answer, and then ^C, a signal or a hang-up."""
    ends = {"^C": f"{secret}\x03", "SIGTERM": Half(secret, signal.SIGTERM),
            "SIGHUP": Half(secret, signal.SIGHUP), "hang-up": Half(secret, HANG_UP)}
    return [way(name, words, {**before, prompt: [end]}, cancelled, **how)
            for name, end in ends.items()]


LOGIN, SU, OWN, TEST = ("login", "-H", "anna"), ("su", "anna"), ("passwd",), ("pamtest", "gate", "anna")
OLD = {ASKED: [PASSWORD], CURRENT: [PASSWORD]}
WAYS = [
    way("right", LOGIN, PASS, 0),
    way("wrong", LOGIN, {NAME: ["anna"], **NOT}, matrix.DENIED),
    way("expired, changed", LOGIN, CHANGE, 0, shadow=plays.scenes.EXPIRED),
    way(NO_SHELL, LOGIN, PASS, 0),
    *ways_out(LOGIN, {}, ASKED, PASSWORD),
    *ways_out(LOGIN, OLD, NEW, NEW_PASSWORD, shadow=plays.scenes.EXPIRED),
    way("right", ("sulogin",), PASS, 0),
    way("wrong", ("sulogin",), NOT, matrix.DENIED),
    way("timeout", ("sulogin", "-t", "1"), {ASKED: [Half(PASSWORD)]}, matrix.TIMEOUT),
    *ways_out(("sulogin",), {}, ASKED, PASSWORD),
    way("right", ("vlock",), PASS, 0),
    way("wrong, then right", ("vlock",), {ASKED: [WRONG, PASSWORD]}, 0),
    way("^C, then right", ("vlock",), {ASKED: [f"{WRONG}\x03", PASSWORD]}, 0),
    way("hang-up", ("vlock",), {ASKED: [Half(PASSWORD, HANG_UP)]}, matrix.CANCELLED),
    way("right", SU, PASS, 0),
    way("wrong", SU, NOT, matrix.DENIED),
    way(NO_SHELL, SU, PASS, matrix.NOT_FOUND),
    way("set-user-ID, right", ("su",), PASS, 0, caller=ANNA),
    way("set-user-ID, wrong", ("su",), NOT, matrix.DENIED, caller=ANNA),
    *ways_out(SU, {}, ASKED, PASSWORD),
    way("root, right", ("passwd", "anna"), CHANGE, 0),
    way("right", OWN, CHANGE, 0, caller=ANNA),
    way("wrong", OWN, {CURRENT: [WRONG]}, matrix.DENIED, caller=ANNA),
    way("not twice the same", OWN, {**CHANGE, plays.AGAIN: [WRONG]}, matrix.DENIED, caller=ANNA),
    *ways_out(OWN, {}, CURRENT, PASSWORD, caller=ANNA),
    *ways_out(OWN, OLD, NEW, NEW_PASSWORD, caller=ANNA),
    way("right", (*TEST, *STEPS), PASS, 0),
    way("wrong", (*TEST, *STEPS), NOT, matrix.DENIED),
    way("changed", (*TEST, "chauthtok"), CHANGE, 0),
    *ways_out((*TEST, *STEPS), {}, ASKED, PASSWORD, cancelled=matrix.DENIED),
    way("right", ("gate", "-u", "anna", "--", "/bin/sh"), PASS, 0),
    way("wrong", ("gate", "-u", "anna"), NOT, matrix.DENIED),
    *ways_out(("gate", "-u", "anna"), {}, ASKED, PASSWORD),
]


def ident(play):
    return play.name.replace(", ", "-").replace(" ", "-")


@pytest.fixture
def watch(sandbox):
    """watch(PLAY): it is played to its end, or as far as a test goes."""
    made = []

    def start(play, environment=None):
        play.needs()
        play.furnish(sandbox)
        play.prepare(sandbox)
        made.append(Watched(sandbox, play, environment))
        return made[-1]

    yield start
    for one in made:
        one.close()


@pytest.mark.slow
@pytest.mark.parametrize("play", WAYS, ids=ident)
def test_as_it_exits(watch, sandbox, play, evidence):
    one = watch(play)
    if NO_SHELL in play.name:
        (sandbox.path / "bin/sh").unlink()
    status = one.run(LIMIT_S)
    assert status == play.status, one.screen
    assert one.tracer.scans >= 1 and one.tracer.remains == [], one.tracer.remains
    matrix.assert_no_secret(one.screen, sandbox.log.text())
    print(f"{play.name}: {one.tracer.scans} processes")
    evidence("memory", f"{play.applet}, processes as they exit", one.tracer.scans)
