# SPDX-License-Identifier: MIT
"""The person is told that the time runs out, once, and typing does not put it off."""
import time

import pytest

from lib import matrix
from lib.hashes import PASSWORD
from lib.several import Gate, screen

PROMPT = "Password: "
SLACK_S = 0.05
# Longer than the gate itself may need on a slow machine, far less than to put it off.
LATE_S = 8


@pytest.fixture(autouse=True)
def anna(sandbox):
    sandbox.unix_policy()
    sandbox.user("anna")


@pytest.fixture
def gate(sandbox):
    made = []

    def start(*arguments, **how):
        sandbox.mount("dev/pts")
        made.append(Gate(sandbox, *arguments, **how))
        return made[-1]

    yield start
    for each in made:
        each.close()


def see_notice(person, seconds, typed=""):
    person.see(PROMPT)
    person.type(typed)
    person.see(f"{seconds} s left\r\n")
    person.see(PROMPT)


TOLD = {"30 s": ("32", 30), "10 s": ("12", 10)}


@pytest.mark.parametrize("echo, typed, signs", [
    ("stars", "abc", "***"), ("full", "abc", "abc"), ("fixed", "abc", "\\"), ("last", "abc", "***"),
    ("none", "abc", ""), ("stars", "\tabc", "(no echo)")])
@pytest.mark.parametrize("told", TOLD)
def test_told_and_drawn_anew(seat, told, echo, typed, signs):
    """Above it and below it stands the same line; then it opens as ever."""
    limit, seconds = TOLD[told]
    person = seat("-u", "anna", "-t", limit, "-E", echo)
    see_notice(person, seconds, typed)
    person.see(signs[-1:])
    rows = screen(person.screen).rows
    line = (PROMPT + signs).rstrip()
    assert rows[:4] == [line, f"{seconds} s left", line, ""]
    person.type("\x15" + PASSWORD + "\r")
    assert person.leave() == 0
    assert person.screen.count(b"s left") == 1
    assert person.after == person.before


def test_not_told_too_early(seat):
    start = time.monotonic()
    person = seat("-u", "anna", "-t", "13")
    see_notice(person, 10)
    assert time.monotonic() - start >= 3 - SLACK_S
    person.type("\x03")
    assert person.leave() == matrix.CANCELLED


def test_what_was_typed_before_is_part_of_the_answer(seat):
    person = seat("-u", "anna", "-t", "12")
    see_notice(person, 10, PASSWORD[:6])
    person.type(PASSWORD[6:] + "\r")
    assert person.leave() == 0


def test_told_at_the_name(seat):
    """It is of the whole try: the password is asked in what is left."""
    person = seat("-t", "12")
    person.see("login: ")
    person.type("an")
    person.see("10 s left")
    person.see("login: an")
    person.type("na\r")
    person.see(PROMPT)
    person.type(PASSWORD + "\r")
    assert person.leave() == 0
    assert person.screen.count(b"s left") == 1


def test_told_on_all_consoles(gate):
    asked = gate(2, "-u", "anna", "-t", "12", "-E", "stars")
    first, second = asked.terminals
    second.see(PROMPT)
    second.type("abc")
    first.see("10 s left\r\n" + PROMPT)
    second.see("10 s left\r\n" + PROMPT + "***")
    first.type(PASSWORD + "\r")
    assert asked.leave() == 0
    asked.assert_left_clean()


def test_not_told_where_less_remains(seat):
    person = seat("-u", "anna", "-t", "3")
    assert person.leave() == matrix.TIMEOUT
    assert b"left" not in person.screen


def test_not_told_in_mode_stdio(sandbox):
    """Whoever reads there is a program."""
    done = sandbox.run("gate", "-P", "stdio", "-u", "anna", "-t", "2", stdin=b"")
    assert done.status == matrix.CANCELLED and "left" not in done.text


@pytest.mark.slow
def test_not_told_at_the_edge(seat):
    person = seat("-u", "anna", "-t", "10")
    assert person.leave(limit_s=30) == matrix.TIMEOUT
    assert b"left" not in person.screen


@pytest.mark.slow
def test_not_told_twice(seat):
    """After "30 s left" there is no "10 s left" in the same question."""
    person = seat("-u", "anna", "-t", "31")
    see_notice(person, 30)
    assert person.leave(limit_s=60) == matrix.TIMEOUT
    assert person.screen.count(b"s left") == 1
    assert person.seconds >= 31 - SLACK_S


@pytest.mark.slow
@pytest.mark.parametrize("keys", ["k", "k\x7f", "\x0c", "\x1b[A", "\x1b", "\x16"])
def test_typing_does_not_put_it_off(seat, keys):
    person = seat("-u", "anna", "-t", "12", "-E", "last")
    person.see(PROMPT)
    end = time.monotonic() + 60
    while person.process.poll() is None and time.monotonic() < end:
        person.type(keys)
        time.sleep(0.05)
    assert person.leave() == matrix.TIMEOUT
    assert 12 - SLACK_S <= person.seconds < 12 + LATE_S
    assert person.screen.count(b"10 s left") == 1
    assert person.after == person.before


@pytest.mark.slow
def test_typing_on_one_console_does_not_put_it_off(gate):
    asked = gate(2, "-u", "anna", "-t", "12")
    asked.terminals[0].see(PROMPT)
    end = time.monotonic() + 60
    while asked.process.poll() is None and time.monotonic() < end:
        asked.terminals[0].type("k\x0c")
        time.sleep(0.05)
    assert asked.leave() == matrix.TIMEOUT
    assert 12 - SLACK_S <= asked.seconds < 12 + LATE_S
    assert all(each.settings() == each.before for each in asked.terminals)


@pytest.mark.slow
@pytest.mark.parametrize("keys", ["k" * 511 + "\x15", "k" * 600], ids=["killed", "overlong"])
def test_a_flood_does_not_put_it_off(seat, keys):
    person = seat("-u", "anna", "-t", "3")
    person.see(PROMPT)
    end = time.monotonic() + 60
    while person.process.poll() is None and time.monotonic() < end:
        person.type(keys)
    assert person.leave() == matrix.TIMEOUT
    assert 3 - SLACK_S <= person.seconds < 3 + LATE_S
    assert person.after == person.before
