# SPDX-License-Identifier: MIT
"""Signals that come in a row, that nobody expects, or between the yes and the command."""
import os
import select
import signal
import subprocess
import time

import pytest

from lib import matrix
from lib import sandbox as sandboxes
from lib.faults import needs_ptrace
from lib.hashes import PASSWORD

# How long the second signal is sent again and again.
STORM_S = 0.3
# No answer to one of these at the prompt but that it goes on.
UNEXPECTED = ("SIGALRM", "SIGUSR1", "SIGUSR2", "SIGPIPE", "SIGXCPU", "SIGXFSZ", "SIGVTALRM",
              "SIGPROF", "SIGIO", "SIGPWR", "SIGSTKFLT", "SIGTSTP", "SIGRTMAX")
# Those that a C library keeps for itself, musl also from its sigfillset().
OF_THE_LIBRARY = (32, 33, 34)
ALL_UNEXPECTED = tuple(getattr(signal, name) for name in UNEXPECTED) + OF_THE_LIBRARY

MOTD = """\
auth     required pam_unix.so
account  required pam_unix.so
session  optional pam_motd.so motd=/etc/slow
session  optional pam_motd.so motd=/etc/motd
session  required pam_permit.so
"""


@pytest.fixture(autouse=True)
def anna(sandbox):
    sandbox.unix_policy()
    sandbox.user("anna")


@pytest.fixture
def console(sandbox):
    """A terminal that is nobody's controlling one: its name, and its other end."""
    sandbox.mount("dev/pts")
    master, terminal = os.openpty()
    yield os.ttyname(terminal).removeprefix("/dev/"), master
    os.close(terminal)
    os.close(master)


def see(master, word, limit_s=15):
    """Waits until word is shown at the other end of a terminal."""
    end, seen = time.monotonic() + limit_s, b""
    while word not in seen:
        readable, _, _ = select.select([master], [], [], max(0, end - time.monotonic()))
        assert readable, seen
        seen += os.read(master, 4096)


@pytest.mark.parametrize("second", [signal.SIGHUP, signal.SIGINT, signal.SIGQUIT],
                         ids=lambda number: number.name)
def test_a_signal_behind_SIGTERM_does_not_replace_it(sandbox, console, second):
    """As an init system stops a service: SIGTERM, then SIGHUP at once."""
    name, master = console
    with subprocess.Popen(
            sandbox.command("gate", "-u", "anna", "-c", name, "-F", "loop"),
            stdin=subprocess.DEVNULL, start_new_session=True,
            env=sandboxes.host_environment()) as gate:
        try:
            see(master, b"Password: ")
            gate.send_signal(signal.SIGTERM)
            end = time.monotonic() + STORM_S
            while gate.poll() is None and time.monotonic() < end:
                gate.send_signal(second)
            assert gate.wait(timeout=8) == matrix.CANCELLED
        finally:
            gate.kill()


@pytest.mark.parametrize("number", ALL_UNEXPECTED, ids=UNEXPECTED + OF_THE_LIBRARY)
def test_no_signal_ends_it_with_the_echo_off(seat, number):
    person = seat("-u", "anna")
    person.see("Password: ")
    person.process.send_signal(number)
    person.type(PASSWORD + "\r")
    assert person.leave() == 0, person.screen
    assert person.after == person.before


def test_no_signal_shows_what_is_typed_in_the_delay(seat):
    """All of them, while the gate waits after a wrong one."""
    person = seat("-u", "anna", "-n", "2")
    person.answer(("Password: ", "wrong"))
    for number in ALL_UNEXPECTED:
        person.process.send_signal(number)
    person.type("typed too early")
    person.answer(("Password: ", PASSWORD))
    assert person.leave() == 0
    assert person.after == person.before and b"too early" not in person.screen


def stop_by_signal(number):
    return lambda person: person.process.send_signal(number)


ENDS = {
    "SIGTERM": stop_by_signal(signal.SIGTERM),
    "SIGINT": stop_by_signal(signal.SIGINT),
    "hang-up": lambda person: person.hang_up(),
}


# The program stays the test's own child, the tracer is its grandchild.
KEPT = ["strace", "-D", "-f", "-qq", "-o", "/dev/null", "-P", "/etc/slow",
        "-e", "inject=open,openat:delay_enter=2000000"]


@pytest.mark.parametrize("end", ENDS)
def test_end_between_the_yes_and_the_command(seat, sandbox, probe, end):
    """A module that talks while the session opens finds that nobody listens.

    It is kept for a while before it opens its file, until the test is ready.
    """
    needs_ptrace()
    sandbox.policy("gate", MOTD)
    sandbox.write("etc/motd", "Mind the step.\n")
    log = sandbox.listen()
    person = seat(command=[*KEPT, *sandbox.command("gate", "-u", "anna", "--", probe, "report")])
    person.answer(("Password: ", PASSWORD))
    log.wait_for("authenticated")
    ENDS[end](person)
    assert person.process.wait(timeout=15) == matrix.CANCELLED, log.text()
    assert b"uid=" not in person.screen and b"ot possible" not in person.screen
    assert "session: cancelled" in log.text()
