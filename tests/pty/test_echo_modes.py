# SPDX-License-Identifier: MIT
"""What stands on the screen while a line is typed, read by an emulator of a terminal
from the bytes that were sent, in each echo mode."""
import re
import time

import pytest

from lib import matrix
from lib.hashes import PASSWORD, WRONG
from lib.several import each_screen, screen, set_size

MODES = ("none", "stars", "last", "fixed", "full")
PROMPT = "Password: "
SLACK_S = 0.05
TURNING = "|/-\\"


@pytest.fixture(autouse=True)
def anna(sandbox):
    sandbox.unix_policy()
    sandbox.user("anna")


def first_line(person, columns=80):
    return screen(person.screen, columns).rows[0]


def see_signs(person, signs, columns=80, limit_s=15):
    """Waits until the first line is the prompt and these signs, with the cursor
    behind them."""
    end = time.monotonic() + limit_s
    while True:
        shown = screen(person.screen, columns)
        if (shown.rows[0] == (PROMPT + signs).rstrip() and shown.rows[1] == ""
                and shown.cursor.x == len(PROMPT + signs)):
            return
        assert time.monotonic() < end, f"not {signs!r}: {shown.rows[:3]} {shown.cursor.x}"
        person._read_what_is_there()
        time.sleep(0.01)


def at_the_prompt(seat, echo, *arguments, **how):
    person = seat("-u", "anna", "-E", echo, *arguments, **how)
    person.see(PROMPT)
    return person


def open_it(person):
    person.type("\x15" + PASSWORD + "\r")
    assert person.leave() == 0, person.screen
    assert person.after == person.before and person.left_in_queue() == b""


# Each key

def test_none(seat):
    """Nothing, whatever is typed; the end of the line is shown."""
    person = at_the_prompt(seat, "none")
    person.type("abc\x7f漢\x17\x1b[A\x16\x04" + "\x15" + PASSWORD + "\r")
    assert person.leave() == 0
    assert person.screen == PROMPT.encode() + b"\r\n"


def test_stars(seat):
    person = at_the_prompt(seat, "stars")
    for key, signs in (("k", 1), ("ä", 2), ("漢", 3), ("😀", 4), ("e", 5), ("\u0301", 5),
                       ("\x16\x1b", 6), ("\x1b[A", 6), ("\x04", 6), ("\x1a", 6), ("z", 7)):
        person.type(key)
        see_signs(person, "*" * signs)
    open_it(person)
    assert first_line(person) == PROMPT + "*" * len(PASSWORD)


def test_full(seat):
    person = at_the_prompt(seat, "full")
    signs = ""
    for key, sign in (("k", "k"), (" ", " "), ("~", "~"), ("ä", "?"), ("漢", "?"), ("e", "e"),
                      ("\u0301", ""), ("\x16\x1b", "?"), ("\x01", "?"), ("\x1b[A", ""),
                      ("z", "z")):
        person.type(key)
        signs += sign
        see_signs(person, signs)
    open_it(person)
    assert first_line(person) == PROMPT + PASSWORD
    assert not re.search(rb"[\x00-\x07\x0b\x0c\x0e-\x1f\x7f-\xff]", person.screen)


def test_last_until_the_next_key(seat):
    person = at_the_prompt(seat, "last")
    for count, key in enumerate(PASSWORD):
        person.type(key)
        person.see(key)
        line = first_line(person)
        assert line in (PROMPT + "*" * count + key, PROMPT + "*" * (count + 1))
    person.type("\r")
    assert person.leave() == 0
    assert first_line(person) == PROMPT + "*" * len(PASSWORD)


def test_last_is_never_two(seat):
    """At no moment more than one character stands there: each prefix of the bytes."""
    person = at_the_prompt(seat, "last")
    person.type("abcdefgh\x7f\x7fxyz")
    person.see("z")
    for shown in each_screen(person.screen):
        signs = shown.rows[0][len(PROMPT):]
        assert len(signs.strip("*")) <= 1, signs
    open_it(person)


def test_last_for_a_second(seat):
    person = at_the_prompt(seat, "last")
    start = time.monotonic()
    person.type("k")
    see_signs(person, "k")
    see_signs(person, "*")
    assert time.monotonic() - start >= 1 - SLACK_S
    open_it(person)


def test_last_shows_no_bytes_of_others(seat):
    person = at_the_prompt(seat, "last")
    for key in ("ä", "漢", "\x16\x1b", "\x01"):
        person.type("\x15" + key)
        person.see("?")
    open_it(person)
    assert not re.search(rb"[\x00-\x07\x0b\x0c\x0e-\x1f\x7f-\xff]", person.screen)


