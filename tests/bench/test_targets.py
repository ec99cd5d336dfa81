# SPDX-License-Identifier: MIT
"""The targets of `make bench` whose figures do not vary from run to run.

Sizes, counts of system calls and of instructions, pages of memory: no times.
"""
import pytest

from bench import configs, instructions, keys, memory, rivals, sizes, table, trace
from docs import pages
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


def without():
    """Each applet; few of the builds in `make check`, the others in check-long."""
    often = ("gate", "su")
    return [pytest.param(name, marks=pytest.mark.slow if name in often else pytest.mark.long)
            for name in pages.applets()]


@pytest.mark.limit(400)
@pytest.mark.parametrize("name", without())
def test_an_applet_can_be_left_out(appliance, name):
    """It builds, has all others, and is the smaller for it."""
    program = measured(sizes.without, name)
    assert sizes.applets(program) == [other for other in pages.built() if other != name]
    assert program.stat().st_size < build.pamlet().stat().st_size


@pytest.mark.slow
@pytest.mark.parametrize("case", rivals.CASES, ids=lambda case: case.what.replace(" ", "-"))
def test_costs_less_than_the_original(appliance, case):
    """System calls to the prompt, memory there."""
    measured(rivals.in_build, case)
    (our_prompt, ours), (their_prompt, theirs) = measured(rivals.both, rivals.calls, case)
    assert 0 < ours
    if case.asks:
        assert 0 < our_prompt < their_prompt
        our_kib, their_kib = measured(rivals.both, rivals.resident, case)
        assert 0 < our_kib < their_kib / 4
