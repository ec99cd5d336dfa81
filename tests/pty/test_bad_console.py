# SPDX-License-Identifier: MIT
"""Consoles that are none, or not for long: each has its exit status, its line in the
log, and never hangs. Where another console is asked too, that one goes on."""
import os
import re
import subprocess

import pytest

from lib import faults, matrix, sandbox as sandboxes
from lib.hashes import PASSWORD, WRONG
from lib.person import settings_of
from lib.sandbox import Sandbox, needs_root
from lib.several import Gate
from prompts import builds

NAME, ASKED = "login: ", "Password: "


# Some build a configuration of their own first.
pytestmark = [pytest.mark.slow, pytest.mark.limit(400)]


@pytest.fixture(autouse=True)
def anna(sandbox):
    sandbox.unix_policy()
    sandbox.user("anna")
    sandbox.listen()


@pytest.fixture
def gate(sandbox):
    sandbox.mount("dev/pts")
    made = []

    def start(count, *arguments, into=sandbox, **how):
        made.append(Gate(into, count, *arguments, **how))
        return made[-1]

    yield start
    for each in made:
        each.close()


def status_of(command, limit_s=20):
    """Of a gate without a terminal, and what it said."""
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, timeout=limit_s, check=False,
                          start_new_session=True, env=sandboxes.host_environment())
    return sandboxes.shell_status(done.returncode), done.stdout


# What is no terminal

def make_fifo(sandbox):
    os.mkfifo(sandbox.path / "dev/bad")


def make_file(sandbox):
    sandbox.write("dev/bad", "not a terminal\n")


def make_directory(sandbox):
    (sandbox.path / "dev/bad").mkdir()


def make_dangling(sandbox):
    (sandbox.path / "dev/bad").symlink_to("/dev/nowhere")


def make_loop(sandbox):
    (sandbox.path / "dev/bad").symlink_to("bad")


def make_null(sandbox):
    sandbox.nodes("null")
    (sandbox.path / "dev/bad").symlink_to("null")


def make_no_driver(sandbox):
    needs_root()
    os.mknod(sandbox.path / "dev/bad", 0o600 | 0o020000, os.makedev(4, 250))


def make_socket(sandbox):
    (sandbox.path / "dev/bad").symlink_to("log")


def make_nothing(_sandbox):
    pass


NOT_ONE = "the console is not a terminal, or gone: (Inappropriate ioctl for device|Not a tty)"
OPEN = "cannot open the console: "
BAD = {
    "fifo": (make_fifo, NOT_ONE),
    "file": (make_file, NOT_ONE),
    "null": (make_null, NOT_ONE),
    "directory": (make_directory, OPEN + "Is a directory"),
    "dangling-link": (make_dangling, OPEN + "No such file or directory"),
    "link-to-itself": (make_loop, OPEN + "(Symbolic link loop|Too many levels)"),
    "no-driver": (make_no_driver, OPEN + "(No such device|No such device or address|I/O error)"),
    "socket": (make_socket, OPEN + "(No such device or address|Connection refused)"),
    "nothing": (make_nothing, OPEN + "No such file or directory"),
}


@pytest.mark.parametrize("mode", ["tty", "consoles"])
@pytest.mark.parametrize("what", BAD)
def test_no_terminal(sandbox, what, mode):
    make, line = BAD[what]
    make(sandbox)
    status, said = status_of(sandbox.command("gate", "-u", "anna", "-P", mode, "-c", "bad"))
    assert status == matrix.BROKEN and said == b"gate: not possible\n"
    assert re.search(line, sandbox.log.text()), sandbox.log.text()
    if mode == "consoles":
        assert re.search("bad: " + line, sandbox.log.text()), sandbox.log.text()


@pytest.mark.parametrize("what", BAD)
def test_no_terminal_beside_one_that_is(gate, sandbox, what):
    make, line = BAD[what]
    make(sandbox)
    asked = gate(1, "-u", "anna", more=("bad",))
    only, = asked.terminals
    only.answer((ASKED, PASSWORD))
    assert asked.leave() == 0
    asked.assert_left_clean()
    assert re.search("bad: " + line, sandbox.log.text()), sandbox.log.text()