LAST_ENDS = {
    "enter": ((), "\r", 0, ""),
    "timeout": (("-t", "1"), "", matrix.TIMEOUT, "Timed out"),
    "cancel": ((), "\x03", matrix.CANCELLED, "Cancelled"),
    "quit": ((), "\x1c", matrix.CANCELLED, "Cancelled"),
}


@pytest.mark.parametrize("end", LAST_ENDS)
def test_last_is_masked_at_the_end(seat, end):
    """The last key's character does not stay on the screen."""
    arguments, key, status, said = LAST_ENDS[end]
    person = at_the_prompt(seat, "last", *arguments)
    person.type(PASSWORD + key)
    assert person.leave() == status
    shown = screen(person.screen)
    assert shown.rows[0] == PROMPT + "*" * len(PASSWORD)
    assert shown.rows[1] == said


def test_last_is_masked_by_a_redraw(seat):
    """Drawn anew it is still the last one; the line above it is what it was."""
    person = at_the_prompt(seat, "last")
    person.type("ab")
    person.see("b")
    person.type("\x0c")
    person.see(PROMPT)
    person.see(re.compile(rb"\*[b*]"))
    open_it(person)
    lines = screen(person.screen).rows
    assert lines[0] in (PROMPT + "*b", PROMPT + "**")
    assert lines[1] == PROMPT + "*" * len(PASSWORD)


def test_fixed_has_one_width_and_turns(seat):
    person = at_the_prompt(seat, "fixed")
    seen = []
    for key in "kolibri äß漢\x7f\x7f\x7f" + "\x17" + "x":
        before = len(person.screen)
        person.type(key)
        end = time.monotonic() + 15
        while len(person.screen) == before or first_line(person)[-1] not in TURNING:
            assert time.monotonic() < end, (key, person.screen)
            person._read_what_is_there()
            time.sleep(0.01)
        shown = screen(person.screen)
        assert len(shown.rows[0]) == len(PROMPT) + 1 and shown.cursor.x == len(PROMPT) + 1
        seen.append(shown.rows[0][-1])
    assert all(one != another for one, another in zip(seen, seen[1:])), seen
    assert set(seen) == set(TURNING)
    open_it(person)


def test_fixed_tells_no_length(seat):
    """The screen is as wide after one key as after five hundred, and when it was
    taken back."""
    person = at_the_prompt(seat, "fixed")
    for typed in ("x", "x" * 500, "\x15"):
        person.type(typed)
        person.see(re.compile(rb"[|/\\-]"))
        person._read_what_is_there()
        assert len(first_line(person)) == len(PROMPT) + 1
    open_it(person)
    assert len(first_line(person)) == len(PROMPT) + 1


# Erasing

ERASED = {
    "stars": ("****", "***", "**", "*", ""),
    "full": ("ab?e", "ab?", "ab", "a", ""),
}


@pytest.mark.parametrize("echo", ERASED)
def test_erase(seat, echo):
    """Letters, a wide one, a combined one: one sign each."""
    person = at_the_prompt(seat, echo)
    person.type("ab漢e\u0301")
    see_signs(person, ERASED[echo][0])
    for signs in ERASED[echo][1:]:
        person.type("\x7f")
        see_signs(person, signs)
    person.type("\x7f\x7f\x15\x17")
    open_it(person)


def test_erase_with_last(seat):
    """What comes in front by an erase is not shown again."""
    person = at_the_prompt(seat, "last")
    person.type("ab漢e\u0301")
    see_signs(person, "****")
    for signs in ("***", "**", "*", ""):
        person.type("\x7f")
        see_signs(person, signs)
    open_it(person)


@pytest.mark.parametrize("echo", ["stars", "full", "last"])
@pytest.mark.parametrize("keys, left", [("\x15", 0), ("\x17", 5)], ids=["kill", "word"])
def test_kill_and_word(seat, echo, keys, left):
    person = at_the_prompt(seat, echo)
    person.type("some two")
    see_signs(person, "some two" if echo == "full" else "*" * 8)
    person.type(keys)
    see_signs(person, "some "[:left] if echo == "full" else "*" * left)
    open_it(person)


@pytest.mark.parametrize("echo", MODES)
def test_erase_never_reaches_the_prompt(seat, echo):
    person = at_the_prompt(seat, echo)
    person.type("abc" + "\x7f" * 40 + "\x15\x17" + PASSWORD + "\r")
    assert person.leave() == 0
    assert first_line(person).startswith(PROMPT.strip())
    assert screen(person.screen).rows[1] == ""


# The same in all modes

@pytest.mark.parametrize("echo", MODES)
def test_a_visible_question_is_always_echoed(seat, echo):
    person = seat("-E", echo)
    person.see("login: ")
    person.type("emil\x7f\x7f\x7f\x7fannä\x7fa\r")
    person.answer((PROMPT, PASSWORD))
    assert person.leave() == 0
    assert first_line(person) == "login: anna"


