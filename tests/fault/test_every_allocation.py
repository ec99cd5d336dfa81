# SPDX-License-Identifier: MIT
"""Memory runs out, at each allocation in turn: once, many times, or for good.

The gate may then fail, and must fail closed: it opens for nobody whom it would
not have let in, it ends by a status of its table, and what was answered is
still freed once, by the right one.
"""
import collections
import dataclasses
import re

import pytest

from fault import scenes
from lib import hashes, matrix, probe

# More than any scene has: a loop that does not end is a failure of the test.
MOST = 1000
RUN_LIMIT_S = 15

REPORT = ("/probe", "report")

ASKED_OR_TOLD = re.compile(rb"Password: |[Nn]ot possible|Login incorrect")

# How many allocations in a row are refused.
ROWS = {"once": "1", "in-a-row": "64"}
FOR_GOOD = "4000000000"

OPENING = [scenes.RIGHT, scenes.ASKED_NAME, scenes.CHANGE, scenes.FAILLOCK_RIGHT,
           scenes.MANY_RIGHT, scenes.LOGIN_RIGHT]
CLOSED = [scenes.WRONG_ONE, scenes.UNKNOWN, scenes.CHANGE_WRONG, scenes.EXPIRED_ACCOUNT,
          scenes.FAILLOCK_WRONG, scenes.MANY_WRONG, scenes.LOGIN_WRONG, scenes.LOGIN_NOLOGIN,
          scenes.LOGIN_ACCESS, scenes.LOGIN_LIST, scenes.LOGIN_TIME, scenes.LOGIN_UID]
WITH_CHILDREN = [scenes.RIGHT, scenes.WRONG_ONE, scenes.CHANGE, scenes.EXPIRED_ACCOUNT,
                 scenes.FAILLOCK_WRONG, scenes.LOGIN_RIGHT, scenes.LOGIN_TIME]
QUICK = {"right", "wrong", "many-right"}

# The least number of allocations, so that a loop that ends early is seen.
LEAST = 60
LEAST_CHILDREN = 4
# Who asks for memory in each scene: not the program's own code alone.
EVERYBODY = {"libpam.o", "libc.a"}


@dataclasses.dataclass
class Case:
    """One run in which memory was refused."""
    number: int
    done: object
    ledger: object

    def __str__(self):
        return (f"allocation {self.number} refused to {self.ledger.failed[:1]}: "
                f"status {self.done.status}\n{self.done.text}{self.ledger.text}")

    @property
    def command_ran(self):
        return b"uid=" in self.done.out


def cases(sandbox, scene, which, row, command):
    """All runs of a scene, up to the first in which nothing was refused."""
    for number in range(1, MOST):
        scene.prepare(sandbox)
        sandbox.begin()
        done = scene.run(sandbox, *command, limit_s=RUN_LIMIT_S,
                         environment={which: str(number), "FAULT_ROW": row})
        ledger = sandbox.ledger()
        if not ledger.failed:
            assert done.status == (0 if scene.opens else matrix.DENIED), done
            return
        yield Case(number, done, ledger)
    raise AssertionError("it never ends")


def assert_common(case):
    """What holds for every run, whoever asked."""
    assert case.done.status in (0, matrix.DENIED, matrix.CANCELLED, matrix.BROKEN), str(case)
    assert case.ledger.problems() == [], f"{case}\n{case.ledger.problems()}"
    matrix.assert_no_secret(case.done.out, case.done.err)


def assert_opened_rightly(case):
    """Where it opened, it opened as it would have with memory."""
    if case.command_ran:
        told, _ = probe.facts(case.done.out)
        ids = {told[name] for name in ("uid", "euid", "gid", "egid")}
        assert ids == {"1000"} and "0" not in told["groups"].split(","), str(case)
        assert told["descriptors"] == "0,1,2", str(case)


def assert_shadow_is_whole(sandbox):
    """The old hash or the new one, and nothing else touched."""
    root, anna = sandbox.read("etc/shadow").splitlines()
    assert root.startswith("root:*:19000:")
    assert anna.startswith("anna:$y$") and anna.count(":") == 8
    assert (sandbox.path / "etc/shadow").stat().st_mode & 0o777 == 0o600


