# SPDX-License-Identifier: MIT
"""-P consoles: one gate on several terminals. Whoever answers first is let in, the
others are told and left as they were; what befalls one is no other's affair."""
import os
import pathlib
import signal
import termios
import threading
import time

import pytest

from lib import matrix, probe as probes, procfs
from lib.hashes import PASSWORD, WRONG
from lib.several import Gate, screen

NAME, ASKED = "login: ", "Password: "
SLACK_S = 0.05
REST_S = 5
REFUSED = "Too long, or not text: refused."


@pytest.fixture(autouse=True)
def anna(sandbox):
    sandbox.unix_policy()
    sandbox.user("anna")


@pytest.fixture
def gate(sandbox):
    sandbox.mount("dev/pts")
    made = []

    def start(count, *arguments, **how):
        made.append(Gate(sandbox, count, *arguments, **how))
        return made[-1]

    yield start
    for each in made:
        each.close()


def see_on_all(asked, text):
    for each in asked.terminals:
        if each.is_there and not each.stuck:
            each.see(text)


def not_at_once():
    """What is wrong within half a second counts as noise: that console has to rest."""
    time.sleep(0.6)


def open_by(asked, terminal):
    """It opens there, and everything is as it was."""
    terminal.type(PASSWORD + "\r")
    assert asked.leave() == 0, asked.all_shown()
    asked.assert_left_clean()


# Who is first

@pytest.mark.parametrize("count, who", [(2, 0), (2, 1), (4, 0), (4, 3)])
def test_whoever_answers_is_let_in(gate, count, who):
    asked = gate(count, "-u", "anna")
    see_on_all(asked, ASKED)
    winner = asked.terminals[who]
    open_by(asked, winner)
    for each in asked.terminals:
        others = each is not winner
        assert ((b"Answered on " + winner.name.encode()) in each.shown) == others
        assert PASSWORD.encode() not in each.shown
    assert asked.said == b""


def test_echo_is_off_on_all_until_the_end(gate):
    asked = gate(3, "-u", "anna", "-n", "2")
    see_on_all(asked, ASKED)
    not_at_once()
    asked.terminals[1].type(WRONG + "\r")
    asked.terminals[0].see("Answered on " + asked.terminals[1].name)
    for each in asked.terminals:
        assert not each.echoes()
        each.type("typed in the delay")
    see_on_all(asked, ASKED)
    open_by(asked, asked.terminals[2])
    for each in asked.terminals:
        assert b"typed in the delay" not in each.shown


def test_the_rest_of_a_try_is_asked_where_the_name_was_given(gate):
    asked = gate(3)
    see_on_all(asked, NAME)
    first, second, third = asked.terminals
    second.type("anna\r")
    second.see(ASKED)
    for each in (first, third):
        each.see("Answered on " + second.name)
        each.type(WRONG + "\r")
    open_by(asked, second)
    for each in (first, third):
        assert ASKED.encode() not in each.shown and WRONG.encode() not in each.shown


def test_each_has_a_line_of_its_own(gate):
    """Keys on one do nothing to the line on another."""
    asked = gate(2, "-u", "anna", "-E", "stars")
    first, second = asked.terminals
    see_on_all(asked, ASKED)
    for place in range(len(PASSWORD)):
        first.type(PASSWORD[place])
        second.type("x\x7f" if place % 2 else "y")
    second.type("\x15\x1b[200~")
    first.see("*" * len(PASSWORD))
    first.type("\r")
    assert asked.leave() == 0
    asked.assert_left_clean()
    assert screen(first.shown).rows[0] == ASKED + "*" * len(PASSWORD)


def test_both_at_once(gate):
    """Both complete: one of them counts, and it opens once."""
    asked = gate(2, "-u", "anna", "-n", "1")
    see_on_all(asked, ASKED)
    for each in asked.terminals:
        each.type(PASSWORD)
    # At once for the gate, which would else be gone when the second one comes.
    os.kill(asked.process.pid, signal.SIGSTOP)
    for each in asked.terminals:
        os.write(each.master, b"\r")
    os.kill(asked.process.pid, signal.SIGCONT)
    assert asked.leave() == 0
    asked.assert_left_clean()
    told = [each for each in asked.terminals if b"Answered on " in each.shown]
    assert len(told) == 1


