# SPDX-License-Identifier: MIT
"""Making an image: what is in it, what it is refused for, and how all of it is undone."""
import gzip
import os
import subprocess

import pytest

from boards import dracut_images as images
from boards.dracut_images import MODULES
from lib import hashes, sandbox

pytestmark = [pytest.mark.slow, pytest.mark.limit(600)]

LIBRARY = f"{MODULES}/99base/dracut-lib.sh"
UNITS = f"{MODULES}/98dracut-systemd"
CONF = "etc/pamlet/initramfs.conf"
# What root has on the system itself.
SECRET = "$y$j9T$thesystemsown$9iQk1Vn0c6Hn0n1cVqWmUu0Kq5v5nqPp7Vj7vVgXx10"


def replace(path, old, new):
    """(PATH, EDIT): the edit is one of a text that is there."""
    def edit(text):
        assert old in text, f"{path}: no {old}"
        return text.replace(old, new)
    return path, edit


# name: (file of the root and how it is changed (None: removed), what dracut says)
FAULTS = {
    "another _emergency_shell": (
        replace(LIBRARY, "_emergency_shell() {", "_rescue_shell() {"),
        "/lib/dracut-lib.sh: 1 line(s) '^_emergency_shell() {$' expected, 0 found"),
    "another caller": (
        replace(LIBRARY, '_emergency_shell "$_rdshell_name"', '_emergency_shell "$name"'),
        "/lib/dracut-lib.sh: 1 line(s) '_emergency_shell"),
    "a second shell": (
        replace(LIBRARY, "emergency_shell() {\n    local _ctty",
                "emergency_shell() {\n    /bin/sh -i -l"),
        "/lib/dracut-lib.sh: 1 line(s) '/bin/sh -i -l' expected, 2 found"),
    "another getcmdline": (
        replace(LIBRARY, 'printf "%s" "$CMDLINE"', 'echo "$CMDLINE"'),
        "/lib/dracut-lib.sh: 1 line(s) '^    printf"),
    "another dracut-emergency": (
        replace(f"{UNITS}/dracut-emergency.sh", "exec sulogin -e", "exec agetty"),
        "/bin/dracut-emergency: 1 line(s) 'sulogin' expected, 0 found"),
    "another emergency.service": (
        replace(f"{UNITS}/emergency.service", "/bin/dracut-emergency", "/bin/other"),
        "emergency.service: 1 line(s) '^ExecStart="),
    "a shell in a hook": (
        replace(f"{MODULES}/99base/initqueue.sh", "\n", "\nsetsid sh -i\n"),
        "/sbin/initqueue: opens a shell that is not known here"),
    "no fill-image": (("usr/lib/pamlet/fill-image", None),
                      "no /usr/lib/pamlet/fill-image: make install-rescue"),
    "no pamlet": (("usr/sbin/pamlet", None),
                  "dracut module 'pamlet' cannot be found or installed"),
    "no zz-pamlet": ((f"{MODULES}/99zz-pamlet/module-setup.sh", None),
                     "dracut module 'pamlet' cannot be found or installed"),
    "no part of it": ((f"{MODULES}/99zz-pamlet/service.conf", None), "service.conf"),
    "no credential": (("etc/pamlet/rescue/shadow", None), "no rescue credential"),
    "a name that is not known": (
        replace(CONF, "PAMLET_TRIES=", "PAMLET_TREES="), f"/{CONF}:"),
    "a module that is not in the build": (
        ("etc/pamlet/rescue/pam.d/gate", lambda _: "auth required pam_ldap.so\n"),
        "/etc/pam.d/gate:1"),
}


@pytest.fixture(scope="module", name="made")
def _made():
    """A root with pamlet, and how it is before a test changes it."""
    sandbox.needs_root()
    with images.root() as made:
        images.install(made)
        made.write("/etc/shadow", f"root:{SECRET}:20000:0:99999:7:::\n", 0o640)
        yield made


