# SPDX-License-Identifier: MIT
"""A copy of the tree in which mutants are built and tests are to catch them.

    with Workshop() as workshop:
        verdict = workshop.judge(mutant)

Rules:
1. Nothing is written in the tree itself, nor in the third parties' builds.
2. Caught means: the tests that are named pass without the mutant and one of
   them fails with it. A mutant that cannot be built, a test that is not there
   or is skipped, and a run that breaks otherwise are errors.
3. The program is linked without the optimisation of the whole
   ($(O)/parts.unstripped): the same sources, in a tenth of the time.
"""
import dataclasses
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

from lib import build
from mutation import units

CAUGHT, SURVIVED, SKIPPED, ERROR = "caught", "survived", "skipped", "error"
BUILD_LIMIT_S = 300
TEST_LIMIT_S = 400
# What belongs to the run that we are a part of, and not to those that we start.
OWN_VARIABLES = ("PAMLET_RUN", "PYTEST_XDIST_WORKER", "PYTEST_CURRENT_TEST", "PYTEST_ADDOPTS",
                 "MAKEFLAGS", "MAKELEVEL", "MFLAGS")


class Broken(Exception):
    """What is no verdict about the tests."""


@dataclasses.dataclass(frozen=True)
class Verdict:
    kind: str
    words: str = ""    # by what it was caught, or why there is none


def call(command, limit_s, **how):
    """Runs it to its end, with all that it has started: (status, output)."""
    with subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, errors="replace", start_new_session=True, **how) as process:
        try:
            output, _ = process.communicate(timeout=limit_s)
        except BaseException as error:
            os.killpg(process.pid, signal.SIGKILL)
            if isinstance(error, subprocess.TimeoutExpired):
                raise Broken(f"longer than {limit_s} s: {command}") from error
            raise
    return process.returncode, output


def source_files():
    """The project's files, those that nobody committed yet too."""
    done = subprocess.run(
        ["git", "-c", f"safe.directory={build.TOP}", "ls-files", "-z", "--cached", "--others",
         "--exclude-standard"], cwd=build.TOP, stdout=subprocess.PIPE, text=True, check=True)
    return [name for name in done.stdout.split("\0") if name and (build.TOP / name).is_file()]


def commit_date():
    """The date that clock.c has: a copy has no commits."""
    done = subprocess.run(
        ["git", "-c", f"safe.directory={build.TOP}", "log", "-1", "--format=%ct"], cwd=build.TOP,
        stdout=subprocess.PIPE, text=True, check=False)
    return done.stdout.strip() or "1767225600"


def outcome(path):
    """What JUnit's file tells: (tests, skipped, errors, the failed ones' names)."""
    suite = xml.etree.ElementTree.parse(path).getroot().find("testsuite")
    failed = [case.get("name") for case in suite.iter("testcase")
              if case.find("failure") is not None]
    return (*(int(suite.get(key)) for key in ("tests", "skipped", "errors")), failed)


class Workshop:
    def __init__(self):
        self.top = pathlib.Path(tempfile.mkdtemp(prefix="mutation-", dir=build.scratch("mutation")))
        self.output = self.top / "build" / "appliance"
        self._passed = {}
        for name in source_files():
            (self.top / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(build.TOP / name, self.top / name)
        for name in (".config", "config", "gen", "obj"):
            self._take(name)

    def _take(self, name):
        """Of what is built already, with its dates: make goes on from there."""
        source, made = build.output() / name, self.output / name
        made.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, made, ignore=shutil.ignore_patterns("whole"))
        else:
            shutil.copy2(source, made)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.top, ignore_errors=True)

    def _environment(self):
        kept = {name: value for name, value in os.environ.items() if name not in OWN_VARIABLES}
        return {**kept, "PAMLET_O": str(self.output), "PAMLET_THIRD": str(build.third()),
                "PAMLET_PAM_CPPFLAGS": build.environment()["PAMLET_PAM_CPPFLAGS"],
                "PYTHONDONTWRITEBYTECODE": "1"}

    def _make(self, target):
        """Warnings are none: a rule that is gone may leave a function over."""
        status, said = call(
            ["make", "-s", "-C", str(self.top), f"O={self.output}", f"THIRD={build.third()}",
             f"KCONFIG_CONFIG={self.output}/.config", f"SOURCE_DATE_EPOCH={commit_date()}",
             "WERROR=no", str(target)], BUILD_LIMIT_S, env=self._environment())
        if status != 0:
            raise Broken(f"cannot be built:\n{said}")

    def _link(self):
        self._make(self.output / "parts.unstripped")
        for name in ("pamlet", "pamlet.unstripped"):
            shutil.copy2(self.output / "parts.unstripped", self.output / name)

    def _unit(self, name):
        status, said = call([sys.executable, str(self.top / "tests/mutation/units.py"),
                             str(self.top), name], TEST_LIMIT_S, env=self._environment())
        if status not in (units.PASSED, units.FAILED):
            raise Broken(said)
        return Verdict(CAUGHT if status == units.FAILED else SURVIVED,
                       said.strip().splitlines()[-1])

    def _test(self, name):
        report = self.top / "report.xml"
        report.unlink(missing_ok=True)
        status, said = call(
            [sys.executable, "-m", "pytest", f"--rootdir={self.top}", "-p", "no:cacheprovider",
             "--import-mode=importlib", "-q", "-x", "--tb=short", f"--junitxml={report}",
             str(self.top / "tests" / name)],
            TEST_LIMIT_S, cwd=self.top, env=self._environment())
        if not report.exists():
            raise Broken(f"{name}: pytest ended with {status}:\n{said}")
        tests, skipped, errors, failed = outcome(report)
        if failed:
            return Verdict(CAUGHT, f"{name.split('::')[0]}::{failed[0]}")
        if errors or tests == 0:
            raise Broken(f"{name}: pytest ended with {status}:\n{said}")
        return Verdict(SKIPPED if tests == skipped else SURVIVED, name)

    def _run(self, catcher):
        kind, name = catcher
        return self._unit(name) if kind == "unit" else self._test(name)

    def _prove(self, catchers):
        """Rule 2: that they pass when nothing is broken. Those that are not skipped."""
        new = [catcher for catcher in catchers if catcher not in self._passed]
        if any(kind == "test" for kind, _ in new):
            self._link()
        for catcher in new:
            self._passed[catcher] = self._run(catcher)
        for catcher in catchers:
            if self._passed[catcher].kind == CAUGHT:
                raise Broken(f"fails without a mutant: {self._passed[catcher].words}")
        return [each for each in catchers if self._passed[each].kind == SURVIVED]

    def _build(self, mutant, catchers):
        if any(kind == "test" for kind, _ in catchers):
            self._link()
        elif mutant.file.endswith(".c"):
            self._make(self.output / "obj" / mutant.file.replace(".c", ".o"))

    def _catch(self, mutant, catchers):
        self._build(mutant, catchers)
        for catcher in catchers:
            found = self._run(catcher)
            if found.kind == CAUGHT:
                return found
        return Verdict(SURVIVED, ", ".join(name for _, name in catchers))

    def judge(self, mutant):
        """The verdict about one mutant; the copy is as before then."""
        path = self.top / mutant.file
        before = path.read_text()
        try:
            catchers = self._prove(mutant.catchers)
            if not catchers:
                return Verdict(SKIPPED, "all that could catch it is skipped here")
            path.write_text(mutant.applied(before))
            return self._catch(mutant, catchers)
        except Broken as error:
            return Verdict(ERROR, str(error))
        finally:
            path.write_text(before)
