# SPDX-License-Identifier: MIT
"""Every key of the line editor, typed by a person at the real program: with the
right result, and with a wrong one where the key does not do what it should.

Whether a line is empty is told by ^D, which then ends the input (status 4) and does
nothing otherwise.
"""
import array
import fcntl
import os
import re
import shutil
import signal
import termios
import time

import pytest

from lib import hashes, matrix
from lib.hashes import PASSWORD, WRONG
from lib.sandbox import needs_users
from lib.several import screen

RIGHT = PASSWORD.encode()
REFUSED = "Too long, or not text: refused."
HALF, REST = RIGHT[:5], RIGHT[5:]

# Of passwords with bytes that are keys, or no text at all; all made by perl's crypt().
WIDE = "Grün漢字e\u0301"
CONTROLS = b"a\x03b\x04c\x08d\x12e\x15f\x16g\x17h\x1a\x1b[Ai\x1cj\x7f\tk"
INVALID = b"\xffK\xc3(ol\x80\xf0\x9fibri\xfe"
TABBED = "blau\tgelb"
PASTED = b"\t\x15w\x7f\x04\x1a\x16ort"
HASHES = {
    "wide": "$y$j75$pamletKeys1$cRAlTjFDySk.IjVLn4ug/pqoYOPy1pc8e8RQb9urwGD",
    "controls": "$y$j75$pamletKeys2$Zd.akfTD4MbF6cBfZbNm7ZgA/2QDED.P3.zGg6WY174",
    "invalid": "$y$j75$pamletKeys3$w0VuA.fU/3OdWjW0BVnRppjAjMemV0rGjX20W9qDYA2",
    "tabbed": "$y$j75$pamletKeys4$GmTxSYT4YN/8AD/oxm7tZuld5RxGvf1PIlPu9UBaQfB",
    "pasted": "$y$j75$pamletKeys5$WzHov2YU85F6mget3lkWgtPEaCQCndcXcnkX5fmSbC2",
}


@pytest.fixture(autouse=True)
def anna(sandbox):
    sandbox.unix_policy()
    sandbox.user("anna")


def data_of(text):
    return text if isinstance(text, bytes) else text.encode()


def leave_clean(person):
    """Its status, with the terminal as it was and nothing in its queue."""
    status = person.leave()
    assert person.after == person.before
    assert person.left_in_queue() == b""
    return status


def status_of(seat, typed, *arguments, **how):
    """Of a gate with one try, at whose prompt all this is typed."""
    person = seat("-u", "anna", "-n", "1", *arguments, **how)
    person.see("Password: ")
    person.type(data_of(typed))
    return leave_clean(person)


# Erasing

EMPTIED = {
    "delete": b"ab\x7f\x7f",
    "backspace": b"ab\x08\x08",
    "two-bytes": "äß\x7f\x7f",
    "wide": "漢字\x7f\x7f",
    "four-bytes": "😀\x7f",
    "combined": "e\u0301\x7f",
    "two-marks": "o\u0323\u0302\x7f",
    "mark-alone": "\u0301\x7f",
    "invalid": b"\xff\xfe\x7f\x7f",
    "incomplete": b"\xe6\xbc\x7f",
    "incomplete-then-another": b"\xe6\xbca\x7f\x7f",
    "overlong-form": b"\xc0\xaf\x7f\x7f",
    "kill": "some words ä漢\x15",
    "word": b"word\x17",
    "word-and-blanks": b"  word  \x17\x17",
    "two-words": "Straße über  \x17\x17",
    "more-than-there-is": b"a\x7f\x7f\x7f\x17\x15",
}


@pytest.mark.parametrize("keys", EMPTIED)
def test_what_empties_the_line(seat, keys):
    """Before its last key ^D does nothing; then it is the end of input."""
    typed = data_of(EMPTIED[keys])
    person = seat("-u", "anna", "-t", "20")
    person.see("Password: ")
    if keys != "more-than-there-is":
        person.type(typed[:-1] + b"\x04\x0c")
        person.see("Password: ")
        typed = typed[-1:]
    person.type(typed + b"\x04")
    assert leave_clean(person) == matrix.CANCELLED


KEPT = {
    "one-erase-one-letter": b"Xa\x7f",
    "one-erase-one-wide": "Xü\x7f",
    "one-erase-one-combined": "Xe\u0301\x7f",
    "mark-on-its-letter": "Xae\u0301\x7f\x7f",
    "one-word-only": b"X  yy\x17",
}