def test_a_file_is_left_as_it_was(sandbox):
    make_file(sandbox)
    before = (sandbox.path / "dev/bad").stat()
    status_of(sandbox.command("gate", "-u", "anna", "-c", "bad"))
    after = (sandbox.path / "dev/bad").stat()
    assert sandbox.read("dev/bad") == "not a terminal\n"
    assert (before.st_mode, before.st_uid, before.st_mtime) == (
        after.st_mode, after.st_uid, after.st_mtime)


@pytest.mark.parametrize("mode", ["tty", "consoles"])
def test_a_link_to_a_terminal_is_one(gate, sandbox, mode):
    def through_link(line):
        at = line.index("-c", line.index("gate")) + 1
        (sandbox.path / "dev/linked").symlink_to("/dev/" + line[at])
        return [*line[:at], "linked", *line[at + 1:]]

    asked = gate(1, "-u", "anna", mode=mode, command=through_link)
    only, = asked.terminals
    only.answer((ASKED, PASSWORD))
    assert asked.leave() == 0
    asked.assert_left_clean()


@pytest.mark.parametrize("name, words", [
    ("x" * 5000, "the console's name is too long"), ("x" * 300, OPEN), ("../etc", OPEN),
    ("a b\n\x1b[2J", OPEN)])
def test_a_name_that_is_none(sandbox, name, words):
    status, said = status_of(sandbox.command("gate", "-u", "anna", "-c", name))
    assert status == matrix.BROKEN and said == b"gate: not possible\n"
    assert words in sandbox.log.text() and "\x1b" not in sandbox.log.text()


@pytest.mark.parametrize("stdin", ["null", "pipe", "file", "closed"])
def test_standard_input_is_no_terminal(sandbox, stdin):
    """And there is no controlling one."""
    line = sandbox.command("gate", "-u", "anna")
    redirect = {"null": "</dev/null", "pipe": "", "file": "</etc/passwd", "closed": "<&-"}[stdin]
    front = "true | " if stdin == "pipe" else ""
    status, said = status_of(["sh", "-c", f'{front}"$@" {redirect}', "sh", *line])
    assert status == matrix.BROKEN and b"not possible" in said
    sandbox.log.wait_for("no controlling terminal, and standard input is none")


# Its other end is closed: at each moment

def at_the_name(terminal):
    terminal.see(NAME)
    terminal.hang_up()


def within_the_name(terminal):
    terminal.see(NAME)
    terminal.type("an")
    terminal.see("an")
    terminal.hang_up()


def behind_the_name(terminal):
    terminal.see(NAME)
    os.write(terminal.master, b"anna\r")
    terminal.hang_up()


def at_the_password(terminal):
    terminal.answer((NAME, "anna"))
    terminal.see(ASKED)
    terminal.hang_up()


def within_the_password(terminal):
    terminal.answer((NAME, "anna"))
    terminal.see(ASKED)
    terminal.type(PASSWORD)
    terminal.see("*" * len(PASSWORD))
    terminal.hang_up()


def within_a_sequence(terminal):
    terminal.answer((NAME, "anna"))
    terminal.see(ASKED)
    terminal.type("x")
    terminal.see("*")
    terminal.type("\x1b[200~\x1b[")
    terminal.hang_up()


def within_an_overlong_one(terminal):
    terminal.answer((NAME, "anna"))
    terminal.see(ASKED)
    terminal.type("y" * 2000)
    terminal.hang_up()


def in_the_delay(terminal):
    terminal.answer((NAME, "anna"), (ASKED, WRONG))
    terminal.see("\r\n")
    terminal.hang_up()


def at_the_next_try(terminal):
    terminal.answer((NAME, "anna"), (ASKED, WRONG))
    terminal.see("Login incorrect")
    terminal.see(NAME)
    terminal.hang_up()


MOMENTS = (at_the_name, within_the_name, behind_the_name, at_the_password, within_the_password,
           within_a_sequence, within_an_overlong_one, in_the_delay, at_the_next_try)


