# SPDX-License-Identifier: MIT
"""Each rule of the list, broken, is noticed by the tests that are named with it; and
the list, and the machine that says so, can be believed."""
import dataclasses
import pathlib
import re

import pytest

from lib import build
from mutation import mutants, workshop

LEAST = 150
# Of those that a unit test catches, every so manyth is in `make check`.
STEP = 7
ROOMS = ("applet/pam/", "applet/prompt/", "applet/session/", "applet/base/", "applet/account/",
         "libc-compat/")
ALL = mutants.load()
CHEAP = [name for name, mutant in ALL.items() if mutant.units]
SAMPLE = set(CHEAP[::STEP])

GOOD = mutants.Mutant(
    "no-wipe", "what is freed is wiped", "libc-compat/wipe_free.c",
    "\t\texplicit_bzero(block, malloc_usable_size(block));\n", "", units=("test_wipe_free",))


@pytest.fixture(scope="module")
def place():
    with workshop.Workshop() as made:
        yield made


def room_of(mutant):
    """The directory that its rule is kept in; of the applets, all together."""
    room = str(pathlib.PurePath(mutant.file).parent)
    return "the applets" if room == "applet" else room


def is_there(kind, name):
    """Whether there is such a test, below tests/."""
    if kind == "unit":
        return (build.TOP / f"tests/unit/{name}.c").exists()
    path, *names = name.partition("[")[0].split("::")
    path = build.TOP / "tests" / path
    return path.exists() and all(
        re.search(rf"^\s*(def|class) {each}\b", path.read_text(), re.MULTILINE) for each in names)


def test_the_list_is_of_this_source():
    assert len(ALL) >= LEAST
    for name, mutant in ALL.items():
        text = (build.TOP / mutant.file).read_text()
        assert mutant.applied(text) != text, name
        assert mutant.file.startswith(mutants.ROOMS) and mutant.rule, name
        assert mutant.catchers and all(is_there(*each) for each in mutant.catchers), name
    for room in ROOMS:
        assert any(mutant.file.startswith(room) for mutant in ALL.values()), room


@pytest.mark.parametrize("old", ["not there", "\t"], ids=["none", "many"])
def test_a_list_that_rots_is_told(old):
    bad = mutants.Mutant("bad", "a rule", GOOD.file, old, "")
    with pytest.raises(mutants.Rotten):
        bad.applied((build.TOP / bad.file).read_text())


def changed(**how):
    return dataclasses.replace(GOOD, **how)


@pytest.mark.slow
@pytest.mark.limit(300)
@pytest.mark.parametrize("mutant, kind, word", [
    (GOOD, workshop.CAUGHT, "free_wipes_all"),
    (changed(new="\t\t/* nothing else */\n" + GOOD.old), workshop.SURVIVED, "test_wipe_free"),
    (changed(new="\t\tno_such_function(;\n"), workshop.ERROR, "cannot be built"),
    (changed(units=("test_no_such",)), workshop.ERROR, "test_no_such"),
    (changed(units=(), tests=("chroot/test_no_such.py",)), workshop.ERROR, "test_no_such"),
    (changed(units=(), tests=("mutation/test_mutation.py::test_that_fails",)), workshop.ERROR,
     "fails without a mutant"),
], ids=["caught", "survived", "not-built", "no-unit", "no-test", "fails-anyway"])
def test_verdicts(place, mutant, kind, word):
    file = place.top / GOOD.file
    before = file.read_text()
    failing = place.top / "tests/mutation/test_mutation.py"
    failing.write_text("def test_that_fails():\n    assert False\n")
    verdict = place.judge(mutant)
    assert verdict.kind == kind and word in verdict.words, verdict
    assert file.read_text() == before == (build.TOP / GOOD.file).read_text()


def judged(place, evidence, name):
    mutant = ALL[name]
    verdict = place.judge(mutant)
    print(f"{name}: {verdict.kind}: {verdict.words}")
    if verdict.kind == workshop.SKIPPED:
        pytest.skip(verdict.words)
    assert verdict.kind == workshop.CAUGHT, verdict.words
    evidence("mutation", f"rules of {room_of(mutant)}, each broken once", 1)


@pytest.mark.slow
@pytest.mark.limit(300)
@pytest.mark.parametrize("name", sorted(SAMPLE))
def test_a_sample_is_caught(place, evidence, name):
    judged(place, evidence, name)


@pytest.mark.long
@pytest.mark.limit(900)
@pytest.mark.parametrize("name", sorted(set(ALL) - SAMPLE))
def test_each_is_caught(place, evidence, name):
    judged(place, evidence, name)
