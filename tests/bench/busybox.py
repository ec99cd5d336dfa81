# SPDX-License-Identifier: MIT
"""A BusyBox with nothing but the login family: the nearest static peer.

It knows no PAM and no yescrypt. It is built once, from Debian's source
package, with the musl that pamlet is linked with, and kept beside the third
parties; the sources come by the recipe that fetches those, so that a second
run needs no network. Where it cannot be built, sizes that were measured
before stand for it and are marked as a reference.
"""
import os
import subprocess

from lib import build, shared

PACKAGE = "busybox bookworm 1.35.0 busybox_1.35.0.orig.tar.bz2 " \
    "faeeb244c35a348a334f4a59e44626ee870fb07b6884d68c10ae8bc19f83a694\n"
RECIPES = build.TOP / "libc-compat" / "recipes"
LIMIT_S = 150

SYMBOLS = ("LOGIN", "SU", "SULOGIN", "PASSWD", "GETTY", "VLOCK", "STATIC", "LFS",
           "FEATURE_SHADOWPASSWDS", "USE_BB_PWD_GRP", "USE_BB_SHADOW", "USE_BB_CRYPT",
           "USE_BB_CRYPT_SHA", "FEATURE_SECURETTY")

# The same applets of the same version with Debian's own musl, on Debian 12.
REFERENCE = {"file": 190_272, "gzip -9n": 105_009}


def login_family(_config):
    """a BusyBox login family"""
    try:
        return "BusyBox login su passwd ...", program().read_bytes()
    except (OSError, subprocess.SubprocessError):
        return "the same (reference)", REFERENCE


def program():
    """The built program; builds it where it is not there yet."""
    directory = build.third().parent / "peers" / "busybox"
    made = directory / "busybox"
    if made.exists():
        return made
    with shared.making(directory / "lock"):
        if not made.exists():
            print("building BusyBox, once, to compare with", flush=True)
            fetch(directory)
            compile_in(directory)
    return made


def run(command, directory, **how):
    environment = {name: value for name, value in os.environ.items()
                   if not name.startswith(("MAKE", "MFLAGS", "KCONFIG"))}
    with open(directory / "log", "a", encoding="utf-8") as log:
        subprocess.run(command, cwd=directory, stdout=log, stderr=log, check=True,
                       timeout=LIMIT_S, env=environment, **how)


def fetch(directory):
    """By the recipe, given another list of sources than its own."""
    for name in ("fetch", "common.sh"):
        link = directory / name
        link.unlink(missing_ok=True)
        link.symlink_to(RECIPES / name)
    (directory / "sources.txt").write_text(PACKAGE)
    run([str(directory / "fetch"), str(directory / "fetched")], directory,
        stdin=subprocess.DEVNULL)


def compile_in(directory):
    source = directory / "source"
    source.mkdir(exist_ok=True)
    tarball = directory / "fetched" / "tarballs" / PACKAGE.split()[3]
    run(["tar", "-xf", str(tarball), "-C", str(source), "--strip-components=1",
         "--no-same-owner"], directory)
    run(["make", "-C", str(source), "allnoconfig"], directory)
    choose(source / ".config")
    run(["make", "-C", str(source), "oldconfig"], directory, input=b"\n" * 2000)
    run(["make", "-C", str(source), f"-j{os.cpu_count()}",
         f"CC={build.third() / 'musl' / 'bin' / 'musl-gcc'}",
         f"EXTRA_CFLAGS=-idirafter {build.third() / 'kernel-headers'}"], directory,
        stdin=subprocess.DEVNULL)
    (source / "busybox").rename(directory / "busybox")


def choose(file):
    text = file.read_text()
    for name in SYMBOLS:
        text = text.replace(f"# CONFIG_{name} is not set\n", f"CONFIG_{name}=y\n")
    file.write_text(text)
