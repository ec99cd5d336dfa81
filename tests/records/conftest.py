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
        return subprocess.run(
            [program, *arguments], cwd=house.path, stdin=subprocess.DEVNULL,
            capture_output=True, text=True, check=True, timeout=30,
            env=sandboxes.host_environment(CLOCK)).stdout.splitlines()
    return run