@pytest.mark.parametrize("keys", KEPT)
def test_one_erase_takes_no_more_than_one(seat, keys):
    """The first letter is still there: with the password behind it it is wrong."""
    person = seat("-u", "anna", "-n", "2")
    person.answer(("Password: ", data_of(KEPT[keys]) + RIGHT))
    person.see("Login incorrect")
    person.see("Password: ")
    person.type(data_of(KEPT[keys]) + b"\x7f" * 3 + RIGHT + b"\r")
    assert leave_clean(person) == 0


def test_in_the_middle(seat):
    typed = HALF + "zz漢e\u0301\x7f\x7f\x7f\x7f".encode() + REST + b"\r"
    assert status_of(seat, typed) == 0


def test_utf8_password(seat, sandbox):
    sandbox.user("anna", HASHES["wide"])
    edited = "Gru\u0308\x7fünx\x7f漢漢\x7f字äo\u0301\x7f\x7fe\u0301"
    assert status_of(seat, edited + "\r") == 0
    assert status_of(seat, edited + "\x7f\r") == matrix.DENIED


def test_password_that_is_composed_otherwise_is_another(seat, sandbox):
    sandbox.user("anna", HASHES["wide"])
    assert status_of(seat, WIDE + "\r") == 0
    assert status_of(seat, WIDE.replace("e\u0301", "\u00e9") + "\r") == matrix.DENIED


def test_invalid_bytes_are_kept(seat, sandbox):
    sandbox.user("anna", HASHES["invalid"])
    assert status_of(seat, INVALID + b"\r") == 0


@pytest.mark.parametrize("dropped", [0, 2, 6, len(INVALID) - 1])
def test_none_of_the_invalid_bytes_is_dropped(seat, sandbox, dropped):
    sandbox.user("anna", HASHES["invalid"])
    typed = INVALID[:dropped] + INVALID[dropped + 1:] + b"\r"
    assert status_of(seat, typed) == matrix.DENIED


# The terminal's own keys

def other_keys(terminal):
    settings = termios.tcgetattr(terminal)
    for key, byte in ((termios.VERASE, b"#"), (termios.VKILL, b"@"), (termios.VINTR, b"\x18"),
                      (termios.VWERASE, b"\x0e"), (termios.VEOF, b"\x05"),
                      (termios.VQUIT, b"\x19"), (termios.VREPRINT, b"\x0f"),
                      (termios.VLNEXT, b"\x06"), (termios.VSUSP, b"\x01")):
        settings[6][key] = byte
    termios.tcsetattr(terminal, termios.TCSANOW, settings)


OTHERS = {
    "erase": (b"x#" + RIGHT + b"\r", 0),
    "kill": (b"something@" + RIGHT + b"\r", 0),
    "word": (b"some thing\x0e\x0e" + RIGHT + b"\r", 0),
    "suspend": (HALF + b"\x01" + REST + b"\r", 0),
    "redraw": (HALF + b"\x0f" + REST + b"\r", 0),
    "literal": (b"\x06#\x06@\x7f\x7f" + RIGHT + b"\r", 0),
    "literal-is-kept": (b"\x06#" + RIGHT + b"\r", matrix.DENIED),
    "end": (b"\x05", matrix.CANCELLED),
    "end-within": (HALF + b"\x05" + REST + b"\r", 0),
    "interrupt": (HALF + b"\x18", matrix.CANCELLED),
    "quit": (HALF + b"\x19", matrix.CANCELLED),
    "the-usual-ones-too": (b"x\x7fy\x08some thing\x17\x17word\x15" + RIGHT + b"\r", 0),
    "the-usual-interrupt-too": (HALF + b"\x03", matrix.CANCELLED),
}


@pytest.mark.parametrize("key", OTHERS)
def test_keys_that_the_terminal_is_set_to(seat, key):
    typed, status = OTHERS[key]
    assert status_of(seat, typed, setup=other_keys) == status


def no_keys(terminal):
    """_POSIX_VDISABLE, which is NUL, in place of each: no key at all."""
    settings = termios.tcgetattr(terminal)
    for key in (termios.VERASE, termios.VKILL, termios.VINTR, termios.VEOF, termios.VQUIT):
        settings[6][key] = b"\0"
    termios.tcsetattr(terminal, termios.TCSANOW, settings)