def test_a_wrong_one_is_told_where_it_was_given(gate):
    asked = gate(2, "-u", "anna", "-n", "2")
    first, second = asked.terminals
    see_on_all(asked, ASKED)
    not_at_once()
    first.type(WRONG + "\r")
    first.see("Login incorrect")
    see_on_all(asked, ASKED)
    open_by(asked, second)
    assert b"Login incorrect" not in second.shown


def test_what_was_half_typed_does_not_count_in_the_next_try(gate):
    asked = gate(2, "-u", "anna", "-n", "2")
    first, second = asked.terminals
    see_on_all(asked, ASKED)
    second.type("half of something")
    first.type(WRONG + "\r")
    second.see("Answered on")
    second.see(ASKED)
    open_by(asked, second)


def test_message_on_all(gate):
    asked = gate(3, "-u", "anna", "-m", "The root file system was not found.")
    see_on_all(asked, "The root file system was not found.\r\n" + ASKED)
    open_by(asked, asked.terminals[0])


# The command

def test_the_command_runs_where_was_answered(gate, sandbox):
    sandbox.probe(probes.program())
    asked = gate(3, "-u", "anna", "--", "/probe", "report")
    see_on_all(asked, ASKED)
    winner = asked.terminals[1]
    winner.type(PASSWORD + "\r")
    winner.see("uid=1000")
    assert asked.leave() == 0
    asked.assert_left_clean()
    told, _ = probes.facts(winner.shown)
    assert told["leader"] == "1" and told["foreground"] == "1"
    assert told["descriptors"] == "0,1,2"
    assert all(b"uid=" not in each.shown for each in (asked.terminals[0], asked.terminals[2]))


def test_the_commands_terminal(gate, sandbox):
    """0, 1 and 2 are that terminal, which is its controlling one, and the others are
    as they were already."""
    sandbox.probe(probes.program())
    asked = gate(2, "-u", "anna", "--", "/probe", "wait")
    first, second = asked.terminals
    see_on_all(asked, ASKED)
    second.type(PASSWORD + "\r")
    second.see("waiting")
    child, = procfs.children(asked.process.pid)
    for descriptor in (0, 1, 2):
        assert os.readlink(f"/proc/{child}/fd/{descriptor}").endswith("/dev/" + second.name)
    tty_number = int(pathlib.Path(f"/proc/{child}/stat").read_text().rsplit(")", 1)[1].split()[4])
    assert tty_number == os.fstat(second.terminal).st_rdev
    assert first.settings() == first.before and second.settings() == second.before
    assert os.fstat(second.terminal).st_uid == 1000 and os.fstat(first.terminal).st_uid == 0
    second.type("\x03")
    assert asked.leave() == 128 + signal.SIGINT
    asked.assert_left_clean()
    assert os.fstat(second.terminal).st_uid == 0


def test_typed_behind_does_not_reach_the_command(gate, sandbox):
    """Neither behind the answer, nor on the others."""
    sandbox.probe(probes.program())
    asked = gate(2, "-u", "anna", "--", "/probe", "rest")
    first, second = asked.terminals
    see_on_all(asked, ASKED)
    first.type("half")
    second.type(PASSWORD + "\rrm -rf /\r")
    second.see("rest=[]")
    assert asked.leave() == 0
    asked.assert_left_clean()


def test_the_log_knows_the_console_that_answered(gate, sandbox):
    log = sandbox.listen()
    asked = gate(2, "-u", "anna", "-n", "2")
    first, second = asked.terminals
    see_on_all(asked, ASKED)
    not_at_once()
    first.type(WRONG + "\r")
    first.see("Login incorrect")
    see_on_all(asked, ASKED)
    open_by(asked, second)
    assert f"tty=/dev/{first.name}: denied" in log.text()
    assert f"tty=/dev/{second.name}: authenticated" in log.text()


