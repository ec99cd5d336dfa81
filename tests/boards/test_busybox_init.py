# SPDX-License-Identifier: MIT
"""A system with BusyBox init: each row of the table in board/busybox-init/README.md,
first as it comes, then with pamlet's init in front."""
import subprocess
import sys

import pytest

from boards import busybox_init_roots as roots
from boards.attacker import DENIED, PASSWORD
from boards.init_machine import LOGIN
from lib import build
from lib.hashes import WRONG

BOARD = build.TOP / "board" / "qemu-x86_64"
SETUP = build.TOP / "board" / "busybox-init"

# (system, the kernel's command line) where BusyBox init opens a root shell.
STOCK_OPENS = {
    "no inittab": ("bare", ""),
    "single": ("stock", "single"),
    "single as 1": ("stock", "1"),
    "single as -s": ("stock", "-s"),
}
# The same with pamlet, and what is asked.
CLOSED = {
    "no inittab": ("lost", "", PASSWORD),
    "no inittab, single": ("lost", "single", PASSWORD),
    "single": ("gate", "single", PASSWORD),
    "single as 1": ("gate", "1", PASSWORD),
    "single as -s": ("gate", "-s", PASSWORD),
    "console": ("gate", "", LOGIN),
    "what BusyBox's init reads of its environment": ("gate", "CONSOLE=/dev/ttyS0 SHELL=/bin/sh",
                                                     LOGIN),
}


@pytest.fixture(scope="session")
def kernel():
    """Debian's cloud kernel; fetched once for `make run` and the tests."""
    directory = build.TOP / "build" / "kernel"
    done = subprocess.run([sys.executable, "-B", BOARD / "fetch_kernel.py", directory],
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, timeout=110)
    assert done.returncode == 0, done.stdout
    return directory / "vmlinuz"


def marked(names, quick):
    return [pytest.param(name, marks=pytest.mark.slow if name in quick else pytest.mark.long)
            for name in names]


@pytest.mark.parametrize("name", marked(STOCK_OPENS, ["no inittab", "single"]))
def test_stock_opens(kernel, tmp_path, name):
    system, line = STOCK_OPENS[name]
    with roots.booted(kernel, tmp_path, system, line) as seat:
        if system == "bare":
            seat.expect("Please press Enter to activate this console", 100)
            seat.type("")
        seat.stock_shell()


@pytest.mark.limit(300)
@pytest.mark.parametrize("name", marked(CLOSED, ["no inittab", "single"]))
def test_stays_closed(kernel, tmp_path, name):
    system, line, question = CLOSED[name]
    with roots.booted(kernel, tmp_path, system, line) as seat:
        seat.asks(question)
        # In single user mode a ^D, or a gate that is killed, starts the system.
        seat.attack()
        seat.closed()
        seat.opens()


@pytest.mark.slow
def test_single_goes_on(kernel, tmp_path):
    """Wrong, right, the shell, and behind it the system with its getty."""
    with roots.booted(kernel, tmp_path, "gate", "single") as seat:
        seat.asks()
        seat.type(WRONG)
        seat.expect(DENIED)
        seat.opens()
        seat.type("exit")
        seat.asks(LOGIN)
        seat.opens("anna", 1000)


@pytest.mark.slow
def test_getty_login_shell_and_getty_again(kernel, tmp_path):
    with roots.booted(kernel, tmp_path, "gate") as seat:
        seat.asks(LOGIN)
        seat.answers(password=WRONG)
        seat.expect(DENIED)
        seat.opens("anna", 1000)
        seat.type("exit")
        seat.asks(LOGIN)
        # A hang-up in the shell, and one while the password is asked.
        seat.opens()
        seat.type("hangup /dev/ttyS0")
        seat.asks(LOGIN)
        seat.opens()
        seat.type("setsid sh -c 'sleep 3; hangup /dev/ttyS0' </dev/null & exit")
        seat.asks(LOGIN)
        seat.type("root")
        seat.asks(PASSWORD)
        seat.asks(LOGIN)
        seat.opens()