def unpack(made, directory):
    data = (made.path / "tmp/image").read_bytes()
    if data.startswith(b"\x1f\x8b"):
        data = gzip.decompress(data)
    directory.mkdir()
    subprocess.run(["cpio", "-idm", "--quiet", "--no-absolute-filenames"], input=data,
                   cwd=directory, check=True, timeout=60)
    return directory


def listing(directory):
    return sorted(str(path.relative_to(directory)) for path in directory.rglob("*"))


@pytest.mark.parametrize("name", FAULTS)
def test_no_image_of_what_is_not_known(made, name):
    (path, edit), told = FAULTS[name]
    target = made.path / path
    before = target.read_text(errors="surrogateescape") if target.exists() else None
    mode = target.stat().st_mode & 0o777 if target.exists() else 0o644
    (made.path / "tmp/image").unlink(missing_ok=True)
    try:
        if edit:
            made.write(path, edit(before or ""), mode)
        else:
            os.rename(target, f"{target}.away")
        done = images.generate(made, "systemd", "--no-kernel", check=False)
    finally:
        if not edit:
            os.rename(f"{target}.away", target)
        elif before is None:
            target.unlink()
        else:
            made.write(path, before, mode)
    assert done.returncode != 0, done.stdout
    assert told in done.stdout
    assert not (made.path / "tmp/image").exists()


def test_an_image_that_is_there_stays_as_it_is(made):
    made.write("/tmp/image", "the last one that was good")
    secret = made.path / "etc/pamlet/rescue/shadow"
    os.rename(secret, f"{secret}.away")
    try:
        done = images.generate(made, "plain", "--no-kernel", check=False)
    finally:
        os.rename(f"{secret}.away", secret)
    assert done.returncode != 0
    assert made.read("/tmp/image") == "the last one that was good"


@pytest.mark.parametrize("hostonly", ["--hostonly", "--no-hostonly"])
@pytest.mark.parametrize("mode", images.MODES)
def test_what_is_in_the_image(made, tmp_path, mode, hostonly):
    (made.path / "tmp/image").unlink(missing_ok=True)
    images.generate(made, mode, hostonly, "--no-kernel")
    assert (made.path / "tmp/image").stat().st_mode & 0o077 == 0
    tree = unpack(made, tmp_path / "tree")
    names = listing(tree)
    assert {"usr/sbin/pamlet", "etc/shadow", "usr/lib/pamlet/gate.sh"} <= set(names)
    assert not [name for name in names if name.endswith(("/sulogin", "debug-generator"))]
    shadow = (tree / "etc/shadow").read_text()
    assert hashes.YESCRYPT in shadow and SECRET not in shadow
    assert (tree / "etc/shadow").stat().st_mode & 0o777 == 0o600
    assert "::" not in "".join(line[:line.index(":", line.index(":") + 1) + 1]
                               for line in (tree / "etc/passwd").read_text().splitlines())
    debug = tree / "etc/systemd/system/debug-shell.service"
    assert mode == "plain" or os.readlink(debug) == "/dev/null"


def test_uninstalled_it_is_as_before(made, tmp_path):
    """The same files, with the same contents, as in a root that never had it."""
    with images.root() as other:
        images.install(other)
        before = images.generate(made, "systemd", "--no-kernel")
        assert "zz-pamlet" in before.stdout
        other.install(images.NAME, "rescue", uninstall=True)
        assert not list((other.path / "usr/lib/dracut").rglob("*pamlet*"))
        images.generate(other, "systemd", "--no-kernel")
        gone = unpack(other, tmp_path / "gone")
        with images.root() as stock:
            images.generate(stock, "systemd", "--no-kernel")
            never = unpack(stock, tmp_path / "never")
    assert listing(gone) == listing(never)
    for name in ("usr/lib/dracut-lib.sh", "usr/bin/dracut-emergency", "init", "etc/passwd"):
        assert (gone / name).read_bytes() == (never / name).read_bytes()