@pytest.mark.parametrize("who, status", [(0, matrix.DENIED), (1, 0)])
def test_pam_tty_is_the_one_that_answered(gate, sandbox, who, status):
    sandbox.policy("gate", "auth required pam_unix.so\naccount required pam_unix.so\n"
                           "account required pam_access.so accessfile=/etc/access.conf\n")
    asked = gate(2, "-u", "anna", "-n", "1")
    sandbox.write("etc/access.conf", f"+ : ALL : {asked.terminals[1].name}\n- : ALL : ALL\n")
    see_on_all(asked, ASKED)
    asked.terminals[who].type(PASSWORD + "\r")
    assert asked.leave() == status
    asked.assert_left_clean()


def test_an_expired_password_is_changed_where_was_answered(gate, sandbox):
    sandbox.user("anna", shadow="0:0:99999:7:::")
    asked = gate(2, "-u", "anna")
    first, second = asked.terminals
    see_on_all(asked, ASKED)
    second.type(PASSWORD + "\r")
    second.answer(("urrent password: ", PASSWORD), ("New password: ", "Zaunkoenig=42+Regen"),
                  ("etype new password: ", "Zaunkoenig=42+Regen"))
    assert asked.leave() == 0, asked.all_shown()
    asked.assert_left_clean()
    assert b"New password" not in first.shown


# One that nobody reads

def test_one_that_is_full_stalls_none(gate):
    """Its other end does not read: the prompt cannot be shown there."""
    asked = gate(2, "-u", "anna", command=after_go)
    full, other = asked.terminals
    full.fill()
    asked.go()
    other.see(ASKED)
    open_by_other(asked, other)


def test_one_that_becomes_full_stalls_none(gate):
    asked = gate(2, "-u", "anna", "-n", "2", "-E", "stars")
    full, other = asked.terminals
    see_on_all(asked, ASKED)
    full.fill()
    not_at_once()
    other.type(WRONG + "\r")
    other.see("Login incorrect")
    other.see(ASKED)
    full.type("keys that it cannot show")
    open_by_other(asked, other)


def test_both_full_end_in_time(gate):
    """They are asked, though nobody sees it; nobody answers."""
    asked = gate(2, "-u", "anna", "-t", "2", command=after_go)
    for each in asked.terminals:
        each.fill()
    asked.go()
    assert asked.leave() == matrix.TIMEOUT
    assert asked.seconds < 15
    for each in asked.terminals:
        assert each.settings() == each.before


def test_one_that_flows_again_is_drawn_anew(gate):
    asked = gate(2, "-u", "anna", "-E", "stars", command=after_go)
    full, other = asked.terminals
    full.fill()
    asked.go()
    other.see(ASKED)
    full.stuck = False
    full.see(ASKED)
    full.type("abc")
    full.see("***")
    full.type("\x15" + PASSWORD + "\r")
    assert asked.leave() == 0
    asked.assert_left_clean()


def test_the_password_counts_also_where_nothing_is_shown(gate):
    """The keyboard of a terminal that is not read works as ever."""
    asked = gate(2, "-u", "anna", command=after_go)
    full, other = asked.terminals
    full.fill()
    asked.go()
    other.see(ASKED)
    full.type(PASSWORD + "\r")
    assert asked.leave() == 0
    assert other.settings() == other.before and full.settings() == full.before


def after_go(line):
    """It starts when there is something in its first terminal's file "go"."""
    return ["sh", "-c", 'while [ ! -e "$0/tmp/go" ]; do sleep 0.02; done; exec "$@"',
            line_root(line), *line]


def line_root(line):
    """Where the sandbox is, of its command line."""
    return line[line.index("chroot") + 1]


@pytest.fixture(autouse=True)
def go(sandbox, monkeypatch):
    monkeypatch.setattr(Gate, "go", lambda self: sandbox.write("tmp/go", ""), raising=False)