@pytest.mark.parametrize("moment", MOMENTS, ids=lambda moment: moment.__name__)
@pytest.mark.parametrize("mode", ["tty", "consoles"])
def test_it_vanishes(gate, sandbox, mode, moment):
    """A named one, that sends no signal: cancelled, and said so."""
    asked = gate(1, "-E", "stars", mode=mode)
    moment(asked.terminals[0])
    assert asked.leave() == matrix.CANCELLED
    sandbox.log.wait_for("cancelled: end of input, or the console is gone")


@pytest.mark.parametrize("mode", ["tty", "consoles"])
def test_it_has_vanished_before_the_start(gate, sandbox, mode):
    """Its device is gone with it: there is nothing to be opened. (Its own side stays
    open in the test, so that its number is nobody else's meanwhile.)"""
    asked = gate(1, mode=mode, command=lambda line: ["sh", "-c", WAIT_FOR_GO,
                                                     str(sandbox.path), *line])
    os.close(asked.terminals[0].master)
    asked.terminals[0].master = -1
    sandbox.write("tmp/go", "")
    assert asked.leave() == matrix.BROKEN
    assert b"not possible" in asked.said
    sandbox.log.wait_for("cannot open the console")


WAIT_FOR_GO = 'while [ ! -e "$0/tmp/go" ]; do sleep 0.02; done; exec "$@"'


@pytest.mark.parametrize("mode", ["tty", "consoles"])
def test_it_vanishes_in_the_last_delay(gate, sandbox, mode):
    asked = gate(1, "-u", "anna", "-n", "1", mode=mode)
    terminal, = asked.terminals
    terminal.answer((ASKED, WRONG))
    terminal.see("\r\n")
    terminal.hang_up()
    assert asked.leave() == matrix.DENIED
    sandbox.log.wait_for("denied: Authentication failure")


@pytest.mark.parametrize("mode", ["tty", "consoles"])
def test_only_the_others_side_is_closed(gate, sandbox, mode):
    """The test still holds the terminal's own end."""
    asked = gate(1, "-u", "anna", mode=mode)
    terminal, = asked.terminals
    terminal.see(ASKED)
    os.close(terminal.master)
    terminal.master = -1
    assert asked.leave() == matrix.CANCELLED
    sandbox.log.wait_for("cancelled: end of input, or the console is gone")


HANGS_UP = ("at_the_name", "at_the_password", "within_the_password", "in_the_delay")


@pytest.mark.parametrize("when", HANGS_UP)
def test_hang_up_of_the_controlling_terminal(seat, when):
    """With a SIGHUP."""
    person = seat("-E", "stars")
    person.see(NAME)
    if when != "at_the_name":
        person.type("anna\r")
        person.see(ASKED)
    if when == "within_the_password":
        person.type(PASSWORD)
        person.see("*" * len(PASSWORD))
    if when == "in_the_delay":
        person.type(WRONG + "\r")
        person.see("\r\n")
    person.hang_up()
    assert person.process.wait(timeout=20) == matrix.CANCELLED


# A call on it fails

class Traced:
    """A gate on a terminal of its own, one of whose calls strace makes fail. What is
    counted is what a good run does, in the gate itself."""

    def __init__(self, seat, sandbox):
        faults.needs_ptrace()
        self._seat, self._sandbox = seat, sandbox
        self._trace = sandbox.path.parent / "trace"
        person = self.run()
        person.answer((ASKED, PASSWORD))
        assert person.leave() == 0
        self._lines = self._trace.read_text(errors="replace").splitlines()

    def run(self, *injections):
        options = [word for each in injections for word in ("-e", f"inject={each}")]
        line = self._sandbox.command("gate", "-u", "anna", "-n", "1")
        return self._seat(command=["strace", "-qq", "-y", "-o", str(self._trace), *options, *line])

    def number(self, call, argument, which):
        """The number of the which-th call with this argument, among those of its name."""
        calls = [line for line in self._lines if line.startswith(call + "(")]
        starts = max(at for at, line in enumerate(self._lines) if line.startswith("execve("))
        skipped = sum(line.startswith(call + "(") for line in self._lines[:starts])
        fitting = [at + 1 for at, line in enumerate(calls) if argument in line and at >= skipped]
        return fitting[which]


