# SPDX-License-Identifier: MIT
"""Images of the real initramfs-tools, and disks, for tests/boards/test_initramfs_tools*.

    image("stock")      without pamlet
    image("gate")       with it, as it is installed

Each is made once for what goes into it and kept in build/roots.
"""
import contextlib
import pathlib
import shutil

from boards import debian
from boards.store import Store

NAME = "initramfs-tools"
PACKAGES = ["initramfs-tools", "busybox", debian.KERNEL_PACKAGE, "kmod", "udev", "zstd",
            "e2fsprogs", "cryptsetup-initramfs"]
CONFIGURATION = "/etc/initramfs-tools/initramfs.conf"

# What a microvm has; the generator itself is as it comes.
MODULES = "virtio_mmio\nvirtio_blk\n"

# The disk that /etc/crypttab promises.
CRYPTTAB = "cryptroot /dev/vda none luks,initramfs\n"

# What opens the encrypted disk, and no gate.
PASSPHRASE = "Zaunkoenig"

# A script of this machine's that stops the boot, in a shell of its own.
TROUBLE = """\
#!/bin/sh
case $1 in
prereqs) exit 0 ;;
esac
. /scripts/functions
panic "Trouble in a script."
echo "behind the trouble"
"""

FIXED = "root=/dev/vda ro quiet fixed=yes"

# name: settings of /etc/pamlet/initramfs.conf (None: no pamlet), and what else differs.
VARIANTS = {
    "stock": (None, {}),
    "stock-klibc": (None, {"busybox": "n"}),
    "stock-crypt": (None, {"crypttab": CRYPTTAB}),
    "stock-script": (None, {"script": TROUBLE}),
    "gate": ({}, {}),
    "klibc": ({}, {"busybox": "n"}),
    "crypt": ({}, {"crypttab": CRYPTTAB}),
    "script": ({}, {"script": TROUBLE}),
    "reboot": ({"PAMLET_EXIT": "reboot", "PAMLET_ACTION": "reboot", "PAMLET_TRIES": "2"}, {}),
    "fixed": ({"PAMLET_CMDLINE": FIXED}, {}),
    "fixed-klibc": ({"PAMLET_CMDLINE": FIXED}, {"busybox": "n"}),
}

STORE = Store(NAME, PACKAGES, pathlib.Path(__file__))
kernel, disk, making = STORE.kernel, STORE.disk, STORE.making


@contextlib.contextmanager
def root():
    """A Debian root with the generator, which builds small images."""
    with STORE.root() as made:
        made.edit(CONFIGURATION, r"^MODULES=.*$", "MODULES=list")
        made.write("/etc/initramfs-tools/modules", MODULES)
        yield made


def install(made, settings):
    """pamlet, its hook, a rescue credential with the tests' password."""
    made.install(NAME)
    made.configure(settings)
    made.credential()


def generate(made, **how):
    """Run the generator; returns subprocess's result."""
    return made.run("mkinitramfs", "-o", "/tmp/image", made.kernel, **how)


def vary(made, changes):
    if "busybox" in changes:
        # cryptsetup's asks for BusyBox, whatever is configured.
        (made.path / "usr/share/initramfs-tools/conf-hooks.d/cryptsetup").unlink()
        made.edit(CONFIGURATION, r"^BUSYBOX=.*$", f"BUSYBOX={changes['busybox']}")
    if "crypttab" in changes:
        made.write("/etc/crypttab", changes["crypttab"])
    if "script" in changes:
        made.write("/etc/initramfs-tools/scripts/local-top/trouble", changes["script"], 0o755)


def image(name):
    """The path of an image; the generator runs where it is not there yet."""
    settings, changes = VARIANTS[name]
    with making(name) as (path, new):
        if new:
            with root() as made:
                if settings is not None:
                    install(made, settings)
                vary(made, changes)
                generate(made)
                names = made.run("lsinitramfs", "/tmp/image").stdout
                assert ("bin/busybox" in names) is ("busybox" not in changes), names
                shutil.copyfile(made.path / "tmp/image", new)
    return path


def encrypted(new):
    """A disk for PASSPHRASE, with nothing in it."""
    with root() as made:
        with (made.path / "tmp/disk").open("wb") as image:
            image.truncate(24 << 20)
        made.run("cryptsetup", "luksFormat", "--batch-mode", "--pbkdf", "pbkdf2",
                 "--pbkdf-force-iterations", "1000", "/tmp/disk", "-", given=PASSPHRASE)
        shutil.copyfile(made.path / "tmp/disk", new)
