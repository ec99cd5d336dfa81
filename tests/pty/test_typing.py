# SPDX-License-Identifier: MIT
"""Keys, echo, and lines that are too long; nothing reaches the next reader."""
import os
import re
import time

import pytest

from lib import hashes, matrix
from lib.hashes import PASSWORD, WRONG


@pytest.fixture(autouse=True)
def anna(sandbox):
    sandbox.unix_policy()
    sandbox.user("anna")


ERASES = {
    "delete": ("x\x7f", PASSWORD),
    "backspace": ("x\x08", PASSWORD),
    "utf-8": ("ä€😀\x7f\x7f\x7f", PASSWORD),
    "more-than-there-is": ("ab" + "\x7f" * 50, PASSWORD),
    "kill": ("something else\x15", PASSWORD),
    "word": ("something else\x17\x17", PASSWORD),
    "in-the-middle": ("", PASSWORD[:5] + "zz\x7f\x7f" + PASSWORD[5:]),
}


@pytest.mark.parametrize("echo", ["none", "stars", "full"])
@pytest.mark.parametrize("keys", ERASES)
def test_editing_keys(seat, keys, echo):
    before, rest = ERASES[keys]
    person = seat("-u", "anna", "-E", echo)
    person.answer(("Password: ", before + rest))
    assert person.leave() == 0, person.screen


@pytest.mark.parametrize("end", ["\r", "\n"])
def test_both_ends_of_a_line(seat, end):
    person = seat("-u", "anna")
    person.see("Password: ")
    person.type(PASSWORD + end)
    assert person.leave() == 0


def test_password_of_any_bytes(seat, sandbox):
    sandbox.user("anna", hashes.BYTES_YESCRYPT)
    person = seat("-u", "anna")
    person.answer(("Password: ", hashes.BYTES_PASSWORD))
    assert person.leave() == 0


def test_end_of_input_key(seat):
    person = seat("-u", "anna")
    person.see("Password: ")
    person.type("\x04")
    assert person.leave() == matrix.CANCELLED
    assert person.after == person.before


def test_end_of_input_key_within_a_line_does_nothing(seat):
    person = seat("-u", "anna")
    person.answer(("Password: ", PASSWORD[:4] + "\x04" + PASSWORD[4:]))
    assert person.leave() == 0


def test_suspend_key_does_nothing(seat):
    person = seat("-u", "anna")
    person.answer(("Password: ", PASSWORD[:4] + "\x1a" + PASSWORD[4:]))
    assert person.leave() == 0


def test_cancel_at_the_name(seat):
    person = seat()
    person.see("login: ")
    person.type("an\x03")
    assert person.leave() == matrix.CANCELLED


# What is shown

def shown_after(person, mark):
    return person.screen.split(mark, 1)[1]


def test_echo_none(seat):
    person = seat("-u", "anna", "-E", "none")
    person.answer(("Password: ", PASSWORD))
    assert person.leave() == 0
    assert shown_after(person, b"Password: ").strip() == b""


def test_echo_stars(seat):
    person = seat("-u", "anna", "-E", "stars")
    person.answer(("Password: ", "ab\x7f\x7f" + PASSWORD))
    assert person.leave() == 0
    expected = b"**" + b"\b \b" * 2 + b"*" * len(PASSWORD)
    assert shown_after(person, b"Password: ").strip(b"\r\n") == expected


def test_one_star_a_character_not_a_byte(seat):
    person = seat("-u", "anna", "-E", "stars")
    person.see("Password: ")
    person.type("äöü\x15" + PASSWORD)
    person.see(b"*" * len(PASSWORD))
    person.type("\r")
    assert person.leave() == 0
    assert shown_after(person, b"Password: ").count(b"*") in (3 + len(PASSWORD), 6 + len(PASSWORD))
    assert shown_after(person, b"Password: ").count(b"\b \b") == 3


def test_echo_full(seat):
    person = seat("-u", "anna", "-E", "full")
    person.answer(("Password: ", "\x1b[2Jä\x15" + PASSWORD))
    assert person.leave() == 0
    assert PASSWORD.encode() in person.screen
    assert b"\x1b" not in person.screen and "ä".encode() not in person.screen