def opened_wrongly(sandbox, scene, case):
    """Whether it opened for one whom it should not, or without the change."""
    if case.done.status != 0 and not case.command_ran:
        return False
    return not scene.opens or (
        scene is scenes.CHANGE and hashes.YESCRYPT in sandbox.read("etc/shadow"))


def check_case(sandbox, scene, case):
    """Asserts all."""
    assert_common(case)
    assert_opened_rightly(case)
    assert_shadow_is_whole(sandbox)
    assert not opened_wrongly(sandbox, scene, case), str(case)


def check_scene(sandbox, scene, which, row, command):
    """Runs all cases; returns how many there were, and the objects that were
    refused memory."""
    sandbox.probe(probe.program())
    counts, places = collections.Counter(), set()
    for case in cases(sandbox, scene, which, row, command):
        check_case(sandbox, scene, case)
        counts[case.done.status] += 1
        places.add(re.sub(r"\(.*", "", case.ledger.failed[0][0]))
    words = ", ".join(f"{count} of status {status}" for status, count in sorted(counts.items()))
    print(f"{scene.name}: {sum(counts.values())} cases: {words}; "
          f"refused to {', '.join(sorted(places))}")
    return sum(counts.values()), places


def tell(evidence, scene, count):
    """A line of the table for whom it may open, one for whom not."""
    evidence("allocations", f"gate, {'right' if scene.opens else 'wrong, or kept out'}", count)


def marked(scene_list):
    return [pytest.param(scene, id=scene.name,
                         marks=() if scene.name in QUICK else pytest.mark.slow)
            for scene in scene_list]


@pytest.mark.parametrize("row", ROWS)
@pytest.mark.parametrize("scene", marked(OPENING + CLOSED))
def test_of_the_gate(ledgered, scene, row, evidence):
    """With a command, which nobody may get whom the password does not let in."""
    scene.needs()
    count, places = check_scene(ledgered, scene, "FAULT_PARENT", ROWS[row], REPORT)
    assert count >= LEAST and EVERYBODY <= places
    tell(evidence, scene, count)


@pytest.mark.parametrize("scene", marked(OPENING + [scenes.WRONG_ONE]))
def test_without_a_command(ledgered, scene, evidence):
    scene.needs()
    count, *_ = check_scene(ledgered, scene, "FAULT_PARENT", ROWS["once"], ())
    assert count >= LEAST
    tell(evidence, scene, count)


@pytest.mark.parametrize("row", ROWS)
@pytest.mark.parametrize("scene", marked(WITH_CHILDREN))
def test_of_its_children(ledgered, scene, row, evidence):
    """unix_chkpwd, and the child that becomes the user."""
    scene.needs()
    count, *_ = check_scene(ledgered, scene, "FAULT_CHILD", ROWS[row], REPORT)
    assert count >= LEAST_CHILDREN
    tell(evidence, scene, count)


@pytest.mark.slow
@pytest.mark.parametrize("scene", [scenes.RIGHT, scenes.WRONG_ONE], ids=lambda scene: scene.name)
def test_for_good(ledgered, scene, evidence):
    """No memory any more: it ends, also where a module tries 2^31 times."""
    scene.needs()
    count = 0
    for case in cases(ledgered, scene, "FAULT_PARENT", FOR_GOOD, ()):
        count += 1
        assert_common(case)
        assert not case.ledger.endless, str(case)
        assert not opened_wrongly(ledgered, scene, case), str(case)
    assert count >= LEAST
    tell(evidence, scene, count)


@pytest.mark.slow
def test_the_terminal_is_as_it_was(ledgered, ledger_seat, evidence):
    """On a terminal: whatever was refused, its settings are put back."""
    count = 0
    for number in range(1, MOST):
        scenes.RIGHT.prepare(ledgered)
        ledgered.begin()
        person = ledger_seat("-u", "anna", "-n", "1",
                             environment={"FAULT_PARENT": str(number)})
        if person.see(ASKED_OR_TOLD)[0] == b"Password: ":
            person.type(hashes.PASSWORD + "\r")
        status = person.leave()
        assert person.after == person.before, number
        ledger = ledgered.ledger()
        if not ledger.failed:
            break
        count += 1
        assert status in (0, matrix.DENIED, matrix.BROKEN), (number, status, person.screen)
    assert count >= LEAST
    tell(evidence, scenes.RIGHT, count)
