# SPDX-License-Identifier: MIT
"""Without random numbers no password is changed: a salt that is the same for everybody
would make one table of hashes good for all. And without a child nothing opens."""
import contextlib
import os
import pathlib
import re

import pytest

from fault import damage, stage
from fault.test_every_file import place
from lib import hashes, matrix
from lib import sandbox as sandboxes
from lib.faults import needs_ptrace
from lib.hashes import PASSWORD, WRONG

__all__ = ["place"]

SALT = re.compile(r"^anna:\$y\$[^$]+\$([^$]+)\$", re.MULTILINE)
ENDS = {0, matrix.DENIED, matrix.CANCELLED, matrix.BROKEN}
LIMIT_S = 4
URANDOM = ["nothing", "an empty file", "a directory", "a socket", "a link to the null device",
           "a link to itself"]
# One that is gone at the second try.
PASSING = ("EINTR:when=1",)
GROUPS = ("/sys/fs/cgroup/pids", "/sys/fs/cgroup")


def refusing(error):
    needs_ptrace()
    return ["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"inject=getrandom:error={error}"]


def salts_of_two(place, urandom, before):
    """The new salts of two runs; None for one that changed nothing."""
    passwd, salts = stage.APPLETS["passwd"], []
    for _ in range(2):
        place.prepare(passwd)
        damage.put(place.sandbox.path / "dev/urandom", urandom)
        done = place.play(passwd, PASSWORD, before=before)
        text = place.sandbox.read("etc/shadow")
        changed = hashes.YESCRYPT not in text.splitlines()[1]
        assert changed == (done.status == 0), done
        assert done.status in (0, matrix.DENIED, matrix.BROKEN), done
        salts.append(SALT.search(text)[1] if changed else None)
    return salts


@pytest.mark.slow
@pytest.mark.parametrize("error", ["ENOSYS", "EAGAIN", "EPERM", *PASSING])
def test_no_password_gets_a_salt_that_is_known(place, error, evidence):
    before = refusing(error)
    for urandom in URANDOM:
        first, second = salts_of_two(place, urandom, before)
        assert first is None or first != second, (urandom, first)
        assert (first is None) == (error not in PASSING), (urandom, first)
    evidence("environment", "passwd: no random numbers", 2 * len(URANDOM))


def test_salts_differ(place):
    first, second = salts_of_two(place, "nothing", ())
    assert first and second and first != second


@contextlib.contextmanager
def group_of(processes):
    """A control group with so many processes at most; skips where there can be none."""
    sandboxes.needs_root()
    for top in map(pathlib.Path, GROUPS):
        made = top / f"pamlet-test-{os.getpid()}"
        with contextlib.suppress(OSError):
            made.mkdir()
            try:
                (made / "pids.max").write_text(str(processes))
                yield made
                return
            finally:
                made.rmdir()
    pytest.skip("needs a control group for processes")


@pytest.mark.slow
@pytest.mark.parametrize("processes", [1, 2, 3, 4])
def test_no_more_processes(place, processes, evidence):
    """fork() fails: for the helper, for the command, for the one that waits."""
    tried = 0
    with group_of(processes) as group:
        inside = ["sh", "-c", f'echo $$ >{group}/cgroup.procs; exec "$@"', "sh"]
        for applet in stage.APPLETS.values():
            for password in (PASSWORD, WRONG):
                place.prepare(applet)
                done = place.play(applet, password, before=inside, limit_s=LIMIT_S)
                tried += 1
                # What is locked stays locked.
                assert done.status in ENDS or (applet.locks and done.status == stage.HANG), done
                assert applet.changes or not (done.opened and password == WRONG), done
                matrix.assert_no_secret(done.out, done.err, done.log)
    evidence("environment", "all applets: no more processes", tried)