def open_by_other(asked, other):
    other.type(PASSWORD + "\r")
    assert asked.leave() == 0, asked.all_shown()
    for each in asked.terminals:
        assert each.settings() == each.before


# One that hangs up

def test_gone_before_anything_is_typed(gate, sandbox):
    asked = gate(2, "-u", "anna")
    gone, other = asked.terminals
    see_on_all(asked, ASKED)
    gone.hang_up()
    open_by(asked, other)


def test_gone_while_it_is_typed(gate):
    asked = gate(3, "-u", "anna", "-E", "stars")
    gone, other, third = asked.terminals
    see_on_all(asked, ASKED)
    gone.type("half")
    gone.see("****")
    gone.hang_up()
    other.type(PASSWORD)
    other.see("*" * len(PASSWORD))
    other.type("\r")
    third.see("Answered on " + other.name)
    assert asked.leave() == 0
    asked.assert_left_clean()


def test_gone_after_it_answered_the_name(gate, sandbox):
    """That spoils this try, denied after the delay; the others are asked anew."""
    log = sandbox.listen()
    asked = gate(2, "-n", "2")
    gone, other = asked.terminals
    see_on_all(asked, NAME)
    gone.type("anna\r")
    gone.see(ASKED)
    other.see("Answered on " + gone.name)
    gone.hang_up()
    other.see(NAME)
    other.type("anna\r")
    other.see(ASKED)
    open_by(asked, other)
    log.wait_for("denied: left by the console that answered")


def test_cancelled_after_the_name_spoils_the_try_only(gate, sandbox):
    log = sandbox.listen()
    asked = gate(2, "-n", "2")
    first, other = asked.terminals
    see_on_all(asked, NAME)
    first.type("anna\r")
    first.see(ASKED)
    first.type("\x03")
    other.see("Answered on " + first.name)
    other.see(NAME)
    other.type("anna\r")
    other.see(ASKED)
    open_by(asked, other)
    log.wait_for("denied: left by the console that answered")


def test_gone_in_the_delay(gate):
    asked = gate(2, "-u", "anna", "-n", "2")
    gone, other = asked.terminals
    see_on_all(asked, ASKED)
    gone.type(WRONG + "\r")
    other.see("Answered on " + gone.name)
    gone.hang_up()
    other.see(ASKED)
    open_by(asked, other)


def test_gone_in_the_last_delay(gate):
    asked = gate(2, "-u", "anna", "-n", "1")
    gone, other = asked.terminals
    see_on_all(asked, ASKED)
    gone.type(WRONG + "\r")
    other.see("Answered on " + gone.name)
    gone.hang_up()
    assert asked.leave() == matrix.DENIED
    asked.assert_left_clean()


def test_all_gone(gate):
    asked = gate(3, "-u", "anna")
    see_on_all(asked, ASKED)
    for each in asked.terminals:
        each.hang_up()
    assert asked.leave() == matrix.CANCELLED


def test_all_gone_after_the_name(gate):
    asked = gate(2)
    first, second = asked.terminals
    see_on_all(asked, NAME)
    second.hang_up()
    first.type("anna\r")
    first.see(ASKED)
    first.hang_up()
    assert asked.leave() == matrix.CANCELLED


def test_gone_while_the_command_runs(gate, sandbox):
    """The one that answered: the command is hung up, as by any terminal. The others do
    not matter."""
    sandbox.probe(probes.program())
    asked = gate(2, "-u", "anna", "--", "/probe", "wait")
    first, second = asked.terminals
    see_on_all(asked, ASKED)
    second.type(PASSWORD + "\r")
    second.see("waiting")
    first.hang_up()
    time.sleep(0.2)
    assert asked.process.poll() is None
    second.hang_up()
    assert asked.leave() in (matrix.CANCELLED, 128 + signal.SIGHUP)


# ^C, ^D and lines that are refused

