# SPDX-License-Identifier: MIT
"""What is left of the askpass program and of its answer: nothing.

Whatever it does, the deadline and the signals hold, and no process of its group
is left when the gate has gone on.
"""
import signal

import pytest

from askpass import asking
from lib import build, matrix, procfs
from lib.hashes import PASSWORD, WRONG
from lib.sandbox import needs_root

SLEEP = "/bin/busybox sleep 300"
# In the arguments, and so in the gate's memory: what the scanner must find.
MARKER = "Sumpfschildkroete-77"

# Each writes its pids to /pids, and would go on for long: (how many pids, lines).
STAYING = {
    "silent": (1, ["echo $$ >>/pids", f"exec {SLEEP}"]),
    "has-answered": (1, ["echo $$ >>/pids", f"echo '{PASSWORD}'", f"exec {SLEEP}"]),
    "has-answered-and-closed": (
        1, ["echo $$ >>/pids", f"echo '{PASSWORD}'", "exec >&-", f"exec {SLEEP}"]),
    "half-an-answer": (1, ["echo $$ >>/pids", f"printf %s '{PASSWORD}'", f"exec {SLEEP}"]),
    "closes-all": (1, ["echo $$ >>/pids", "exec <&- >&- 2>&-", f"exec {SLEEP}"]),
    "never-stops": (1, ["echo $$ >>/pids", f"while :; do echo '{PASSWORD}'; done"]),
    "one-long-line": (1, ["echo $$ >>/pids", "while :; do printf xxxxxxxx; done"]),
    "ignores-signals": (
        1, ["trap '' TERM HUP INT QUIT", "echo $$ >>/pids", f"while :; do {SLEEP}; done"]),
    "stops-itself": (1, ["echo $$ >>/pids", f"echo '{PASSWORD}'", "kill -STOP $$"]),
    "has-a-child": (
        2, [f"{SLEEP} &", "echo $! >>/pids", "echo $$ >>/pids", f"exec {SLEEP}"]),
    "has-a-stopped-child": (
        2, [f"{SLEEP} &", "kill -STOP $!", "echo $! >>/pids", "echo $$ >>/pids", f"exec {SLEEP}"]),
}

# Programs that end while a child of theirs goes on.
LEAVING = {
    "holds-the-pipe": f"{SLEEP} &",
    "silent": f"{SLEEP} >/dev/null 2>&1 &",
    "ignores-signals": f"(trap '' HUP TERM; {SLEEP}; {SLEEP}) &",
}


@pytest.fixture(autouse=True)
def anna(sandbox):
    if build.configuration().get("PROMPT_ASKPASS") != "y":
        pytest.skip("not configured: PROMPT_ASKPASS")
    sandbox.unix_policy()
    sandbox.user("anna")
    sandbox.write("dev/null", "", 0o666)


# The deadline


@pytest.mark.parametrize("how", STAYING)
def test_time_is_over(sandbox, how):
    count, lines = STAYING[how]
    asking.script(sandbox, *lines)
    done = asking.gate(sandbox, "-u", "anna", "-t", "1")
    assert done.status == matrix.TIMEOUT, done.text
    assert b"Timed out" in done.err
    matrix.assert_no_secret(done.out, done.err)
    asking.assert_gone(asking.pids(sandbox, count))


def test_time_is_over_at_the_second_question(sandbox):
    asking.script(sandbox, "case $1 in login*) echo anna; exit 0;; esac", "echo $$ >>/pids",
                  f"exec {SLEEP}")
    assert asking.gate(sandbox, "-t", "1").status == matrix.TIMEOUT
    asking.assert_gone(asking.pids(sandbox, 1))


# The program has ended, and something of it goes on


@pytest.mark.parametrize("how", LEAVING)
def test_a_child_left_behind_is_killed_when_the_answer_is_there(sandbox, how):
    asking.script(sandbox, LEAVING[how], "echo $! >>/pids", f"echo '{PASSWORD}'")
    done = asking.gate(sandbox, "-u", "anna")
    assert done.status == 0, done.text
    asking.assert_gone(asking.pids(sandbox, 1))


@pytest.mark.parametrize("how", LEAVING)
def test_it_is_killed_behind_a_cancel_too(sandbox, how):
    asking.script(sandbox, LEAVING[how], "echo $! >>/pids", f"echo '{PASSWORD}'", "exit 1")
    done = asking.gate(sandbox, "-u", "anna")
    assert done.status == matrix.CANCELLED, done.text
    asking.assert_gone(asking.pids(sandbox, 1))


def test_a_child_left_behind_that_never_stops_writing(sandbox):
    """The answer is complete and the program has ended: nothing else counts."""
    asking.script(sandbox, f"echo '{PASSWORD}'", "while :; do echo more; done &",
                  "echo $! >>/pids")
    done = asking.gate(sandbox, "-u", "anna", "-t", "5")
    asking.assert_gone(asking.pids(sandbox, 1))
    assert done.status == 0, done.text


def test_what_it_wrote_before_its_end_is_read(sandbox):
    """More than a pipe holds a moment before the end; the answer is the last of it."""
    asking.script(sandbox, f"printf %s '{PASSWORD}'", f"{SLEEP} &", "echo $! >>/pids")
    assert asking.gate(sandbox, "-u", "anna").status == 0
    asking.assert_gone(asking.pids(sandbox, 1))


# Signals


@pytest.mark.parametrize("how", ["silent", "has-answered", "never-stops", "has-a-child",
                                 "stops-itself"])
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGQUIT],
                         ids=lambda number: number.name)
