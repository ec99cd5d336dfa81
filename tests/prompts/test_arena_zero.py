# SPDX-License-Identifier: MIT
"""After each prompt, and after each way in which one ends, the arena is all zero, and
nowhere in the gate's writable memory stands a piece of what was typed.

Read from a gate that stands still: in the delay after a failure, between two rounds
of -F loop, in a module behind a prompt, and as it is about to exit.
"""
import os
import shutil
import signal
import subprocess

import pytest

from lib import matrix
from lib.faults import needs_ptrace
from lib.hashes import BYTES_PASSWORD, BYTES_YESCRYPT
from lib.sandbox import host_environment, needs_root
from lib.several import Gate
from prompts import memory
from prompts.builds import ECHOES

# Some build a configuration of their own first.
pytestmark = [pytest.mark.slow, pytest.mark.limit(400)]

ASKED = "Password: "
# In the arguments, and so in the gate's memory: what must be found.
MARKER = "Sumpfschildkroete-77"
RIGHT = BYTES_PASSWORD
WRONG = "Würfelbecher+Ωhm漢字é".encode()
OTHER = "Eisvögel-am-Üfer👍".encode()


@pytest.fixture(autouse=True)
def anna(sandbox):
    needs_root()
    sandbox.user("anna", BYTES_YESCRYPT)
    sandbox.unix_policy()
    sandbox.listen()


def assert_clean(pid):
    assert memory.pieces_found(pid, MARKER), "the scanner is blind"
    assert memory.arena_is_zero(pid), memory.arena(pid).strip(b"\0")
    assert memory.pieces_found(pid, RIGHT, WRONG, OTHER) == {}


# Who is asked, in all modes

class Asked:
    """What the tests do alike in each mode; .process is the gate."""

    def __init__(self, process):
        self.process = process
        self.pid = process.pid

    def signal(self, number):
        self.process.send_signal(number)


class OnTty(Asked):
    def __init__(self, seat, _sandbox, *arguments):
        self._person = seat(*arguments)
        super().__init__(self._person.process)
        self.see = self._person.see
        self.type = self._person.type

    def hang_up(self):
        self._person.hang_up()

    def cancel(self, key):
        self.type(key)

    def leave(self):
        if self._person.terminal < 0:
            return self.process.wait(timeout=20)
        status = self._person.leave()
        assert self._person.left_in_queue() == b""
        return status


class OnConsoles(Asked):
    """The second of two; on the first something was begun."""

    def __init__(self, _seat, sandbox, *arguments):
        sandbox.mount("dev/pts")
        self.gate = Gate(sandbox, 2, *arguments)
        super().__init__(self.gate.process)
        self._first, self._second = self.gate.terminals
        self.see, self.type = self._second.see, self._second.type
        self._first.see(ASKED)
        self._first.type(OTHER)

    def hang_up(self):
        for each in self.gate.terminals:
            each.hang_up()

    def cancel(self, key):
        if key == "\x04":
            self._first.type("\x15")
        for each in self.gate.terminals:
            each.type(key)

    def leave(self):
        status = self.gate.leave()
        self.gate.assert_left_clean()
        return status


MODES = {"tty": OnTty, "consoles": OnConsoles}


@pytest.fixture
def sit(seat, sandbox):
    made = []

    def start(mode, echo, *arguments):
        made.append(MODES[mode](seat, sandbox, "-u", "anna", "-m", MARKER, "-E", echo, *arguments))
        made[-1].see(ASKED)
        return made[-1]

    yield start
    for each in made:
        if isinstance(each, OnConsoles):
            each.gate.close()


# As it is about to exit

def typing(data):
    return lambda asked: asked.type(data)


def refused(data):
    """On consoles a refused line is asked again: there it is then given up."""
    def act(asked):
        asked.type(data + b"\r")
        if isinstance(asked, OnConsoles):
            asked.see("refused")
            asked.cancel("\x03")
    return act


def typed_then(data, act):
    def do(asked):
        asked.type(data)
        act(asked)
    return do


