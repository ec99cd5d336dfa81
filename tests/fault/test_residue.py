# SPDX-License-Identifier: MIT
"""Nothing of a password is left in the gate, wherever it stands still.

chroot/test_memory.py reads a gate that waits, for whole passwords. Here, of the
same program: every piece of six bytes; the gate as it is about to exit (stopped
there by PTRACE_O_TRACEEXIT, the memory as its last function left it); each hash
method; and what was typed and never became an answer.
"""
import re

import pytest

from fault import scenes
from fault.residue import (MARKER, PIECE_BYTES, assert_clean, let_go, pieces_found,
                           stop_at_exit, wait_for_exit)
from lib import build, hashes
from lib import probe as probes
from lib.hashes import NEW_PASSWORD, PASSWORD, WRONG
from lib.sandbox import Sandbox, needs_root

ANSWER = "Eisvogel+17-Uferweg"

METHODS = {
    "yescrypt": ("HASH_YESCRYPT", hashes.YESCRYPT),
    "sha512crypt": ("HASH_SHA512CRYPT", hashes.SHA512CRYPT),
    "sha256crypt": ("HASH_SHA256CRYPT", hashes.SHA256CRYPT),
    "bcrypt": ("HASH_BCRYPT", hashes.BCRYPT),
    "md5": ("HASH_MD5", hashes.MD5),
}
# Which the configuration under test does not hold, but "everything" does.
ELSEWHERE = ("bcrypt", "md5")
EACH_METHOD = [pytest.param(method, marks=pytest.mark.slow if method in ELSEWHERE else ())
               for method in METHODS]


@pytest.fixture
def sandbox(request, tmp_path):
    callspec = getattr(request.node, "callspec", None)
    elsewhere = callspec and callspec.params.get("method") in ELSEWHERE
    made = Sandbox(tmp_path / "root", build.pamlet("everything" if elsewhere else None))
    yield made
    made.close()


@pytest.fixture(autouse=True)
def root():
    needs_root()


@pytest.fixture(autouse=True)
def anna(sandbox):
    sandbox.user("anna")
    sandbox.unix_policy()


def policy(sandbox, method):
    symbol, hashed = METHODS[method]
    config = "everything" if method in ELSEWHERE else None
    if build.configuration(config).get(symbol) != "y":
        pytest.skip(f"not configured: {symbol}")
    sandbox.user("anna", hashed)


# While it stands and waits


@pytest.mark.parametrize("method", EACH_METHOD)
def test_while_the_command_runs(seat, probe, sandbox, method, evidence):
    policy(sandbox, method)
    person = seat("-u", "anna", "-m", MARKER, "--", probe, "wait")
    person.answer(("Password: ", PASSWORD))
    person.see("waiting")
    assert_clean(person.process.pid, PASSWORD)
    evidence("memory", "gate, each hash method", 1)


@pytest.mark.parametrize("method", EACH_METHOD)
def test_after_a_wrong_one(seat, sandbox, method):
    policy(sandbox, method)
    person = seat("-u", "anna", "-m", MARKER)
    person.see("Password: ")
    person.type(WRONG + "\r")
    person.see("incorrect")
    person.see("Password: ")
    assert_clean(person.process.pid, WRONG)


def test_after_an_unknown_user(seat):
    """Also that name: it may be a password that was typed too early."""
    person = seat("-m", MARKER)
    person.answer(("login: ", "Ungeheuer&Loch"), ("Password: ", WRONG))
    person.see("incorrect")
    person.see("login: ")
    assert_clean(person.process.pid, WRONG)


def test_after_an_overlong_one(seat):
    person = seat("-u", "anna", "-m", MARKER)
    person.see("Password: ")
    person.type(PASSWORD + "0123456789" * 200 + WRONG + "\r")
    person.see("incorrect")
    person.see("Password: ")
    assert_clean(person.process.pid, PASSWORD, WRONG, "0123456789")


@pytest.mark.parametrize("typed, secret", [
    (PASSWORD, PASSWORD), (PASSWORD + "\x15", PASSWORD),
    ("Nachtigallenstrauch" + "\x7f" * 19, "Nachtigallenstrauch"),
    ("Nachtigall strauch" + "\x17", "Nachtigall strauch")],
    ids=["half", "killed-line", "erased", "killed-word"])
def test_after_a_timeout(seat, typed, secret):
    """What stood in the line when time was up is gone at the next prompt."""
    person = seat("-u", "anna", "-m", MARKER, "-t", "1", "-F", "loop")
    person.see("Password: ")
    person.type(typed)
    person.see("Timed out")
    person.see("Password: ")
    assert_clean(person.process.pid, secret)


def test_after_a_change(seat, sandbox, probe):
    sandbox.user("anna", shadow="0:0:99999:7:::")
    person = seat("-u", "anna", "-m", MARKER, "--", probe, "wait")
    person.answer(("Password: ", PASSWORD), ("urrent password: ", PASSWORD),
                  ("New password: ", NEW_PASSWORD), ("etype new password: ", NEW_PASSWORD))
    person.see("waiting")
    assert_clean(person.process.pid, PASSWORD, NEW_PASSWORD)


def test_after_a_change_that_failed(seat, sandbox):
    sandbox.user("anna", shadow="0:0:99999:7:::")
    person = seat("-u", "anna", "-m", MARKER)
    person.answer(("Password: ", PASSWORD), ("urrent password: ", PASSWORD),
                  ("New password: ", NEW_PASSWORD), ("etype new password: ", WRONG))
    person.see("incorrect")
    person.see("Password: ")
    assert_clean(person.process.pid, PASSWORD, NEW_PASSWORD, WRONG)


