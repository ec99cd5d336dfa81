# SPDX-License-Identifier: MIT
"""What README and the pages show as output is what the program prints, and what
they say of --help is so.
"""
import re

import pytest

from docs import pages
from lib import build, hashes

# The statuses of --help that the pages tell.
HELP = {"gate": 2, "login": 2, "sulogin": 2, "su": 2, "passwd": 0, "vlock": 2, "pamtest": 255,
        "faillock": 0}


@pytest.fixture
def built():
    def need(name):
        if name not in pages.built():
            pytest.skip(f"needs an applet that is not in this build: {name}")
    return need


def ledger_of(text):
    """The ledger's lines; in a page a long one is broken behind a backslash."""
    return re.findall(r"^ *(ledger: .*)$", re.sub(r" \\\\?e?\n +", " ", text), re.MULTILINE)


def test_ledger(sandbox, built):
    built("pamtest")
    sandbox.user("anna")
    sandbox.unix_policy()
    done = sandbox.run("pamtest", "--ledger", "gate", "anna", "authenticate",
                       stdin=f"{hashes.PASSWORD}\n".encode())
    shown = ledger_of(done.out.decode())
    assert done.status == 0 and len(shown) == 3
    assert ledger_of((build.TOP / "README.md").read_text()) == shown
    assert ledger_of(pages.text("pamtest")) == shown


def test_check(sandbox):
    """README's example of gate --check, with the compiled-in policy; it has fewer blanks."""
    shown = re.search(r"^    \$ pamlet gate --check\n((?:    .*\n)*)    \.\.\.\n",
                      (build.TOP / "README.md").read_text(), re.MULTILINE)[1]
    printed = [line.split() for line in sandbox.run("gate", "--check").out.decode().splitlines()]
    wanted = [line.split() for line in shown.splitlines()]
    assert wanted and printed[:len(wanted)] == wanted


@pytest.mark.parametrize("name", pages.applets())
def test_help(sandbox, built, name):
    """On standard output, with the status that the page tells."""
    built(name)
    done = sandbox.run(name, "--help")
    assert (done.status, done.out.decode(), done.err) == (HELP[name], pages.usage(name), b"")
    told = re.search(r"^Prints a short help; the status is\s+(\d+)", pages.text(name),
                     re.MULTILINE)
    assert told and int(told[1]) == HELP[name]
