# SPDX-License-Identifier: MIT
"""The page of evidence says what the runs left, and nothing else."""
import json
import os
import shutil
import subprocess
import sys

import pytest
from evidence import results, table

from lib import build

TOLD = "def test_told(evidence):\n    evidence('files', 'a thing', 7)\n"
BROKEN = ("def test_broken(evidence):\n    evidence('files', 'a thing', 5)\n"
          "    assert False\n")
NOTHING = "def test_nothing(evidence):\n    evidence('files', 'a thing', 0)\n"
UNKNOWN = "def test_unknown(evidence):\n    evidence('cats', 'a thing', 1)\n"


def run(name, lines, **how):
    return {"run": name, "commit": "c1", "product": "p1", "passed": 9, "failed": 0,
            "skipped": 1, "failures": [], "lines": lines, **how}


@pytest.fixture
def told(tmp_path):
    """told(CONTENT, *OPTIONS): what a run of such a test leaves."""
    def make(content, *options, name="make check"):
        tests = tmp_path / "tests"
        for part in ("evidence", "lib"):
            shutil.copytree(build.TOP / "tests" / part, tests / part, dirs_exist_ok=True)
        shutil.copy(build.TOP / "tests" / "conftest.py", tests / "conftest.py")
        (tests / "test_case.py").write_text(content)
        environment = {key: value for key, value in os.environ.items()
                       if not key.startswith("PYTEST")}
        environment.update(PAMLET_O=str(tmp_path / "out"), PAMLET_RUN=name)
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider",
             "--import-mode=importlib", f"--rootdir={tests}", *options, str(tests / "test_case.py")],
            env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, check=False, timeout=60)
        paths = list((tmp_path / "out" / "evidence").glob("*.json"))
        return done.stdout, [json.loads(path.read_text()) for path in paths]

    return make


@pytest.mark.parametrize("spread", [[], ["-n", "2"]], ids=["alone", "xdist"])
def test_a_run_leaves_what_was_told(told, spread):
    if spread:
        pytest.importorskip("xdist")
    said, (left,) = told(TOLD + BROKEN, *spread)
    assert (left["run"], left["passed"], left["failed"]) == ("make check", 1, 1), said
    assert sorted(line for lines in left["lines"].values() for line in lines) == [
        ["files", "a thing", 5, 1], ["files", "a thing", 7, 0]]
    assert [name.rpartition("::")[2] for name in left["failures"]] == ["test_broken"]


@pytest.mark.parametrize("content", [NOTHING, UNKNOWN], ids=["nothing", "unknown-part"])
def test_what_tried_nothing_is_no_evidence(told, content):
    said, (left,) = told(content)
    assert left["failed"] == 1 and not left["lines"], said


def test_a_run_by_hand_leaves_nothing(told):
    said, left = told(TOLD, name="")
    assert "1 passed" in said and left == []


def test_a_test_that_ran_twice_counts_once():
    runs = [run("make check", {"a": [["files", "x", 3, 0]], "b": [["files", "x", 4, 0]]}),
            run("make check-long", {"a": [["files", "x", 5, 0]]})]
    assert table.summed(runs) == {"files": {"x": [2, 9, 0]}}


def test_another_program_is_not_shown():
    text = table.markdown([run("make check", {"a": [["files", "old", 3, 0]]}, product="p0"),
                           run("make check", {"a": [["calls", "new", 1, 0]]})])
    assert "old" not in text and "| new | 1 | 1 | 0 |" in text
    assert "Not in these runs: " in text and results.PARTS["files"] in text.split("Not in")[1]


def test_what_cannot_run_of_upstream_stands_there_with_its_reason():
    text = table.markdown([run("make check", {"a": [["upstream", "x", 1, 0]]})])
    assert "`tst-pam_unix2`" in text and "is not linked" in text


def test_what_failed_is_named():
    text = table.markdown([run("make check", {"a": [["files", "x", 3, 1]]}, failed=1,
                               failures=["tests/a.py::a"])])
    assert "- `tests/a.py::a`\n" in text and "| **all** | **1** | **3** | **1** |" in text


def test_what_passed_later_is_no_failure():
    runs = [run("make check", {}, failed=1, failures=["a"]),
            run("make check again", {"a": [["files", "x", 3, 0]]})]
    assert "Failed:" not in table.markdown(runs) and "Failed:" in table.markdown(runs[::-1])


def test_the_page_has_its_place_and_readme_leads_there(tmp_path):
    page = table.PAGE.read_text()
    assert page.count(table.BEGIN) == page.count(table.END) == 1
    assert "docs/EVIDENCE.md" in (build.TOP / "README.md").read_text()
    (tmp_path / "page").write_text("no place\n")
    with pytest.raises(SystemExit):
        table.put_into(tmp_path / "page", "")


def test_the_page_shows_no_case_that_fell_short():
    """What is published is the page of a run that passed."""
    shown = table.PAGE.read_text().partition(table.BEGIN)[2].partition(table.END)[0]
    totals = [line for line in shown.splitlines() if line.startswith("| **all**")]
    assert all(line.endswith("**0** |") for line in totals) and "Failed:" not in shown
