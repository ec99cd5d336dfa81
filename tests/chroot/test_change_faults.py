# SPDX-License-Identifier: MIT
"""The forced change of a password while a system call fails: /etc/shadow is the old
or the new file, whole, and the gate opens only when the hash has changed."""
import collections
import re

import pytest

from lib import faults, hashes, matrix, probe as probes
from lib.hashes import NEW_PASSWORD, PASSWORD
from lib.sandbox import Sandbox

EXPIRED = "0:0:99999:7:::"
ANSWERS = [PASSWORD, PASSWORD, NEW_PASSWORD, NEW_PASSWORD]
OTHERS = ("root", "emil", "berta", "daemon")

# Every so manyth call is in the quick sample.
SAMPLE = 17
# Those that the change of a file is made of.
CALLS = ("open", "openat", "read", "readv", "write", "writev", "rename", "fsync", "fdatasync",
         "fchown", "chown", "chmod", "fchmod", "fstat", "stat", "unlink", "fcntl", "lseek",
         "mmap", "brk", "getrandom", "umask", "fork", "clone", "setresuid", "wait4", "mkdir")

NOTHING_CHANGES = ("auth required pam_unix.so\naccount required pam_unix.so\n"
                   "password {rule}\nsession required pam_permit.so\n")


def accounts(sandbox):
    for number, name in enumerate(OTHERS):
        sandbox.user(name, "*" if number == 0 else hashes.YESCRYPT, uid=1000 * number)
    sandbox.user("anna", uid=1500, gid=1500, shadow=EXPIRED)


@pytest.fixture
def change(tmp_path):
    faults.needs_ptrace()
    sandbox = Sandbox(tmp_path / "change")
    sandbox.unix_policy()
    sandbox.probe(probes.program())
    accounts(sandbox)
    files = {name: sandbox.read(f"etc/{name}") for name in ("passwd", "shadow")}

    def restore():
        for path in (sandbox.path / "etc").iterdir():
            if path.name not in ("pam.d", "security"):
                path.unlink()
        for name, content in files.items():
            sandbox.write(f"etc/{name}", content, 0o600 if name == "shadow" else 0o644)

    made = faults.Faults(sandbox, "-u", "anna", "-n", "1", "--", "/probe", "report",
                         answers=ANSWERS, before=restore)
    assert b"uid=1500" in made.good.out, made.good
    assert state_of(sandbox, files) == "new"
    made.files = files
    yield made
    sandbox.close()


def state_of(sandbox, files):
    """What /etc/shadow is now: old, new, or a word for what it must not be."""
    path = sandbox.path / "etc/shadow"
    if not path.exists():
        return "gone"
    if path.stat().st_mode & 0o777 != 0o600:
        return "readable"
    if sandbox.read("etc/passwd") != files["passwd"]:
        return "other passwd"
    now, old = sandbox.read("etc/shadow"), files["shadow"]
    if now == old:
        return "old"
    # A hash of the method that the policy asks for, the day, and nothing else.
    new = re.sub(r"^anna:\$y\$[^:$]+\$[^:$]+\$[./0-9A-Za-z]{43}:\d{5}:",
                 f"anna:{hashes.YESCRYPT}:0:", now, flags=re.MULTILINE)
    return "new" if new == old else "damaged"


def faulty(state, done):
    """What is wrong with the end of a change in which one call failed."""
    found = [] if state in ("old", "new") else [state]
    if (done.status == 0 or b"uid=" in done.out) and state != "new":
        found.append("opened without a change")
    if re.search(rb"^e?[ug]id=0$", done.out, re.MULTILINE):
        found.append("root")
    try:
        matrix.assert_no_secret(done.out, done.err, done.log)
    except AssertionError:
        found.append("secret")
    return " ".join(found)


def jobs_of(change):
    """But for the probe's own look at each of its descriptors."""
    looks = set(change.jobs(["fcntl"], where="F_GETFD"))
    return [job for job in change.jobs(CALLS) if job not in looks]


def sweep(change, jobs):
    ends, wrong = collections.Counter(), []
    for job in jobs:
        done = change.run(*job)
        state = state_of(change.sandbox, change.files)
        ends[state, done.status] += 1
        if faulty(state, done):
            wrong.append((*job, done.status, faulty(state, done)))
    print(f"{len(jobs)} failing calls: {dict(ends)}")
    assert jobs and sum(ends.values()) == len(jobs)
    assert not wrong, wrong
    return ends


@pytest.mark.parametrize("name", ["shadow", "passwd"])
def test_the_file_cannot_be_read_to_its_end(change, name):
    """A read error is not the end of the file: all accounts behind it would be gone."""
    jobs = change.jobs(["read", "readv"], where=f"etc/{name}>")
    ends = sweep(change, jobs)
    assert any(state == "old" for state, _ in ends), ends


def test_a_sample_of_failing_calls(change):
    sweep(change, jobs_of(change)[::SAMPLE])


@pytest.mark.slow
def test_each_failing_call(change):
    ends = sweep(change, jobs_of(change))
    assert {state for state, _ in ends} == {"old", "new"}, ends


# Without a failing call: a stack that says yes and changes nothing

@pytest.mark.parametrize("rule", ["required pam_permit.so", "optional pam_permit.so",
                                  "sufficient pam_permit.so", "required pam_warn.so"])
def test_a_stack_that_changes_nothing_opens_nothing(sandbox, probe, rule):
    sandbox.policy("gate", NOTHING_CHANGES.format(rule=rule))
    sandbox.listen()
    accounts(sandbox)
    before = sandbox.read("etc/shadow")
    done = sandbox.gate("-u", "anna", "-n", "1", "--", probe, "report", answers=ANSWERS)
    assert done.status in (matrix.DENIED, matrix.BROKEN) and b"uid=" not in done.out, done.text
    assert sandbox.read("etc/shadow") == before
    assert "authenticated" not in done.log
