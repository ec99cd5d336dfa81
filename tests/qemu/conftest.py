# SPDX-License-Identifier: MIT
"""Machines to boot: the board's own scripts, with pamlet as it was built.

    machine = boot(init_arguments="-n 2 -F poweroff")
    machine.log_in("root", PASSWORD)

`boot` packs an image of the board's list, changed by `files`, starts QEMU and
sees to its end. The accounts of the board stay, but with a hash of low cost.
"""
import os
import pathlib
import subprocess
import sys

import pytest

from lib import build, hashes
from lib.boots import pytest_runtest_call  # noqa: F401

HERE = pathlib.Path(__file__).resolve().parent
BOARD = build.TOP / "board" / "qemu-x86_64"
sys.path[:0] = [str(HERE), str(BOARD)]

# What stands in /etc/shadow behind the hash: last change, ..., never expires.
IN_DATE = "20000:0:99999:7:::"


@pytest.fixture(scope="session")
def kernel():
    """Debian's cloud kernel; fetched once for `make run` and the tests."""
    directory = build.TOP / "build" / "kernel"
    done = subprocess.run([BOARD / "fetch_kernel.py", directory], text=True,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, timeout=110)
    assert done.returncode == 0, done.stdout
    return directory / "vmlinuz"


@pytest.fixture
def pack(tmp_path):
    """pack(LIST, {NAME: TEXT or (TEXT, MODE)}): an image of a list of the board."""
    def make(name="demo.list", files=None):
        import mkinitramfs

        changes = tmp_path / "changes.list"
        with changes.open("w") as lines:
            for number, (path, content) in enumerate((files or {}).items()):
                text, mode = content if isinstance(content, tuple) else (content, 0o644)
                (tmp_path / f"file-{number}").write_text(text)
                lines.write(f"file {path} file-{number} {mode:o} 0 0\n")
        image = tmp_path / "image.cpio"
        mkinitramfs.build([BOARD / name, changes], image, {
            "PAMLET": str(build.pamlet()),
            "BUSYBOX": os.environ.get("BUSYBOX", "/bin/busybox"),
        })
        return image
    return make


@pytest.fixture
def boot(kernel, pack):
    """boot(list, files=..., init_arguments=..., append=..., more=...): a Guest."""
    machines = []

    def start(name="demo.list", files=None, **how):
        import guest

        files = {"/etc/shadow": shadow("root"), **(files or {})}
        machines.append(guest.Guest(kernel, pack(name, files), **how))
        return machines[-1]

    yield start
    for machine in machines:
        print(machine.said_since(0))
        machine.close()


@pytest.fixture(scope="session")
def machines(kernel):
    """For `machine`: what the tests of one process share."""
    from machine import Shared

    shared = Shared(kernel)
    yield shared
    shared.close()


@pytest.fixture
def machine(machines):
    """A machine with several consoles (machine.py), on which no gate runs yet."""
    yield machines.get()
    machines.give_back()


def shadow(*users, hashed=hashes.YESCRYPT, rest=IN_DATE):
    return "".join(f"{user}:{hashed}:{rest}\n" for user in users)
