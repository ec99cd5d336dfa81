# SPDX-License-Identifier: MIT
"""What `make run` boots: the scene, red where it must be, and a person's seat."""
import os
import subprocess
import termios

import pexpect.fdpexpect
import pytest

import run
from lib import build, hashes

SCENE_LIMIT_S = 110

PERMIT = "".join(f"{kind} required pam_permit.so\n" for kind in ("auth", "account", "session"))

BAD_GATES = {
    # The image, changed; and the words that the person must then read.
    "nobody is asked": (
        {"/etc/pam.d/gate": PERMIT},
        ["'wrong password'", "a shell opened without a password"]),
    "any password will do": (
        {"/etc/pam.d/gate": "auth optional pam_unix.so\n" + PERMIT},
        ["'wrong password'", "a wrong password was not refused"]),
    "nobody gets in": (
        {"/etc/shadow": f"root:{hashes.YESCRYPT}:20000:0:99999:7:::\n"},
        ["'right password'", "the right password was refused"]),
    "no policy that can run": (
        {"/etc/pam.d/gate": "auth required pam_nothere.so\n"},
        ["'boot to the gate'"]),
    "the first program fails": (
        {"/init": ("#!/bin/busybox sh\necho I cannot\nexit 3\n", 0o755)},
        ["'boot to the gate'", "the machine ended", "| I cannot"]),
}


def play(kernel, image):
    return subprocess.run(
        [run.__file__, kernel, image, "--scene"], stdin=subprocess.DEVNULL, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=SCENE_LIMIT_S)


def test_scene(kernel, pack):
    """The board's image as it is, real cost of the hash included."""
    done = play(kernel, pack())
    assert done.returncode == 0, done.stdout
    assert "Login incorrect" in done.stdout
    assert "uid=0(root)" in done.stdout
    assert done.stdout.endswith("the wrong password was refused, the right one opened\n")


@pytest.mark.slow
@pytest.mark.parametrize("gate", BAD_GATES)
def test_scene_is_red(kernel, pack, gate):
    files, words = BAD_GATES[gate]
    done = play(kernel, pack(files=files))
    assert done.returncode == 1, done.stdout
    assert "run: FAILED at step " in done.stdout
    assert not [word for word in words if word not in done.stdout], done.stdout


@pytest.mark.slow
@pytest.mark.usefixtures("kernel")
@pytest.mark.parametrize("program, status", [(None, 0), ("/bin/true", 2)])
def test_make_run(program, status):
    """The front door itself, in its four steps, with a pamlet that is built."""
    # Not the variables of the make that runs the tests.
    environment = {name: value for name, value in os.environ.items()
                   if not name.startswith(("MAKE", "MFLAGS", "KCONFIG_", "PAMLET"))}
    done = subprocess.run(
        ["make", "-C", build.TOP, "run", f"PAMLET={program or build.pamlet()}"],
        stdin=subprocess.DEVNULL, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        timeout=SCENE_LIMIT_S, env=environment)
    assert done.returncode == status, done.stdout
    places = [done.stdout.find(f"run {step}/4: ") for step in (1, 2, 3, 4)]
    assert -1 not in places and places == sorted(places), done.stdout
    assert ("the right one opened" in done.stdout) == (status == 0)


@pytest.mark.slow
def test_no_kernel_is_said_plainly(tmp_path):
    (tmp_path / "empty").write_text("")
    done = play(tmp_path / "empty", tmp_path / "empty")
    assert done.returncode == 1
    assert "could not load kernel" in done.stdout and "Traceback" not in done.stdout


@pytest.mark.slow
@pytest.mark.parametrize("leave", ["poweroff\r", "\x01x"])
def test_person_at_a_terminal(kernel, pack, leave):
    """Told how to get in and out before the boot; the terminal as it was."""
    master, terminal = os.openpty()
    before = termios.tcgetattr(terminal)
    process = subprocess.Popen([run.__file__, kernel, pack()], stdin=terminal, stdout=terminal,
                               stderr=terminal, cwd=build.TOP)
    with os.fdopen(master, "r+b", buffering=0):
        seat = pexpect.fdpexpect.fdspawn(master, encoding="utf-8", timeout=60)
        try:
            seat.expect("user +root\r\n")
            seat.expect(f"password +{run.PASSWORD}\r\n")
            seat.expect("login: ")
            seat.send("root\r")
            seat.expect("Password: ")
            seat.send(run.PASSWORD + "\r")
            seat.expect("demo:")
            # For the shell, and not the end of QEMU.
            seat.send("\x03")
            seat.expect("demo:")
            seat.send(leave)
            seat.expect("the machine is off")
            assert process.wait(timeout=30) == 0
        finally:
            process.kill()
            process.wait()
        assert termios.tcgetattr(terminal) == before
        os.close(terminal)