@pytest.mark.parametrize("key", ["\x03", "\x1c", "\x04"], ids=["^C", "^\\", "^D"])
def test_cancelled_on_one(gate, key):
    """It is out, and says so; the others go on."""
    asked = gate(2, "-u", "anna")
    first, second = asked.terminals
    see_on_all(asked, ASKED)
    first.type(key)
    first.see("Cancelled")
    first.type(PASSWORD + "\r")
    second.type("x\x7f")
    open_by(asked, second)
    assert b"Answered on" not in first.shown


@pytest.mark.parametrize("key", ["\x03", "\x04"], ids=["^C", "^D"])
def test_cancelled_on_one_until_the_next_try(gate, key):
    asked = gate(2, "-u", "anna", "-n", "2")
    first, second = asked.terminals
    see_on_all(asked, ASKED)
    first.type(key)
    first.see("Cancelled")
    second.type(WRONG + "\r")
    second.see("Login incorrect")
    first.see(ASKED)
    open_by(asked, first)


@pytest.mark.parametrize("count", [2, 4])
def test_cancelled_on_all(gate, count):
    asked = gate(count, "-u", "anna")
    see_on_all(asked, ASKED)
    for each in asked.terminals:
        each.type("half\x03")
        each.see("Cancelled")
    assert asked.leave() == matrix.CANCELLED
    asked.assert_left_clean()


def test_cancelled_on_one_gone_on_the_other(gate):
    asked = gate(2, "-u", "anna")
    first, second = asked.terminals
    see_on_all(asked, ASKED)
    first.type("\x03")
    first.see("Cancelled")
    second.hang_up()
    assert asked.leave() == matrix.CANCELLED
    asked.assert_left_clean()


@pytest.mark.parametrize("line", ["y" * 600, "with a \0 in it"], ids=["overlong", "nul"])
def test_refused_on_one(gate, line):
    """It is told and asked again there; no try is lost, nothing happens elsewhere."""
    asked = gate(2, "-u", "anna", "-n", "1")
    first, second = asked.terminals
    see_on_all(asked, ASKED)
    first.type(line + "\r")
    first.see(REFUSED)
    first.see(ASKED)
    second.type("x\x7f")
    open_by(asked, first)
    assert REFUSED.encode() not in second.shown


def test_refused_again_and_again_does_not_put_the_deadline_off(gate):
    asked = gate(2, "-u", "anna", "-t", "2")
    see_on_all(asked, ASKED)
    end = time.monotonic() + 30
    while asked.process.poll() is None and time.monotonic() < end:
        asked.terminals[0].type("y" * 600 + "\r")
    assert asked.leave() == matrix.TIMEOUT
    assert asked.seconds < 15


def test_tab_on_one(gate):
    asked = gate(2, "-u", "anna", "-E", "stars")
    first, second = asked.terminals
    see_on_all(asked, ASKED)
    first.type("\tabc")
    first.see("(no echo)")
    second.type("abc")
    second.see("***")
    second.type("\x15")
    open_by(asked, second)
    assert b"no echo" not in second.shown and b"*" not in first.shown


# Floods

class Flood:
    """Types the same on a terminal as fast as it takes it, until the block ends."""

    def __init__(self, terminal, data):
        self._master, self._data = terminal.master, data
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def _run(self):
        while not self._over.is_set():
            try:
                os.write(self._master, self._data)
            except BlockingIOError:
                time.sleep(0.001)
            except OSError:
                return

    def __enter__(self):
        self._thread.start()

    def __exit__(self, *_):
        self._over.set()
        self._thread.join()


def type_slowly(terminal, text):
    for key in text:
        terminal.type(key)
        terminal._everybody.listen(time.monotonic() + 0.02)


FLOODS = {"one-line": b"zzzzzzzzzzzzzzzz", "keys": b"\x1b[A\x7f\x0c\x16", "nul": b"\0" * 64,
          "pastes": b"\x1b[200~", "refused": b"z" * 600 + b"\r"}


