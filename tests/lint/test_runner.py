# SPDX-License-Identifier: MIT
"""The runner tells the truth: its closing line, its exit status, its list of
what was skipped."""
import os
import shutil
import subprocess
import sys

import pytest

from lib import build

GOOD = "def test_good():\n    pass\n"
BAD = "def test_bad():\n    assert False\n"
SKIPPED = "import pytest\ndef test_away():\n    pytest.skip('no moon')\n"
TEARDOWN = ("import pytest\n@pytest.fixture\ndef x():\n    yield\n    assert False\n"
            "def test_x(x):\n    pass\n")
SLOW = "import time, pytest\n@pytest.mark.limit(1)\ndef test_slow():\n    time.sleep(30)\n"
MAKING = ("import time, pytest\nfrom lib import shared\n@pytest.mark.limit(1)\n"
          "def test_slow(tmp_path):\n"
          "    with shared.making(tmp_path / 'a'), shared.making(tmp_path / 'b'):\n"
          "        time.sleep(1.5)\n")

CASES = {
    "good": (GOOD, "1 passed, 0 failed", True),
    "bad": (GOOD + BAD, "1 passed, 1 failed", False),
    "skipped": (GOOD + SKIPPED, "1 passed, 0 failed, 1 skipped", True),
    "all-skipped": (SKIPPED, "0 passed, 1 failed, 1 skipped", False),
    "nothing": ("", "0 passed, 1 failed", False),
    "not-even-python": ("def", "0 passed, 1 failed", False),
    "teardown": (TEARDOWN, "0 passed, 1 failed", False),
    "expected-failure": (GOOD + "import pytest\n@pytest.mark.xfail\n" + BAD,
                         "1 passed, 1 failed", False),
    "too-long": (GOOD + SLOW, "1 passed, 1 failed", False),
    "making-is-free": (GOOD + MAKING, "2 passed, 0 failed", True),
    "too-long-behind": (GOOD + MAKING + "    time.sleep(30)\n", "1 passed, 1 failed", False),
}


@pytest.mark.slow
@pytest.mark.parametrize("spread", [[], ["-n", "2"]], ids=["alone", "xdist"])
@pytest.mark.parametrize("case", CASES)
def test_closing_line(tmp_path, case, spread):
    if spread:
        pytest.importorskip("xdist")
    content, line, good = CASES[case]
    shutil.copy(build.TOP / "tests" / "conftest.py", tmp_path / "conftest.py")
    (tmp_path / "lib").mkdir()
    shutil.copy(build.TOP / "tests" / "lib" / "shared.py", tmp_path / "lib")
    (tmp_path / "test_case.py").write_text(content)
    environment = {name: value for name, value in os.environ.items()
                   if not name.startswith("PYTEST")}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider",
         "--import-mode=importlib", f"--rootdir={tmp_path}", *spread, str(tmp_path)],
        env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, check=False, timeout=60)
    assert done.stdout.rstrip("\n").split("\n")[-1] == line, done.stdout
    assert (done.returncode == 0) == good
    if "skipped" in line:
        assert "skipped: test_case.py::test_away: Skipped: no moon" in done.stdout