def test_a_terminal_without_keys(seat):
    assert status_of(seat, b"x\x7fyy\x15" + RIGHT + b"\r", setup=no_keys) == 0
    assert status_of(seat, b"\0" + RIGHT + b"\r", setup=no_keys) == matrix.DENIED


# ^C ^\ ^D ^Z ^R ^L

ENDS = {
    "cancel": (HALF + b"\x03", matrix.CANCELLED),
    "cancel-at-once": (b"\x03", matrix.CANCELLED),
    "quit": (HALF + b"\x1c", matrix.CANCELLED),
    "quit-at-once": (b"\x1c", matrix.CANCELLED),
    "end": (b"\x04", matrix.CANCELLED),
    "end-within": (HALF + b"\x04" + REST + b"\r", 0),
    "suspend": (HALF + b"\x1a" + REST + b"\r", 0),
    "suspend-at-once": (b"\x1a" + RIGHT + b"\r", 0),
    "redraw-r": (HALF + b"\x12" + REST + b"\r", 0),
    "redraw-l": (HALF + b"\x0c" + REST + b"\r", 0),
    "others-are-text": (HALF + b"\x01" + REST + b"\r", matrix.DENIED),
    "xoff-is-text": (HALF + b"\x13" + REST + b"\r", matrix.DENIED),
    "xon-is-text": (HALF + b"\x11" + REST + b"\r", matrix.DENIED),
}


@pytest.mark.parametrize("keys", ENDS)
def test_control_keys(seat, keys):
    typed, status = ENDS[keys]
    assert status_of(seat, typed) == status


@pytest.mark.parametrize("key", [b"\x12", b"\x0c"], ids=["^R", "^L"])
def test_redraw_shows_the_prompt_and_the_signs_again(seat, key):
    person = seat("-u", "anna", "-E", "stars")
    person.see("Password: ")
    person.type(HALF)
    person.see("*" * len(HALF))
    person.type(key)
    person.see("Password: " + "*" * len(HALF))
    assert screen(person.screen).rows[:2] == ["Password: *****"] * 2
    person.type(REST + b"\r")
    assert leave_clean(person) == 0


def test_redraw_after_something_has_run_over_the_prompt(seat):
    """As the kernel's messages do."""
    person = seat("-u", "anna", "-E", "stars")
    person.see("Password: ")
    person.type(HALF)
    person.see("*" * len(HALF))
    os.write(person.terminal, b"\r\n[  12.3] usb 1-1: new device\r\n")
    person.see("new device")
    person.type("\x0c")
    person.see("Password: *****")
    person.type(REST + b"\r")
    assert leave_clean(person) == 0


# ^V

LITERALS = {
    "all": (b"".join(b"\x16" + bytes([byte]) for byte in CONTROLS) + b"\r", 0),
    "not-the-keys": (CONTROLS.replace(b"\x03", b"").replace(b"\x1c", b"") + b"\r",
                     matrix.DENIED),
    "enter-ends-all-the-same": (b"".join(b"\x16" + bytes([byte]) for byte in CONTROLS)
                                + b"\x16\r", 0),
    "newline-ends-all-the-same": (b"".join(b"\x16" + bytes([byte]) for byte in CONTROLS)
                                  + b"\x16\n", 0),
}


@pytest.mark.parametrize("keys", LITERALS)
def test_literal_next(seat, sandbox, keys):
    sandbox.user("anna", HASHES["controls"])
    typed, status = LITERALS[keys]
    assert status_of(seat, typed) == status


def test_literal_next_is_for_one_key(seat):
    assert status_of(seat, b"\x16\x7f\x7f" + RIGHT + b"\r") == 0


# Escape sequences

