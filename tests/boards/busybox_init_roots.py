# SPDX-License-Identifier: MIT
"""Small systems with BusyBox init, as their builders have them: in an initramfs.

    stock    with an inittab that asks by BusyBox's own login
    bare     without an inittab
    gate     `make install-busybox-init` over bare
    lost     the same, and the inittab is gone again
"""
import pathlib
import shutil
import subprocess
import sys

from boards import init_machine
from lib import build, hashes

BOARD = build.TOP / "board" / "qemu-x86_64"
sys.path.insert(0, str(BOARD))
import mkinitramfs  # noqa: E402

BUSYBOX = "/bin/busybox"

# What an appliance's own start-up does.
RCS = """\
#!/bin/sh
mount -t devtmpfs dev /dev
mkdir -p /dev/pts
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devpts pts /dev/pts
hostname vm
"""
STOCK = """\
::sysinit:/etc/init.d/rcS
ttyS0::respawn:/sbin/getty -L 115200 ttyS0 vt100
"""
FILES = {
    "etc/init.d/rcS": (RCS, 0o755),
    "etc/passwd": ("root:x:0:0:root:/root:/bin/sh\nanna:x:1000:1000::/:/bin/sh\n", 0o644),
    "etc/group": ("root:x:0:\nadmin:x:990:anna\n", 0o644),
    "etc/shadow": ("".join(f"{name}:{hashes.YESCRYPT}:20000:0:99999:7:::\n"
                           for name in ("root", "anna")), 0o600),
}
DIRECTORIES = ("bin", "sbin", "usr/sbin", "usr/bin", "etc", "dev", "proc", "sys", "root",
               "run", "tmp", "var/run")


def tree(path):
    """A system as BusyBox's own installation leaves it, without an inittab."""
    path = pathlib.Path(path)
    for name in DIRECTORIES:
        (path / name).mkdir(parents=True, exist_ok=True)
    shutil.copy(BUSYBOX, path / "bin/busybox")
    for name in ("sh", "mount", "umount", "mkdir", "hostname", "id", "login", "stty", "rm",
                 "ps", "kill", "echo", "sleep", "cat"):
        (path / "bin" / name).symlink_to("busybox")
    for name in ("init", "getty", "reboot", "poweroff"):
        (path / "sbin" / name).symlink_to("../bin/busybox")
    for name, (text, mode) in FILES.items():
        target = path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
        target.chmod(mode)
    return path


def make(*targets, root):
    return subprocess.run(
        ["make", "-s", "--no-print-directory", "-C", str(build.TOP), *targets,
         f"DESTDIR={root}"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, timeout=60, check=False)


def put_pamlet(path):
    shutil.copy(build.pamlet(), path / "usr/sbin/pamlet")
    (path / "usr/sbin/login").symlink_to("pamlet")
    return path


def install(path):
    done = make("install-busybox-init", root=put_pamlet(path))
    assert done.returncode == 0, done.stdout
    return path


def stock(path):
    (tree(path) / "etc/inittab").write_text(STOCK)


def gate(path):
    install(tree(path))


def lost(path):
    gate(path)
    (path / "etc/inittab").unlink()


def group(path):
    """Root has no password; the members of a group open with theirs."""
    lost(path)
    shadow = path / "etc/shadow"
    shadow.write_text(shadow.read_text().replace(f"root:{hashes.YESCRYPT}", "root:!"))
    (path / "etc/pamlet").mkdir()
    (path / "etc/pamlet/sulogin-group").write_text("admin\n")


ROOTS = {"stock": stock, "bare": tree, "gate": gate, "lost": lost, "group": group}


def pack(path, image):
    """The tree as an initramfs, whose first program is /sbin/init."""
    lines = ["nod /dev/console 0600 0 0 c 5 1", "slink /init /sbin/init 0777 0 0"]
    for entry in sorted(path.rglob("*")):
        name = f"/{entry.relative_to(path)}"
        mode = f"{entry.lstat().st_mode & 0o7777:o}"
        if entry.is_symlink():
            lines.append(f"slink {name} {entry.readlink()} 0777 0 0")
        elif entry.is_dir():
            lines.insert(0, f"dir {name} {mode} 0 0")
        else:
            lines.append(f"file {name} {entry} {mode} 0 0")
    # Directories first, each after the one above it.
    directories = sorted(line for line in lines if line.startswith("dir "))
    others = [line for line in lines if not line.startswith("dir ")]
    listing = image.with_suffix(".list")
    listing.write_text("\n".join([*directories, *others]) + "\n")
    mkinitramfs.build([listing], image, {})
    return image


def hangup(path):
    """The program that hangs a line up, for those who are in."""
    shutil.copy(build.static_program("qemu/hangup.c"), path / "bin/hangup")


def booted(kernel, scratch, name, line="", more=()):
    root = scratch / name
    root.mkdir()
    ROOTS[name](root)
    hangup(root)
    image = pack(root, scratch / f"{name}.cpio")
    return init_machine.booted(kernel, image, line, more=more)