@pytest.mark.parametrize("flood", FLOODS)
def test_a_flood_on_one_while_a_person_answers_on_the_other(gate, flood):
    asked = gate(2, "-u", "anna", "-E", "stars", "-n", "1")
    noisy, other = asked.terminals
    see_on_all(asked, ASKED)
    with Flood(noisy, FLOODS[flood]):
        type_slowly(other, PASSWORD)
        other.see("*" * len(PASSWORD))
        other.type("\r")
        assert asked.leave() == 0
    assert other.settings() == other.before and noisy.settings() == noisy.before
    assert other.left_in_queue() == b""


@pytest.mark.slow
@pytest.mark.parametrize("flood", [b"\r", b"\n", b"z\r\n", b"\x03", b"\x04"],
                         ids=["CR", "LF", "lines", "^C", "^D"])
def test_a_flood_of_answers_leaves_a_person_time(gate, flood):
    """Each is wrong at once; soon the noisy one is asked seconds later than the
    other, where somebody types as slowly as people do."""
    asked = gate(2, "-u", "anna", "-F", "loop")
    noisy, other = asked.terminals
    see_on_all(asked, ASKED)
    end = time.monotonic() + 60
    with Flood(noisy, flood):
        while asked.process.poll() is None:
            assert time.monotonic() < end, other.shown[-300:]
            before = other.shown.count(ASKED.encode())
            type_slowly_until_told(other, PASSWORD + "\r")
            wait_for_end_or_prompt(asked, other, before)
        assert asked.leave() == 0
    assert other.settings() == other.before and noisy.settings() == noisy.before


def type_slowly_until_told(terminal, text):
    """A key each tenth of a second; stops where somebody else was faster."""
    before = terminal.shown.count(b"Answered on")
    for key in text:
        if terminal.shown.count(b"Answered on") > before:
            return
        terminal.type(key)
        end = time.monotonic() + 0.1
        while time.monotonic() < end:
            terminal._everybody.listen(end)


def wait_for_end_or_prompt(asked, terminal, before, limit_s=30):
    end = time.monotonic() + limit_s
    while asked.process.poll() is None and terminal.shown.count(ASKED.encode()) <= before:
        assert time.monotonic() < end, terminal.shown
        asked.listen(time.monotonic() + 0.1)


@pytest.mark.slow
def test_one_that_was_wrong_at_once_is_asked_later(gate):
    """Five seconds later than the other."""
    asked = gate(2, "-u", "anna", "-n", "2")
    noisy, other = asked.terminals
    other.see(ASKED)
    noisy.see(ASKED)
    noisy.type("\r")
    other.see("Answered on")
    other.see(ASKED)
    start = time.monotonic()
    assert noisy.shown.count(ASKED.encode()) == 1
    noisy.see(ASKED)
    assert b"Answered" not in noisy.shown
    assert time.monotonic() - start >= REST_S - 0.5
    open_by(asked, noisy)


@pytest.mark.slow
def test_one_that_cut_somebody_off_is_asked_later(gate):
    asked = gate(2, "-u", "anna", "-n", "2")
    noisy, other = asked.terminals
    see_on_all(asked, ASKED)
    other.type("ha")
    not_at_once()
    noisy.type(WRONG + "\r")
    other.see("Answered on")
    other.see(ASKED)
    start = time.monotonic()
    type_slowly(other, "half")
    noisy.see(ASKED)
    assert time.monotonic() - start >= REST_S - 0.5
    other.type("\x15")
    open_by(asked, other)


@pytest.mark.slow
def test_the_rest_is_twice_as_long_each_time(gate):
    """5 s, then 10 s."""
    asked = gate(2, "-u", "anna", "-n", "3")
    noisy, other = asked.terminals
    see_on_all(asked, ASKED)
    for rest_s in (REST_S, 2 * REST_S):
        other.type("half of it")
        noisy.type("\r")
        other.see("Answered on")
        other.see(ASKED)
        start = time.monotonic()
        noisy.see(ASKED)
        assert time.monotonic() - start >= rest_s - 0.5
    open_by(asked, noisy)


