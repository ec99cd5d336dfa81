# SPDX-License-Identifier: MIT
"""Where the build's results are."""
import functools
import os
import pathlib
import re
import shlex
import subprocess

from lib import shared

TOP = pathlib.Path(__file__).resolve().parent.parent.parent


@functools.cache
def environment():
    """What tests/build.mk gives to the tests, as a dictionary."""
    if "PAMLET_O" in os.environ:
        return dict(os.environ)
    told = subprocess.run(
        ["make", "-s", "--no-print-directory", "-C", str(TOP), "test-environment"],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, check=True, timeout=60)
    return dict(line.split("=", 1) for line in told.stdout.splitlines() if "=" in line)


def output():
    """The output directory of the configuration under test."""
    return pathlib.Path(environment()["PAMLET_O"])


def third():
    """Where the third parties' builds are."""
    return pathlib.Path(environment()["PAMLET_THIRD"])


def pam_cppflags():
    """The flags that make <security/...> those of the Linux-PAM that is linked."""
    return shlex.split(environment()["PAMLET_PAM_CPPFLAGS"])


def pam_directory():
    """Where the Linux-PAM that is linked was built."""
    return next(pathlib.Path(word).parent for word in pam_cppflags() if word.endswith("/include"))


def pamlet(config=None):
    """The program: that of the configuration under test, or of a named defconfig."""
    return (output() / config if config else output()) / "pamlet"


def configuration(config=None):
    """The configuration's symbols: {"GATE_TRIES": "3", "GATE_USER": "", ...}."""
    directory = output() / config if config else output()
    text = (directory / "config" / "auto.conf").read_text()
    found = re.findall(r"^CONFIG_(\w+)=(.*)$", text, re.MULTILINE)
    return {name: value.strip('"') for name, value in found}


def scratch(name):
    """A directory under $(O) for what the tests build themselves."""
    directory = output() / "test" / name
    directory.mkdir(parents=True, exist_ok=True)
    return directory


@functools.cache
def static_program(source):
    """Builds a C program of the tests (its path below tests/) when what is there is
    older; returns its path."""
    source = TOP / "tests" / source
    made = scratch(source.parent.name) / source.stem
    with shared.making(made.with_suffix(".lock")):
        if not made.exists() or made.stat().st_mtime < source.stat().st_mtime:
            subprocess.run(["gcc", "-static", "-O1", "-Wall", "-Wextra", "-Werror",
                            "-o", str(made), str(source)], check=True)
    return made
