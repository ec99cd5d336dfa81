# SPDX-License-Identifier: MIT
"""No byte sequence of a password is left where PAM has been asked.

A gate's memory is read from outside, all writable pages of it, while the
command runs and while the next prompt waits. That the reader can find
something is proven each time by a word that must be there.
"""
import pytest

from lib import hashes, procfs
from lib.hashes import NEW_PASSWORD, PASSWORD, WRONG
from lib.sandbox import needs_root

MARKER = "Sumpfschildkroete-77"


@pytest.fixture(autouse=True)
def anna(sandbox):
    needs_root()
    sandbox.user("anna")
    sandbox.unix_policy()


def places(person, secret):
    """Where the secret is; the reader is proven to see by the marker."""
    pid = person.process.pid
    assert procfs.places_of(pid, MARKER.encode()), "the scanner is blind"
    return procfs.places_of(pid, secret if isinstance(secret, bytes) else secret.encode())


def test_while_the_command_runs(seat, probe):
    person = seat("-u", "anna", "-m", MARKER, "--", probe, "wait")
    person.answer(("Password: ", PASSWORD))
    person.see("waiting")
    assert places(person, PASSWORD) == []


def test_parts_of_it_neither(seat, probe):
    """Bytes that were typed one by one, and the end that an erase left."""
    person = seat("-u", "anna", "-m", MARKER, "--", probe, "wait")
    person.see("Password: ")
    person.type("Nachtigallenstrauch" + "\x7f" * 19 + PASSWORD + "\r")
    person.see("waiting")
    for part in (PASSWORD[:8], PASSWORD[-8:], "Nachtigallen", "strauch"):
        assert places(person, part) == [], part


def test_at_the_second_prompt(seat):
    person = seat("-u", "anna", "-m", MARKER)
    person.see("Password: ")
    person.type(WRONG + "\r")
    person.see("Login incorrect")
    person.see("Password: ")
    assert places(person, WRONG) == []


def test_the_hash_neither(seat, probe):
    person = seat("-u", "anna", "-m", MARKER, "--", probe, "wait")
    person.answer(("Password: ", PASSWORD))
    person.see("waiting")
    assert places(person, hashes.YESCRYPT) == []


def test_after_a_forced_change(seat, sandbox, probe):
    sandbox.user("anna", shadow="0:0:99999:7:::")
    person = seat("-u", "anna", "-m", MARKER, "--", probe, "wait")
    person.answer(("Password: ", PASSWORD), ("urrent password: ", PASSWORD),
                  ("New password: ", NEW_PASSWORD), ("etype new password: ", NEW_PASSWORD))
    person.see("waiting")
    assert places(person, PASSWORD) == [] and places(person, NEW_PASSWORD) == []


def test_in_the_command_itself(seat, probe):
    person = seat("-u", "anna", "-m", MARKER, "--", probe, "wait")
    person.answer(("Password: ", PASSWORD))
    person.see("waiting")
    for child in procfs.children(person.process.pid):
        assert procfs.places_of(child, b"waiting") or procfs.maps(child)
        assert procfs.places_of(child, PASSWORD.encode()) == []


def test_the_scanner_finds_what_is_typed(seat):
    """While the answer is being typed it is in the arena, and nowhere else."""
    person = seat("-u", "anna", "-m", MARKER, "-E", "stars")
    person.see("Password: ")
    person.type(PASSWORD)
    person.see("*" * len(PASSWORD))
    assert len(places(person, PASSWORD)) == 1
