# SPDX-License-Identifier: MIT
"""Upstream's tests, unpacked from the pinned tarballs and built (build.mk)."""
import functools
import hashlib
import os
import shutil
import subprocess

from lib import build, shared
from upstream import table

# All modules, all hash methods that can be chosen; and what the product has.
CONFIGS = ("everything", None)
SOURCES = build.TOP / "libc-compat" / "recipes" / "sources.txt"
# Headers of libxcrypt's that tell what is linked; as recipes/build-xcrypt has it.
CONFIGURE = ["--host=x86_64-linux-musl", "--disable-shared", "--enable-static",
             "--disable-werror", "--disable-obsolete-api", "--disable-failure-tokens",
             "--disable-xcrypt-compat-files"]
HEADERS = ("crypt.h", "crypt-hashes.h", "crypt-symbol-vers.h")


def output(config):
    return build.output() / config if config else build.output()


def place(config):
    return output(config) / "upstream"


def tarball(name):
    """The pinned file; it must be the one that sources.txt has the sum of."""
    for line in SOURCES.read_text().splitlines():
        words = line.split()
        if words and words[0] == name:
            path = build.third() / "tarballs" / words[3]
            assert hashlib.sha256(path.read_bytes()).hexdigest() == words[4], path
            return path
    raise AssertionError(f"{SOURCES}: no {name}")


def environment():
    """What make passed to the tests is not for another make."""
    return {name: value for name, value in os.environ.items()
            if name not in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS", "GNUMAKEFLAGS")}


def run(*command, **how):
    done = subprocess.run(
        [str(word) for word in command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, check=False, env=environment(), **how)
    assert done.returncode == 0, done.stdout[-4000:]


def unpack(name, config):
    """The tarball's tree, made anew when the tarball is another one."""
    source, target = tarball(name), place(config) / "src" / name
    stamp = target.with_suffix(".unpacked")
    if not stamp.exists() or stamp.read_text() != source.name:
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir(parents=True)
        run("tar", "-xf", source, "-C", target, "--strip-components=1", "--no-same-owner")
        stamp.write_text(source.name)
    return target


def hashes_of(config):
    """What `--enable-hashes` is for a configuration."""
    chosen = build.configuration(config)
    return [method.lower() for method in ("BCRYPT", "SHA256CRYPT", "SHA512CRYPT", "YESCRYPT")
            if chosen.get(f"HASH_{method}") == "y"]


def configure(config):
    """Makes the headers that libxcrypt's tests include."""
    source = unpack("libxcrypt", config)
    wanted, stamp = ",".join(hashes_of(config)), source.with_suffix(".configured")
    if not stamp.exists() or stamp.read_text() != wanted:
        if not (source / "configure").exists():
            run("./autogen.sh", cwd=source)
        headers = build.third() / "kernel-headers"
        run("./configure", *CONFIGURE, f"CC={build.third()}/musl/bin/musl-gcc",
            f"CFLAGS=-Os -g0 -fPIE -idirafter {headers}", f"--enable-hashes={wanted}", cwd=source)
        run("make", *HEADERS, cwd=source)
        stamp.write_text(wanted)


def make(config, target, *variables):
    """By the Makefile's own rules; the names are those that `make check` builds with."""
    names = {"O": output(config), "THIRD": build.third()}
    run("make", "-j2", "--no-print-directory", "-C", build.TOP, "-f", "Makefile",
        "-f", "tests/upstream/build.mk", *(f"{name}={os.path.relpath(path, build.TOP)}"
                                            for name, path in names.items()),
        f"KCONFIG_CONFIG={os.path.relpath(output(config), build.TOP)}/.config", *variables, target)


def locked(config):
    return shared.making(place(config) / "lock")


@functools.cache
def pam():
    """(the sources, the directory of the programs)"""
    with locked("everything"):
        sources = unpack("pam", "everything")
        make("everything", "upstream-pam")
    return sources, place("everything") / "pam"


@functools.cache
def xcrypt(config):
    """(the sources, the directory of the programs)"""
    with locked(config):
        configure(config)
        make(config, "upstream-xcrypt", f"UPSTREAM_METHODS={' '.join(table.METHODS)}",
             f"UPSTREAM_OTHERS={' '.join(sorted(table.XCRYPT))}")
    return place(config) / "src" / "libxcrypt", place(config) / "xcrypt"
