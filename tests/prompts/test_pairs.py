# SPDX-License-Identifier: MIT
"""Every prompt mode with every echo mode, each pair built from its own configuration
that holds no other, where both are the default, and driven over terminals."""
import re
import shutil
import subprocess

import pytest

from lib import matrix
from lib.hashes import PASSWORD, WRONG
from lib.person import Person
from lib.sandbox import Sandbox, host_environment
from lib.several import Gate, each_screen, screen
from prompts import builds

# The first test of a pair builds it, beside others that do the same.
pytestmark = [pytest.mark.slow, pytest.mark.limit(400)]

ASKED = "Password: "
PAIRS = [(prompt, echo) for prompt in builds.PROMPTS for echo in builds.ECHOES]

# The program that asks: on the terminal that is its standard error.
ASKPASS = """\
#!/bin/sh
printf '<%s>' "$1" >&2
IFS= read -r answer <&2 || exit 1
[ "$answer" = cancel ] && exit 1
printf '%s\\n' "$answer"
"""


@pytest.fixture(params=PAIRS, ids=lambda pair: "-".join(pair))
def pair(request):
    return request.param


@pytest.fixture
def box(tmp_path, pair):
    made = Sandbox(tmp_path / "box", builds.pair(*pair))
    made.unix_policy()
    made.user("anna")
    made.listen()
    if pair[0] == "askpass":
        put_askpass(made)
    yield made
    made.close()


def put_askpass(sandbox):
    busybox = shutil.which("busybox")
    if busybox is None:
        pytest.skip("needs busybox-static")
    (sandbox.path / "bin").mkdir()
    shutil.copy2(busybox, sandbox.path / "bin/sh")
    sandbox.write("ask", ASKPASS, 0o755)


class OnTerminal:
    """Somebody at the gate's controlling terminal."""

    def __init__(self, box, *arguments):
        self._person = Person(box, "-u", "anna", *arguments)
        self.type, self.see = self._person.type, self._person.see

    @property
    def shown(self):
        return self._person.screen

    def leave(self):
        status = self._person.leave()
        assert self._person.after == self._person.before
        assert self._person.left_in_queue() == b""
        return status

    def close(self):
        self._person.close()


class OnConsoles:
    """Somebody at the second of two consoles."""

    def __init__(self, box, *arguments):
        box.mount("dev/pts")
        self._gate = Gate(box, 2, "-u", "anna", *arguments)
        self._person = self._gate.terminals[1]
        self.type, self.see = self._person.type, self._person.see

    @property
    def shown(self):
        return self._person.shown

    def leave(self):
        status = self._gate.leave()
        self._gate.assert_left_clean()
        assert self._gate.terminals[0].shown.startswith(ASKED.encode())
        return status

    def close(self):
        self._gate.close()


@pytest.fixture
def sit(box, pair):
    """sit(ARGUMENT...): in front of the gate, with the mode and the echo that are its
    default."""
    made = []

    def start(*arguments):
        if pair[0] == "consoles":
            made.append(OnConsoles(box, *arguments))
        elif pair[0] == "askpass":
            made.append(OnTerminal(box, "-A", "/ask", *arguments))
        else:
            made.append(OnTerminal(box, *arguments))
        return made[-1]

    yield start
    for each in made:
        each.close()


def run_without(box, *arguments, answers=()):
    return box.run("gate", "-u", "anna", *arguments,
                   stdin=b"".join(line.encode() + b"\n" for line in answers))


def prompt_of(pair):
    return "<Password:>" if pair[0] == "askpass" else ASKED


def type_at(person, pair, text):
    person.see(prompt_of(pair))
    person.type(text + "\r")


# In and not in

def test_version_names_exactly_these(box, pair):
    told = box.run("--version").text
    assert f"\nprompt modes: {pair[0]}\ndefault: {pair[0]}\n" in told
    assert f"\necho modes: {pair[1]}\ndefault: {pair[1]}\n" in told


def test_right_and_wrong(box, pair, sit):
    if pair[0] == "stdio":
        assert run_without(box, answers=[PASSWORD]).status == 0
        matrix.assert_denied(run_without(box, "-n", "1", answers=[WRONG]))
        return
    person = sit("-n", "2")
    type_at(person, pair, WRONG)
    person.see("Login incorrect")
    type_at(person, pair, PASSWORD)
    assert person.leave() == 0
    person = sit("-n", "1")
    type_at(person, pair, WRONG)
    assert person.leave() == matrix.DENIED


