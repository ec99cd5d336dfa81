# SPDX-License-Identifier: MIT
"""Each system call of a login fails in turn: never a yes where none is due, never a
secret in the log, and no wait without an end."""
import collections
import concurrent.futures
import re

import pytest

from lib import faults, matrix, probe as probes
from lib.hashes import PASSWORD, WRONG
from lib.sandbox import Sandbox

PARALLEL = 2
# Every so manyth call is in the quick sample.
SAMPLE = 9
# Those that strace does not make when it lets them fail: the other end of a pipe
# then waits for ever. That is strace's doing, no machine's.
FAKED = ("close", "ppoll", "poll")

# kind: (the account, the password, whether it is to be let in)
LOGINS = {
    "wrong": ({}, WRONG, False),
    "right": ({}, PASSWORD, True),
    "expired": ({"shadow": "19000:0:99999:7::100:"}, PASSWORD, False),
}
STATUSES = {0, matrix.DENIED, matrix.TIMEOUT, matrix.CANCELLED, matrix.BROKEN,
            matrix.NOT_EXECUTABLE, matrix.NOT_FOUND}


@pytest.fixture
def desks(tmp_path):
    """desks(KIND): several roots in which a login of this kind runs."""
    faults.needs_ptrace()

    made = []

    def make(kind):
        account, password, _ = LOGINS[kind]
        for number in range(PARALLEL):
            sandbox = Sandbox(tmp_path / f"desk-{number}")
            sandbox.unix_policy()
            sandbox.user("root", "*", uid=0, gid=0)
            sandbox.user("anna", **account)
            sandbox.groups(anna=(1000, ""), wheel=(10, "anna"))
            sandbox.probe(probes.program())
            made.append(faults.Faults(sandbox, "-u", "anna", "-n", "1", "--", "/probe", "report",
                                      answers=[password]))
        return made

    yield make
    for each in made:
        each.sandbox.close()


def jobs_of(made):
    """But for the probe's own look at each of its descriptors."""
    looks = set(made.jobs(["fcntl"], where="F_GETFD"))
    return [job for job in made.jobs() if job[0] not in FAKED and job not in looks]


def faulty(kind, done):
    """What is wrong with the end of a login in which one call failed; "" for nothing."""
    found = []
    if not LOGINS[kind][2] and (done.status == 0 or b"uid=" in done.out):
        found.append("opened")
    if re.search(rb"^e?[ug]id=0$", done.out, re.MULTILINE):
        found.append("root")
    if done.status != faults.HANG and done.status not in STATUSES:
        found.append("crashed")
    try:
        matrix.assert_no_secret(done.out, done.err, done.log)
    except AssertionError:
        found.append("secret")
    return " ".join(found)


def sweep(made, kind, jobs):
    """[(job, its end)] of all jobs, and the count of the ends."""
    good = made[0].good
    assert (good.status == 0 and b"uid=1000" in good.out) == LOGINS[kind][2], good

    def work(number):
        return [(job, made[number].run(*job)) for job in jobs[number::PARALLEL]]

    with concurrent.futures.ThreadPoolExecutor(PARALLEL) as pool:
        found = [each for part in pool.map(work, range(PARALLEL)) for each in part]
    ends = collections.Counter(done.status for _, done in found)
    print(f"{kind}: {len(found)} failing calls: {dict(ends)}")
    assert len(found) == len(jobs) > 0
    return found, ends


def assert_safe(kind, found):
    wrong = [(*job, faulty(kind, done), done.status) for job, done in found if faulty(kind, done)]
    hangs = [job for job, done in found if done.status == faults.HANG and job[0] not in FAKED]
    assert not wrong and not hangs, (wrong, hangs)


@pytest.mark.parametrize("kind", LOGINS)
def test_a_sample_of_failing_calls(desks, kind):
    made = desks(kind)
    found, _ = sweep(made, kind, jobs_of(made[0])[::SAMPLE])
    assert_safe(kind, found)


@pytest.mark.slow
@pytest.mark.parametrize("kind", LOGINS)
def test_each_failing_call(desks, kind):
    made = desks(kind)
    found, ends = sweep(made, kind, jobs_of(made[0]))
    assert_safe(kind, found)
    assert len(ends) > 1, "no call that failed made a difference"


def test_no_wait_is_for_ever(desks):
    """A child that cannot be waited for has ended, as far as anybody can tell."""
    made = desks("right")
    jobs = made[0].jobs(["wait4"])
    found, _ = sweep(made, "right", jobs)
    assert_safe("right", found)


@pytest.mark.parametrize("name", ["setgroups", "setresgid", "setresuid"])
def test_a_user_that_cannot_be_become(desks, name):
    """Nothing is run as root in his place."""
    made = desks("right")
    jobs = made[0].jobs([name])
    assert jobs
    for job in jobs:
        done = made[0].run(*job)
        assert done.status == matrix.BROKEN and b"uid=" not in done.out, (job, done)
