# SPDX-License-Identifier: MIT
"""Buildroot's external tree, and a stand-in for Buildroot around it."""
import contextlib
import hashlib
import os
import pathlib
import re
import subprocess

import kconfiglib

from lib import build

TREE = build.TOP / "board" / "buildroot"
STUB = pathlib.Path(__file__).with_name("buildroot_stub.mk")
PREFIX = "x86_64-buildroot-linux-musl-"
BINUTILS = ("ar", "ld", "ld.bfd", "nm", "objcopy", "ranlib", "strip")

# What Buildroot's own Config.in says of the symbols that the tree refers to, as
# far as the tree can tell; the names are those of Buildroot's manual and menus.
TOP_CONFIG = """
config BR2_HOSTARCH
	string
	default "{host}"
config BR2_x86_64
	bool "x86_64"
config BR2_USE_MMU
	bool
	default y
config BR2_TOOLCHAIN_GCC_AT_LEAST_12
	bool
	default {gcc_12}
config BR2_TOOLCHAIN_BUILDROOT_MUSL
	bool "musl"
config BR2_DOWNLOAD_FORCE_CHECK_HASHES
	bool "all downloads have hashes"
config BR2_TARGET_GENERIC_HOSTNAME
	string "hostname"
config BR2_TARGET_GENERIC_PASSWD_SHA512
	bool "sha-512"
config BR2_TARGET_GENERIC_GETTY
	bool "getty"
	default y
config BR2_SYSTEM_DHCP
	string "interface"
config BR2_ROOTFS_OVERLAY
	string "overlays"
config BR2_LINUX_KERNEL
	bool "kernel"
config BR2_LINUX_KERNEL_USE_CUSTOM_CONFIG
	bool "custom configuration"
config BR2_LINUX_KERNEL_CUSTOM_CONFIG_FILE
	string "its path"
config BR2_LINUX_KERNEL_NEEDS_HOST_LIBELF
	bool "libelf"
config BR2_TARGET_ROOTFS_EXT2
	bool "ext2"
config BR2_TARGET_ROOTFS_TAR
	bool "tar"
	default y
source "$BR2_EXTERNAL_PAMLET_PATH/Config.in"
"""


@contextlib.contextmanager
def environment(**variables):
    before = dict(os.environ)
    os.environ.update(variables)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def kconfig(directory, host="x86_64", gcc_12="y"):
    """The tree's menu below Buildroot's top menu; every complaint is an error."""
    top = pathlib.Path(directory) / "Config.in"
    top.write_text(TOP_CONFIG.format(host=host, gcc_12=gcc_12))
    with environment(BR2_EXTERNAL_PAMLET_PATH=str(TREE), CONFIG_=""):
        made = kconfiglib.Kconfig(str(top), warn_to_stderr=False)
    made.warn_assign_undef = made.warn_assign_override = made.warn_assign_redun = True
    return made


def hashes(text):
    """{file: SHA-256} of a .hash file."""
    return {name: digest for kind, digest, name in
            re.findall(r"^(\w+)  (\w+)  (\S+)$", text, re.MULTILINE) if kind == "sha256"}


def pinned():
    """{file: SHA-256} of the project's own recipes."""
    rows = (line.split() for line in
            (build.TOP / "libc-compat/recipes/sources.txt").read_text().splitlines()
            if line and not line.startswith("#"))
    return {row[3]: row[4] for row in rows}


def toolchain(directory):
    """A cross toolchain as Buildroot makes one, around this machine's gcc: its own
    prefix, and a sysroot with the kernel's headers and no C library. Returns what
    stands before the tools' names."""
    directory = pathlib.Path(directory)
    include = directory / "sysroot/usr/include"
    include.mkdir(parents=True)
    for name in ("linux", "asm", "asm-generic"):
        (include / name).symlink_to((build.third() / "kernel-headers" / name).resolve())
    (directory / "bin").mkdir()
    script = ("#!/bin/sh\ncase $* in\n-dumpmachine) echo x86_64-buildroot-linux-musl ;;\n"
              f"-print-sysroot) echo {directory}/sysroot ;;\n"
              f"*) exec gcc --sysroot={directory}/sysroot \"$@\" ;;\nesac\n")
    gcc = directory / "bin" / f"{PREFIX}gcc"
    gcc.write_text(script)
    gcc.chmod(0o755)
    for name in BINUTILS:
        (directory / "bin" / f"{PREFIX}{name}").symlink_to(f"/usr/bin/{name}")
    return str(directory / "bin" / PREFIX)


def stub(*words, seconds=60, offline=False, tree=TREE):
    """make -f of the stand-in, without a network if offline."""
    return subprocess.run(
        [*(["unshare", "-n"] if offline else []), "make", "--no-print-directory", "-f", str(STUB),
         f"BR2_EXTERNAL_PAMLET_PATH={tree}", *words], stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=seconds, check=False,
        env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/", "LC_ALL": "C.UTF-8"})


def project(*words, directory, seconds=60, offline=False):
    """The project's own make, in any copy of it."""
    return subprocess.run(
        [*(["unshare", "-n"] if offline else []), "make", "--no-print-directory", "-j2", *words],
        cwd=directory, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, timeout=seconds, check=False,
        env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/", "LC_ALL": "C.UTF-8"})


def sha256(path):
    return hashlib.sha256(pathlib.Path(path).read_bytes()).hexdigest()