@pytest.fixture
def traced(seat, sandbox):
    return Traced(seat, sandbox)


OFF = "the echo of the console cannot be switched off"
GETS, SETS = "TCGETS", "TCSETS"
# Which of the calls, what it returns, the status, what the log says.
AT_OPEN = {
    "tcgetattr-hung-up": (GETS, 0, "error=EIO", matrix.CANCELLED, "not a terminal, or gone: I/O"),
    "tcgetattr": (GETS, 0, "error=ENOTTY", matrix.BROKEN, "the console is not a terminal, or gone"),
    "tcsetattr-hung-up": (SETS, 0, "error=EIO", matrix.CANCELLED, OFF),
    "tcsetattr": (SETS, 0, "error=EINVAL", matrix.BROKEN, OFF),
    "tcsetattr-not-done": (SETS, 0, "retval=0", matrix.BROKEN, OFF),
    "read-back": (GETS, 1, "error=EINVAL", matrix.BROKEN, OFF),
}


@pytest.mark.parametrize("case", AT_OPEN)
def test_a_terminal_that_refuses_its_settings(traced, sandbox, case):
    """Nothing is asked where the echo may be on."""
    argument, which, result, status, words = AT_OPEN[case]
    number = traced.number("ioctl", argument, which)
    seen = len(sandbox.log.lines())
    person = traced.run(f"ioctl:{result}:when={number}")
    assert person.leave() == status, person.screen
    assert b"not possible" in person.screen and ASKED.encode() not in person.screen
    assert words in "\n".join(sandbox.log.lines()[seen:])


def test_a_terminal_that_does_not_take_its_settings_back(traced, sandbox):
    """It is asked again and again by nobody: the gate ends as it would have."""
    number = traced.number("ioctl", SETS, -1)
    person = traced.run(f"ioctl:error=EIO:when={number}")
    person.answer((ASKED, PASSWORD))
    assert person.leave() == 0
    assert "authenticated" in sandbox.log.text()


# What of the calls of the good run is meant: the first key's, or the prompt's.
OF_A_KEY = {"read": f'"{PASSWORD[0]}"', "write": ASKED, "ppoll": ""}
ASKING = {
    "read-hung-up": ("read", "error=EIO", matrix.CANCELLED,
                     "cancelled: end of input, or the console is gone"),
    "read-end": ("read", "retval=0", matrix.CANCELLED,
                 "cancelled: end of input, or the console is gone"),
    "read": ("read", "error=EINVAL", matrix.BROKEN, "broken: the console is broken"),
    "write-hung-up": ("write", "error=EIO", matrix.CANCELLED,
                      "cancelled: end of input, or the console is gone"),
    "write": ("write", "error=EINVAL", matrix.BROKEN, "broken: the console is broken"),
    "wait": ("ppoll", "error=ENOMEM", matrix.BROKEN, "broken: the console is broken"),
}


@pytest.mark.parametrize("case", ASKING)
def test_a_call_that_fails_while_it_asks(traced, sandbox, case):
    call, result, status, words = ASKING[case]
    number = traced.number(call, OF_A_KEY[call], 0)
    seen = len(sandbox.log.lines())
    person = traced.run(f"{call}:{result}:when={number}")
    if call == "read":
        person.see(ASKED)
        person.type("k")
    assert person.leave() == status, person.screen
    assert words in "\n".join(sandbox.log.lines()[seen:])
    assert person.after == person.before


@pytest.mark.parametrize("error", ["EINTR", "EAGAIN"])
@pytest.mark.parametrize("call", ["read", "write"])
def test_a_call_that_is_to_be_made_again(traced, call, error):
    number = traced.number(call, OF_A_KEY[call], 0)
    person = traced.run(f"{call}:error={error}:when={number}")
    person.answer((ASKED, PASSWORD))
    assert person.leave() == 0, person.screen
    assert person.after == person.before


