# SPDX-License-Identifier: MIT
"""Each system call of a whole run fails in turn, in each process of it: with one error
that it could give (make check), with each (make check-long); and each that transfers
bytes transfers one, once or always. Nothing opens without the right answer."""
import errno

import pytest

from fault import verdicts
from fault.stages import name_of

# Of every call.
ERRORS = ("EINTR", "EIO", "ENOMEM", "EMFILE", "ENOSPC", "EACCES")
# Of those that could give it.
MORE = {
    **dict.fromkeys(("open", "openat", "stat", "lstat", "rename", "unlink", "chdir", "readlink",
                     "access", "mkdir", "connect"), ("ENOENT",)),
    **dict.fromkeys(("read", "write", "readv", "writev", "fork", "clone", "vfork", "sendto",
                     "setresuid", "setuid", "mlock"), ("EAGAIN",)),
    **dict.fromkeys(("wait4", "waitid"), ("ECHILD",)),
    **dict.fromkeys(("write", "writev", "sendto"), ("EPIPE",)),
    **dict.fromkeys(("setresuid", "setresgid", "setgroups", "chroot", "kill"), ("EPERM",)),
    **dict.fromkeys(("getrandom", "prctl", "signalfd4"), ("ENOSYS",)),
}
TRANSFERS = {"read", "write", "readv", "writev", "pread64", "pwrite64", "getrandom"}
# As meddle_call.c has it.
CANNOT_FAIL = {"exit", "exit_group", "rt_sigreturn", "getpgid", "rt_sigprocmask"}
# Every so manyth of all pairs is in the samples; primes, so that it is each error.
SAMPLE, QUICK_SAMPLE = 11, 211
# The least number of calls of any run, but for faillock's.
LEAST = {"faillock": 20}
LEAST_CALLS = 130
PARTS = 2


def errors_of(name):
    return ERRORS + MORE.get(name, ())


def jobs_of(desk):
    """(options of meddle) for each call and error. A tally that is not there (ENOENT) is
    one that faillock has reset."""
    return [("-p", call.process, "-n", call.number, "-e", getattr(errno, error))
            for call in desk.calls() for error in errors_of(call.name)
            if call.name not in CANNOT_FAIL
            and (desk.stage.wrong or error != "ENOENT")]


def sweep(desk, jobs):
    found = verdicts.Sweep()
    for options in jobs:
        found.take(desk, options, desk.run(*options))
    return found


def least_of(desk, step=1):
    return LEAST.get(desk.stage.name, LEAST_CALLS) * len(ERRORS) // step - 5


def try_errors(desk, evidence, case, step, part=0, parts=1):
    found = sweep(desk, verdicts.sampled(jobs_of(desk), step)[part::parts])
    found.check(f"{name_of(case)}, part {part}", max(1, least_of(desk, step * parts)))
    evidence("calls", f"one fails: {name_of(case)}", found.tried)


@verdicts.each()
def test_a_quick_sample_of_failing_calls(tmp_path, evidence, case, part):
    try_errors(verdicts.sit(tmp_path, case), evidence, case, QUICK_SAMPLE)


@pytest.mark.slow
@verdicts.each()
def test_each_call_fails(tmp_path, evidence, case, part):
    """With one error each, or two."""
    try_errors(verdicts.sit(tmp_path, case), evidence, case, SAMPLE)


@pytest.mark.long
@pytest.mark.limit(600)
@verdicts.each(parts=PARTS)
def test_each_call_fails_with_each_error(tmp_path, evidence, case, part):
    try_errors(verdicts.sit(tmp_path, case), evidence, case, 1, part, PARTS)


# One byte at a time

def try_short(desk, jobs):
    """A transfer that is short is no failure: all is as it would have been."""
    found = verdicts.Sweep()
    for options in jobs:
        end = desk.run(*options)
        found.take(desk, options, end)
        if end.hits and (end.status, end.ids) != (desk.good.status, desk.good.ids):
            found.wrong.append(("not as it would have been", end.status, end.hits[0], options,
                                end.out[-200:] + end.log[-200:].encode()))
    return found


@verdicts.each()
def test_every_transfer_is_short(tmp_path, evidence, case, part):
    """All of a run's reads and writes give one byte, those of its helpers too."""
    desk = verdicts.sit(tmp_path, case)
    found = try_short(desk, [("-p", 0, "-n", 0, "-1")])
    found.check(name_of(case), 1)
    evidence("calls", "every read and write of a run transfers one byte", found.tried)


@pytest.mark.slow
@verdicts.each()
def test_each_transfer_is_short(tmp_path, evidence, case, part):
    desk = verdicts.sit(tmp_path, case)
    jobs = [("-p", call.process, "-n", call.number, "-1") for call in desk.calls()
            if call.name in TRANSFERS]
    found = try_short(desk, jobs)
    found.ends.pop("missed", None)      # what had one byte to transfer, or can be no shorter
    found.check(name_of(case), 1)
    evidence("calls", f"one read or write is short: {name_of(case)}", found.tried)


# That a failure is seen

@pytest.fixture
def gate(tmp_path):
    return verdicts.sit(tmp_path, verdicts.CASES[0])


def test_a_call_that_fails_is_not_made(gate):
    """What is opened is needed, but for some: no policy, no accounts, no way in."""
    opens = [call for call in gate.calls() if call.name in ("open", "openat")]
    ends = [gate.run("-p", call.process, "-n", call.number, "-e", errno.EMFILE)
            for call in opens]
    assert [end.hits for end in ends] == [[call] for call in opens]
    assert len([end for end in ends if end.status != 0 and not end.ids]) > len(opens) / 3


def test_a_call_that_is_not_there_is_not_hit(gate):
    end = gate.run("-p", 0, "-n", 100000, "-e", errno.EIO)
    assert not end.hits and (end.status, end.ids) == (0, {b"1000"})


def test_what_is_wrong_is_told(gate):
    """Of an end that is none of its stage's."""
    good = gate.run("-l")
    assert verdicts.faulty(gate, good) == ""
    gate.right = False
    assert "opened" in verdicts.faulty(gate, good)
    gate.right = True
    good.out += b"euid=0\nkolibri-9%Mond\n"
    good.status, good.left, good.before, good.after = 139, 1, {"a": 1}, {"a": 2}
    good.hits = gate.calls()[-1:]
    told = verdicts.faulty(gate, good)
    for word in ("ran as", "crashed", "left the terminal", "left 1 processes", "secret"):
        assert word in told
