# SPDX-License-Identifier: MIT
import pathlib
import shutil

import pytest

from lib import hashes
from lib import sandbox as sandboxes
from login.line import Line

BUSYBOX = pathlib.Path("/bin/busybox")
APPLETS = ("sh", "id", "stty", "tty", "pwd", "env", "sleep", "ps", "stat")


@pytest.fixture
def house(sandbox):
    """A sandbox with a shell, terminals, and two accounts beside root's."""
    sandboxes.needs_users()
    (sandbox.path / "bin").mkdir()
    shutil.copy2(BUSYBOX, sandbox.path / "bin/busybox")
    for name in APPLETS:
        (sandbox.path / "bin" / name).symlink_to("busybox")
    if sandboxes.is_root():
        sandbox.mount("proc")
        sandbox.mount("dev/pts")
        sandbox.nodes("tty", "null")
    sandbox.user("root", uid=0, gid=0, home="/root")
    sandbox.user("anna", uid=1000, gid=1000, home="/home/anna")
    (sandbox.path / "home/anna").mkdir(parents=True)
    sandbox.unix_policy("login")
    sandbox.listen()
    return sandbox


@pytest.fixture
def line(house):
    """line(ARGUMENT...) starts login on a new line."""
    lines = []

    def start(*arguments, **how):
        lines.append(Line(house, *arguments, **how))
        return lines[-1]

    yield start
    for one in lines:
        one.close()
