# SPDX-License-Identifier: MIT
"""The terminal belongs to the user while the command runs, and to nobody else."""
import os
import signal
import stat

import pytest

from lib import sandbox as sandboxes
from lib.hashes import PASSWORD

UID = 1000


@pytest.fixture(autouse=True)
def anna(sandbox):
    sandboxes.needs_root()
    sandbox.unix_policy()
    sandbox.user("anna", uid=UID)


def owner_and_mode(status):
    return status.st_uid, stat.S_IMODE(status.st_mode)


def waiting(seat, probe, **how):
    person = seat("-u", "anna", "--", probe, "wait", **how)
    person.answer(("Password: ", PASSWORD))
    person.see("waiting")
    return person


def end(person):
    person.process.send_signal(signal.SIGTERM)
    assert person.process.wait(timeout=15) == 128 + signal.SIGTERM


@pytest.mark.parametrize("nodes", [(), ("tty",)])
def test_terminal_is_given_and_taken_back(seat, sandbox, probe, nodes):
    sandbox.nodes(*nodes)
    person = waiting(seat, probe)
    before_end = owner_and_mode(os.fstat(person.terminal))
    end(person)
    assert before_end == (UID, 0o600)
    assert owner_and_mode(os.fstat(person.terminal))[0] == os.getuid()


def test_terminal_is_the_users_alone(seat, probe):
    """Also one that others could write to, or read, before."""
    person = waiting(seat, probe, setup=lambda terminal: os.fchmod(terminal, 0o666))
    meanwhile = owner_and_mode(os.fstat(person.terminal))
    end(person)
    assert meanwhile == (UID, 0o600)
    assert owner_and_mode(os.fstat(person.terminal)) == (os.getuid(), 0o666)


def test_dev_tty_stays_everybodys(seat, sandbox, probe):
    """It is the terminal's name for all processes, not this terminal."""
    sandbox.nodes("tty")
    node = sandbox.path / "dev/tty"
    before = owner_and_mode(node.stat())
    person = waiting(seat, probe)
    meanwhile = owner_and_mode(node.stat())
    end(person)
    assert meanwhile == before
    assert owner_and_mode(node.stat()) == before