@pytest.mark.parametrize("echo", ["none", "stars", "full"])
def test_the_name_is_always_shown(seat, echo):
    person = seat("-E", echo)
    person.answer(("login: ", "anna"), ("Password: ", PASSWORD))
    assert person.leave() == 0
    assert b"login: anna" in person.screen


def test_a_name_cannot_drive_the_terminal(seat):
    person = seat("-n", "1", "-m", "see \x1b]0;x\x07 here")
    person.answer(("login: ", b"ev\x1b[2Jil\x9b\x07"), ("Password: ", WRONG))
    assert person.leave() == matrix.DENIED
    assert not re.search(rb"[\x00-\x06\x07\x0b\x0c\x0e-\x1f\x80-\xff]", person.screen), person.screen


# What is refused

@pytest.mark.parametrize("length", [512, 600, 4096, 5000, 100000])
def test_overlong_line(seat, probe, length):
    """Refused whole; neither the next answer nor the command gets a byte."""
    person = seat("-u", "anna", "-n", "2", "--", probe, "rest")
    person.see("Password: ")
    person.type(b"y" * length + b"\r")
    person.see("Login incorrect", limit_s=30)
    person.answer(("Password: ", PASSWORD))
    person.see(b"rest=[]")
    assert person.leave() == 0
    assert b"yy" not in person.screen


def test_overlong_line_without_an_end(seat):
    person = seat("-u", "anna", "-t", "2")
    person.see("Password: ")
    person.type(b"y" * 5000)
    assert person.leave() == matrix.TIMEOUT
    assert person.left_in_queue() == b""


@pytest.mark.parametrize("where", ["before", "behind"])
def test_nul(seat, where):
    person = seat("-u", "anna", "-n", "1")
    line = b"\0" + PASSWORD.encode() if where == "before" else PASSWORD.encode() + b"\0"
    person.answer(("Password: ", line))
    assert person.leave() == matrix.DENIED


# What was typed ahead, or behind

def test_typed_ahead_answers_nothing(seat):
    """What is in the queue before the gate starts is dropped."""
    script = 'read -r go; exec "$@"'
    line = seat.sandbox.command("gate", "-u", "anna", "-t", "2")
    person = seat(command=["sh", "-c", script, "sh", *line])
    person.type("go\r" + PASSWORD + "\r")
    assert person.leave() == matrix.TIMEOUT


def test_typed_during_the_delay_is_dropped(seat):
    person = seat("-u", "anna", "-n", "2", "-t", "3")
    person.answer(("Password: ", WRONG))
    person.type(PASSWORD + "\r")
    person.see("Password: ")
    assert person.leave() == matrix.TIMEOUT


def test_typed_behind_does_not_reach_the_command(seat, probe):
    person = seat("-u", "anna", "--", probe, "rest")
    person.see("Password: ")
    person.type(PASSWORD + "\rrm -rf /\r")
    person.see(b"rest=[]")
    assert person.leave() == 0


@pytest.mark.parametrize("arguments,typed,status", [
    (("-t", "1"), "half a pass", matrix.TIMEOUT),
    ((), "half a pass\x03", matrix.CANCELLED),
    (("-n", "1"), WRONG + "\rmore\rand more", matrix.DENIED),
])
def test_nothing_is_left_for_the_next_reader(seat, arguments, typed, status):
    person = seat("-u", "anna", *arguments)
    person.see("Password: ")
    person.type(typed)
    assert person.leave() == status
    assert person.left_in_queue() == b""
    assert b"half" not in person.screen


def test_bytes_that_trickle_do_not_stretch_the_time(seat):
    person = seat("-u", "anna", "-t", "2")
    person.see("Password: ")
    end = time.monotonic() + 10
    while person.process.poll() is None and time.monotonic() < end:
        os.write(person._master, b"z")
        time.sleep(0.1)
    assert person.leave() == matrix.TIMEOUT
    assert 2 <= person.seconds < 8
