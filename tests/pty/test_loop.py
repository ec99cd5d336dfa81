# SPDX-License-Identifier: MIT
"""-F loop: it never spins, never shows what is typed between two rounds, and ends
where nobody can ever answer again."""
import os
import select
import signal
import subprocess
import termios
import time

import pytest

from lib import build, matrix
from lib import sandbox as sandboxes
from lib.hashes import PASSWORD

# What the clock may be off by between two processes.
SLACK_S = 0.05

ASKS_NOTHING = "auth required pam_permit.so\naccount required pam_permit.so\n"
# Rounds that end at once, without a question.
AT_ONCE = {
    "session-denied": ASKS_NOTHING + "session required pam_deny.so\n",
    "broken-policy": "nonsense\n",
}


@pytest.fixture(autouse=True)
def anna(sandbox):
    sandbox.unix_policy()
    sandbox.user("anna")


def delay_s():
    return int(build.configuration()["GATE_FAIL_DELAY_MS"]) / 1000


@pytest.mark.parametrize("round_", AT_ONCE)
def test_rounds_without_a_question_take_their_time(seat, sandbox, probe, round_):
    sandbox.policy("gate", AT_ONCE[round_])
    person = seat("-u", "anna", "-F", "loop", "--", probe, "report")
    person.see("ot possible")
    start = time.monotonic()
    person.see("ot possible")
    person.see("ot possible")
    assert time.monotonic() - start >= 2 * delay_s() - SLACK_S
    person.process.send_signal(signal.SIGTERM)
    person.leave()
    assert person.after == person.before and b"uid=" not in person.screen


# Where the next round begins

CUT_OFF = {"timeout": (("-t", "1"), "half", "Timed out"), "cancelled": ((), "half\x03", "ancelled")}


@pytest.mark.parametrize("how", CUT_OFF)
def test_echo_stays_off_between_two_rounds(seat, how):
    """Who is cut off in the middle of a password types the rest of it."""
    arguments, typed, said = CUT_OFF[how]
    person = seat("-u", "anna", "-F", "loop", *arguments)
    person.see("Password: ")
    person.type(typed)
    person.see(said)
    end = time.monotonic() + 10
    while person.screen.count(b"Password: ") < 2:
        assert time.monotonic() < end, person.screen
        assert not person.settings()["lflag"] & termios.ECHO, "what is typed now is shown"
        person.type("z")
        time.sleep(0.02)
    person.type("\x15" + PASSWORD + "\r")
    assert person.leave() == 0, person.screen
    assert b"z" not in person.screen and person.after == person.before


# Where nobody is left

def test_end_of_input_ends_the_loop(sandbox):
    done = sandbox.run("gate", "-P", "stdio", "-u", "anna", "-F", "loop", limit_s=10)
    assert done.status == matrix.CANCELLED, done.text


def see_prompt(master, limit_s=15):
    seen, end = b"", time.monotonic() + limit_s
    while b"Password: " not in seen:
        readable, _, _ = select.select([master], [], [], max(0, end - time.monotonic()))
        assert readable, seen
        seen += os.read(master, 4096)


def start_without_a_controlling_terminal(sandbox, terminal, *arguments):
    return subprocess.Popen(
        sandbox.command("gate", "-u", "anna", "-F", "loop", *arguments), stdin=terminal,
        stdout=terminal, stderr=terminal, start_new_session=True,
        env=sandboxes.host_environment())


def test_hang_up_of_a_terminal_that_sends_no_signal(sandbox):
    """It stands on descriptor 0 only; once gone it cannot come back."""
    master, terminal = os.openpty()
    gate = start_without_a_controlling_terminal(sandbox, terminal)
    os.close(terminal)
    try:
        see_prompt(master)
        os.close(master)
        assert gate.wait(timeout=10) == matrix.CANCELLED
    finally:
        gate.kill()
        gate.wait()


def test_a_console_by_name_may_come_back(sandbox):
    """The line of a modem does: only SIGTERM ends this loop."""
    sandbox.mount("dev/pts")
    log = sandbox.listen()
    master, terminal = os.openpty()
    name = os.ttyname(terminal).removeprefix("/dev/")
    gate = start_without_a_controlling_terminal(sandbox, subprocess.DEVNULL, "-c", name)
    try:
        see_prompt(master)
        os.close(terminal)
        os.close(master)
        log.wait_for("cannot open the console")
        assert gate.poll() is None
        gate.send_signal(signal.SIGTERM)
        assert gate.wait(timeout=10) in (matrix.CANCELLED, matrix.BROKEN)
    finally:
        gate.kill()
        gate.wait()
