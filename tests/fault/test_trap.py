# SPDX-License-Identifier: MIT
"""The heap ends a program that frees what it must not (musl's mallocng): memory
of another allocator, or a block twice. It is no defence but the last one: what
it proves is that the gate, which runs through, has done nothing of the kind."""
import functools
import signal
import subprocess

import pytest

from fault import programs

KINDS = ("static", "stack", "constant", "map", "inside", "twice-small", "twice-large",
         "overrun", "realloc")
TRAPS = {-signal.SIGSEGV, -signal.SIGILL, -signal.SIGABRT}


@functools.cache
def run(*arguments):
    return subprocess.run([programs.trap(), *arguments], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, text=True, timeout=10, check=False)


def test_good_ones_pass():
    assert run("good").returncode == 0


def test_all_kinds_are_tried():
    assert set(run().stdout.split()) == {"good", *KINDS}


@pytest.mark.parametrize("kind", KINDS)
def test_trapped(kind):
    assert run(kind).returncode in TRAPS, "it survived"