SEQUENCES = {
    "cursor": b"\x1b[A\x1b[B\x1b[C\x1b[D",
    "cursor-application": b"\x1bOA\x1bOB\x1bOC\x1bOD",
    "cursor-with-modifiers": b"\x1b[1;5A\x1b[1;2D",
    "home-end": b"\x1b[H\x1b[F\x1bOH\x1bOF\x1b[1~\x1b[4~",
    "insert-delete-pages": b"\x1b[2~\x1b[3~\x1b[5~\x1b[6~",
    "F1-F4-xterm": b"\x1bOP\x1bOQ\x1bOR\x1bOS",
    "F5-F12-xterm": b"\x1b[15~\x1b[17~\x1b[18~\x1b[19~\x1b[20~\x1b[21~\x1b[23~\x1b[24~",
    "F1-F5-linux": b"\x1b[[A\x1b[[B\x1b[[C\x1b[[D\x1b[[E",
    "F1-shifted": b"\x1b[1;2P\x1bO2P",
    "shift-tab": b"\x1b[Z",
    "keypad": b"\x1bOj\x1bOk\x1bOM\x1bOp",
    "alt-letter": b"\x1bx\x1bQ\x1b1",
    "alt-of-what-begins-another": b"\x1bN1",
    "focus": b"\x1b[I\x1b[O",
    "position-report": b"\x1b[24;80R",
    "device-attributes": b"\x1b[?64;1;2c\x1b[>0;276;0c",
    "mouse": b"\x1b[<0;10;20M\x1b[<0;10;20m",
    "title-by-bel": b"\x1b]0;a title\x07",
    "colour-by-st": b"\x1b]11;rgb:0000/0000/0000\x1b\\",
    "device-string": b"\x1bP1$r0m\x1b\\",
    "paste-marks-of-nothing": b"\x1b[200~\x1b[201~",
    "two-escapes": b"\x1b\x1b[A",
    "unknown-parameters": b"\x1b[>4;2;99!p",
}


@pytest.mark.parametrize("name", SEQUENCES)
def test_a_key_that_sends_a_sequence_is_swallowed(seat, name):
    """Before, within and behind the password."""
    keys = SEQUENCES[name]
    assert status_of(seat, keys + HALF + keys + REST + keys + b"\r") == 0


@pytest.mark.parametrize("name", ["cursor", "F1-F5-linux", "title-by-bel"])
def test_a_sequence_leaves_an_empty_line(seat, name):
    assert status_of(seat, SEQUENCES[name] + b"\x04") == matrix.CANCELLED


def test_what_follows_a_sequence_is_text(seat):
    assert status_of(seat, b"\x1b[AA" + RIGHT + b"\r") == matrix.DENIED


BROKEN_OFF = {
    "enter": (RIGHT + b"\x1b[1;\r", 0),
    "enter-in-a-string": (RIGHT + b"\x1b]0;title\r", 0),
    "cancel": (HALF + b"\x1b[\x03", matrix.CANCELLED),
    "cancel-in-a-string": (HALF + b"\x1b]0;title\x03", matrix.CANCELLED),
    "erase": (RIGHT + b"x\x1b[\x7f\r", 0),
    "kill": (b"xx\x1bO\x15" + RIGHT + b"\r", 0),
}


@pytest.mark.parametrize("name", BROKEN_OFF)
def test_no_sequence_keeps_a_control_key_from_working(seat, name):
    typed, status = BROKEN_OFF[name]
    assert status_of(seat, typed) == status


def wait_until_read(person, limit_s=15):
    """Until the gate has taken all that was typed."""
    end = time.monotonic() + limit_s
    left = array.array("i", [1])
    while left[0] > 0:
        assert time.monotonic() < end, "it does not read"
        fcntl.ioctl(person.terminal, termios.FIONREAD, left)
        time.sleep(0.01)


def test_the_escape_key_alone(seat):
    """After a pause what follows is text: here an x, which is then erased."""
    person = seat("-u", "anna", "-E", "stars")
    person.see("Password: ")
    person.type(HALF + b"\x1b")
    person.see("*****")
    wait_until_read(person)
    time.sleep(1)
    person.type("x")
    person.see("*")
    person.type(b"\x7f" + REST + b"\r")
    assert leave_clean(person) == 0


def test_a_gate_that_got_no_time_takes_no_sequence_for_a_pause(seat):
    """The rest of a key's sequence stands in the queue while the gate is stopped:
    the keyboard was never silent."""
    person = seat("-u", "anna", "-n", "1")
    person.see("Password: ")
    for _ in range(20):
        start = time.monotonic()
        person.type("\x1b")
        wait_until_read(person)
        person.process.send_signal(signal.SIGSTOP)
        os.waitid(os.P_PID, person.process.pid, os.WSTOPPED | os.WNOWAIT)
        person.type("[A")
        in_time = time.monotonic() - start < 0.2
        time.sleep(0.5)
        person.process.send_signal(signal.SIGCONT)
        if in_time:
            break
        person.type("\x15")
    assert in_time, "this machine is too slow to tell"
    person.type(RIGHT + b"\r")
    assert leave_clean(person) == 0


