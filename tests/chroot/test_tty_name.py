# SPDX-License-Identifier: MIT
"""PAM's modules and the log are told the terminal that the person sits at: where the
gate asks, and not whatever happens to be standard input."""
import os

import pytest

from lib import sandbox as sandboxes
from lib.hashes import PASSWORD


@pytest.fixture(autouse=True)
def anna(sandbox):
    sandboxes.needs_names_of_terminals(sandbox.path)
    sandbox.nodes("null", "tty")
    sandbox.mount("proc")
    sandbox.mount("dev/pts")
    sandbox.unix_policy()
    sandbox.user("anna")


@pytest.fixture
def other():
    """The terminal of another person."""
    master, terminal = os.openpty()
    yield os.ttyname(terminal)
    os.close(terminal)
    os.close(master)


def told(seat, sandbox, redirection, *arguments):
    """(the person's terminal, what the log calls it) of a gate with a shell's
    redirection in front of it."""
    log = sandbox.listen()
    line = sandbox.command("gate", "-u", "anna", *arguments)
    person = seat(command=["sh", "-c", f'exec "$@" {redirection}', "sh", *line])
    own = os.ttyname(person.terminal)
    person.answer(("Password: ", PASSWORD))
    assert person.leave() == 0, person.screen
    return own, log.wait_for("authenticated").split(" tty=")[1].split(": ")[0]


def test_standard_input_is_the_terminal(seat, sandbox):
    own, name = told(seat, sandbox, "")
    assert name == own


@pytest.mark.parametrize("redirection", ["</dev/null", "<&-", "</etc/passwd", "</dev/zero"])
def test_standard_input_is_something_else(seat, sandbox, redirection):
    own, name = told(seat, sandbox, redirection)
    assert name == own


def test_standard_input_is_another_terminal(seat, sandbox, other):
    own, name = told(seat, sandbox, f"<{other}")
    assert name == own


def test_all_three_are_another_terminal(seat, sandbox, other):
    """No name is better than a wrong one."""
    _, name = told(seat, sandbox, f"<{other} >{other} 2>&1")
    assert name == "none"


def test_nothing_is_known_of_it(seat, sandbox):
    _, name = told(seat, sandbox, "</dev/null >/dev/null 2>&1")
    assert name == "none"


@pytest.mark.parametrize("device", ["tty", "/dev/tty", "pts/../tty"])
def test_the_alias_is_not_its_name(seat, sandbox, device):
    own, name = told(seat, sandbox, "", "-c", device)
    assert name == own


def test_a_module_takes_the_terminal_by_its_name(seat, sandbox):
    """pam_listfile, as pam_securetty or pam_access would."""
    sandbox.policy("gate", "auth required pam_unix.so\n"
                           "account required pam_unix.so\n"
                           "account required pam_listfile.so item=tty sense=allow file=/etc/ttys "
                           "onerr=fail\n")
    sandbox.write("etc/ttys", "/dev/null\n")
    log = sandbox.listen()
    line = sandbox.command("gate", "-u", "anna", "-n", "1")
    person = seat(command=["sh", "-c", 'exec "$@" </dev/null', "sh", *line])
    person.answer(("Password: ", PASSWORD))
    assert person.leave() == 1, log.text()
