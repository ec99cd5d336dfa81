# SPDX-License-Identifier: MIT
"""Images of the real dracut, and disks, for tests/boards/test_dracut*.

    image("plain-stock")     without systemd, without pamlet
    image("systemd-gate")    with systemd, with pamlet as it is installed

Each is made once for what goes into it, and kept in build/roots.
"""
import contextlib
import hashlib
import os
import pathlib
import re
import shutil
import tempfile

from boards import debian
from lib import build, hashes

NAME = "dracut"
PACKAGES = ["dracut", debian.KERNEL_PACKAGE, "kmod", "udev", "systemd", "systemd-sysv",
            "e2fsprogs", "zstd", "cpio"]
BOARDS = build.TOP / "board"
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

# The real system's first program: it tells what it was given, and ends the machine.
INIT = """\
#!/bin/sh
echo "REAL INIT: arguments [$*]"
echo "ignored [$(grep SigIgn /proc/self/status)]"
echo "command line [$(cat /proc/cmdline)]"
reboot -f
"""


def digest():
    """Of all that goes into the images."""
    made = hashlib.sha256()
    sources = [path for name in (NAME, "rescue") for path in sorted((BOARDS / name).rglob("*"))]
    for path in [pathlib.Path(__file__), build.pamlet(), *sources]:
        if path.is_file() and path.suffix != ".md":
            made.update(path.read_bytes())
    packages = debian.tarball(NAME, PACKAGES)
    made.update(f"{packages.name} {packages.stat().st_mtime_ns}".encode())
    return made.hexdigest()[:12]


def place():
    """The directory of what is made of these sources; of others nothing is kept."""
    here = debian.ROOTS / f"{NAME}-images-{digest()}"
    if not here.exists():
        for old in debian.ROOTS.glob(f"{NAME}-images-*"):
            shutil.rmtree(old, ignore_errors=True)
        here.mkdir(parents=True)
    return here


@contextlib.contextmanager
def making(name):
    """(PATH, WHERE TO MAKE IT or None): one process makes it, all others wait."""
    with debian.locked(debian.ROOTS / f"{NAME}-images.lock"):
        path = place() / name
        if path.exists():
            yield path, None
            return
        new = path.with_suffix(".new")
        yield path, new
        new.rename(path)


@contextlib.contextmanager
def root():
    """A Debian root of one's own with dracut in it."""
    directory = tempfile.mkdtemp(prefix=f"{NAME}-root-", dir=debian.ROOTS.parent)
    try:
        yield debian.Root(pathlib.Path(directory) / "root", NAME, PACKAGES)
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def configure(made, settings):
    for key, value in settings.items():
        text, count = re.subn(rf"^{key}=.*$", f'{key}="{value}"',
                              made.read("/etc/pamlet/initramfs.conf"), flags=re.MULTILINE)
        assert count == 1, key
        made.write("/etc/pamlet/initramfs.conf", text)


def credential(made, user="root"):
    made.write("/etc/pamlet/rescue/passwd", f"{user}:x:0:0:{user}:/root:/bin/sh\n", 0o600)
    made.write("/etc/pamlet/rescue/group", "root:x:0:\n", 0o600)
    made.write("/etc/pamlet/rescue/shadow",
               f"{user}:{hashes.YESCRYPT}:20000:0:99999:7:::\n", 0o600)
    (made.path / "etc/pamlet/rescue").chmod(0o700)


def install(made, settings=()):
    """pamlet, its modules, a rescue credential with the tests' password."""
    made.install(NAME)
    credential(made)
    configure(made, dict(settings))


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


def kernel():
    with making("vmlinuz") as (path, new):
        if new:
            with root() as made:
                shutil.copyfile(made.vmlinuz, new)
    return path


def disk(name):
    """A root file system: `good`, or `noinit`: with a shell, but no init."""
    with making(f"{name}.disk") as (path, new):
        if new:
            with tempfile.TemporaryDirectory() as directory:
                fill(pathlib.Path(directory), name)
                debian.disk(directory, new, 16)
    return path


def fill(directory, name):
    for part in ("bin", "sbin", "dev", "proc", "sys", "run", "root", "etc", "tmp", "usr"):
        (directory / part).mkdir()
    shutil.copy(os.environ.get("BUSYBOX", "/bin/busybox"), directory / "bin/busybox")
    for applet in ("sh", "cat", "grep", "reboot", "id", "mount"):
        (directory / "bin" / applet).symlink_to("busybox")
    (directory / "etc/os-release").write_text("ID=test\n")
    if name == "good":
        (directory / "sbin/init").write_text(INIT)
        (directory / "sbin/init").chmod(0o755)
