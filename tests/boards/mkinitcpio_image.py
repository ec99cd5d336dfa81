# SPDX-License-Identifier: MIT
"""Images as mkinitcpio would make them (mkinitcpio_standin/), and machines that boot them.

    image = images.made("pamlet", ["base", "pamlet"], EXIT="continue")
    with boot(image, "break=premount") as machine: ...
"""
import os
import pathlib
import shutil
import stat
import subprocess
import sys

from boards import attacker, debian
from boards.attacker import DENIED, PASSWORD
from lib import build, hashes, shared

STANDIN = pathlib.Path(__file__).with_name("mkinitcpio_standin")
BOARD = build.TOP / "board" / "qemu-x86_64"
sys.path.insert(0, str(BOARD))
import mkinitramfs  # noqa: E402

LIMIT_S = 60
# The prompts of a shell that opened: BusyBox's, and the stand-in's own.
SHELL = r"(?:rootfs|[/~][^\n]*|\S) ?# "
# What a shell says and a terminal that only echoes does not.
PROBE, PROVED = "echo un''locked", "\nunlocked"


class Images:
    """A root with the board installed; `path` is where it is."""

    def __init__(self, path):
        self.place = pathlib.Path(path)
        self.root = debian.Root(self.place / "root", "mkinitcpio", ["busybox-static"])
        self.root.install("mkinitcpio")
        shutil.copytree(STANDIN, self.root.path / "standin")
        self.root.credential()

    def configure(self, **values):
        """Sets PAMLET_NAME=value, all else as it was installed."""
        self.root.write("etc/pamlet/initramfs.conf",
                        (build.TOP / "board/rescue/initramfs.conf").read_text())
        self.root.configure({f"PAMLET_{name}": value for name, value in values.items()})

    def run(self, *hooks, check=True):
        """The stand-in; returns its result. The image is the tree `image`."""
        return self.root.run("/standin/mkinitcpio", "/image", *hooks, check=check)

    @property
    def tree(self):
        return self.root.path / "image"

    def made(self, name, hooks, **values):
        """The image of these hooks, packed."""
        self.configure(**values)
        self.run(*hooks)
        path = self.place / f"{name}.cpio"
        path.write_bytes(mkinitramfs.pack(entries(self.tree), 0))
        return path


def entries(tree):
    """All that is in a tree, and the console."""
    yield mkinitramfs.Entry("dev", 0o40755, (0, 0))
    yield mkinitramfs.Entry("dev/console", 0o20600, (0, 0), device=(5, 1))
    for directory, names, files in os.walk(tree):
        names.sort()
        for name in sorted([*names, *files]):
            path = pathlib.Path(directory) / name
            mode = path.lstat().st_mode
            data = b""
            if stat.S_ISLNK(mode):
                data = os.readlink(path).encode()
            elif stat.S_ISREG(mode):
                data = path.read_bytes()
            if str(path.relative_to(tree)) != "dev":
                yield mkinitramfs.Entry(str(path.relative_to(tree)), mode, (0, 0), data)


def kernel():
    """Debian's cloud kernel, the one of `make run`."""
    directory = build.TOP / "build" / "kernel"
    with shared.making(build.TOP / "build" / "kernel.lock"):
        done = subprocess.run([str(BOARD / "fetch_kernel.py"), str(directory)], text=True,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=110, check=False)
    assert done.returncode == 0, done.stdout
    return directory / "vmlinuz"


class Boot(attacker.Attacker):
    """A machine with one serial console, at which somebody tries to get in."""

    def asked(self):
        """The gate asks (again)."""
        self.expect(PASSWORD, LIMIT_S)

    def opens(self):
        """There is a shell: it says what only a shell says."""
        self.type(PROBE)
        self.expect(PROVED, LIMIT_S)

    def kept(self, *attacks):
        """After each attack the gate asks again, and what is typed opens nothing."""
        self.asked()
        for attack in attacks:
            attack(self)
            self.asked()
        self.type(PROBE)
        self.expect(DENIED, LIMIT_S)
        self.asked()
        assert PROVED.strip() not in self.said_since(0), self.said_since(0)

    def enters(self):
        """With the password."""
        self.type(hashes.PASSWORD)
        self.expect(SHELL, LIMIT_S)
        self.opens()


def boot(image, append=""):
    return attacker.seated(Boot(kernel(), image, append=append))