@pytest.mark.parametrize("echo", MODES)
def test_tab_first_takes_all_echo_away(seat, echo):
    person = at_the_prompt(seat, echo)
    person.type("\t" + PASSWORD + "\r")
    assert person.leave() == 0
    assert first_line(person) == PROMPT + "(no echo)"
    assert PASSWORD.encode() not in person.screen and b"*" not in person.screen


@pytest.mark.parametrize("echo", MODES)
def test_tab_and_a_redraw(seat, echo):
    person = at_the_prompt(seat, echo)
    person.type("\tabc\x0c")
    person.see("(no echo) ")
    person.see(PROMPT + "(no echo) ")
    person.type("\x15" + PASSWORD + "\r")
    assert person.leave() == 0
    assert screen(person.screen).rows[:3] == [PROMPT + "(no echo)"] * 2 + [""]


@pytest.mark.parametrize("echo", MODES)
def test_each_question_starts_anew(seat, echo):
    person = at_the_prompt(seat, echo, "-n", "2")
    person.type(WRONG + "\r")
    person.see("Login incorrect")
    person.see(PROMPT)
    person.type(PASSWORD + "\r")
    assert person.leave() == 0
    lines = screen(person.screen).rows
    assert lines[1] == "Login incorrect" and lines[2].startswith(PROMPT.strip())
    assert len(lines[2]) == len(lines[0])


# Narrow terminals

SHOWN = {"stars": lambda count: "*" * count, "last": lambda count: "*" * count,
         "full": lambda count: "abcdefghijklmnopqrstuvwxyz"[:count]}
TYPED = "abcdefghijklmnopqrstuvwxyz"


def shown_on(seat, echo, columns):
    return at_the_prompt(seat, echo, setup=lambda terminal: set_size(terminal, columns))


@pytest.mark.parametrize("columns", [20, 12, 15])
@pytest.mark.parametrize("echo", SHOWN)
def test_the_line_never_wraps(seat, echo, columns):
    """It stops before the edge; what was not shown is erased unseen."""
    room = columns - 1 - len(PROMPT)
    person = shown_on(seat, echo, columns)
    person.type(TYPED)
    see_signs(person, SHOWN[echo](room), columns)
    person.type("\x7f" * (len(TYPED) - room + 1))
    see_signs(person, SHOWN[echo](room - 1), columns)
    person.type("\x15")
    see_signs(person, "", columns)
    person.type(PASSWORD + "\r")
    assert person.leave() == 0
    lines = screen(person.screen, columns).rows
    assert len(lines[0]) <= columns - 1 and lines[1] == ""


@pytest.mark.parametrize("echo", SHOWN)
def test_a_terminal_that_does_not_tell_its_width(seat, echo):
    """It is taken for 80 columns."""
    person = shown_on(seat, echo, 0)
    person.type("x" * 200)
    person.see(re.compile(rb".{69}"))
    person.type("\x15" + PASSWORD + "\r")
    assert person.leave() == 0
    line = person.screen.split(b"\r\n")[0]
    for shown in each_screen(line):
        assert shown.cursor.x <= 79 and shown.cursor.y == 0


@pytest.mark.parametrize("columns", [10, 5, 1])
@pytest.mark.parametrize("echo", MODES)
def test_a_terminal_narrower_than_the_prompt(seat, echo, columns):
    """There is little to be shown, but nothing breaks."""
    person = shown_on(seat, echo, columns)
    person.type(TYPED + "\x7f" * 30 + "\x0c" + PASSWORD + "\r")
    assert person.leave() == 0
    assert person.after == person.before


def test_the_most_signs(seat):
    """On a very wide screen no more than 160 are shown."""
    person = shown_on(seat, "stars", 400)
    person.type("x" * 300)
    see_signs(person, "*" * 160, 400)
    person.type("\x7f" * 200)
    see_signs(person, "*" * 100, 400)
    open_it(person)


def test_columns_behind_a_prompt_of_several_lines(seat, sandbox):
    """The last one counts."""
    sandbox.policy("gate", "auth required pam_issue.so issue=/etc/issue\n"
                           "auth required pam_unix.so\naccount required pam_unix.so\n")
    sandbox.write("etc/issue", "A line of thirty-odd characters\nand another\n")
    person = seat(setup=lambda terminal: set_size(terminal, 40))
    person.see("login: ")
    person.type("x" * 60)
    person.see("x" * 32)
    person.type("\x15anna\r")
    person.answer((PROMPT, PASSWORD))
    assert person.leave() == 0
    assert screen(person.screen, 40).rows[:4] == [
        "A line of thirty-odd characters", "and another", "login: anna", PROMPT.strip()]
