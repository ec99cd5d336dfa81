# SPDX-License-Identifier: MIT
"""Every answer is freed exactly once: by Linux-PAM when it was handed over, by
response_discard() when it was not. The ledger (ledger.h) has seen it."""
import pytest

from fault import scenes
from lib import matrix, probe
from lib.hashes import NEW_PASSWORD, PASSWORD, WRONG

# scene, status, blocks that are handed over: an array for each call, and its answers
SCENES = [
    (scenes.RIGHT, 0, 2),
    (scenes.WRONG_ONE, matrix.DENIED, 2),
    (scenes.ASKED_NAME, 0, 4),
    (scenes.UNKNOWN, matrix.DENIED, 4),
    (scenes.CHANGE, 0, 10),
    (scenes.FAILLOCK_RIGHT, 0, 2),
    (scenes.FAILLOCK_WRONG, matrix.DENIED, 2),
    (scenes.MANY_RIGHT, 0, 2 + 17),
    (scenes.MANY_WRONG, matrix.DENIED, 2 + 17),
    (scenes.LOGIN_RIGHT, 0, 2),
    (scenes.LOGIN_WRONG, matrix.DENIED, 2),
]


def assert_kept(sandbox, at_least):
    ledger = sandbox.ledger()
    print(ledger.summary())
    assert ledger.problems() == [], ledger.text
    assert sum(block.handed for block in ledger.blocks) >= at_least, ledger.text
    return ledger


@pytest.mark.parametrize("scene, status, handed", SCENES, ids=lambda value: getattr(value, "name", ""))
@pytest.mark.parametrize("command", [(), ("/probe", "exit", "7")], ids=["asked", "command"])
def test_scene(ledgered, scene, status, handed, command, evidence):
    scene.needs()
    scene.prepare(ledgered)
    ledgered.probe(probe.program())
    done = scene.run(ledgered, *command)
    assert done.status == (7 if command and status == 0 else status), done
    ledger = assert_kept(ledgered, handed)
    told_at_the_session = 1 if command and scene is scenes.LOGIN_RIGHT else 0
    assert sum(block.handed for block in ledger.blocks) == handed + told_at_the_session
    assert ledger.counts is not None and ledger.counts[0] > 30 and not ledger.failed
    evidence("memory", "the ledger, blocks handed over, each freed once", len(ledger.blocks))


def test_three_tries(ledgered):
    scenes.RIGHT.prepare(ledgered)
    done = ledgered.gate("-u", "anna", "-n", "3", answers=[WRONG, "", PASSWORD])
    assert done.status == 0
    assert_kept(ledgered, 6)


def test_locked_by_faillock(ledgered):
    scenes.FAILLOCK_RIGHT.needs()
    scenes.FAILLOCK_RIGHT.prepare(ledgered)
    done = ledgered.gate("-u", "anna", "-n", "4", answers=[WRONG, WRONG, WRONG, PASSWORD])
    assert done.status == matrix.DENIED
    assert_kept(ledgered, 6)


@pytest.mark.parametrize("answers", [
    (PASSWORD, WRONG), (PASSWORD, PASSWORD, NEW_PASSWORD, NEW_PASSWORD + "x"),
    (PASSWORD, PASSWORD, PASSWORD, PASSWORD, PASSWORD, PASSWORD),
    (PASSWORD, PASSWORD, ""), (PASSWORD, "x" * 5000), (PASSWORD,), (PASSWORD, PASSWORD),
    (PASSWORD, PASSWORD, NEW_PASSWORD)])
def test_change_that_fails(ledgered, answers):
    scenes.CHANGE.prepare(ledgered)
    done = ledgered.gate("-u", "anna", "-n", "1", answers=answers)
    assert done.status in (matrix.DENIED, matrix.CANCELLED), done
    assert_kept(ledgered, 2)


@pytest.mark.parametrize("answer, status", [
    (b"x" * 512, matrix.DENIED), (b"x" * 5000, matrix.DENIED), (b"a\0b", matrix.DENIED),
    (b"", matrix.DENIED), (b"\xff\xfe\r", matrix.DENIED)],
    ids=["longest", "overlong", "nul", "empty", "no-text"])
def test_odd_answers(ledgered, answer, status):
    """Refused or denied, and a good one after it opens."""
    scenes.RIGHT.prepare(ledgered)
    assert ledgered.gate("-u", "anna", "-n", "1", answers=[answer]).status == status
    assert ledgered.gate("-u", "anna", "-n", "2", answers=[answer, PASSWORD]).status == 0
    assert_kept(ledgered, 2)


@pytest.mark.parametrize("after", [0, 1, 9, 16])
def test_end_of_input_among_many(ledgered, after):
    scenes.MANY_RIGHT.prepare(ledgered)
    done = ledgered.gate("-u", "anna", answers=[PASSWORD] + ["answer"] * after)
    assert done.status == (0 if after == 16 else matrix.CANCELLED), done
    assert_kept(ledgered, 2)


def test_overlong_among_many(ledgered):
    """What was answered before it in the same call is not handed over."""
    scenes.MANY_RIGHT.prepare(ledgered)
    answers = [PASSWORD] + ["answer"] * 5 + ["x" * 5000] + ["answer"] * 10
    done = ledgered.gate("-u", "anna", "-n", "1", answers=answers)
    assert done.status == matrix.DENIED, done
    assert len(assert_kept(ledgered, 2).blocks) == 2


MIDDLES = {
    "password": (scenes.RIGHT, "Password: ", 0),
    "name": (scenes.ASKED_NAME, "login: ", 0),
    "after-name": (scenes.ASKED_NAME, "Password: ", 1),
    "change": (scenes.CHANGE, "New password: ", 2),
}
# A change has minutes of its own: no timeout there.
LEAVING = [(how, middle) for how in ("timeout", "cancel", "terminate", "hang-up")
           for middle in MIDDLES if (how, middle) != ("timeout", "change")]


@pytest.mark.parametrize("how, middle", LEAVING)
def test_left_in_the_middle(ledgered, ledger_seat, how, middle, evidence):
    scene, prompt, before = MIDDLES[middle]
    scene.prepare(ledgered)
    person = ledger_seat(*scene.arguments, *(("-t", "1") if how == "timeout" else ()))
    for answer in scene.answers[:before]:
        person.see(": ")
        person.type(answer + "\r")
    person.see(prompt)
    person.type("half of it" + ("\x03" if how == "cancel" else ""))
    if how == "terminate":
        person.process.terminate()
    elif how == "hang-up":
        person.hang_up()
    status = person.process.wait(15) if how == "hang-up" else person.leave()
    assert status == (matrix.TIMEOUT if how == "timeout" else matrix.CANCELLED)
    assert how == "hang-up" or person.after == person.before
    assert_kept(ledgered, 2 * before)
    assert ledgered.ledger().counts[0] > 5
    evidence("memory", "the ledger, somebody leaves in the middle", 1)