def test_a_signal_to_the_gate(sandbox, number, how):
    count, lines = STAYING[how]
    asking.script(sandbox, *lines)
    with asking.running(sandbox, "-u", "anna") as process:
        left = asking.pids(sandbox, count)
        process.send_signal(number)
        status, err = asking.end_of(process)
        assert status == matrix.CANCELLED, err
        assert b"Cancelled" in err
        asking.assert_gone(left)


@pytest.mark.parametrize("how", ["silent", "half-an-answer", "stops-itself"])
def test_a_gate_that_is_killed_takes_it_along(sandbox, how):
    """The program itself: who reads its group's number is gone."""
    count, lines = STAYING[how]
    asking.script(sandbox, *lines)
    with asking.running(sandbox, "-u", "anna") as process:
        left = asking.pids(sandbox, count)
        process.kill()
        assert process.wait(asking.LIMIT_S) == -signal.SIGKILL
        asking.assert_gone(left)


def test_no_zombies(sandbox):
    """Behind two wrong answers the gate has one child: the one that asks."""
    asking.script(sandbox, "echo $$ >>/pids", "if [ -e /second ]", f"then exec {SLEEP}; fi",
                  "if [ -e /first ]; then >/second; fi", ">/first", "exit 0")
    with asking.running(sandbox, "-u", "anna") as process:
        *_, last = asking.pids(sandbox, 3)
        assert procfs.children(process.pid) == [last]


# Memory


def places(process, secret):
    assert procfs.places_of(process.pid, MARKER.encode()), "the scanner is blind"
    return procfs.places_of(process.pid, secret.encode())


def assert_nowhere(process, secret):
    for piece in (secret, secret[:6], secret[-6:], secret[4:10]):
        assert places(process, piece) == [], piece


def test_the_answer_is_in_the_arena_alone(sandbox):
    """As long as the program has not ended, in one place, locked and not dumped."""
    needs_root()
    asking.script(sandbox, *STAYING["half-an-answer"][1])
    with asking.running(sandbox, "-u", "anna", "-m", MARKER) as process:
        asking.wait_until(lambda: places(process, PASSWORD), "the answer")
        (name, address), = places(process, PASSWORD)
        assert len(places(process, PASSWORD[-6:])) == 1, name
        assert is_locked(process.pid, address)


def is_locked(pid, address):
    """Whether the mapping that holds the address is locked and left out of core files."""
    with open(f"/proc/{pid}/smaps", encoding="ascii") as lines:
        inside = False
        for line in lines:
            name, _, rest = line.partition(" ")
            if "-" in name and not name.endswith(":"):
                start, end = (int(part, 16) for part in name.split("-"))
                inside = start <= address < end
            elif inside and name == "VmFlags:":
                return {"lo", "dd"} <= set(rest.split())
    return False


def test_nothing_of_it_is_left_behind_a_wrong_one(sandbox):
    """In the delay, or at the next question: whichever it stands at by then."""
    needs_root()
    log = sandbox.listen()
    asking.script(sandbox, f"if [ -e /again ]; then exec {SLEEP}; fi", ">/again",
                  f"echo '{WRONG}'")
    with asking.running(sandbox, "-u", "anna", "-m", MARKER) as process:
        log.wait_for("denied: ", asking.LIMIT_S)
        assert_nowhere(process, WRONG)
        asking.wait_until(lambda: procfs.children(process.pid), "the next question")
        assert_nowhere(process, WRONG)


@pytest.mark.parametrize("end", ["exit 1", "kill -9 $$"], ids=["cancelled", "broken"])
def test_nothing_of_it_is_left_behind_a_failure(sandbox, end):
    needs_root()
    log = sandbox.listen()
    asking.script(sandbox, f"if [ -e /again ]; then exec {SLEEP}; fi", ">/again",
                  f"echo '{PASSWORD}'", end)
    with asking.running(sandbox, "-u", "anna", "-m", MARKER, "-F", "loop", "-n", "1") as process:
        log.wait_for("pamlet[", asking.LIMIT_S)
        assert_nowhere(process, PASSWORD)


def test_nothing_of_it_is_left_behind_the_deadline(sandbox):
    needs_root()
    log = sandbox.listen()
    asking.script(sandbox, f"if [ -e /again ]; then exec {SLEEP}; fi", ">/again",
                  f"printf %s '{PASSWORD}'", f"exec {SLEEP}")
    with asking.running(sandbox, "-u", "anna", "-m", MARKER, "-t", "1", "-F", "loop") as process:
        log.wait_for("timed out: ", asking.LIMIT_S)
        assert_nowhere(process, PASSWORD)


def test_nothing_of_a_refused_one_is_left(sandbox):
    needs_root()
    log = sandbox.listen()
    asking.script(sandbox, f"if [ -e /again ]; then exec {SLEEP}; fi", ">/again",
                  f"for i in 1 2 3 4 5 6 7 8; do printf %s '{'0123456789' * 10}'; done",
                  f"printf %s '{WRONG}'", "printf '\\nZweitezeile\\n'")
    with asking.running(sandbox, "-u", "anna", "-m", MARKER) as process:
        log.wait_for("denied: ", asking.LIMIT_S)
        assert_nowhere(process, WRONG)
        assert places(process, "0123456789") == [] and places(process, "Zweitezeile") == []


def test_nothing_of_it_is_left_while_the_command_runs(sandbox, probe):
    needs_root()
    asking.script(sandbox, f"echo '{PASSWORD}'")
    with asking.running(sandbox, "-u", "anna", "-m", MARKER, "--", probe, "wait") as process:
        assert process.stdout.readline() == b"waiting\n"
        assert_nowhere(process, PASSWORD)