ONE = ("-n", "1")
EXITS = {
    "right": ((), typing(RIGHT + b"\r"), {0}),
    "right-edited": ((), typing(WRONG + b"\x15" + RIGHT + b"xy\x7f\x7f\r"), {0}),
    "right-after-tab": ((), typing(b"\t" + RIGHT + b"\r"), {0}),
    "right-pasted": ((), typing(b"\x1b[200~" + RIGHT + b"\x1b[201~\r"), {0}),
    "wrong": (ONE, typing(WRONG + b"\r"), {matrix.DENIED}),
    "timeout": (("-t", "2"), typing(RIGHT), {matrix.TIMEOUT}),
    "timeout-redrawn": (("-t", "2"), typing(RIGHT + b"\x0c"), {matrix.TIMEOUT}),
    "^C": ((), typed_then(RIGHT, lambda asked: asked.cancel("\x03")), {matrix.CANCELLED}),
    "^\\": ((), typed_then(RIGHT, lambda asked: asked.cancel("\x1c")), {matrix.CANCELLED}),
    "^D": ((), typed_then(RIGHT + b"\x15", lambda asked: asked.cancel("\x04")),
           {matrix.CANCELLED}),
    "hang-up": ((), typed_then(RIGHT, lambda asked: asked.hang_up()), {matrix.CANCELLED}),
    "SIGTERM": ((), typed_then(RIGHT, lambda asked: asked.signal(signal.SIGTERM)),
                {matrix.CANCELLED}),
    "SIGHUP": ((), typed_then(RIGHT, lambda asked: asked.signal(signal.SIGHUP)),
               {matrix.CANCELLED}),
    "overlong": (ONE, refused(RIGHT * 40), {matrix.DENIED, matrix.CANCELLED}),
    "nul": (ONE, refused(RIGHT + b"\0"), {matrix.DENIED, matrix.CANCELLED}),
}


@pytest.mark.parametrize("echo", ECHOES)
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("end", EXITS)
def test_at_the_exit(sit, mode, echo, end):
    arguments, act, statuses = EXITS[end]
    asked = sit(mode, echo, *arguments)
    with memory.at_its_exit(asked.pid, lambda: act(asked)):
        assert_clean(asked.pid)
    assert asked.leave() in statuses


# While it waits by itself

@pytest.mark.parametrize("echo", ECHOES)
@pytest.mark.parametrize("mode", MODES)
def test_in_the_delay_after_a_wrong_one(sit, sandbox, mode, echo):
    asked = sit(mode, echo, "-n", "2")
    asked.type(WRONG + b"\r")
    sandbox.log.wait_for("denied")
    memory.wait_until_in(asked.pid, memory.CLOCK_NANOSLEEP)
    with memory.stopped(asked.pid):
        assert_clean(asked.pid)
    asked.see(ASKED)
    asked.type(RIGHT + b"\r")
    assert asked.leave() == 0


BETWEEN = {
    "timeout": (("-t", "1"), typing(RIGHT), "Timed out"),
    "^C": ((), typed_then(RIGHT, lambda asked: asked.cancel("\x03")), "ancelled"),
    "^D": ((), typed_then(RIGHT + b"\x15", lambda asked: asked.cancel("\x04")), "ancelled"),
    "wrong": (ONE, typing(WRONG + b"\r"), "\r\n"),
    "overlong": (ONE, refused(RIGHT * 40), "refused"),
    "nul": (ONE, refused(RIGHT + b"\0"), "refused"),
}


@pytest.mark.parametrize("echo", ECHOES)
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("end", BETWEEN)
def test_between_two_rounds(sit, mode, echo, end):
    """Nothing has exited, and the terminal is still open."""
    arguments, act, said = BETWEEN[end]
    asked = sit(mode, echo, "-F", "loop", *arguments)
    act(asked)
    asked.see(said if mode == "tty" or "refused" not in said else "ancelled")
    memory.wait_until_in(asked.pid, memory.CLOCK_NANOSLEEP)
    with memory.stopped(asked.pid):
        assert_clean(asked.pid)
    asked.signal(signal.SIGTERM)
    asked.leave()


# Behind each prompt, while PAM's modules have what they asked for

BLOCKED = """\
auth required pam_succeed_if.so quiet uid >= 0
auth optional pam_issue.so issue=/etc/behind-the-name
auth required pam_unix.so
auth optional pam_access.so accessfile=/etc/behind-the-password
account required pam_unix.so
"""