# Bracketed paste

def paste(data):
    return b"\x1b[200~" + data + b"\x1b[201~"


PASTES = {
    "whole": (paste(RIGHT) + b"\r", 0),
    "part": (HALF + paste(REST) + b"\r", 0),
    "two": (paste(HALF) + paste(REST) + b"\r", 0),
    "with-its-newline": (paste(RIGHT + b"\n"), 0),
    "with-its-return": (paste(RIGHT + b"\r"), 0),
    "keys-work-again-behind-it": (paste(RIGHT + b"x") + b"\x7f\r", 0),
    "cancel": (b"\x1b[200~" + HALF + b"\x03", matrix.CANCELLED),
    "quit": (b"\x1b[200~" + HALF + b"\x1c", matrix.CANCELLED),
    "keys-in-it-are-text": (paste(b"x\x7f" + RIGHT) + b"\r", matrix.DENIED),
    "end-in-it-is-text": (paste(b"\x04" + RIGHT) + b"\r", matrix.DENIED),
    "sequence-in-it": (paste(HALF + b"\x1b[A" + REST) + b"\r", 0),
    "nul-in-it": (paste(RIGHT + b"\0") + b"\r", matrix.DENIED),
    "end-mark-alone": (b"\x1b[201~" + RIGHT + b"\r", 0),
    "erased": (paste(b"something") + b"\x15" + RIGHT + b"\r", 0),
}


@pytest.mark.parametrize("name", PASTES)
def test_paste(seat, name):
    typed, status = PASTES[name]
    assert status_of(seat, typed) == status


def test_keys_in_a_paste_are_the_password(seat, sandbox):
    sandbox.user("anna", HASHES["pasted"])
    assert status_of(seat, paste(PASTED) + b"\r") == 0


# The end of a line

def test_crlf_ends_one_line(seat):
    """The terminal sends CR and LF for Enter: the LF comes when the next prompt is
    there already, and is no answer to it."""
    person = seat()
    person.see("login: ")
    person.type("anna\r")
    person.see("Password: ")
    person.type("\n")
    wait_until_read(person)
    person.type(RIGHT + b"\r\n")
    assert leave_clean(person) == 0
    assert b"incorrect" not in person.screen


def test_crlf_in_one(seat):
    person = seat()
    person.see("login: ")
    person.type("anna\r\n")
    person.see("Password: ")
    person.type(RIGHT + b"\r\n")
    assert leave_clean(person) == 0
    assert b"incorrect" not in person.screen


@pytest.mark.parametrize("first, second", [("\r", "\r"), ("\n", "\n"), ("\n", "\r"),
                                           ("\r", "\n\n"), ("\r\n", "\r")],
                         ids=["CR CR", "LF LF", "LF CR", "CRLF LF", "CRLF CR"])
def test_another_end_is_an_answer(seat, first, second):
    """An empty one, which is wrong."""
    person = seat("-n", "1")
    person.see("login: ")
    person.type("anna" + first)
    person.see("Password: ")
    person.type(second)
    assert leave_clean(person) == matrix.DENIED


def test_each_end_of_a_name_is_no_part_of_it(seat, sandbox):
    log = sandbox.listen()
    for end in ("\r", "\n", "\r\n"):
        person = seat("-n", "1")
        person.see("login: ")
        person.type("emil" + end)
        person.answer(("Password: ", WRONG))
        assert leave_clean(person) == matrix.DENIED
    denied = [line for line in log.lines() if ": denied:" in line]
    assert len(denied) == 3 and all('user="emil"' in line for line in denied), denied


# What is refused

LINES = {
    "one-too-many": b"y" * 512,
    "many": b"y" * 3000,
    "wide": "漢".encode() * 171,
    "nul": RIGHT + b"\0",
    "nul-first": b"\0" + RIGHT,
    "nul-erased": RIGHT + b"\0\x7f",
    "literal-nul": RIGHT + b"\x16\0",
    "killed": b"y" * 600 + b"\x15" + RIGHT,
    "erased": b"y" * 512 + b"\x7f" * 512 + RIGHT,
    "end-key-within": b"y" * 600 + b"\x04" + RIGHT,
}


