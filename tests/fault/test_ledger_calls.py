# SPDX-License-Identifier: MIT
"""Each answer is freed once, by the right one, also where a system call fails: each
call of a gate with the ledger (ledger.h) in turn, but those of the ledger itself.
"""
import pytest

from fault import scenes
from lib import faults, matrix

# Every which call, in `make check`.
SAMPLE = 6
LEAST = {"right": 60, "wrong": 60, "change": 150}
# A close that fails has closed all the same, on Linux, and poll waits as long as it is
# told to: strace's do not. getpid cannot fail, and the ledger asks it.
NOT_THESE = {"close", "close_range", "poll", "ppoll", "getpid"}
# What the ledger itself calls: its file, and its shared counts.
LEDGERS = ("/ledger", "MAP_SHARED|MAP_ANONYMOUS")
SCENES = [scenes.RIGHT, scenes.WRONG_ONE, scenes.CHANGE]
STATUSES = (0, matrix.DENIED, matrix.CANCELLED, matrix.BROKEN)


def check(ledgered, scene, every, evidence):
    def before():
        scene.prepare(ledgered)
        ledgered.begin()

    run = faults.Faults(ledgered, *scene.arguments, answers=scene.answers, before=before)
    assert run.good.status == (0 if scene.opens else matrix.DENIED), run.good
    assert ledgered.ledger().problems() == []
    names = [name for name in run.calls() if name not in NOT_THESE]
    jobs = [job for job in run.jobs(names)
            if not any(run.has(*job[:2], word) for word in LEDGERS)]
    handed = 0
    for name, number, error in jobs[::every]:
        done = run.run(name, number, error)
        ledger = ledgered.ledger()
        what = f"{name} {number} {error}: {done}\n{ledger.text}\n{ledger.problems()}"
        assert done.status in STATUSES, what
        assert done.status != 0 or scene.opens, what
        assert ledger.problems() == [], what
        handed += sum(block.handed for block in ledger.blocks)
    tried = len(jobs[::every])
    print(f"{scene.name}: {tried} calls failed; {handed} blocks handed over, each freed once")
    assert handed > tried
    evidence("memory", "the ledger, while a system call fails", tried)
    return tried


@pytest.mark.slow
@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
def test_a_sample(ledgered, scene, evidence):
    assert check(ledgered, scene, SAMPLE, evidence) >= LEAST[scene.name] // SAMPLE


@pytest.mark.long
@pytest.mark.limit(600)
@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
def test_each(ledgered, scene, evidence):
    assert check(ledgered, scene, 1, evidence) >= LEAST[scene.name]
