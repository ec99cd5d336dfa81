# SPDX-License-Identifier: MIT
"""libxcrypt's own tests, the known answers of each method first, on the library that is
linked into pamlet: with all methods that can be chosen, and with the product's."""
import re
import subprocess

import pytest
from upstream import programs, table

pytestmark = [pytest.mark.slow, pytest.mark.limit(900)]

# What its tests say when the library has not what they ask for.
NOT_HERE = 77
RUN_S = 300
CONFIGS = [pytest.param(config, id=config or "product") for config in programs.CONFIGS]


def names(config):
    return {**table.known_answers(programs.hashes_of(config)), **table.XCRYPT}


def run(config, name):
    _, made = programs.xcrypt(config)
    done = subprocess.run([str(made / name)], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, check=False, timeout=RUN_S)
    return done.returncode, done.stdout.decode(errors="replace")[-2000:]


def test_the_table_names_all_that_there_are():
    sources, _ = programs.xcrypt(None)
    found = {path.stem for path in (sources / "test").glob("*.c")} - {"ka-tester"}
    assert found == set(table.XCRYPT) | set(table.XCRYPT_NOT_BUILT)
    listed = re.findall(r"^\ttest/ka-([\w-]+) \\$", (sources / "Makefile.am").read_text(),
                        re.MULTILINE)
    assert set(listed) == set(table.METHODS)


@pytest.mark.parametrize("config", CONFIGS)
@pytest.mark.parametrize("name", [*table.known_answers(()), *table.XCRYPT])
def test_program(config, name, evidence):
    why = names(config)[name]
    status, said = run(config, name)
    assert status == (NOT_HERE if why else 0), said
    if not why:
        kind = "known answers of a method" if name.startswith("ka-") else "other tests"
        evidence("upstream", f"libxcrypt: {kind}", 1)


@pytest.mark.parametrize("config", CONFIGS)
def test_its_methods_are_tried(config):
    """Not all of them skipped themselves."""
    tried = [name for name in table.known_answers(()) if names(config)[name] is None]
    assert tried == [f"ka-{method}" for method in programs.hashes_of(config)]
    assert "ka-yescrypt" in tried
