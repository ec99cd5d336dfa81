# SPDX-License-Identifier: MIT
"""Images of the real dracut, and disks, for tests/boards/test_dracut*.

    image("plain-stock")     without systemd, without pamlet
    image("systemd-gate")    with systemd, with pamlet as it is installed

Each is made once for what goes into it, and kept in build/roots.
"""
import pathlib
import shutil

from boards import debian
from boards.store import Store

NAME = "dracut"
PACKAGES = ["dracut", debian.KERNEL_PACKAGE, "kmod", "udev", "systemd", "systemd-sysv",
            "e2fsprogs", "zstd", "cpio"]
MODULES = "usr/lib/dracut/modules.d"

# What makes images that are built and booted in seconds: the drivers of a microvm and
# no others, and no compression, which the emulated machine would undo slowly. All that
# opens shells stays as it comes.
QUICK = ["--no-hostonly", "--no-early-microcode", "--compress", "cat",
         "--add-drivers", "virtio_mmio virtio_blk ext4"]
OMITTED = "kernel-modules kernel-modules-extra crypt dm nvdimm resume"
MODES = {"plain": f"systemd systemd-initrd dracut-systemd {OMITTED}", "systemd": OMITTED}

FIXED = "root=/dev/vda ro rd.retry=1 console=ttyS0 fixed=yes"

# Settings of /etc/pamlet/initramfs.conf; None: no pamlet.
VARIANTS = {
    "stock": None,
    "gate": {},
    "reboot": {"PAMLET_EXIT": "reboot", "PAMLET_ACTION": "reboot", "PAMLET_TRIES": "2"},
    "fixed": {"PAMLET_CMDLINE": FIXED},
}

STORE = Store(NAME, PACKAGES, pathlib.Path(__file__))
kernel, disk, root, making = STORE.kernel, STORE.disk, STORE.root, STORE.making


def install(made, settings=()):
    """pamlet, its modules, a rescue credential with the tests' password."""
    made.install(NAME)
    made.credential()
    made.configure(dict(settings))


def generate(made, mode, *options, **how):
    """Run dracut; returns subprocess's result. The image is /tmp/image."""
    return made.run("dracut", "--force", *QUICK, "--omit", MODES[mode], *options,
                    "/tmp/image", made.kernel, **how)


def image(name):
    """The path of MODE-VARIANT; dracut runs where it is not there yet."""
    mode, variant = name.split("-")
    with making(name) as (path, new):
        if new:
            with root() as made:
                if VARIANTS[variant] is not None:
                    install(made, VARIANTS[variant])
                generate(made, mode)
                shutil.copyfile(made.path / "tmp/image", new)
    return path