# Keeps the program for so long before it opens one of these files; it stays the test's
# own child, the tracer is its grandchild.
KEPT_S = 2
KEPT = ["strace", "-D", "-f", "-qq", "-o", "/dev/null", "-P", "/etc/behind-the-name",
        "-P", "/etc/behind-the-password",
        "-e", f"inject=open,openat:delay_enter={KEPT_S * 1000000}"]


@pytest.mark.parametrize("echo", ECHOES)
@pytest.mark.parametrize("password, status", [(RIGHT, 0), (WRONG, matrix.DENIED)],
                         ids=["right", "wrong"])
def test_behind_each_prompt(seat, sandbox, echo, password, status):
    """The next module is kept for a while before it opens its file."""
    needs_ptrace()
    sandbox.policy("gate", BLOCKED)
    for name in ("behind-the-name", "behind-the-password"):
        sandbox.write(f"etc/{name}", "")
    gate = sandbox.command("gate", "-n", "1", "-m", MARKER, "-E", echo)
    person = seat(command=[*KEPT, *gate])
    pid = person.process.pid
    for prompt, answer in (("login: ", b"anna"), (ASKED, password)):
        person.see(prompt)
        person.type(answer + b"\r")
        memory.wait_until_in(pid, memory.OPEN, memory.OPENAT)
        assert memory.arena_is_zero(pid), prompt
    assert person.leave() == status


# Modes stdio and askpass

class Piped:
    """A gate whose answers come from a pipe, in a memory that can be looked at."""

    def __init__(self, sandbox, *arguments):
        self.process = subprocess.Popen(
            sandbox.command("gate", "-u", "anna", "-m", MARKER, *arguments),
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, bufsize=0,
            start_new_session=True, env=host_environment())
        self.pid = self.process.pid

    def see(self, text):
        seen = b""
        while text.encode() not in seen:
            more = self.process.stderr.read(1)
            assert more, seen
            seen += more

    def type(self, data):
        self.process.stdin.write(data)

    def end(self):
        self.process.stdin.close()

    def signal(self, number):
        self.process.send_signal(number)

    def close(self):
        self.process.kill()
        self.process.wait()
        for each in (self.process.stdin, self.process.stderr):
            each.close()


@pytest.fixture
def pipe(sandbox):
    made = []

    def start(*arguments):
        made.append(Piped(sandbox, *arguments))
        return made[-1]

    yield start
    for each in made:
        each.close()


PIPED = {
    "right": ((), typing(RIGHT + b"\n"), 0),
    "wrong": (ONE, typing(WRONG + b"\n"), matrix.DENIED),
    "timeout": (("-t", "2"), typing(RIGHT), matrix.TIMEOUT),
    "end": ((), typed_then(RIGHT, lambda asked: asked.end()), matrix.CANCELLED),
    "SIGTERM": ((), typed_then(RIGHT, lambda asked: asked.signal(signal.SIGTERM)),
                matrix.CANCELLED),
    "overlong": (ONE, typing(RIGHT * 40 + b"\n"), matrix.DENIED),
    "nul": (ONE, typing(RIGHT + b"\0\n"), matrix.DENIED),
}


@pytest.mark.parametrize("end", PIPED)
def test_stdio_at_the_exit(pipe, end):
    arguments, act, status = PIPED[end]
    asked = pipe("-P", "stdio", *arguments)
    asked.see(ASKED)
    with memory.at_its_exit(asked.pid, lambda: act(asked)):
        assert_clean(asked.pid)
    assert asked.process.wait(timeout=20) == status


def test_stdio_in_the_delay(pipe, sandbox):
    asked = pipe("-P", "stdio", "-n", "2")
    asked.see(ASKED)
    asked.type(WRONG + b"\n")
    sandbox.log.wait_for("denied")
    memory.wait_until_in(asked.pid, memory.CLOCK_NANOSLEEP)
    with memory.stopped(asked.pid):
        assert_clean(asked.pid)
    asked.type(RIGHT + b"\n")
    assert asked.process.wait(timeout=20) == 0


