# SPDX-License-Identifier: MIT
"""SIGKILL of the helper (unix_chkpwd) or of vlock's asking process at each of its calls;
of the command behind the gate; and of the program itself, with what is left of it then:
a terminal without echo, nobody who holds the password, and no way in."""
import dataclasses
import signal
import subprocess
import termios

import pytest

from fault import verdicts
from fault.meddling import HANG_UP
from fault.stages import ASKED, CASES, RIGHT, name_of
from fault.verdicts import Allowed
from lib import matrix, procfs, sandbox as sandboxes
from lib.hashes import PASSWORD
from lib.person import become_session_leader
from lib.waiting import wait_until

KILL = ("-s", int(signal.SIGKILL))
KILLED = matrix.SIGNAL + signal.SIGKILL
OPENING = [case for case in CASES if case[0].wrong and case[1]]
COMMANDS = [case for case in OPENING if case[0].ids]
LEAST_CALLS = 20
# Every so manyth call of the program itself in make check.
SAMPLE = 7
GONE_S = 10
LINE = termios.ECHO | termios.ICANON | termios.ISIG


def once(case):
    """Its first answer is the only one: it cannot open by the next."""
    stage, right = case
    if stage.name == "vlock":
        stage = dataclasses.replace(stage, right=((ASKED, RIGHT, HANG_UP),))
    return stage, right


def tells(desk, calls):
    """Those of processes on whose verdict it depends, from the question on."""
    if desk.stage.name == "passwd":
        # The first one tells whether there is a password at all: not by its end.
        return [call for call in calls if call.process > 1]
    if desk.stage.name == "vlock":
        # Who asks and is killed before the answer is followed by another one, who asks.
        keys = max(call.number for call in calls if call.process == 1 and call.name == "ppoll")
        # The account's modules decide nothing there (vlock.1, SECURITY): the third.
        return [call for call in calls if call.process == 2
                or (call.process == 1 and call.number > keys)]
    return calls


def becomes_command(calls, process):
    return any(call.process == process and call.name == "execve" for call in calls)


def kill_at(desk, calls):
    """[(call, its end)], of those that were there to be killed."""
    ends = [(call, desk.run("-p", call.process, "-n", call.number, *KILL)) for call in calls]
    hits = [(call, end) for call, end in ends if end.hits]
    # su's relay makes other calls each time, and more of them on a busy machine.
    assert len(hits) >= max(1, len(ends) - max(verdicts.MISSED_SOME, len(ends) // 3))
    return hits


@verdicts.each(OPENING)
def test_a_killed_helper_is_no_yes(tmp_path, evidence, case, part):
    """Though the password is right, and up to its last call, that tells its verdict."""
    desk = verdicts.sit(tmp_path, once(case))
    calls = desk.calls()
    helpers = [call for call in tells(desk, calls)
               if call.process > 0 and not becomes_command(calls, call.process)]
    assert len(helpers) >= LEAST_CALLS
    hits = kill_at(desk, helpers)
    for call, end in hits:
        assert not desk.stage.opened(desk.sandbox, end), (call, end)
        assert verdicts.faulty(desk, end) == "", (call, end)
    evidence("signals", f"SIGKILL of a helper: {name_of(case)}", len(hits))


@verdicts.each(COMMANDS)
def test_a_killed_command_is_no_yes(tmp_path, evidence, case, part):
    """Killed before it is itself: the status tells so, the terminal is put back."""
    desk = verdicts.sit(tmp_path, case)
    calls = desk.calls()
    commands = [call for call in calls if becomes_command(calls, call.process)]
    assert len(commands) >= LEAST_CALLS
    hits = kill_at(desk, commands)
    for call, end in hits:
        assert not end.ids and (desk.stage.session or end.status == KILLED), (call, end)
        assert verdicts.faulty(desk, end, Allowed(signals=(signal.SIGKILL,))) == "", (call, end)
    evidence("signals", f"SIGKILL of the command: {name_of(case)}", len(hits))


@pytest.mark.slow
@verdicts.each()
def test_the_program_is_killed(tmp_path, evidence, case, part):
    """No process is left, nothing is open that was not, all files are whole."""
    desk = verdicts.sit(tmp_path, case)
    calls = [call for call in desk.calls() if call.process == 0][::SAMPLE]
    found = verdicts.Sweep()
    for call, end in kill_at(desk, calls):
        found.take(desk, call, end, Allowed(signals=(signal.SIGKILL,), terminal=True))
        assert end.status == KILLED
    found.check(name_of(case), 3)
    evidence("signals", f"SIGKILL of the program: {name_of(case)}", found.tried)


# What is left behind a gate that was killed

@pytest.fixture
def gate(seat, sandbox):
    def start(*words):
        return seat("-u", "anna", *words)

    sandbox.unix_policy()
    sandbox.user("anna")
    return start


def kill(person):
    person.process.kill()
    assert person.leave() == KILLED


def test_a_terminal_without_echo_and_the_next_gate_puts_it_right(gate, sandbox):
    person = gate()
    person.see("Password: ")
    kill(person)
    assert person.before["lflag"] & LINE == LINE
    assert not person.after["lflag"] & LINE
    following = subprocess.Popen(
        sandbox.command("gate", "-u", "anna"), stdin=person.terminal, stdout=person.terminal,
        stderr=person.terminal, env=sandboxes.host_environment(),
        preexec_fn=lambda: become_session_leader(person.terminal))
    person.see("Password: ")
    person.type(PASSWORD + "\r")
    assert following.wait(timeout=GONE_S) == 0
    assert person.settings()["lflag"] & LINE == LINE


def ended(pid):
    try:
        return procfs.status(pid)["State"].startswith("Z")
    except FileNotFoundError:
        return True


def test_the_command_goes_with_its_terminal_and_knows_no_secret(gate, probe, sandbox):
    """The kernel hangs up a session whose leader has died."""
    person = gate("--", probe, "wait")
    person.answer(("Password: ", PASSWORD))
    person.see("waiting")
    command, = procfs.children(person.process.pid)
    if sandboxes.is_root():
        assert procfs.places_of(command, PASSWORD.encode()) == []
    kill(person)
    wait_until(lambda: ended(command), "the end of the command", GONE_S)
    assert person.after == person.before
