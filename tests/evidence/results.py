# SPDX-License-Identifier: MIT
"""What a run of the tests tried: kept under $(O)/evidence, a file a run.

A test tells it by the fixture `evidence` (tests/conftest.py); the lines go with
its report, so that they come out of the processes of xdist too. A line counts
when its test has passed; of a test that failed it is one that fell short.
"""
import hashlib
import json
import re
import subprocess

from lib import build

# The parts of docs/EVIDENCE.md, in its order.
PARTS = {
    "allocations": "Every allocation fails in turn",
    "calls": "Every system call fails in turn",
    "signals": "Every signal at every system call",
    "files": "Files: missing, damaged, hostile, full",
    "environment": "Environment",
    "input": "Input",
    "time": "Time",
    "memory": "Memory",
    "fuzzing": "Fuzzing",
    "mutation": "Mutation: one rule broken at a time",
    "upstream": "Upstream's own tests",
    "analysis": "Analysis",
    "boots": "Booted",
}
KEY = "evidence"
# Of two commits in which these are the same, the runs belong together.
PRODUCT = ("applet", "libc-compat", "config", "board", "Makefile")


def line(part, what, tried, short=0):
    """One line, checked: (KEY, [...]) for a test's user_properties."""
    assert part in PARTS, f"no such part: {part}"
    assert isinstance(tried, int) and tried > 0, f"nothing was tried: {part}, {what}"
    assert 0 <= short <= tried and "|" not in what and what.strip()
    return KEY, [part, what, tried, short]


def git(*arguments):
    done = subprocess.run(["git", "-C", str(build.TOP), *arguments], check=False, text=True,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL)
    return done.stdout.strip() if done.returncode == 0 else None


def changed(*paths):
    """A `+` where the tree is not the commit."""
    return "+" if git("status", "--porcelain", "--untracked-files=no", "--", *paths) else ""


def tested():
    """What was tested: the commit, and a name for what of it goes into the product."""
    head = git("rev-parse", "--short=12", "HEAD")
    if head is None:
        return {"commit": "unknown", "product": "unknown"}
    trees = git("rev-parse", *(f"HEAD:{path}" for path in PRODUCT))
    return {"commit": head + changed(".", ":!docs", ":!README.md"),
            "product": hashlib.sha256(trees.encode()).hexdigest()[:12] + changed(*PRODUCT)}


def directory():
    return build.output() / "evidence"


class Run:
    """A plugin of pytest: gathers what the tests of one run told."""

    def __init__(self, name):
        """name: as make calls it; of the same name, the last one is kept."""
        self.name, self.lines, self.failed = name, {}, set()

    def pytest_runtest_logreport(self, report):
        """Of each phase of a test; the last one has all that was told."""
        told = [value for key, value in report.user_properties if key == KEY]
        if told:
            self.lines[report.nodeid] = told
        if report.failed:
            self.failed.add(report.nodeid)

    def settled(self):
        """{test: lines}, where a test that failed has one more that fell short."""
        return {test: [[part, what, tried, min(tried, short + (test in self.failed))]
                       for part, what, tried, short in lines]
                for test, lines in self.lines.items()}

    def save(self, passed, failed, skipped):
        directory().mkdir(parents=True, exist_ok=True)
        name = re.sub(r"[^\w-]+", "_", self.name)[:100]
        (directory() / f"{name}.json").write_text(json.dumps({
            "run": self.name, **tested(), "passed": passed, "failed": failed, "skipped": skipped,
            "failures": sorted(self.failed), "lines": self.settled()}, indent=1))


def saved():
    """All runs that were kept, the oldest first."""
    paths = sorted(directory().glob("*.json"), key=lambda path: path.stat().st_mtime)
    return [json.loads(path.read_text()) for path in paths]
