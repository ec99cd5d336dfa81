# SPDX-License-Identifier: MIT
"""Deadlines, delays and signals. Lower bounds only: machines are slow at will."""
import os
import signal
import time

import pytest

from lib import build, matrix
from lib.hashes import PASSWORD, WRONG

# What the clock may be off by between two processes.
SLACK_S = 0.05
SIGNALS = [signal.SIGTERM, signal.SIGHUP, signal.SIGINT]


@pytest.fixture(autouse=True)
def anna(sandbox):
    sandbox.unix_policy()
    sandbox.user("anna")


def delay_s():
    return int(build.configuration()["GATE_FAIL_DELAY_MS"]) / 1000


def test_timeout(seat):
    person = seat("-u", "anna", "-t", "2")
    person.see("Password: ")
    assert person.leave() == matrix.TIMEOUT
    assert person.seconds >= 2 - SLACK_S
    assert b"Timed out" in person.screen and b"Login incorrect" not in person.screen


def test_each_try_has_its_own_time(seat):
    person = seat("-u", "anna", "-n", "2", "-t", "3")
    person.see("Password: ")
    time.sleep(2)
    person.type(WRONG + "\r")
    person.see("Password: ")
    time.sleep(2)
    person.type(PASSWORD + "\r")
    assert person.leave() == 0


def test_timeout_at_the_name(seat):
    person = seat("-t", "1")
    person.see("login: ")
    assert person.leave() == matrix.TIMEOUT


def test_a_failure_takes_its_time(seat):
    person = seat("-u", "anna", "-n", "2")
    person.answer(("Password: ", WRONG))
    start = time.monotonic()
    person.see("Password: ")
    assert time.monotonic() - start >= delay_s() - SLACK_S
    person.type("\x03")
    person.leave()


def test_a_success_does_not(seat):
    person = seat("-u", "anna")
    person.see("Password: ")
    start = time.monotonic()
    person.type(PASSWORD + "\r")
    assert person.leave() == 0
    assert time.monotonic() - start < delay_s()


@pytest.mark.parametrize("number", [signal.SIGCONT, signal.SIGWINCH, signal.SIGCHLD],
                         ids=lambda number: number.name)
def test_no_harmless_signal_shortens_the_delay(seat, number):
    person = seat("-u", "anna", "-n", "2")
    person.answer(("Password: ", WRONG))
    start = time.monotonic()
    while time.monotonic() - start < delay_s() * 0.6:
        person.process.send_signal(number)
        time.sleep(0.05)
    person.see("Password: ")
    assert time.monotonic() - start >= delay_s() - SLACK_S
    person.type("\x03")
    person.leave()


@pytest.mark.parametrize("number", SIGNALS, ids=lambda number: number.name)
def test_no_signal_shortens_the_last_delay(seat, number):
    """Nor opens anything: an attacker who sends signals waits like others."""
    person = seat("-u", "anna", "-n", "1")
    person.answer(("Password: ", WRONG))
    start = time.monotonic()
    time.sleep(delay_s() * 0.2)
    person.process.send_signal(number)
    assert person.leave() in (matrix.DENIED, matrix.CANCELLED)
    assert time.monotonic() - start >= delay_s() - SLACK_S
    assert person.after == person.before


@pytest.mark.parametrize("number", SIGNALS, ids=lambda number: number.name)
def test_signal_at_the_prompt(seat, number):
    person = seat("-u", "anna")
    person.see("Password: ")
    person.type(PASSWORD)
    person.process.send_signal(number)
    assert person.leave() == matrix.CANCELLED
    assert person.after == person.before and person.left_in_queue() == b""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP], ids=lambda n: n.name)
def test_signal_during_the_command(seat, sandbox, probe, number):
    """Ends both, with the session closed and the terminal as it was."""
    person = seat("-u", "anna", "--", probe, "wait")
    person.answer(("Password: ", PASSWORD))
    person.see("waiting")
    person.process.send_signal(number)
    assert person.leave() in (matrix.CANCELLED, 128 + number), person.screen
    assert person.after == person.before


def test_stop_and_continue_at_the_prompt(seat):
    person = seat("-u", "anna")
    person.see("Password: ")
    person.process.send_signal(signal.SIGSTOP)
    os.waitid(os.P_PID, person.process.pid, os.WSTOPPED | os.WNOWAIT)
    person.process.send_signal(signal.SIGCONT)
    person.type(PASSWORD + "\r")
    assert person.leave() == 0


def test_signals_that_the_caller_ignored(seat, sandbox, probe):
    """Nothing of what the parent ignored or blocked gets through."""
    line = sandbox.command("gate", "-u", "anna", "--", probe, "report")
    script = 'trap "" TERM HUP INT QUIT CHLD PIPE; exec "$@"'
    person = seat(command=["sh", "-c", script, "sh", *line])
    person.answer(("Password: ", PASSWORD))
    person.see(b"ignored=\r\n")
    assert person.leave() == 0


@pytest.mark.parametrize("end", ["SIGTERM", "hang-up"])
def test_what_ends_a_loop(seat, end):
    """An init system must be able to end it, and a lost line does."""
    person = seat("-u", "anna", "-F", "loop", "-n", "1")
    person.answer(("Password: ", WRONG))
    person.see("Password: ")
    if end == "hang-up":
        person.hang_up()
    else:
        person.process.send_signal(signal.SIGTERM)
    assert person.process.wait(timeout=15) == matrix.CANCELLED


def test_keys_do_not_end_a_loop(seat):
    person = seat("-u", "anna", "-F", "loop")
    for key in ("\x03", "\x04", "\x1c"):
        person.see("Password: ")
        person.type(key)
    person.answer(("Password: ", PASSWORD))
    assert person.leave() == 0
