# SPDX-License-Identifier: MIT
"""Counts the machines that were started, for docs/EVIDENCE.md. For a conftest.py:

    from lib.boots import pytest_runtest_call  # noqa: F401
"""
import sys

import pytest

from evidence import results
from lib import build

sys.path.insert(0, str(build.TOP / "board" / "qemu-x86_64"))
import guest  # noqa: E402


class Counted:
    """started: all of them, told: those that a line of the page was written for."""
    started = 0
    told = 0


def counted(kind):
    """A class of which each object is a machine."""
    start = kind.__init__

    def started(self, *arguments, **how):
        start(self, *arguments, **how)
        Counted.started += 1

    kind.__init__ = started
    return kind


counted(guest.Guest)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_call(item):
    """What fixtures have started counts for the test that they were made for."""
    yield
    machines = Counted.started - Counted.told
    if machines > 0:
        what = f"{item.path.parent.name}: {item.path.stem.removeprefix('test_')}"
        item.user_properties.append(results.line("boots", what, machines))
        Counted.told = Counted.started