@pytest.mark.long
def test_group(kernel, tmp_path):
    with roots.booted(kernel, tmp_path, "group") as seat:
        seat.asks(LOGIN)
        seat.closed()
        seat.opens("anna")


# What is installed, without a machine

def check(root):
    done = subprocess.run([SETUP / "check", root], stdin=subprocess.DEVNULL, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=60)
    return done.returncode, done.stdout


def listing(root):
    """{name: text, or where it leads to} of all that is there."""
    return {str(path.relative_to(root)): path.readlink() if path.is_symlink()
            else path.read_bytes() for path in root.rglob("*") if not path.is_dir()
            or path.is_symlink()}


def test_uninstall_puts_all_back(tmp_path):
    root = roots.put_pamlet(roots.tree(tmp_path))
    before = listing(root)
    for _ in range(2):
        done = roots.make("install-busybox-init", root=root)
        assert done.returncode == 0, done.stdout
        assert check(root) == (0, "")
    done = roots.make("uninstall-busybox-init", root=root)
    assert done.returncode == 0, done.stdout
    assert listing(root) == before


OPEN_LINES = {
    "::askfirst:-/bin/sh": "askfirst: a shell without a question",
    "tty2::respawn:/bin/ash -l": "respawn: a shell without a question",
    "::once:setsid cttyhack sh": "once: a shell without a question",
    "ttyS0::respawn:/sbin/getty -L 115200 ttyS0": "respawn: /bin/login is not pamlet",
    "ttyS0::respawn:/sbin/getty -nl /bin/sh 115200 ttyS0": "respawn: /bin/sh is not pamlet",
    "::sysinit:/bin/login": "sysinit: /bin/login is not pamlet",
    "nonsense": "not ID:RUNLEVELS:ACTION:PROCESS",
}


@pytest.mark.parametrize("line", OPEN_LINES)
def test_an_inittab_that_opens_is_refused(tmp_path, line):
    root = roots.put_pamlet(roots.tree(tmp_path))
    (root / "etc/inittab").write_text(f"# mine\n{line}\n")
    before = listing(root)
    done = roots.make("install-busybox-init", root=root)
    assert done.returncode != 0
    assert f"/etc/inittab:2: {OPEN_LINES[line]}" in done.stdout
    assert "ttyS0::respawn:" in done.stdout
    assert listing(root) == before


def test_an_inittab_that_asks_stays(tmp_path):
    root = roots.put_pamlet(roots.tree(tmp_path))
    mine = "::sysinit:/bin/sh /etc/init.d/rcS\nS0::respawn:/sbin/getty -l /usr/sbin/login 0 S0\n"
    (root / "etc/inittab").write_text(mine)
    done = roots.make("install-busybox-init", root=root)
    assert done.returncode == 0, done.stdout
    roots.make("uninstall-busybox-init", root=root)
    assert (root / "etc/inittab").read_text() == mine


@pytest.mark.parametrize("name, target", [("sbin/init", "/lib/systemd/systemd"),
                                          ("usr/sbin/pamlet", None), ("bin/busybox", None)])
def test_another_system_is_refused(tmp_path, name, target):
    root = roots.put_pamlet(roots.tree(tmp_path))
    (root / name).unlink()
    if target:
        (root / name).symlink_to(target)
    before = listing(root)
    done = roots.make("install-busybox-init", root=root)
    assert done.returncode != 0 and f"/{name}: " in done.stdout
    assert listing(root) == before


def test_an_update_of_busybox_is_seen(tmp_path):
    """BusyBox's own installation puts its link back."""
    roots.gate(tmp_path)
    (tmp_path / "sbin/init").unlink()
    (tmp_path / "sbin/init").symlink_to("../bin/busybox")
    (tmp_path / "etc/inittab").unlink()
    status, said = check(tmp_path)
    assert status == 1
    assert "/sbin/init: not pamlet's" in said and "/etc/inittab: there is none" in said
