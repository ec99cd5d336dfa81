# SPDX-License-Identifier: MIT
import subprocess

import pytest

from lib import sandbox as sandboxes
from login.conftest import house, line  # noqa: F401 (fixtures)

CLOCK = {"TZ": "UTC0", "LC_ALL": "C"}


@pytest.fixture
def read(house):
    """read("last", "-f", "var/log/wtmp"): a Debian program's output, by lines."""
    def run(program, *arguments):
        done = subprocess.run(
            [program, *arguments], cwd=house.path, stdin=subprocess.DEVNULL,
            capture_output=True, text=True, check=False, timeout=30,
            env=sandboxes.host_environment(CLOCK))
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()
    return run
