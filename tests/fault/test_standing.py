# SPDX-License-Identifier: MIT
"""Nothing of a password is left in a process that waits while a shell runs, in the
shell itself, nor in one that keeps a terminal locked; and what was typed behind an
answer reaches nobody: neither the shell nor who reads the terminal next.
"""
import os
import pathlib

import pytest

from fault import player, plays
from fault.plays import ANNA, ASKED, CHANGE, PASS, TERMINALS, Play
from fault.residue import MARKER, assert_clean, pieces_of
from lib import matrix, probe, procfs
from lib.hashes import PASSWORD, WRONG
from lib.person import Person

AHEAD = "Typed-ahead-of-all"
WAITS, RESTS = "#!/probe wait\n", "#!/probe rest\n"

SHELLS = [
    Play("login", ("login", "-H", "anna"), PASS, True, 0, mounts=TERMINALS),
    Play("login, expired", ("login", "-H", "anna"), CHANGE, True, 0, mounts=TERMINALS,
         shadow=plays.scenes.EXPIRED),
    Play("sulogin", ("sulogin",), PASS, True, 0),
    Play("su", ("su", "anna"), PASS, True, 0, mounts=TERMINALS),
    Play("su, set-user-ID", ("su",), PASS, True, 0, mounts=TERMINALS, caller=ANNA),
    Play("su -P", ("su", "-P", "anna"), PASS, True, 0, mounts=TERMINALS),
    Play("gate", ("gate", "-u", "anna", "--", "/bin/sh"), PASS, True, 0),
]
LOCK = Play("vlock", ("vlock",), {ASKED: [WRONG, PASSWORD]}, True, 0)
OTHERS = [LOCK,
          Play("passwd", ("passwd",), CHANGE, True, 0, caller=ANNA),
          Play("pamtest", ("pamtest", "gate", "anna", "authenticate"), PASS, True, 0),
          Play("gate, asks", ("gate", "-u", "anna"), PASS, True, 0)]


class Standing(player.Player):
    """A player who stops when a text is shown."""

    def __init__(self, sandbox, play, answers=None):
        super().__init__(play.command(sandbox), answers or play.answers,
                         {"MARKER": MARKER}, play.caller)

    def until(self, text, count=1):
        self.read()
        while self.screen.count(text) < count:
            assert not self.ended(), self.screen
            self.respond()
            self.read()


@pytest.fixture
def stand(sandbox):
    made = []

    def start(play, shell=WAITS, answers=None):
        play.needs()
        play.furnish(sandbox)
        play.prepare(sandbox)
        sandbox.probe(probe.program())
        (sandbox.path / "bin/sh").unlink()
        sandbox.write("bin/sh", shell, 0o755)
        made.append(Standing(sandbox, play, answers))
        return made[-1]

    yield start
    for one in made:
        one.close()


def family(pid):
    return [pid] + [each for child in procfs.children(pid) for each in family(child)]


def is_pamlet(pid):
    return pathlib.Path(os.readlink(f"/proc/{pid}/exe")).name == "pamlet"


def scan(pid):
    """How many processes were looked at, from this one on; (of pamlet, others)."""
    everybody = family(pid)
    own = [each for each in everybody if is_pamlet(each)]
    others = set(everybody) - set(own)
    for each in own:
        assert_clean(each, *matrix.SECRETS)
    for each in others:
        assert procfs.maps(each)
        for secret in matrix.SECRETS:
            for piece in pieces_of(secret):
                assert procfs.places_of(each, piece) == [], (each, piece)
    return len(own), len(others)


def ident(play):
    return play.name.replace(", ", "-").replace(" ", "-")


@pytest.mark.slow
@pytest.mark.parametrize("play", SHELLS, ids=ident)
def test_while_a_shell_runs(stand, play, evidence):
    one = stand(play)
    one.until(b"waiting")
    own, others = scan(one.process.pid)
    assert own >= 1 and others >= 1
    evidence("memory", f"{play.applet}, processes while its shell runs", own + others)


@pytest.mark.slow
def test_while_it_is_locked(stand, evidence):
    """Behind a wrong answer: who keeps the lock, and who asks again."""
    one = stand(LOCK, answers={ASKED: [WRONG, ""]})
    one.until(b"Password: ", 2)
    own, _ = scan(one.process.pid)
    assert own == 2
    evidence("memory", "vlock, processes while it is locked", own)


@pytest.mark.slow
@pytest.mark.parametrize("play", SHELLS, ids=ident)
def test_no_shell_gets_what_was_typed_ahead(stand, play, evidence):
    answers = {prompt: [f"{text}\r{AHEAD}" for text in texts]
               for prompt, texts in play.answers.items()}
    one = stand(play, RESTS, answers)
    one.until(b"rest=[")
    one.until(b"]")
    assert b"rest=[]" in one.screen and AHEAD.encode() not in one.screen
    evidence("memory", "typed ahead: nobody gets it", 1)


@pytest.mark.slow
@pytest.mark.parametrize("play", SHELLS[3:5] + OTHERS, ids=ident)
def test_nothing_is_left_in_the_queue(sandbox, play, evidence):
    play.needs()
    play.furnish(sandbox)
    play.prepare(sandbox)
    person = Person(sandbox, command=play.command(sandbox),
                    setup=lambda terminal: os.fchown(terminal, play.caller, -1))
    try:
        for prompt, texts in play.answers.items():
            for text in texts if prompt != ASKED or play.answers is not CHANGE else ():
                person.see(prompt)
                person.type(f"{text}\r{AHEAD}")
        assert person.leave() == play.status, person.screen
        assert person.left_in_queue() == b"" and person.after == person.before
    finally:
        person.close()
    evidence("memory", "typed ahead: nobody gets it", 1)
