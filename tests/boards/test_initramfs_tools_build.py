# SPDX-License-Identifier: MIT
"""The real mkinitramfs and update-initramfs with the hook: what is in the image, and that
whatever is wrong ends the build. The root is a copy; nothing of it is this machine's."""
import os
import stat

import pytest

from boards import initramfs_tools_images as images
from lib import sandbox

pytestmark = pytest.mark.slow

SHARE = "/usr/share/initramfs-tools"

# (file, what stands there, what an upgrade might make of it, who is told)
UPGRADES = [
    (f"{SHARE}/init", "/bin/init /bin/sh; do", "/bin/init /bin/ash; do", "/init"),
    (f"{SHARE}/init", "maybe_break modules", "maybe_stop modules", "/init"),
    (f"{SHARE}/init", "export PATH=/sbin:", "export PATH=/bin:", "/init"),
    (f"{SHARE}/init", "\nrun_scripts /scripts/init-top", "\nrun_parts /scripts/init-top", "/init"),
    (f"{SHARE}/scripts/functions", "\npanic()", "\nalarm()", "/scripts/functions"),
    (f"{SHARE}/scripts/functions", "sh -i </dev/console", "sh </dev/console",
     "/scripts/functions"),
]
CMDLINE_UPGRADES = [
    (f"{SHARE}/init", "for x in $(cat /proc/cmdline)", "while read -r x", "/init"),
    (f"{SHARE}/init", "mount -t proc -o nodev", "mount -t proc -o noatime", "/init"),
]


@pytest.fixture(scope="module")
def made():
    """A root with pamlet installed."""
    sandbox.needs_root()
    with images.root() as root:
        images.install(root, {})
        yield root


@pytest.fixture
def changed(made):
    """changed(PATH, TEXT or None): another content until the test ends."""
    before = {}

    def change(path, text):
        target = made.path / path.lstrip("/")
        if path not in before:
            before[path] = (target.read_text(), target.stat().st_mode) if target.exists() else None
        if text is None:
            target.unlink()
        else:
            made.write(path, text, before[path][1] & 0o777 if before[path] else 0o755)

    yield change
    for path, old in before.items():
        if old:
            made.write(path, old[0], stat.S_IMODE(old[1]))
        else:
            (made.path / path.lstrip("/")).unlink(missing_ok=True)


def refused(made, *words):
    """The build ends in an error that tells these words, and leaves no new image."""
    image = made.path / "tmp/image"
    image.unlink(missing_ok=True)
    done = images.generate(made, check=False)
    assert done.returncode != 0, done.stdout
    assert f"{SHARE}/hooks/pamlet failed" in done.stdout
    for word in words:
        assert word in done.stdout, done.stdout
    assert not image.exists() or not image.stat().st_size


def test_image(made):
    """Only root reads it; the hook ran behind all others; it holds what it needs."""
    images.generate(made)
    assert stat.S_IMODE(os.stat(made.path / "tmp/image").st_mode) == 0o600
    names = made.run("lsinitramfs", "/tmp/image").stdout.split()
    assert {"usr/sbin/pamlet", "usr/lib/pamlet/gate.sh", "etc/shadow", "etc/passwd",
            "etc/pamlet/initramfs.conf"} <= set(names)
    prereqs = made.run(f"{SHARE}/hooks/pamlet", "prereqs").stdout.split()
    others = set(os.listdir(made.path / f"usr/share/initramfs-tools/hooks")) - {"pamlet"}
    assert set(prereqs) == others


def test_policy_with_a_module_that_is_not_linked(made, changed):
    changed("/etc/pamlet/rescue/pam.d/gate", "auth required pam_nix.so\n")
    refused(made, "gate:1", "pam_nix.so")


@pytest.mark.parametrize("name", ["passwd", "shadow"])
def test_accounts_that_are_missing(made, changed, name):
    changed(f"/etc/pamlet/rescue/{name}", None)
    refused(made, "/etc/pamlet/rescue")


def test_parts_that_are_missing(made, changed):
    changed("/usr/lib/pamlet/fill-image", None)
    refused(made, "/usr/lib/pamlet/fill-image: missing")


def test_image_that_others_can_read(made, changed):
    changed("/etc/initramfs-tools/conf.d/zz", "UMASK=0022\n")
    refused(made, "readable by everybody")


def test_shell_that_the_hook_does_not_know(made, changed):
    changed(f"{SHARE}/scripts/local-top/debug", "#!/bin/sh\nsetsid sh -i\n")
    refused(made, "scripts/local-top/debug:2")


@pytest.mark.parametrize("path, before, after, name", UPGRADES)
def test_upgrade_that_changed_the_place(made, changed, path, before, after, name):
    upgrade(made, changed, path, before, after)
    refused(made, f"{name}: ", "initramfs-tools has changed")


@pytest.mark.parametrize("path, before, after, name", CMDLINE_UPGRADES)
def test_upgrade_that_changed_the_command_line(made, changed, path, before, after, name):
    conf = made.read("/etc/pamlet/initramfs.conf")
    changed("/etc/pamlet/initramfs.conf",
            conf.replace("PAMLET_CMDLINE=", "PAMLET_CMDLINE='root=/dev/vda' #", 1)
            .replace("' #", "'\n#", 1))
    images.generate(made)
    upgrade(made, changed, path, before, after)
    refused(made, f"{name}: ", "initramfs-tools has changed")


def upgrade(made, changed, path, before, after):
    text = made.read(path)
    assert before in text
    changed(path, text.replace(before, after))


def test_update_initramfs_keeps_the_old_image(made, changed):
    image = made.path / "boot" / f"initrd.img-{made.kernel}"
    made.run("update-initramfs", "-u", "-k", made.kernel)
    before = image.read_bytes()
    changed("/etc/pamlet/rescue/shadow", None)
    done = made.run("update-initramfs", "-u", "-k", made.kernel, check=False)
    assert done.returncode != 0
    assert "update-initramfs: failed" in done.stdout
    assert image.read_bytes() == before
    assert stat.S_IMODE(image.stat().st_mode) == 0o600


def test_uninstall_puts_all_back(made):
    """The last one: the root is without pamlet's hook then."""
    made.install(images.NAME, uninstall=True)
    images.generate(made)
    assert "pamlet" not in made.run("lsinitramfs", "/tmp/image").stdout
    made.run("unmkinitramfs", "/tmp/image", "/tmp/tree")
    (init,) = (made.path / "tmp/tree").rglob("init")
    for name in ("init", "scripts/functions"):
        assert (init.parent / name).read_text() == made.read(f"{SHARE}/{name}")
