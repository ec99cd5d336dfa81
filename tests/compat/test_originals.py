# SPDX-License-Identifier: MIT
"""pamlet's applets do what the programs do that they follow, but where they differ on purpose.

Each case (cases_*.py) is played twice, in two rooms that are alike (place.py): by the
original and by pamlet. What it compares is the same on both sides, or pinned on both.
"""
import pytest

from compat import case as cases
from compat import drive, place, table
from compat.case import ORIGINAL, PAMLET
from lib import build, sandbox


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    sandbox.needs_root()
    return place.Template(tmp_path_factory.mktemp("compat") / "template")


@pytest.fixture
def room(template, tmp_path):
    sandbox.needs_names_of_terminals(tmp_path)
    return template


def all_cases():
    return [pytest.param(case, id=case.name, marks=() if case.quick else getattr(pytest.mark, case.marker))
            for case in table.CASES]


@pytest.mark.parametrize("case", all_cases())
def test_beside_the_original(case, room, tmp_path):
    place.needs(case.program)
    original = drive.play(case, ORIGINAL, room.place(tmp_path / "a"))
    findings = cases.against_pins(case, ORIGINAL, original)
    assert not findings, "\n".join([*findings, f"the original's screen: {original['screen']!r}"])
    place.needs_applet(cases.PROGRAMS[case.program][1])
    pamlet = drive.play(case, PAMLET, room.place(tmp_path / "b"))
    findings = (cases.against_pins(case, PAMLET, pamlet)
                + cases.differences(case, original, pamlet))
    assert not findings, "\n".join([*findings, f"the original's screen: {original['screen']!r}",
                                    f"pamlet's screen: {pamlet['screen']!r}"])


def test_names_are_unique():
    names = [case.name for case in table.CASES]
    assert len(set(names)) == len(names)


def test_each_pin_is_a_difference():
    alike = [f"{case.name}: {name}" for case in table.CASES
             for name, pin in cases.pins_of(case).items() if pin.original == pin.pamlet]
    assert not alike


def test_who_has_another_script_says_so():
    silent = [case.name for case in table.CASES
              if ("script" in case.pamlet) != (cases.DIALOGUE in cases.pins_of(case))]
    assert not silent


def test_readme_shows_the_table():
    shown = (build.TOP / "README.md").read_text()
    assert table.markdown() in shown, "the table has changed: make compat-table"
