# SPDX-License-Identifier: MIT
"""Debian's passwd in a root directory of its own, for comparison."""
import pathlib
import re
import shutil
import subprocess

import pytest

from lib.sandbox import Sandbox

PROGRAM = pathlib.Path("/usr/bin/passwd")


def original(path, place):
    """A sandbox with Debian's passwd, and a copy of place's account files."""
    if not PROGRAM.exists():
        pytest.skip("needs Debian's passwd")
    made = Sandbox(path, program=PROGRAM)
    # It names itself by the name that it was called by.
    (made.path / "pamlet").rename(made.path / "passwd")
    listed = subprocess.run(["ldd", str(PROGRAM)], stdout=subprocess.PIPE, text=True, check=True)
    for library in re.findall(r"(/\S+) \(0x", listed.stdout):
        target = made.path / library.lstrip("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(library, target)
    copy_accounts(place, made)
    return made


def copy_accounts(place, made):
    for name in ("passwd", "shadow"):
        shutil.copy2(place.path / "etc" / name, made.path / "etc" / name)