# It waits until the test is ready, and then says what stands in a file.
ASKPASS = """\
#!/bin/sh
echo asking >&2
read -r go </tmp/go
cat /tmp/answer
{then}
"""
ASKPASSES = {
    "right": (RIGHT + b"\n", "exit 0", 0),
    "right-without-newline": (RIGHT, "exit 0", 0),
    "right-and-more": (RIGHT + b"\n" + WRONG + b"\n", "exit 0", 0),
    "wrong": (WRONG + b"\n", "exit 0", matrix.DENIED),
    "said-and-cancelled": (RIGHT + b"\n", "exit 1", matrix.CANCELLED),
    "said-and-killed": (RIGHT + b"\n", "kill -9 $$", matrix.BROKEN),
    "said-and-not-found": (RIGHT + b"\n", "exit 127", matrix.BROKEN),
    "timeout": (RIGHT, "sleep 60", matrix.TIMEOUT),
    "overlong": (RIGHT * 40 + b"\n", "exit 0", matrix.DENIED),
    "nul": (RIGHT + b"\0\n", "exit 0", matrix.DENIED),
    "SIGTERM": (RIGHT, "kill -TERM $PPID; sleep 60", matrix.CANCELLED),
}


def put_askpass(sandbox, said, then):
    busybox = shutil.which("busybox")
    if busybox is None:
        pytest.skip("needs busybox-static")
    (sandbox.path / "bin").mkdir()
    for name in ("sh", "cat", "sleep"):
        shutil.copy2(busybox, sandbox.path / "bin" / name)
    sandbox.write("ask", ASKPASS.format(then=then), 0o755)
    sandbox.write("tmp/answer", said)
    os.mkfifo(sandbox.path / "tmp/go")


@pytest.mark.parametrize("end", ASKPASSES)
def test_askpass_at_the_exit(pipe, sandbox, end):
    said, then, status = ASKPASSES[end]
    put_askpass(sandbox, said, then)
    asked = pipe("-P", "askpass", "-A", "/ask", "-n", "1", "-t", "4")
    asked.see("asking\n")
    with memory.at_its_exit(asked.pid, lambda: (sandbox.path / "tmp/go").write_text("go\n")):
        assert_clean(asked.pid)
    assert asked.process.wait(timeout=20) == status


def test_askpass_in_the_delay(pipe, sandbox):
    put_askpass(sandbox, WRONG + b"\n", "exit 0")
    asked = pipe("-P", "askpass", "-A", "/ask", "-n", "2")
    asked.see("asking\n")
    (sandbox.path / "tmp/go").write_text("go\n")
    sandbox.log.wait_for("denied")
    memory.wait_until_in(asked.pid, memory.CLOCK_NANOSLEEP)
    with memory.stopped(asked.pid):
        assert_clean(asked.pid)
    sandbox.write("tmp/answer", RIGHT + b"\n")
    asked.see("asking\n")
    (sandbox.path / "tmp/go").write_text("go\n")
    assert asked.process.wait(timeout=20) == 0


# That it would be found

@pytest.mark.parametrize("echo", ["stars", "last", "full"])
@pytest.mark.parametrize("mode", MODES)
def test_while_it_is_typed_it_is_in_the_arena_alone(sit, mode, echo):
    asked = sit(mode, echo)
    asked.type(RIGHT)
    asked.type("\x0c")
    asked.see(ASKED)
    asked.see("~" if echo == "full" else "*" * 5)
    with memory.stopped(asked.pid):
        data = memory.arena(asked.pid)
        assert data.count(RIGHT) == 1
        assert (OTHER[:memory.PIECE_BYTES] in data) == (mode == "consoles")
        pieces = memory.pieces_found(asked.pid, RIGHT)
        assert len(pieces) == len(RIGHT) - memory.PIECE_BYTES + 1
    asked.type("\x15")
    asked.see("\b \b" * len(RIGHT.decode()))
    with memory.stopped(asked.pid):
        assert memory.pieces_found(asked.pid, RIGHT) == {}
    asked.type(RIGHT + b"\r")
    assert asked.leave() == 0


def test_the_stop_at_the_exit_sees(sit):
    """What is in the arguments is there to the last."""
    asked = sit("tty", "stars")
    with memory.at_its_exit(asked.pid, lambda: asked.type("\x03")):
        found = memory.pieces_found(asked.pid, MARKER)
        assert len(found) == len(MARKER) - memory.PIECE_BYTES + 1
    assert asked.leave() == matrix.CANCELLED
