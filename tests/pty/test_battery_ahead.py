# SPDX-License-Identifier: MIT
"""What is typed before it is asked for, at each moment of each applet: it is never taken
as an answer, and never reaches the shell behind."""
import contextlib
import os
import signal
import termios
import time

import pytest

from lib.booths import BOOTHS
from lib.hashes import PASSWORD, WRONG

# Would answer, would run, would cancel, would be half of something.
LINES = (PASSWORD + "\r", "rm -rf /\r\n", "\r", "\n\n")
AHEAD = (*LINES, "\x03", "\x04", "\x1c", "\x1b[20", "\x1b[200~", "\x16", "\t", "\xc3", "x" * 900)
QUICK = AHEAD[:2]
STEPS_S = (0, 0.0005, 0.001, 0.002, 0.003, 0.004, 0.006, 0.008, 0.01, 0.015, 0.02)
APPLETS = tuple(BOOTHS)
# Those that ask again after a wrong answer.
AGAIN = tuple(name for name, booth in BOOTHS.items() if booth.tries != 1)


def to_the_last_question(there):
    """The last answer is still to come."""
    *before, (last, right) = there.booth.answers
    there.answer(*before)
    there.see(last)
    return right + "\r"


# Each moment: what is typed until then; then, what is answered when it is asked for. All
# visits come to the moment before the first goes on, so that their delays pass together.

def before_the_start(enter, name, ahead):
    """In the terminal's queue before there is a process."""
    def silent(terminal):
        settings = termios.tcgetattr(terminal)
        settings[3] &= ~termios.ECHO
        termios.tcsetattr(terminal, termios.TCSANOW, settings)

    there = enter(name, setup=silent,
                  wrap=lambda line: ["sh", "-c", 'read -r go; exec "$@"', "sh", *line])
    there.type("go\r" + ahead)
    yield there
    there.answer_rightly()


def behind_the_first_answer(enter, name, ahead):
    """In one write with it, so before the second question; after a wrong one where there
    is one question only: in the delay."""
    there = enter(name)
    (first, right), *others = BOOTHS[name].answers
    there.see(first)
    there.type((right if others else WRONG) + "\r" + ahead)
    yield there
    there.answer(*(others or BOOTHS[name].answers))


def behind_a_wrong_answer(enter, name, ahead):
    """In the delay."""
    there = enter(name)
    to_the_last_question(there)
    there.type(WRONG + "\r" + ahead)
    yield there
    there.answer_rightly()


def behind_the_right_answer(enter, name, ahead):
    """While the hash is counted, and the session opens."""
    there = enter(name)
    there.type(to_the_last_question(there) + ahead)
    yield there


MOMENTS = {
    before_the_start: (APPLETS, LINES),
    behind_the_first_answer: (tuple(name for name in APPLETS if name != "su"), AHEAD),
    behind_a_wrong_answer: (AGAIN, AHEAD),
    behind_the_right_answer: (APPLETS, AHEAD),
}


def cases(quick):
    """(moment, applet, what is typed ahead) of either half."""
    for moment, (names, texts) in MOMENTS.items():
        for name in names:
            mine = [text for text in texts if (text in QUICK and name in ("gate", "su")) == quick]
            if mine:
                yield pytest.param(moment, name, mine, id=f"{moment.__name__}-{name}")


def try_all(enter, moment, name, texts, evidence):
    """Who answers what is asked, when it is asked, gets in; and brings nothing along."""
    begun = [moment(enter, name, text) for text in texts]
    visits = [next(each) for each in begun]
    for each, there in zip(begun, visits):
        assert next(each, None) is None
        there.ends(opened=True)
    evidence("input", f"typed ahead {moment.__name__.replace('_', ' ')}", len(texts))


@pytest.mark.parametrize("moment, name, texts", cases(quick=True))
def test_typed_ahead(enter, moment, name, texts, evidence):
    try_all(enter, moment, name, texts, evidence)


@pytest.mark.slow
@pytest.mark.parametrize("moment, name, texts", cases(quick=False))
def test_all_typed_ahead(enter, moment, name, texts, evidence):
    try_all(enter, moment, name, texts, evidence)


@contextlib.contextmanager
def held(there):
    """The program stands still until the end of the block."""
    os.killpg(there.process.pid, signal.SIGSTOP)
    os.waitid(os.P_PID, there.process.pid, os.WSTOPPED | os.WNOWAIT | os.WEXITED)
    yield
    os.killpg(there.process.pid, signal.SIGCONT)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["gate", "login", "sulogin"])
def test_typed_at_each_moment_behind_the_right_answer(enter, name, evidence):
    """The program is stopped somewhere on its way to the shell. As long as the terminal
    has not its settings back, all that is typed is dropped. (Not su: it keeps its own
    settings while it carries keys to the shell.)"""
    caught = 0
    for step_s in STEPS_S:
        there = enter(name)
        there.type(to_the_last_question(there))
        time.sleep(step_s)
        with held(there):
            if there.settings() != there.before:
                there.type("rm -rf /\r")
                caught += 1
        there.ends(opened=True)
    assert caught
    evidence("input", "typed while the gate stands still behind the right answer", caught)