@pytest.mark.parametrize("name", LINES)
def test_refused_as_a_whole_with_a_message(seat, sandbox, name):
    """The next try is as if nothing had been."""
    log = sandbox.listen()
    person = seat("-u", "anna", "-n", "2", "-E", "stars")
    person.see("Password: ")
    person.type(LINES[name] + b"\r")
    person.see(REFUSED)
    person.see("Login incorrect")
    person.answer(("Password: ", PASSWORD))
    assert leave_clean(person) == 0
    log.wait_for("denied: the answer was too long or held a NUL")


def test_the_longest_is_not_refused(seat, sandbox):
    sandbox.user("anna", hashes.LONG_YESCRYPT)
    assert status_of(seat, hashes.LONG_PASSWORD + "\r") == 0
    assert status_of(seat, hashes.LONG_PASSWORD[1:] + "\r") == matrix.DENIED


def test_cancel_of_what_would_be_refused(seat):
    assert status_of(seat, b"y" * 3000 + b"\x03") == matrix.CANCELLED


# TAB

def test_tab_first_switches_the_echo_off_and_says_so(seat):
    person = seat("-u", "anna", "-E", "full")
    person.see("Password: ")
    person.type("\t")
    person.see("(no echo) ")
    person.type(RIGHT + b"\r")
    assert leave_clean(person) == 0
    assert screen(person.screen).rows[0] == "Password: (no echo)"
    assert RIGHT not in person.screen


def test_tab_is_for_one_answer(seat):
    person = seat("-u", "anna", "-E", "stars", "-n", "2")
    person.see("Password: ")
    person.type(b"\t" + WRONG.encode() + b"\r")
    person.see("Login incorrect")
    person.see("Password: ")
    person.type(RIGHT)
    person.see("*" * len(RIGHT))
    person.type("\r")
    assert leave_clean(person) == 0


def test_tab_later_is_text(seat, sandbox):
    sandbox.user("anna", HASHES["tabbed"])
    assert status_of(seat, TABBED + "\r", "-E", "stars") == 0
    assert status_of(seat, TABBED.replace("\t", "") + "\r") == matrix.DENIED


def test_tab_after_an_erase_is_text(seat):
    """It is not the first key."""
    assert status_of(seat, b"x\x7f\t" + RIGHT + b"\r", "-E", "stars") == matrix.DENIED


def test_tab_at_a_visible_question_changes_nothing(seat):
    person = seat()
    person.see("login: ")
    person.type("\tanna\r")
    person.see("anna")
    person.answer(("Password: ", PASSWORD))
    assert leave_clean(person) == 0
    assert screen(person.screen).rows[0] == "login: anna"
    assert b"no echo" not in person.screen


# What was typed ahead, or behind

def test_typed_ahead_of_the_second_prompt(seat):
    person = seat("-n", "1")
    person.see("login: ")
    person.type("anna\r" + WRONG + "\r")
    person.answer(("Password: ", PASSWORD))
    assert leave_clean(person) == 0, person.screen
    assert b"incorrect" not in person.screen


def test_typed_ahead_of_the_first_prompt(seat):
    """Also a whole line that would be the right one, and a cancel."""
    line = seat.sandbox.command("gate", "-u", "anna", "-n", "1")
    person = seat(command=["sh", "-c", 'read -r go; exec "$@"', "sh", *line])
    person.type("go\r" + WRONG + "\r")
    person.answer(("Password: ", PASSWORD))
    assert leave_clean(person) == 0


def test_typed_behind_does_not_reach_the_shell(seat, sandbox):
    needs_users()
    busybox = shutil.which("busybox")
    if busybox is None:
        pytest.skip("needs busybox-static")
    (sandbox.path / "bin").mkdir()
    shutil.copy2(busybox, sandbox.path / "bin/sh")
    person = seat("-u", "anna", "--", "/bin/sh")
    person.see("Password: ")
    person.type(RIGHT + b"\recho typed=behind\rexit 77\r")
    person.see(re.compile(rb"[#$] "))
    person.type("echo sum=$((6*7))\r")
    person.see("sum=42")
    person.type("exit 3\r")
    assert person.leave() == 3
    assert person.after == person.before
    assert b"typed=behind" not in person.screen
