# SPDX-License-Identifier: MIT
"""Disks with Debian's systemd, and what it takes to boot them.

    stock    as Debian makes it: root is locked
    gate     with pamlet before the rescue shells and as the consoles' login
    group    the same, root locked; the members of `admin` open

Made once for what goes into them, and kept in build/roots.
"""
import functools
import hashlib
import pathlib
import shutil
import sys
import tempfile

from boards import attacker, busybox_init_roots, debian, init_machine
from lib import build, hashes, shared

sys.path.insert(0, str(build.TOP / "board" / "qemu-x86_64"))
import appliance  # noqa: E402
import mkinitramfs  # noqa: E402

# The password of the tests holds these two.
appliance.KEYS.update({"%": "shift-5", "M": "shift-m"})

BOARD = build.TOP / "board" / "systemd"
PACKAGES = ["systemd-sysv", "udev", debian.KERNEL_PACKAGE]
MEGABYTES = 400

# The kernel finds no disk by itself.
MODULES = ("virtio/virtio_ring", "virtio/virtio", "virtio/virtio_mmio",
           "virtio/virtio_pci_legacy_dev", "virtio/virtio_pci_modern_dev",
           "virtio/virtio_pci", "block/virtio_blk")
FIRST = """\
#!/bin/busybox sh
b=/bin/busybox
$b mount -t devtmpfs dev /dev
for m in {modules}; do $b insmod /$m.ko; done
n=0
until [ -b /dev/vda ]; do
	$b sleep 0.1
	[ $((n += 1)) -lt 600 ] || exec $b poweroff -f
done
$b mount -t ext4 /dev/vda /root || exec $b poweroff -f
$b mount --move /dev /root/dev
exec $b switch_root /root /lib/systemd/systemd "$@"
"""
LIST = """\
dir /dev 0755 0 0
dir /root 0755 0 0
dir /bin 0755 0 0
nod /dev/console 0600 0 0 c 5 1
file /init init 0755 0 0
file /bin/busybox /bin/busybox 0755 0 0
"""

# What no scene looks at.
FAT = ("boot", "usr/share/doc", "usr/share/man", "usr/share/locale", "usr/share/perl",
       "usr/share/i18n", "usr/share/zoneinfo", "var/lib/apt/lists", "var/cache/apt",
       "var/lib/dpkg/info", "usr/lib/modules", "usr/lib/udev/hwdb.bin",
       "usr/lib/x86_64-linux-gnu/gconv", "usr/lib/x86_64-linux-gnu/perl-base")

PLAIN = "".join(f"{kind} required pam_unix.so\n" for kind in ("auth", "account", "session"))


def accounts(root, locked):
    """A password for root, or not; anna, an administrator."""
    secret = "*" if locked else hashes.YESCRYPT
    shadow = root.read("etc/shadow").replace("root:*:", f"root:{secret}:")
    root.write("etc/shadow", shadow + f"anna:{hashes.YESCRYPT}:20000:0:99999:7:::\n", 0o600)
    root.write("etc/passwd", root.read("etc/passwd")
               + "anna:x:1000:1000::/home/anna:/bin/bash\n")
    root.write("etc/group", root.read("etc/group") + "anna:x:1000:\nadmin:x:990:anna\n")
    (root.path / "home/anna").mkdir()


def stock(root):
    root.write("etc/hostname", "vm\n")
    busybox_init_roots.hangup(root.path / "usr")


def gate(root, locked=False):
    stock(root)
    accounts(root, locked)
    root.write("etc/pam.d/login", PLAIN)
    root.install("systemd", CONSOLES="pamlet")


def group(root):
    gate(root, locked=True)
    root.write("etc/pamlet/systemd.conf", "SULOGIN_OPTIONS=-g admin\n")


ROOTS = {"stock": stock, "gate": gate, "group": group}


def digest():
    parts = [build.pamlet(), pathlib.Path(__file__),
             *sorted(path for path in BOARD.rglob("*") if path.is_file())]
    return hashlib.sha256(b"".join(part.read_bytes() for part in parts)).hexdigest()[:12]


def make_initrd(root, place):
    modules = root.path / "lib/modules" / root.kernel / "kernel/drivers"
    text = LIST
    for module in MODULES:
        text += f"file /{pathlib.Path(module).name}.ko {modules}/{module}.ko 0644 0 0\n"
    (place / "list").write_text(text)
    names = " ".join(pathlib.Path(module).name for module in MODULES)
    (place / "init").write_text(FIRST.replace("{modules}", names))
    mkinitramfs.build([place / "list"], place / "initrd", {})


def fill(place):
    for name, change in ROOTS.items():
        with tempfile.TemporaryDirectory(dir=place) as scratch:
            root = debian.Root(f"{scratch}/root", "systemd", PACKAGES)
            if name == "stock":
                shutil.copy(root.vmlinuz, place / "vmlinuz")
                make_initrd(root, place)
            change(root)
            for path in FAT:
                target = root.path / path
                target.unlink() if target.is_file() else shutil.rmtree(target, ignore_errors=True)
            debian.disk(root.path, place / name, MEGABYTES)


@functools.cache
def images():
    """The directory that holds all of it."""
    place = debian.ROOTS / f"systemd-images-{digest()}"
    with shared.making(debian.ROOTS / "systemd-images.lock"):
        if not (place / "done").exists():
            for old in debian.ROOTS.glob("systemd-images-*"):
                shutil.rmtree(old)
            place.mkdir(parents=True)
            fill(place)
            (place / "done").write_text("")
    return place


def booted(name, line="", more=()):
    """A machine with one of the disks; what it writes there is forgotten."""
    place = images()
    bus = "pci" if "pc" in more else "device"
    return init_machine.booted(
        place / "vmlinuz", place / "initrd", f"systemd.show_status=0 {line}",
        more=["-m", "512", *more, *attacker.drive(place / name, bus)])
