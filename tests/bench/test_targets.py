# SPDX-License-Identifier: MIT
"""The targets of `make bench` whose figures do not vary from run to run.

Sizes, counts of system calls and of instructions, pages of memory: no times.
"""
import pytest

from bench import configs, instructions, keys, memory, sizes, table, trace
from lib import build


def measured(measure, *arguments):
    """The figure; the test is skipped where this machine cannot measure it."""
    try:
        return measure(*arguments)
    except table.Skip as reason:
        pytest.skip(str(reason))


@pytest.fixture
def appliance():
    if not configs.is_appliance():
        pytest.skip("the targets are those of appliance_defconfig")


def test_size_of_appliance(appliance):
    assert build.pamlet().stat().st_size <= sizes.TARGETS["appliance"]


@pytest.mark.slow
def test_size_of_minimal():
    assert build.pamlet("minimal").stat().st_size <= sizes.TARGETS["minimal"]


@pytest.mark.parametrize("mode", ["stdio", "tty"])
def test_system_calls(appliance, mode):
    prompt, login = measured(trace.measure, mode)
    assert 0 < prompt <= trace.TARGET_PROMPT
    assert prompt < login <= trace.TARGET_LOGIN


@pytest.mark.parametrize("echo", ["none", "stars", "last", "fixed", "full"])
def test_system_calls_of_a_key(appliance, echo):
    """One read, at most one write, and the wait before."""
    count, reads, writes, calls = measured(keys.measure, echo)
    assert count > 100
    assert reads == keys.TARGET_READS and writes <= keys.TARGET_WRITES
    assert calls <= 3


def test_memory_at_the_prompt(appliance):
    assert 0 < measured(memory.measure)["rss"] <= memory.TARGET_PROMPT_KIB


@pytest.mark.slow
def test_instructions_of_a_login(appliance):
    """One yescrypt hash and next to nothing else: not two, and no closing of
    20,000 descriptors one by one."""
    bare = measured(instructions.bare_crypt)
    login = measured(instructions.login)
    assert bare < login <= instructions.TARGET_RATIO * bare