def test_the_rest_of_one_is_not_that_of_the_others(gate):
    """While the noisy one rests somebody mistypes elsewhere, where nothing is put
    off: what was typed on the noisy one was typed in an earlier try."""
    asked = gate(2, "-u", "anna", "-n", "3")
    noisy, other = asked.terminals
    see_on_all(asked, ASKED)
    noisy.type("zz\r")
    other.see("Answered on")
    other.see(ASKED)
    not_at_once()
    other.type(WRONG + "\r")
    other.see("Login incorrect")
    start = time.monotonic()
    other.see(ASKED)
    assert time.monotonic() - start < REST_S - 2
    open_by(asked, other)


def test_who_cancelled_was_not_cut_off(gate):
    """Somebody types and gives up with ^C; the wrong answer elsewhere is no noise."""
    asked = gate(2, "-u", "anna", "-n", "2")
    first, other = asked.terminals
    see_on_all(asked, ASKED)
    first.type("half\x03")
    first.see("Cancelled")
    not_at_once()
    other.type(WRONG + "\r")
    other.see("Login incorrect")
    start = time.monotonic()
    other.see(ASKED)
    assert time.monotonic() - start < REST_S - 2
    open_by(asked, other)


def test_one_that_was_wrong_at_once_is_asked_at_once_when_it_is_alone(gate):
    """With nobody else there is nobody to be kept from answering."""
    asked = gate(1, "-u", "anna", "-n", "2")
    only, = asked.terminals
    only.see(ASKED)
    only.type("\r")
    only.see("Login incorrect")
    start = time.monotonic()
    only.see(ASKED)
    assert time.monotonic() - start < REST_S - 1
    open_by(asked, only)


# What -c names

def test_the_same_twice(gate):
    """By two names: it is asked on once, and left as it was."""
    asked = gate(1, "-u", "anna", command=twice)
    only, = asked.terminals
    only.see(ASKED)
    open_by(asked, only)
    assert only.shown.count(ASKED.encode()) == 1 and b"Answered" not in only.shown


def twice(line):
    """The name behind -c once more, as a path."""
    name = line[line.index("-c", line.index("gate")) + 1]
    return [*line, "-c", name, "-c", "/dev/" + name]


def test_one_that_does_not_exist(gate, sandbox):
    log = sandbox.listen()
    asked = gate(1, "-u", "anna", more=("pts/98765", "no-such"))
    only, = asked.terminals
    only.see(ASKED)
    open_by(asked, only)
    for name in ("pts/98765", "no-such"):
        assert f"{name}: cannot open the console: No such file or directory" in log.text()


def test_none_exists(gate, sandbox):
    log = sandbox.listen()
    asked = gate(0, "-u", "anna", more=("pts/98765", "no-such"))
    assert asked.leave() == matrix.BROKEN
    assert b"not possible" in asked.said
    assert "pts/98765: cannot open the console" in log.text()


def test_too_many(gate):
    asked = gate(0, "-u", "anna", more=[f"pts/{number}" for number in range(90000, 90009)])
    assert asked.leave() == matrix.USAGE
    assert b"too many consoles" in asked.said


def test_as_many_as_there_may_be(gate):
    asked = gate(8, "-u", "anna")
    see_on_all(asked, ASKED)
    open_by(asked, asked.terminals[7])
    for each in asked.terminals[:7]:
        each.see("Answered on " + asked.terminals[7].name)


@pytest.mark.parametrize("mode, words", [
    ("tty", "one console only in prompt mode tty"),
    ("stdio", "prompt mode stdio takes no console"),
    ("askpass", "prompt mode askpass takes no console")])
def test_several_in_another_mode(gate, sandbox, mode, words):
    log = sandbox.listen()
    asked = gate(2, "-u", "anna", mode=mode)
    assert asked.leave() == matrix.BROKEN
    asked.assert_left_clean()
    assert b"not possible" in asked.said and words in log.text()


def test_those_of_the_kernel_without_c(gate, sandbox):
    """Where there is no /sys to tell them: the console, which is not there either."""
    log = sandbox.listen()
    done = sandbox.run("gate", "-P", "consoles", "-u", "anna")
    assert done.status == matrix.BROKEN
    assert "console: cannot open the console" in log.text()


