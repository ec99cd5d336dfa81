# SPDX-License-Identifier: MIT
"""pamlet built as a distribution builds it: no network, tarballs handed in, and
(as Buildroot does) a cross toolchain of another libc."""
import pathlib
import shutil
import subprocess

import pytest

from boards import buildroot_tree as tree
from lib import build, hashes
from lib.sandbox import Sandbox, needs_root

BUILD_LIMIT_S = 900
KCONFIGLIB = "/usr/lib/python3/dist-packages/kconfiglib.py"
EPOCH = "SOURCE_DATE_EPOCH=1767225600"

pytestmark = [pytest.mark.long, pytest.mark.limit(2 * BUILD_LIMIT_S)]


def source(place):
    """The files that a package of pamlet's source has, and no others."""
    place.mkdir()
    files = tree.TREE / "package/pamlet/source.list"
    subprocess.run(f"tar -cf - -T {files} | tar -C {place} -xf -", shell=True, check=True,
                   cwd=build.TOP, timeout=60)
    return place


def test_without_a_network_the_bytes_are_the_same(tmp_path):
    needs_root()
    place = source(tmp_path / "a-copy")
    done = tree.project("appliance_defconfig", directory=place, offline=True)
    assert done.returncode == 0, done.stdout
    done = tree.project("all", "OFFLINE=1", EPOCH, f"TARBALLS={build.third()}/tarballs",
                        directory=place, seconds=BUILD_LIMIT_S, offline=True)
    assert done.returncode == 0, done.stdout[-3000:]
    beside = tmp_path / "beside"
    words = (f"O={beside}", f"KCONFIG_CONFIG={beside}/.config", f"THIRD={build.third()}", EPOCH)
    for goal in ("appliance_defconfig", "all"):
        done = tree.project(goal, *words, directory=build.TOP, seconds=BUILD_LIMIT_S)
        assert done.returncode == 0, done.stdout[-3000:]
    assert tree.sha256(place / "build/pamlet") == tree.sha256(beside / "pamlet")


def kconfiglib_tarball(path):
    """What the pinned one has in it, as far as the build needs it."""
    inside = path.parent / "Kconfiglib"
    inside.mkdir()
    shutil.copy(KCONFIGLIB, inside)
    subprocess.run(["tar", "-czf", str(path), "-C", str(path.parent), inside.name], check=True,
                   timeout=60)


@pytest.fixture(scope="module")
def target(tmp_path_factory):
    """TARGET_DIR of the stand-in, after all the steps of the package."""
    needs_root()
    work = tmp_path_factory.mktemp("buildroot")
    shutil.copytree(build.third() / "tarballs", work / "dl")
    kconfiglib_tarball(work / "dl/kconfiglib_14.1.0.orig.tar.gz")
    # As BusyBox leaves it.
    (work / "target/bin").mkdir(parents=True)
    (work / "target/bin/busybox").write_text("busybox")
    for name in ("login", "su"):
        (work / "target/bin" / name).symlink_to("busybox")
    done = tree.stub("steps", f"WORK={work}", "HOST_DIR=/usr", "BR2_PACKAGE_PAMLET_REPLACE=y",
                     f"TARGET_CROSS={tree.toolchain(work / 'toolchain')}",
                     seconds=BUILD_LIMIT_S, offline=True)
    assert done.returncode == 0, done.stdout[-3000:]
    return work / "target"


def test_the_package_makes_a_static_file_with_buildroot_s_compiler(target):
    program = target / "usr/sbin/pamlet"
    headers = subprocess.run(["readelf", "-lW", str(program)], check=True, capture_output=True,
                             text=True, timeout=60).stdout
    assert "DYN (Position-Independent Executable file)" in headers
    assert "INTERP" not in headers and "GNU_RELRO" in headers
    configured = (target.parent / "pamlet-0.1.0/build/third-party/stamp/toolchain").read_text()
    assert f"CC={target.parent}/toolchain/bin/{tree.PREFIX}gcc" in configured
    assert program.stat().st_size < 1.05 * build.pamlet().stat().st_size


def test_what_was_built_opens_on_the_password_alone(target, tmp_path):
    place = Sandbox(tmp_path / "root", target / "usr/sbin/pamlet")
    try:
        place.unix_policy()
        place.user("anna", hashes.YESCRYPT)
        assert place.gate("-u", "anna", answers=[hashes.PASSWORD]).status == 0
        assert place.gate("-u", "anna", "-n", "1", answers=["no"]).status == 1
    finally:
        place.close()


def test_busybox_s_links_are_replaced_and_busybox_is_not(target):
    assert (target / "bin/busybox").read_text() == "busybox"
    assert (target / "bin/login").readlink() == pathlib.Path("/usr/sbin/pamlet")
    assert (target / "sbin/sulogin").readlink() == pathlib.Path("/usr/sbin/pamlet")
    for name in ("bin/su", "usr/bin/passwd", "usr/bin/vlock"):
        assert tree.sha256(target / name) == tree.sha256(target / "usr/sbin/pamlet")


def test_an_image_with_a_broken_policy_is_refused(target, tmp_path):
    image = tmp_path / "target"
    shutil.copytree(target, image, symlinks=True)
    (image / "etc").mkdir(exist_ok=True)
    (image / "etc/passwd").write_text("root:x:0:0:root:/root:/bin/sh\n")
    (image / "etc/shadow").write_text(f"root:{hashes.YESCRYPT}:19000:0:99999:7:::\n")
    (image / "etc/shadow").chmod(0o600)
    (image / "etc/group").write_text("root:x:0:\n")
    words = (f"WORK={tmp_path}",)
    done = tree.stub("check-image", *words)
    assert done.returncode == 0, done.stdout
    (image / "etc/pam.d").mkdir()
    (image / "etc/pam.d/gate").write_text("auth required pam_nosuch.so\n")
    done = tree.stub("check-image", *words)
    assert done.returncode != 0 and "pam_nosuch" in done.stdout
