# SPDX-License-Identifier: MIT
"""The heap ends a program that frees what it must not (musl's mallocng): memory
of another allocator, or a block twice. It is no defence but the last one: what
it proves is that the gate, which runs through, has done nothing of the kind."""
import functools
import signal
import subprocess

import pytest

from fault import programs

KINDS = ("static", "stack", "constant", "map", "prompt", "inside", "twice-small", "twice-large",
         "overrun", "realloc")
CONFIGS = [None, pytest.param("everything", marks=pytest.mark.slow)]
TRAPS = {-signal.SIGSEGV, -signal.SIGILL, -signal.SIGABRT}


@functools.cache
def run(config, *arguments):
    return subprocess.run([programs.trap(config), *arguments], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, text=True, timeout=10, check=False)


@pytest.mark.parametrize("config", CONFIGS)
def test_good_ones_pass(config):
    assert run(config, "good").returncode == 0


def test_all_kinds_are_tried():
    assert set(run(None).stdout.split()) == {"good", *KINDS}


@pytest.mark.parametrize("config", CONFIGS)
@pytest.mark.parametrize("kind", KINDS)
def test_trapped(kind, config, evidence):
    assert run(config, kind).returncode in TRAPS, "it survived"
    evidence("memory", "the heap's trap: frees of what is not its own", 1)
