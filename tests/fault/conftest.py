# SPDX-License-Identifier: MIT
import pytest

from fault import ledger, programs
from lib.person import Person
from lib.sandbox import Sandbox


class LedgerSandbox(Sandbox):
    """An empty root whose pamlet is the one with the ledger."""

    def __init__(self, path):
        super().__init__(path, programs.gate())
        self.begin()

    def begin(self):
        """The ledger starts with nothing."""
        self.write(ledger.FILE, "", 0o666)

    def ledger(self):
        return ledger.Ledger(self.read(ledger.FILE))


@pytest.fixture
def ledgered(tmp_path):
    made = LedgerSandbox(tmp_path / "ledgered")
    yield made
    made.close()


@pytest.fixture
def ledger_seat(ledgered):
    """As seat, with the ledger's gate."""
    people = []

    def sit(*arguments, **how):
        people.append(Person(ledgered, *arguments, **how))
        return people[-1]

    yield sit
    for person in people:
        person.close()
