# SPDX-License-Identifier: MIT
"""passwd killed at every system call, and with an error from each of those that write:
/etc/shadow is the old file or the new one, whole, with its owner and mode, and the next
passwd works."""
import collections

import people
import pytest
from killing import Scene
from people import ANNA, NEW

from lib import hashes
from lib.hashes import PASSWORD

# What it does: arguments, answers, who.
SCENES = {
    "edit": (["-l", "anna"], (), None),
    "change": (["anna"], (NEW, NEW), None),
    "own": (["anna"], (PASSWORD, NEW, NEW), ANNA),
}
# The whole of each is divided, so that several processes share the work.
PARTS = {"edit": 1, "change": 2, "own": 4}
# Every so manyth call is in the quick sample.
SAMPLE = 25
WRITING = ("open", "openat", "fstat", "lstat", "fchown", "chown", "fchmod", "chmod", "write",
           "writev", "fsync", "rename", "unlink", "fcntl", "read", "readv", "lseek")
ERRORS = {"open": "EROFS", "openat": "EROFS", "write": "ENOSPC", "writev": "ENOSPC",
          "rename": "EROFS"}


@pytest.fixture
def scene_of(place):
    def begin(name):
        # More than a buffer of the C library holds: written in several calls.
        place.write("etc/shadow", place.read("etc/shadow")
                    + "".join(f"user{n}:{hashes.SHA512CRYPT}:1::::::\n" for n in range(30)))
        people.own(place)
        arguments, answers, uid = SCENES[name]
        scene = Scene(place, arguments, answers, uid)
        assert scene.good.status == 0 and scene.state() == "new", scene.good.text
        return scene

    return begin


def sweep(scene, jobs, check):
    """Runs all; check(job, done, state) tells what is wrong, or ""."""
    ends, wrong = collections.Counter(), []
    for job in jobs:
        done = scene.run(*job)
        state = scene.state()
        ends[state, done.status] += 1
        fault = check(done, state)
        if fault:
            wrong.append((*job, done.status, state, fault))
    print(f"{len(jobs)} calls: {dict(ends)}")
    assert jobs and not wrong, wrong
    return ends


def kill(scene, calls):
    def check(done, state):
        if state not in ("old", "new"):
            return "the file"
        # Killed itself, or its helper, or not at all: this call is another process's.
        if done.status == 0 and state != "new":
            return "said yes"
        answered = scene.again() if state == "old" else None
        if answered and (answered.status != 0 or scene.state() != "new"):
            return f"the next one: {answered.text}"
        if answered and people.leftovers(scene.place):
            return "left over"
        return ""

    return sweep(scene, [(*call, "signal=KILL") for call in calls], check)


@pytest.mark.parametrize("name", SCENES)
def test_a_sample_of_kills(scene_of, name):
    scene = scene_of(name)
    kill(scene, scene.calls()[::SAMPLE])


@pytest.mark.slow
@pytest.mark.parametrize("name,part", [(name, part) for name, parts in PARTS.items()
                                       for part in range(parts)])
def test_killed_at_each_call(scene_of, name, part):
    scene = scene_of(name)
    ends = kill(scene, scene.calls()[part::PARTS[name]])
    assert ends["old", 137], ends
    assert PARTS[name] > 1 or ends["new", 137], ends


@pytest.mark.parametrize("name", ["edit", "change"])
def test_killed_around_the_rename(scene_of, name):
    """The one moment in which the old becomes the new."""
    scene = scene_of(name)
    renames = [call for call in scene.calls() if call[0] == "rename"]
    assert len(renames) == 1
    scene.run(*renames[0], "signal=KILL")
    assert scene.state() == "old" and people.leftovers(scene.place) == {"nshadow"}
    assert (scene.place.path / "etc/nshadow").stat().st_mode == \
        (scene.place.path / "etc/shadow").stat().st_mode
    assert scene.again().status == 0 and not people.leftovers(scene.place)
    last_sync = max(call for call in scene.calls() if call[0] == "fsync")
    scene.run(*last_sync, "signal=KILL")
    assert scene.state() == "new" and not people.leftovers(scene.place)


@pytest.mark.parametrize("name", ["edit", "change"])
def test_each_error_of_what_writes(scene_of, name):
    """No for an answer: the old file is left, but for what comes after the rename."""
    scene = scene_of(name)
    calls = [call for call in scene.calls() if call[0] in WRITING]
    # strace fakes a close that fails: of a pipe, somebody would wait for it for ever.
    calls += [call for call in scene.calls(where="/etc/nshadow>") if call[0] == "close"]
    jobs = [(*call, f"error={ERRORS.get(call[0], 'EIO')}") for call in calls]

    def check(done, state):
        if state not in ("old", "new"):
            return "the file"
        return "the answer" if (done.status == 0) != (state == "new") else ""

    ends = sweep(scene, jobs, check)
    assert any(state == "old" for state, _ in ends), ends


@pytest.mark.parametrize("name", ["edit", "change"])
def test_on_the_disk_before_it_is_in_its_place(scene_of, name):
    """fsync of the new file, rename, fsync of the directory; in this order."""
    lines = [line for line in scene_of(name).trace.splitlines()
             if any(f" {call}(" in line for call in ("fsync", "rename", "openat", "open"))
             and " = -1 " not in line]
    rename = next(n for n, line in enumerate(lines) if " rename(" in line)
    assert '"/etc/nshadow", "/etc/shadow"' in lines[rename]
    assert " fsync(" in lines[rename - 1]
    assert '"/etc", ' in lines[rename + 1] and "O_DIRECTORY" in lines[rename + 1]
    assert " fsync(" in lines[rename + 2]
