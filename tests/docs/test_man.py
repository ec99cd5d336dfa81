# SPDX-License-Identifier: MIT
"""The pages of docs/man say what the program does: they are well-formed, and
their options, statuses, messages and names are those of the program.
"""
import re
import shutil
import subprocess

import pytest

from docs import pages
from lib import build

SECTIONS = ["NAME", "SYNOPSIS", "DESCRIPTION", "ENVIRONMENT", "FILES", "EXIT STATUS", "EXAMPLES",
            "DIAGNOSTICS", "COMPATIBILITY", "SECURITY", "SEE ALSO"]
APPLETS = pages.applets()
ALL = ["pamlet", *APPLETS]

# What asks for a password ends with gate's statuses (vlock knows no refusal).
ASKING = ("gate", "login", "sulogin", "su", "passwd")

# Statuses of the originals, which are not status.h's.
FOREIGN = {"pamtest": {255}, "faillock": {5}}


def lint(file):
    if not shutil.which("mandoc"):
        pytest.skip("needs mandoc")
    done = subprocess.run(["mandoc", "-Tlint", "-Wwarning", str(file)], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          check=False, timeout=20)
    return done.returncode, done.stdout


def rendered(name):
    if not shutil.which("mandoc"):
        pytest.skip("needs mandoc")
    shown = subprocess.run(["mandoc", "-Tascii", "-O", "width=78", str(pages.path(name))],
                           stdout=subprocess.PIPE, text=True, check=True, timeout=20,
                           stdin=subprocess.DEVNULL).stdout
    return re.sub(".\b", "", shown)


def built(name):
    if name != "pamlet" and name not in pages.built():
        pytest.skip(f"needs an applet that is not in this build: {name}")
    return name


def test_there_is_a_page_for_each_applet_and_no_other():
    assert sorted(path.name[:-2] for path in pages.DIRECTORY.iterdir()) == sorted(ALL)


@pytest.mark.parametrize("name", ALL)
def test_lint(name):
    status, said = lint(pages.path(name))
    assert (status, said) == (0, "")


def test_lint_can_fail(tmp_path):
    bad = tmp_path / "bad.8"
    bad.write_text(pages.text("gate") + ".El\n")
    status, said = lint(bad)
    assert status != 0 and "skipping end of block" in said


@pytest.mark.parametrize("name", ALL)
def test_head(name):
    """Name and section are those of the file."""
    page, section = pages.text(name), pages.path(name).suffix[1]
    assert '.\\" SPDX-License-Identifier: MIT' in page.splitlines()[0]
    assert f"\n.Dt {name.upper()} {section}\n" in page
    assert f"\n.Nm {name}\n" in page


@pytest.mark.parametrize("name", ALL)
def test_sections(name):
    assert list(pages.sections(pages.text(name))) == SECTIONS


@pytest.mark.parametrize("name", ALL)
def test_options_are_those_of_the_program(name):
    accepted = pages.options_accepted(built(name))
    page = pages.text(name)
    assert set(accepted) == pages.options_listed(page)
    if name != "pamlet":
        assert {option for option, value in accepted.items() if value} \
            == pages.options_with_value(page)
    assert pages.options_of_synopsis(page) <= set(accepted)


# Taken for old scripts; usage texts are short.
UNTOLD = {"su": {"-f"}}


@pytest.mark.parametrize("name", ALL)
def test_usage_text_has_the_options(name):
    """All that have a letter by it, but for help; and no others."""
    usage = pages.options_of_usage(pages.usage(built(name)))
    accepted = pages.options_accepted(name)
    assert usage <= set(accepted)
    short = {option for option in accepted if len(option) == 2}
    assert short - {"-h"} - UNTOLD.get(name, set()) <= usage


@pytest.mark.parametrize("name", APPLETS)
def test_summary_is_that_of_the_program(name):
    found = re.search(rf"^  {built(name)} +(.*)$", pages.usage("pamlet"), re.MULTILINE)
    assert f".Nd {found[1]}" in pages.text(name).splitlines()


@pytest.mark.parametrize("name", ALL)
def test_statuses_are_those_of_the_source(name):
    known = pages.statuses_of_source()
    listed = pages.statuses_listed(pages.text(name))
    assert listed and listed <= set(known.values()) | FOREIGN.get(name, set())
    if name in ASKING:
        asked = {known[what] for what in ("OK", "DENIED", "USAGE", "TIMEOUT", "CANCELLED",
                                          "BROKEN")}
        assert asked <= listed


def test_gate_lists_every_status():
    assert pages.statuses_listed(pages.text("gate")) == set(pages.statuses_of_source().values())


@pytest.mark.parametrize("name", ALL)
def test_statuses_of_the_usage_text_are_in_the_page(name):
    _, _, said = pages.usage(built(name)).partition("\nstatus:")
    told = {int(number) for number in re.findall(r"\b\d+\b", said)}
    assert told <= pages.statuses_listed(pages.text(name))


@pytest.mark.parametrize("name", ALL)
def test_messages_are_in_the_program(name):
    """Each quoted piece of what DIAGNOSTICS lists."""
    found = pages.messages(pages.text(built(name)))
    program = build.pamlet().read_bytes()
    assert found
    assert [piece for piece in found if piece.encode() not in program] == []


def services():
    """The services of the program's applets: what config/policies.py takes."""
    text = (build.TOP / "config" / "policies.py").read_text()
    return ["gate", *re.findall(r'"(\w+)"', re.search(r"APPLET_SERVICES = (.*)", text)[1])]


@pytest.mark.parametrize("name", services())
def test_policy_is_among_the_files(name):
    assert f".It Pa /etc/pam.d/{name}" in pages.sections(pages.text(name))["FILES"]
    assert (build.TOP / "config" / "pam.d" / name).exists()


def references(name):
    """(page, section) of each .Xr."""
    return re.findall(r"^\.Xr (\S+) (\d)", pages.text(name), re.MULTILINE)


@pytest.mark.parametrize("name", ALL)
def test_references_to_our_pages(name):
    """They have our sections, and no page refers to itself."""
    for other, section in references(name):
        assert other != name
        if other in ALL:
            assert pages.path(other).suffix == f".{section}"


@pytest.mark.parametrize("name", ALL)
def test_rendered_lines_fit(name):
    wide = [line for line in rendered(name).splitlines() if len(line) > 80]
    assert wide == []


def test_modes_are_those_of_kconfig():
    """gate's values of -P, -E and -F."""
    page = "\n".join(pages.sections(pages.text("gate"))["DESCRIPTION"])
    for kind in ("PROMPT", "ECHO"):
        for value in re.findall(rf"^config {kind}_DEFAULT_(\w+)$", pages.kconfig(), re.MULTILINE):
            assert f".It Cm {value.lower()}\n" in page
    actions = re.search(r"--on-failure ACTION +(.*) \[", pages.usage(built("gate")))[1]
    for action in actions.split(", "):
        assert re.search(rf"^\.(It )?Cm {action}\b", page, re.MULTILINE), action
