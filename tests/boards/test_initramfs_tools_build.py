# SPDX-License-Identifier: MIT
"""The real mkinitramfs and update-initramfs with the hook: what is in the image, and that
whatever is wrong ends the build. The root is a copy; nothing of it is this machine's."""
import os
import stat

import pytest

from boards import initramfs_tools_images as images
from lib import sandbox

# The first one builds the images.
pytestmark = [pytest.mark.slow, pytest.mark.limit(900)]

SHARE = "/usr/share/initramfs-tools"

CONF = "/etc/pamlet/initramfs.conf"
RESCUE = "/etc/pamlet/rescue"

# A file, its content (None: missing), and what the error tells.
FAULTS = [
    (f"{RESCUE}/pam.d/gate", "auth required pam_nix.so\n", "gate:1", "pam_nix.so"),
    (f"{RESCUE}/passwd", None, RESCUE),
    (f"{RESCUE}/shadow", None, RESCUE),
    (CONF, "PAMLET_USER=root\nPAMLET_TRIES=many\n", f"{CONF}:2"),
    ("/usr/lib/pamlet/fill-image", None, "/usr/lib/pamlet/fill-image: missing"),
    ("/usr/lib/pamlet/initramfs-tools/functions.sh", None, "functions.sh: missing"),
    ("/etc/initramfs-tools/conf.d/zz", "UMASK=0022\n", "readable by everybody"),
    (f"{SHARE}/scripts/local-top/debug", "#!/bin/sh\nsetsid sh -i\n",
     "scripts/local-top/debug:2"),
]

# A file, what stands there, and what an upgrade might make of it.
UPGRADES = [
    (f"{SHARE}/init", "/bin/init /bin/sh; do", "/bin/init /bin/ash; do"),
    (f"{SHARE}/init", "maybe_break modules", "maybe_stop modules"),
    (f"{SHARE}/init", "export PATH=/sbin:", "export PATH=/bin:"),
    (f"{SHARE}/init", "\nrun_scripts /scripts/init-top", "\nrun_parts /scripts/init-top"),
    (f"{SHARE}/scripts/functions", "\npanic()", "\nalarm()"),
    (f"{SHARE}/scripts/functions", "sh -i </dev/console", "sh </dev/console"),
]
CMDLINE_UPGRADES = [
    (f"{SHARE}/init", "for x in $(cat /proc/cmdline)", "for x in $(cat  /proc/cmdline)"),
    (f"{SHARE}/init", "mount -t proc -o nodev", "mount -t proc -o noatime"),
]


@pytest.fixture(scope="module")
def made():
    """A root with pamlet installed."""
    sandbox.needs_root()
    with images.root() as root:
        images.install(root, {})
        yield root


class Changes:
    """changed(PATH, TEXT or None): another content, until changed.undo()."""

    def __init__(self, made):
        self.made = made
        self.before = {}

    def __call__(self, path, text):
        target = self.made.path / path.lstrip("/")
        mode = stat.S_IMODE(target.stat().st_mode) if target.exists() else None
        self.before[target] = (mode and target.read_bytes(), mode)
        if text is None:
            target.unlink()
        else:
            self.made.write(path, text, mode or 0o755)

    def undo(self):
        for target, (content, mode) in self.before.items():
            if mode:
                target.write_bytes(content)
                target.chmod(mode)
            else:
                target.unlink()
        self.before = {}


@pytest.fixture
def changed(made):
    changes = Changes(made)
    yield changes
    changes.undo()


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


# Many builds, of some seconds each.
@pytest.mark.limit(400)
def test_faults_end_the_build(made, changed):
    """Each is told with its file, and with its line where there is one."""
    for path, text, *words in FAULTS:
        changed(path, text)
        refused(made, *words)
        changed.undo()


@pytest.mark.limit(400)
@pytest.mark.long
def test_upgrades_that_changed_a_place_end_the_build(made, changed):
    for place in UPGRADES:
        upgrade(made, changed, *place)
    conf = made.read(CONF)
    assert conf.count("\nPAMLET_CMDLINE=\n") == 1
    made.write(CONF, conf.replace("PAMLET_CMDLINE=", "PAMLET_CMDLINE='root=/dev/vda'"))
    images.generate(made)
    for place in CMDLINE_UPGRADES:
        upgrade(made, changed, *place)
    made.write(CONF, conf)


def upgrade(made, changed, path, before, after):
    text = made.read(path)
    assert before in text
    changed(path, text.replace(before, after))
    refused(made, f"pamlet: {path.removeprefix(SHARE)}: ", "initramfs-tools has changed")
    changed.undo()


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
    for name in ("init", "scripts/functions"):
        assert made.read(f"/tmp/tree/{name}") == made.read(f"{SHARE}/{name}")
