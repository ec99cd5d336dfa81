# SPDX-License-Identifier: MIT
"""Two builds in two places give the same bytes, from the sources alone."""
import hashlib
import os
import subprocess

import pytest

from lib import build

BUILD_LIMIT_S = 1200

pytestmark = [pytest.mark.long, pytest.mark.limit(2 * BUILD_LIMIT_S)]


def environment():
    """Nothing of the make that runs the tests: neither its flags nor its O."""
    return {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": os.environ.get("HOME", "/"),
            "LC_ALL": "C.UTF-8"}


def built(place):
    """The SHA-256 of build/pamlet of a clean clone, its tarballs handed in."""
    subprocess.run(["git", "clone", "-q", str(build.TOP), str(place)], check=True, timeout=60)
    tarballs = build.third() / "tarballs"
    done = subprocess.run(["make", "-j2", f"TARBALLS={tarballs}"], cwd=place,
                          env=environment(), stdin=subprocess.DEVNULL, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          timeout=BUILD_LIMIT_S)
    assert done.returncode == 0, done.stdout[-3000:]
    return hashlib.sha256((place / "build" / "pamlet").read_bytes()).hexdigest()


def test_two_places_give_the_same_bytes(tmp_path):
    if not (build.TOP / ".git").exists():
        pytest.skip("needs a git checkout, to clone it")
    assert built(tmp_path / "a") == built(tmp_path / "a-much" / "longer-name")