@pytest.mark.parametrize("keys", ["\x7f" * 19, "\x15", "\x17"],
                         ids=["erased", "killed-line", "killed-word"])
def test_while_it_is_typed(seat, keys):
    """What was taken back is gone at once, before the line's end."""
    person = seat("-u", "anna", "-m", MARKER, "-E", "stars")
    person.see("Password: ")
    person.type("Nachtigallenstrauch")
    person.see("*" * 19)
    assert pieces_found(person.process.pid, "Nachtigallenstrauch")
    person.type(keys)
    person.see(re.compile(rb"(\x08 \x08){19}"))
    assert_clean(person.process.pid, "Nachtigallenstrauch")


# Behind a careless module, that wipes neither what it frees nor its stack (many.c)


@pytest.fixture
def careless(ledgered):
    scenes.MANY_RIGHT.prepare(ledgered)
    ledgered.probe(probes.program())


def answer_many(person, password):
    person.answer(("Password: ", password), *(("isible: ", ANSWER) for _ in range(16)))


def test_careless_while_the_command_runs(careless, ledger_seat):
    person = ledger_seat("-u", "anna", "-m", MARKER, "--", "/probe", "wait")
    answer_many(person, PASSWORD)
    person.see("waiting")
    assert_clean(person.process.pid, PASSWORD, ANSWER)


def test_careless_at_the_second_prompt(careless, ledger_seat):
    person = ledger_seat("-u", "anna", "-m", MARKER)
    answer_many(person, WRONG)
    person.see("incorrect")
    person.see("Password: ")
    assert_clean(person.process.pid, WRONG, ANSWER)


@pytest.mark.parametrize("password, status", [(PASSWORD, 0), (WRONG, 1)], ids=["right", "wrong"])
def test_careless_at_the_exit(careless, ledger_seat, password, status):
    person = ledger_seat("-u", "anna", "-n", "1", "-m", MARKER)
    person.answer(("Password: ", password), *(("isible: ", ANSWER) for _ in range(15)))
    person.see("isible: ")
    pid = person.process.pid
    stop_at_exit(pid)
    person.type(ANSWER + "\r")
    wait_for_exit(pid)
    assert_clean(pid, password, ANSWER)
    let_go(pid)
    assert person.leave() == status


# As it is about to exit


EXITS = {
    "right": ((PASSWORD + "\r",), 0, "0:99999"),
    "wrong": ((WRONG + "\r",), 1, "0:99999"),
    "cancelled": ((PASSWORD + "\x03",), 4, "0:99999"),
    "overlong": ((PASSWORD * 100 + "\r",), 1, "0:99999"),
    "timeout": ((PASSWORD,), 3, "0:99999"),
    "locked": ((PASSWORD + "\r",), 1, "expired"),
}


@pytest.mark.parametrize("case", EXITS)
def test_at_the_exit(seat, sandbox, case, evidence):
    typed, status, account = EXITS[case]
    if account == "expired":
        sandbox.user("anna", shadow="19000:0:99999:7::100:")
    person = seat("-u", "anna", "-n", "1", "-t", "2", "-m", MARKER)
    person.see("Password: ")
    pid = person.process.pid
    stop_at_exit(pid)
    for text in typed:
        person.type(text)
    wait_for_exit(pid)
    assert_clean(pid, PASSWORD, WRONG)
    let_go(pid)
    assert person.leave() == status
    evidence("memory", "gate, processes as they exit", 1)


def test_at_the_exit_behind_a_command(seat, probe):
    person = seat("-u", "anna", "-m", MARKER, "--", probe, "exit", "5")
    person.see("Password: ")
    pid = person.process.pid
    stop_at_exit(pid)
    person.type(PASSWORD + "\r")
    wait_for_exit(pid)
    assert_clean(pid, PASSWORD)
    let_go(pid)
    assert person.leave() == 5


def test_at_the_exit_after_a_change(seat, sandbox):
    sandbox.user("anna", shadow="0:0:99999:7:::")
    person = seat("-u", "anna", "-m", MARKER)
    person.answer(("Password: ", PASSWORD), ("urrent password: ", PASSWORD),
                  ("New password: ", NEW_PASSWORD))
    person.see("etype new password: ")
    pid = person.process.pid
    stop_at_exit(pid)
    person.type(NEW_PASSWORD + "\r")
    wait_for_exit(pid)
    assert_clean(pid, PASSWORD, NEW_PASSWORD)
    let_go(pid)
    assert person.leave() == 0


# That it would be found


def test_the_scanner_sees_a_piece(seat):
    """While it is typed it is in the arena, piece by piece."""
    person = seat("-u", "anna", "-m", MARKER, "-E", "stars")
    person.see("Password: ")
    person.type(PASSWORD)
    person.see("*" * len(PASSWORD))
    found = pieces_found(person.process.pid, PASSWORD)
    assert len(found) == len(PASSWORD) - PIECE_BYTES + 1
    assert all(len(places) == 1 for places in found.values()), found


def test_the_stop_at_the_exit_sees(seat):
    """The name, which is in the arguments, is there to the last."""
    person = seat("-u", "anna", "-n", "1", "-m", MARKER)
    person.see("Password: ")
    pid = person.process.pid
    stop_at_exit(pid)
    person.type(WRONG + "\r")
    wait_for_exit(pid)
    assert len(pieces_found(pid, MARKER)) == len(MARKER) - PIECE_BYTES + 1
    let_go(pid)
    assert person.leave() == 1
