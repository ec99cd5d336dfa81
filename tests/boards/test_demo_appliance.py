# SPDX-License-Identifier: MIT
"""`make run BOARD=appliance`: the scene, and red where it must be."""
import os
import subprocess
import sys

import pytest

from lib import build

BOARD = build.TOP / "board" / "qemu-x86_64"
sys.path.insert(0, str(BOARD))
import mkinitramfs  # noqa: E402

pytestmark = pytest.mark.slow
LIMIT_S = 110

PERMIT = "".join(f"{kind} required pam_permit.so\n" for kind in ("auth", "account", "session"))

# The image, changed; and the words that the person must then read.
BAD = {
    "login opens to everybody": (
        {"/etc/pam.d/login": PERMIT}, ["'wrong password'", "a shell opened without a password"]),
    "login takes any password": (
        {"/etc/pam.d/login": "auth optional pam_unix.so\n" + PERMIT},
        ["'wrong password'", "a wrong password was not refused"]),
    "su opens to everybody": (
        {"/etc/pam.d/su": PERMIT}, ["'su'", "a shell opened without a password"]),
    "the gate takes any password": (
        {"/etc/pam.d/gate": "auth optional pam_unix.so\n" + PERMIT},
        ["'rescue gate on the second screen'", "does not show 'Login incorrect"]),
    "no inittab": (
        {"/etc/inittab": ""}, ["'boot to getty'", "there is no /etc/inittab"]),
}


def make_run(*words):
    # Not the variables of the make that runs the tests.
    environment = {name: value for name, value in os.environ.items()
                   if not name.startswith(("MAKE", "MFLAGS", "KCONFIG_", "PAMLET"))}
    return subprocess.run(
        ["make", "--no-print-directory", "-C", build.TOP, "run", f"PAMLET={build.pamlet()}", *words],
        stdin=subprocess.DEVNULL, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        timeout=LIMIT_S, env=environment)


@pytest.fixture
def play(tmp_path):
    """play({NAME: TEXT}): the scene with an image that is changed."""
    def scene(files):
        lines = "dir /etc/pam.d 0755 0 0\n"
        for number, (name, text) in enumerate(files.items()):
            (tmp_path / str(number)).write_text(text)
            lines += f"file {name} {number} 0644 0 0\n"
        (tmp_path / "changes.list").write_text(lines)
        image = tmp_path / "image.cpio"
        mkinitramfs.build([BOARD / "appliance.list", tmp_path / "changes.list"], image,
                          {"PAMLET": str(build.pamlet()),
                           "BUSYBOX": os.environ.get("BUSYBOX", "/bin/busybox")})
        kernel = build.TOP / "build" / "kernel"
        subprocess.run([sys.executable, "-B", BOARD / "fetch_kernel.py", kernel], check=True,
                       stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, timeout=LIMIT_S)
        return subprocess.run(
            [sys.executable, "-B", BOARD / "appliance.py", kernel / "vmlinuz", image, "--scene"],
            stdin=subprocess.DEVNULL, text=True, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, timeout=LIMIT_S)
    return scene


def test_scene():
    done = make_run("BOARD=appliance")
    assert done.returncode == 0, done.stdout
    places = [done.stdout.find(f"scene {step}/8 ") for step in range(1, 9)]
    assert -1 not in places and places == sorted(places), done.stdout
    assert "run: each wrong password was refused, each right one opened\n" in done.stdout


@pytest.mark.long
@pytest.mark.parametrize("name", BAD)
def test_scene_is_red(play, name):
    files, words = BAD[name]
    done = play(files)
    assert done.returncode == 1, done.stdout
    assert "run: FAILED at step " in done.stdout
    assert not [word for word in words if word not in done.stdout], done.stdout


def test_no_such_board():
    done = make_run("BOARD=nothing")
    assert done.returncode == 2 and "BOARD: demo or appliance" in done.stdout