def test_other_modes_are_no_words_of_it(box, pair):
    for option, names, own in (("-P", builds.PROMPTS, pair[0]), ("-E", builds.ECHOES, pair[1])):
        for name in names:
            if name == own:
                continue
            done = run_without(box, option, name)
            assert done.status == matrix.USAGE, (option, name)
            assert "in this build" in done.text and name in done.text


def test_its_own_modes_are_words_of_it(box, pair, sit):
    words = ("-P", pair[0], "-E", pair[1])
    if pair[0] == "stdio":
        assert run_without(box, *words, answers=[PASSWORD]).status == 0
        return
    person = sit(*words)
    type_at(person, pair, PASSWORD)
    assert person.leave() == 0


def test_given_up(box, pair, sit):
    if pair[0] == "stdio":
        assert run_without(box).status == matrix.CANCELLED
        return
    person = sit()
    if pair[0] == "consoles":
        person._gate.terminals[0].see(ASKED)
        person._gate.terminals[0].type("\x04")
    person.see(prompt_of(pair))
    person.type("cancel\r" if pair[0] == "askpass" else "half\x03")
    assert person.leave() == matrix.CANCELLED


def test_nobody_answers(box, pair, sit):
    if pair[0] == "stdio":
        with subprocess.Popen(
                box.command("gate", "-u", "anna", "-t", "1"), stdin=subprocess.PIPE,
                stderr=subprocess.DEVNULL, env=host_environment()) as gate:
            assert gate.wait(timeout=20) == matrix.TIMEOUT
        return
    person = sit("-t", "1")
    person.see(prompt_of(pair))
    assert person.leave() == matrix.TIMEOUT


# What is shown

def signs_of(shown):
    """What stands behind the prompt after each byte that was sent."""
    seen = []
    for each in each_screen(shown):
        row = each.rows[0]
        if row.startswith(ASKED.strip()):
            seen.append(row[len(ASKED):])
    return seen


def check_none(seen):
    assert set(seen) == {""}


def check_stars(seen):
    assert set(seen) == {"*" * count for count in range(len(PASSWORD) + 1)}


def check_last(seen):
    assert all(len(signs.strip("*")) <= 1 for signs in seen)
    shown = [signs[-1] for signs in seen if signs and signs[-1] != "*"]
    assert set(shown) == set(PASSWORD)
    assert seen[-1] == "*" * len(PASSWORD)


def check_fixed(seen):
    assert all(re.fullmatch(r"[|/\\-]?", signs) for signs in seen)
    assert len(set(seen)) == 5 and len(seen[-1]) == 1


def check_full(seen):
    assert set(seen) == {PASSWORD[:count] for count in range(len(PASSWORD) + 1)}


CHECKS = {"none": check_none, "stars": check_stars, "last": check_last, "fixed": check_fixed,
          "full": check_full}


def test_the_screen_shows_what_the_echo_shows(box, pair, sit):
    """Modes stdio and askpass show nothing: of them nobody types here."""
    if pair[0] == "stdio":
        done = run_without(box, answers=[PASSWORD])
        assert done.err == ASKED.encode() + b"\n" and done.out == b""
        return
    person = sit()
    person.see(prompt_of(pair))
    if pair[0] == "askpass":
        person.type(PASSWORD + "\r")
        assert person.leave() == 0
        assert screen(person.shown).rows[0] == prompt_of(pair) + PASSWORD
        assert person.shown.count(PASSWORD.encode()) == 1, "the terminal's own echo, no more"
        return
    person.type(PASSWORD + "\r")
    assert person.leave() == 0
    CHECKS[pair[1]](signs_of(person.shown))


@pytest.mark.parametrize("pair", [("stdio", echo) for echo in builds.ECHOES], indirect=True,
                         ids="-".join)
def test_a_terminal_where_none_is_expected(box):
    """Mode stdio refuses one, because it would echo."""
    person = Person(box, "-u", "anna")
    try:
        assert person.leave() == matrix.BROKEN
        box.log.wait_for("standard input is a terminal")
        assert person.after == person.before
    finally:
        person.close()