def test_those_that_the_kernel_names(gate, sandbox):
    """/sys/class/tty/console/active, of which one does not exist."""
    sandbox.listen()
    asked = gate(2, "-u", "anna", command=lambda line: named_by_kernel(sandbox, line))
    see_on_all(asked, ASKED)
    open_by(asked, asked.terminals[1])
    assert "ttyNO: cannot open the console" in sandbox.log.text()


def named_by_kernel(sandbox, line):
    """Without its -c: what they name stands in a file."""
    names = [line[at + 1] for at, word in enumerate(line)
             if word == "-c" and line[at + 1].startswith("pts/")]
    sandbox.write("sys/class/tty/console/active", " ".join(["ttyNO", *names]) + "\n")
    kept, at = [], 0
    while at < len(line):
        if line[at] == "-c" and line[at + 1] in names:
            at += 2
            continue
        kept.append(line[at])
        at += 1
    return kept


# Signals and time

@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT],
                         ids=lambda number: number.name)
def test_a_signal_restores_all(gate, number):
    asked = gate(4, "-u", "anna", "-E", "last")
    see_on_all(asked, ASKED)
    for each in asked.terminals:
        each.type("half" + PASSWORD)
    asked.process.send_signal(number)
    assert asked.leave() == matrix.CANCELLED
    asked.assert_left_clean()


def test_SIGTERM_ends_a_loop(gate):
    asked = gate(2, "-u", "anna", "-F", "loop")
    see_on_all(asked, ASKED)
    for each in asked.terminals:
        each.type("\x03")
    see_on_all(asked, ASKED)
    asked.process.send_signal(signal.SIGTERM)
    assert asked.leave() == matrix.CANCELLED
    asked.assert_left_clean()


def test_time_is_over_on_all(gate):
    asked = gate(3, "-u", "anna", "-t", "2", "-E", "last")
    see_on_all(asked, ASKED)
    asked.terminals[1].type("half")
    assert asked.leave() == matrix.TIMEOUT
    assert 2 - SLACK_S <= asked.seconds
    asked.assert_left_clean()
    for each in asked.terminals:
        assert b"Timed out" in each.shown
    assert screen(asked.terminals[1].shown).rows[0] == ASKED + "****"


def test_time_is_over_after_the_name(gate):
    asked = gate(2, "-t", "3")
    first, second = asked.terminals
    see_on_all(asked, NAME)
    first.type("anna\r")
    first.see(ASKED)
    assert asked.leave() == matrix.TIMEOUT
    asked.assert_left_clean()


def test_a_loop_asks_all_again(gate):
    """Also one that was out; a round later."""
    asked = gate(2, "-u", "anna", "-F", "loop", "-t", "1")
    first, second = asked.terminals
    see_on_all(asked, ASKED)
    first.type("\x03")
    first.see("Cancelled")
    second.see("Timed out")
    first.see(ASKED)
    open_by(asked, first)


def test_a_lost_one_may_come_back(gate, sandbox):
    """A named console that was not there in one round is asked in a later one."""
    asked = gate(1, "-u", "anna", "-F", "loop", "-t", "1", more=("late",))
    only, = asked.terminals
    only.see(ASKED)
    master, terminal = os.openpty()
    try:
        os.symlink(os.ttyname(terminal), sandbox.path / "dev/late")
        seen = b""
        end = time.monotonic() + 20
        os.set_blocking(master, False)
        while ASKED.encode() not in seen:
            assert time.monotonic() < end, seen
            asked.listen(time.monotonic() + 0.05)
            try:
                seen += os.read(master, 4096)
            except BlockingIOError:
                pass
        os.write(master, PASSWORD.encode() + b"\r")
        assert asked.leave() == 0
        asked.assert_left_clean()
        assert termios.tcgetattr(terminal)[3] & termios.ECHO
    finally:
        os.close(terminal)
        os.close(master)
