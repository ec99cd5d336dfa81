# SPDX-License-Identifier: MIT
"""`gate --check --root DIR`, by which an image is checked when it is made: policy and
accounts are those of the tree, whatever is wrong is told with file and line, and what
passes does open there.
"""
import os
import shutil
import subprocess
import tempfile

import pytest

from lib import build, hashes, matrix, sandbox as sandboxes
from lib.hashes import PASSWORD

GOOD = "auth required pam_unix.so\naccount required pam_unix.so\nsession required pam_permit.so\n"
TRUNCATED = hashes.YESCRYPT[:-4]


def run_as(uid):
    return ["setpriv", f"--reuid={uid}", f"--regid={uid}", "--clear-groups"] if uid else []


def check(place, *words):
    done = subprocess.run(
        [str(build.pamlet()), "gate", "--check", "--root", str(place.path), *words],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, done.stderr.splitlines(), done.stdout


@pytest.fixture
def image(sandbox):
    sandbox.user("anna")
    sandbox.user("berta", uid=1001)
    sandbox.policy("gate", GOOD)
    sandbox.write("etc/group", "root:x:0:\nadmin:x:10:berta\nanna:x:1000:\n")
    os.chmod(sandbox.path / "etc/shadow", 0o600)
    return sandbox


def change(image, name, old, new):
    path = image.path / name
    text = path.read_text()
    assert old in text, text
    path.write_text(text.replace(old, new, 1))


@pytest.mark.parametrize("words", [[], ["-u", "anna"], ["-g", "admin"], ["-u", "berta", "-g", "admin"]])
def test_good_image_passes_and_opens(image, words):
    status, told, shown = check(image, *words)
    assert (status, told) == (0, []) and "auth required pam_unix.so" in shown
    user = [] if "-u" in words else ["-u", "berta"]
    assert image.gate(*words, *user, answers=[PASSWORD]).status == 0


def test_nothing_is_asked_of_the_tree_where_there_is_no_root(image):
    image.write("etc/passwd", "")
    assert image.run("gate", "--check").status == 0
    assert check(image)[0] == matrix.BROKEN


# what is broken: (file, old text, new text, words, what is told)
FAULTS = {
    "unknown-module": ("etc/pam.d/gate", "pam_permit.so", "pam_nothere.so", [],
                       "gate: /etc/pam.d/gate:3: module is not linked in: pam_nothere.so"),
    "passwd-line": ("etc/passwd", "berta:", "berta", ["-u", "anna"],
                    "gate: /etc/passwd:2: wrong number of fields"),
    "passwd-uid": ("etc/passwd", ":1001:", "::", ["-u", "anna"], "gate: /etc/passwd:2: "),
    "shadow-line": ("etc/shadow", "\nberta:", "\nberta:x:", ["-u", "anna"],
                    "gate: /etc/shadow:2: wrong number of fields"),
    "no-such-user": ("etc/passwd", "anna:", "anne:", ["-u", "anna"],
                     "gate: /etc/passwd: no such account: anna"),
    "no-shadow-line": ("etc/shadow", "anna:", "anne:", ["-u", "anna"],
                       "gate: /etc/passwd: no line in /etc/shadow: anna"),
    "locked": ("etc/shadow", "anna:", "anna:!", ["-u", "anna"],
               "gate: /etc/passwd: the password is locked: anna"),
    "expired": ("etc/shadow", ":7:::", ":7::10:", ["-u", "anna"],
                "gate: /etc/passwd: the account has expired: anna"),
    "no-such-group": ("etc/group", "admin:", "admins:", ["-g", "admin"],
                      "gate: /etc/passwd: no account with a password can open: admin"),
    "nobody-in-group": ("etc/group", "berta", "", ["-g", "admin"],
                        "gate: /etc/passwd: no account with a password can open: admin"),
    "user-not-in-group": ("etc/group", "berta", "", ["-u", "berta", "-g", "admin"],
                          "gate: /etc/group: not in the group: berta"),
}


@pytest.mark.parametrize("kind", FAULTS)
def test_fault_is_told(image, kind):
    name, old, new, words, expected = FAULTS[kind]
    assert check(image, *words)[0] == 0
    change(image, name, old, new)
    status, told, _ = check(image, *words)
    assert status == matrix.BROKEN and len(told) == 1 and told[0].startswith(expected), told


@pytest.mark.parametrize("hashed,expected", [
    ("", "no password"), (TRUNCATED, "hash is damaged"), ("$9$abc$def", "not in this build"),
    ("x", "hash is damaged"), ("*", "locked")])
def test_hash_that_nobody_can_match(image, hashed, expected):
    image.write("etc/shadow", f"anna:{hashed}:20000:0:99999:7:::\n", mode=0o600)
    for words in (["-u", "anna"], []):
        status, told, _ = check(image, *words)
        assert status == matrix.BROKEN and len(told) == 1, told
    assert expected in check(image, "-u", "anna")[1][0]


@pytest.mark.parametrize("name", ["etc/passwd", "etc/shadow", "etc/group"])
@pytest.mark.parametrize("kind", ["missing", "directory", "fifo"])
def test_file_that_is_none(image, name, kind):
    path = image.path / name
    path.unlink()
    if kind == "directory":
        path.mkdir()
    elif kind == "fifo":
        os.mkfifo(path)
    status, told, _ = check(image, "-g", "admin")
    assert status == matrix.BROKEN
    assert f"gate: /{name}: " + ("No such file" if kind == "missing" else "not a regular") in \
        "\n".join(told)
    # Whoever asks for no group needs none.
    assert (check(image, "-u", "berta")[0] == 0) == (name == "etc/group")


def test_shadow_that_others_read(image):
    os.chmod(image.path / "etc/shadow", 0o644)
    status, told, _ = check(image, "-u", "anna")
    assert (status, told) == (matrix.BROKEN, ["gate: /etc/shadow: others may read or write it"])


def test_links_lead_nowhere_but_into_the_tree(image):
    """An absolute link is the image's, not the host's."""
    (image.path / "etc/passwd").rename(image.path / "passwd-of-the-image")
    (image.path / "etc/passwd").symlink_to("/passwd-of-the-image")
    assert check(image, "-u", "anna")[0] == 0
    (image.path / "etc/passwd").unlink()
    (image.path / "etc/passwd").symlink_to(image.path / "passwd-of-the-image")
    assert check(image, "-u", "anna")[0] == matrix.BROKEN


def test_an_ordinary_user_checks_what_is_his(image):
    """The tree of a build that has no root's rights."""
    uid = 1000 if sandboxes.is_root() else 0
    with tempfile.TemporaryDirectory() as place:
        os.chmod(place, 0o755)
        shutil.copytree(image.path / "etc", f"{place}/root/etc")
        shutil.copy(build.pamlet(), f"{place}/pamlet")
        if uid:
            subprocess.run(["chown", "-R", f"{uid}:{uid}", place], check=True, timeout=20)
        done = subprocess.run(
            [*run_as(uid), f"{place}/pamlet", "gate", "--check", "--root", f"{place}/root",
             "-u", "anna"],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False)
    if "Operation not permitted" in done.stderr:
        pytest.skip("needs user namespaces")
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("words", [
    ["--root", "/"], ["--check", "--root", ""], ["--check", "--root"], ["--check", "-u", "anna"],
    ["--check", "--root", "/", "true"], ["--root", "/", "-u", "anna", "true"]])
def test_usage(image, words):
    assert image.run("gate", *words).status == matrix.USAGE


def test_place_that_is_none(image):
    done = image.run("gate", "--check", "--root", "/nowhere")
    assert done.status == matrix.BROKEN and "No such file or directory: /nowhere" in done.text