# An arena that is too small

@pytest.fixture(scope="session")
def small():
    """The program with the smallest arena."""
    return builds.program("small-arena", ARENA_SIZE="2048")


@pytest.fixture
def tiny(tmp_path, small):
    made = Sandbox(tmp_path / "tiny", small)
    made.unix_policy()
    made.user("anna")
    made.listen()
    yield made
    made.close()


TOO_SMALL = "broken: the arena is too small for the question"
ISSUE = "auth required pam_issue.so noesc issue=/etc/issue\n"


def long_question(sandbox, count):
    """The first question is a text of so many bytes, and "login: "."""
    sandbox.policy("gate", ISSUE + sandboxes.UNIX_POLICY.format(auth=""))
    sandbox.write("etc/issue", ("x" * 63 + "\n") * (count // 64))


def test_a_question_that_is_too_long_for_the_smallest_arena(tiny):
    long_question(tiny, 1024)
    done = tiny.gate("-n", "3", answers=["anna", PASSWORD])
    assert done.status == 0, "mode stdio needs no room to draw it"
    long_question(tiny, 2048)
    done = tiny.gate("-n", "3", answers=["anna", PASSWORD])
    assert done.status == matrix.BROKEN and TOO_SMALL in done.log
    assert "Not possible" in done.text and "xxx" not in done.text


@pytest.mark.parametrize("mode", ["tty", "consoles"])
def test_the_same_on_a_terminal(tiny, gate, mode):
    tiny.mount("dev/pts")
    long_question(tiny, 1024)
    asked = gate(1, "-n", "3", into=tiny, mode=mode)
    asked.terminals[0].see("Not possible")
    assert asked.leave() == matrix.BROKEN
    asked.assert_left_clean()
    assert TOO_SMALL in tiny.log.text()


def test_a_question_that_fits(tiny, gate):
    tiny.mount("dev/pts")
    long_question(tiny, 384)
    asked = gate(1, into=tiny)
    asked.terminals[0].answer((NAME, "anna"), (ASKED, PASSWORD))
    assert asked.leave() == 0
    asked.assert_left_clean()


@pytest.mark.parametrize("count, fits", [(1, True), (2, True), (4, False), (8, False)])
def test_consoles_that_do_not_fit(tiny, gate, count, fits):
    """Each has a line of 512 bytes in it."""
    tiny.mount("dev/pts")
    asked = gate(count, "-u", "anna", into=tiny)
    last = asked.terminals[-1]
    if fits:
        last.answer((ASKED, PASSWORD))
    assert asked.leave() == (0 if fits else matrix.BROKEN)
    asked.assert_left_clean()
    if not fits:
        assert TOO_SMALL in tiny.log.text()
        assert all(ASKED.encode() not in each.shown for each in asked.terminals)


def test_a_question_that_is_too_long_for_any_arena(sandbox):
    long_question(sandbox, 16384)
    done = sandbox.gate("-n", "3", answers=["anna", PASSWORD])
    assert done.status == matrix.BROKEN and TOO_SMALL in done.log
    assert "xxx" not in done.text


def test_the_largest_arena_has_room_for_it(tmp_path):
    large = Sandbox(tmp_path / "large", builds.program("large-arena", ARENA_SIZE="65536"))
    large.user("anna")
    long_question(large, 16384)
    done = large.gate("-n", "1", answers=["anna", PASSWORD])
    assert done.status == 0 and done.text.count("x" * 63) == 256


# The settings meanwhile

def test_the_echo_stays_off_from_try_to_try(seat):
    person = seat("-u", "anna", "-n", "2")
    person.see(ASKED)
    before = settings_of(person.terminal)
    person.type(WRONG + "\r")
    person.see("Login incorrect")
    person.see(ASKED)
    assert settings_of(person.terminal) == before
    person.type(PASSWORD + "\r")
    assert person.leave() == 0
    assert person.after == person.before
