# SPDX-License-Identifier: MIT
"""Images of the real initramfs-tools, and disks, for tests/boards/test_initramfs_tools*.

    image("stock")      without pamlet
    image("gate")       with it, as it is installed

Each is made once for what goes into it and kept in build/roots.
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

NAME = "initramfs-tools"
PACKAGES = ["initramfs-tools", "busybox", debian.KERNEL_PACKAGE, "kmod", "udev", "zstd",
            "e2fsprogs", "cryptsetup-initramfs"]
BOARDS = build.TOP / "board"

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

# The real system's first program: it tells what it was given, and ends the machine.
INIT = """\
#!/bin/sh
echo "REAL INIT: arguments [$*]"
echo "environment [$(env | sort | tr '\\n' ' ')]"
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
        here.mkdir(parents=True, exist_ok=True)
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
    """A Debian root with the generator, which builds small images."""
    directory = tempfile.mkdtemp(prefix=f"{NAME}-root-", dir=debian.ROOTS)
    try:
        made = debian.Root(pathlib.Path(directory) / "root", NAME, PACKAGES)
        edit(made, "/etc/initramfs-tools/initramfs.conf", r"^MODULES=.*$", "MODULES=list")
        made.write("/etc/initramfs-tools/modules", MODULES)
        yield made
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def edit(made, path, pattern, text):
    """Replace the one line of a file that matches."""
    new, count = re.subn(pattern, lambda _: text, made.read(path), flags=re.MULTILINE)
    assert count == 1, f"{path}: {count} times {pattern}"
    made.write(path, new)


def install(made, settings):
    """pamlet, its hook, a rescue credential with the tests' password."""
    made.install(NAME)
    for key, value in settings.items():
        edit(made, "/etc/pamlet/initramfs.conf", rf"^{key}=.*$", f'{key}="{value}"')
    credential(made)


def credential(made):
    rescue = made.path / "etc/pamlet/rescue"
    rescue.mkdir(mode=0o700, parents=True, exist_ok=True)
    made.write("/etc/pamlet/rescue/passwd", "root:x:0:0:root:/root:/bin/sh\n", 0o600)
    made.write("/etc/pamlet/rescue/group", "root:x:0:\n", 0o600)
    made.write("/etc/pamlet/rescue/shadow",
               f"root:{hashes.YESCRYPT}:20000:0:99999:7:::\n", 0o600)


def generate(made, **how):
    """Run the generator; returns subprocess's result."""
    return made.run("mkinitramfs", "-o", "/tmp/image", made.kernel, **how)


def vary(made, changes):
    if "busybox" in changes:
        # cryptsetup's asks for BusyBox, whatever is configured.
        (made.path / "usr/share/initramfs-tools/conf-hooks.d/cryptsetup").unlink()
        edit(made, "/etc/initramfs-tools/initramfs.conf", r"^BUSYBOX=.*$",
             f"BUSYBOX={changes['busybox']}")
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


def kernel():
    with making("vmlinuz") as (path, new):
        if new:
            with root() as made:
                shutil.copyfile(made.vmlinuz, new)
    return path


def disk(name):
    """A root file system: `good`, `noinit` (a shell, but no init) or `empty`."""
    with making(f"{name}.disk") as (path, new):
        if new:
            with tempfile.TemporaryDirectory() as directory:
                fill(pathlib.Path(directory), name)
                debian.disk(directory, new, 16)
    return path


def encrypted(new):
    """A disk for PASSPHRASE, with nothing in it."""
    with root() as made:
        with (made.path / "tmp/disk").open("wb") as image:
            image.truncate(24 << 20)
        made.run("cryptsetup", "luksFormat", "--batch-mode", "--pbkdf", "pbkdf2",
                 "--pbkdf-force-iterations", "1000", "/tmp/disk", "-", given=PASSPHRASE)
        shutil.copyfile(made.path / "tmp/disk", new)


def fill(directory, name):
    if name == "empty":
        return
    for part in ("bin", "sbin", "dev", "proc", "sys", "run", "root", "etc"):
        (directory / part).mkdir()
    shutil.copy(os.environ.get("BUSYBOX", "/bin/busybox"), directory / "bin/busybox")
    for applet in ("sh", "cat", "env", "sort", "tr", "grep", "reboot", "id"):
        (directory / "bin" / applet).symlink_to("busybox")
    if name == "good":
        (directory / "sbin/init").write_text(INIT)
        (directory / "sbin/init").chmod(0o755)
