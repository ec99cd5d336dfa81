# SPDX-License-Identifier: MIT
"""The terminal is left as it was, whatever happened; echo is off meanwhile."""
import os
import signal
import termios

import pytest

from lib import matrix
from lib.hashes import PASSWORD, WRONG
from lib.sandbox import needs_users


@pytest.fixture(autouse=True)
def anna(sandbox):
    sandbox.unix_policy()
    sandbox.user("anna")


def right(person):
    person.answer(("Password: ", PASSWORD))


def wrong(person):
    person.answer(("Password: ", WRONG))


def nothing(person):
    person.see("Password: ")


def key(code):
    def press(person):
        person.see("Password: ")
        person.type("half" + code)
    return press


def sent(number):
    def send(person):
        person.see("Password: ")
        person.type("half")
        person.process.send_signal(number)
    return send


# name: (arguments, what the person does, the statuses that may come of it)
ENDS = {
    "right": ((), right, {0}),
    "wrong": (("-n", "1"), wrong, {matrix.DENIED}),
    "timeout": (("-t", "1"), nothing, {matrix.TIMEOUT}),
    "interrupt-key": ((), key("\x03"), {matrix.CANCELLED}),
    "quit-key": ((), key("\x1c"), {matrix.CANCELLED}),
    "SIGTERM": ((), sent(signal.SIGTERM), {matrix.CANCELLED}),
    "SIGINT": ((), sent(signal.SIGINT), {matrix.CANCELLED}),
    "SIGQUIT": ((), sent(signal.SIGQUIT), {matrix.CANCELLED}),
    "SIGHUP": ((), sent(signal.SIGHUP), {matrix.CANCELLED}),
}


@pytest.mark.parametrize("end", ENDS)
def test_settings_are_restored(seat, end):
    arguments, act, statuses = ENDS[end]
    person = seat("-u", "anna", *arguments)
    act(person)
    assert person.leave() in statuses, person.screen
    assert person.after == person.before


def test_settings_are_restored_when_broken(seat, sandbox):
    sandbox.policy("gate", "nonsense\n")
    person = seat("-u", "anna")
    assert person.leave() == matrix.BROKEN
    assert person.after == person.before


@pytest.mark.parametrize("command,status", [
    (("exit", "0"), 0), (("exit", "9"), 9), (("signal", "15"), 128 + 15)])
def test_settings_are_restored_around_a_command(seat, probe, command, status):
    person = seat("-u", "anna", "--", probe, *command)
    right(person)
    assert person.leave() == status
    assert person.after == person.before


def test_settings_are_restored_when_the_command_is_missing(seat):
    needs_users()
    person = seat("-u", "anna", "--", "/nowhere")
    right(person)
    assert person.leave() == matrix.NOT_FOUND
    assert person.after == person.before


def strange(terminal):
    """A terminal that is already in an unusual state."""
    settings = termios.tcgetattr(terminal)
    settings[0] &= ~termios.ICRNL
    settings[0] |= termios.IXOFF
    settings[3] &= ~(termios.ICANON | termios.ECHO)
    settings[6][termios.VMIN] = b"\x03"
    settings[6][termios.VTIME] = b"\x05"
    settings[6][termios.VINTR] = b"\x18"
    termios.tcsetattr(terminal, termios.TCSANOW, settings)


@pytest.mark.parametrize("end", ["right", "wrong", "timeout"])
def test_strange_settings_come_back_too(seat, end):
    arguments, act, statuses = ENDS[end]
    person = seat("-u", "anna", *arguments, setup=strange)
    act(person)
    assert person.leave() in statuses
    assert person.after == person.before


def test_echo_is_off_at_the_prompt_and_during_the_delay(seat):
    person = seat("-u", "anna", "-n", "2")
    person.see("Password: ")
    assert person.before["lflag"] & termios.ECHO
    assert not person.settings()["lflag"] & (termios.ECHO | termios.ICANON)
    person.type(WRONG + "\r")
    person.type("typed during the delay")
    assert not person.settings()["lflag"] & termios.ECHO
    person.see("Password: ")
    assert b"typed during" not in person.screen
    right_after_all = PASSWORD + "\r"
    person.type(right_after_all)
    assert person.leave() == 0


def test_echo_is_back_for_the_command(seat, probe):
    person = seat("-u", "anna", "--", probe, "wait")
    right(person)
    person.see("waiting")
    assert person.settings() == person.before
    person.process.send_signal(signal.SIGTERM)
    person.leave()


def test_hang_up_at_the_prompt(seat):
    person = seat("-u", "anna")
    person.see("Password: ")
    person.hang_up()
    assert person.process.wait(timeout=15) == matrix.CANCELLED


def test_hang_up_during_the_command(seat, probe):
    """The command is not left behind."""
    person = seat("-u", "anna", "--", probe, "wait")
    right(person)
    person.see("waiting")
    person.hang_up()
    status = person.process.wait(timeout=15)
    assert status in (matrix.CANCELLED, 128 + signal.SIGHUP), status


def test_console_by_name(seat, sandbox):
    """-c: another terminal than the controlling one."""
    sandbox.mount("dev/pts")
    master, other = os.openpty()
    name = os.ttyname(other).removeprefix("/dev/")
    person = seat("-u", "anna", "-c", name, "-t", "2")
    assert person.leave() == matrix.TIMEOUT
    assert b"Password: " not in person.screen
    assert b"Password: " in os.read(master, 4096)
    os.close(master)
    os.close(other)


def test_dev_tty_is_taken_where_it_is(seat, sandbox):
    sandbox.nodes("tty")
    person = seat("-u", "anna")
    right(person)
    assert person.leave() == 0
    assert person.after == person.before
