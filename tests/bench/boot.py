# SPDX-License-Identifier: MIT
"""From QEMU's start to the gate's prompt, beside a boot to a program that does
nothing but print. Both are the first program of the same kernel; QEMU emulates
the processor, so only the ratio tells something, and it is no test.
"""
import importlib
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

from bench.table import Row, Skip
from lib import build

BOARD = build.TOP / "board" / "qemu-x86_64"
SOURCE = build.TOP / "tests" / "bench" / "bare_init.c"
RUNS = 5
READY = "bare init is here"

BARE_LIST = """\
dir /dev 0755 0 0
nod /dev/console 0600 0 0 c 5 1
file /init ${INIT} 0755 0 0
"""


def kernel():
    """Where board/qemu-x86_64 has put it."""
    return build.TOP / "build" / "kernel" / "vmlinuz"


def board_module(name):
    """A script of the board as a module, once."""
    if str(BOARD) not in sys.path:
        sys.path.append(str(BOARD))
    return importlib.import_module(name)


def pack(list_file, output, **names):
    settings = [part for name, value in names.items() for part in ("-D", f"{name}={value}")]
    subprocess.run([sys.executable, "-B", str(BOARD / "mkinitramfs.py"), str(list_file),
                    "-o", str(output), *settings], check=True, stdout=subprocess.DEVNULL)


def seconds_to(sign, initramfs, append, init_arguments):
    """The time from QEMU's start until the console says sign."""
    guest = board_module("guest")
    begin = time.monotonic()
    with guest.Guest(str(kernel()), str(initramfs), append, init_arguments) as machine:
        machine.expect(sign, guest.BOOT_S)
        return time.monotonic() - begin


def images(directory, config):
    """(the gate's initramfs, the bare one); pamlet is the first program."""
    bare = directory / "init"
    compiler = build.third() / "musl" / "bin" / "musl-gcc"
    subprocess.run([str(compiler), "-static", "-Os", "-s", "-o", str(bare), str(SOURCE)],
                   check=True)
    (directory / "bare.list").write_text(BARE_LIST)
    pack(directory / "bare.list", directory / "bare.cpio", INIT=bare)
    pack(BOARD / "gate-only.list", directory / "gate.cpio", PAMLET=build.pamlet(config))
    return directory / "gate.cpio", directory / "bare.cpio"


def needs_board():
    for path in (BOARD / "guest.py", BOARD / "mkinitramfs.py", BOARD / "gate-only.list"):
        if not path.exists():
            raise Skip(f"no {path.relative_to(build.TOP)}")
    if not pathlib.Path("/usr/bin/qemu-system-x86_64").exists():
        raise Skip("qemu-system-x86 is not installed")
    if not kernel().exists():
        raise Skip("no kernel in build/kernel: `make run` fetches it")


def rows(config=None):
    """The two take turns, so that a busy moment of the machine meets both."""
    needs_board()
    gate, bare = [], []
    with tempfile.TemporaryDirectory(prefix="pamlet-bench-") as name:
        gate_image, bare_image = images(pathlib.Path(name), config)
        for _ in range(RUNS):
            bare.append(seconds_to(READY, bare_image, "rdinit=/init", ""))
            gate.append(seconds_to("login:", gate_image, "rdinit=/pamlet", "gate -c ttyS0"))
    return [Row(f"boot to the prompt, median of {RUNS}", statistics.median(gate), "s",
                "a bare init", statistics.median(bare))]
