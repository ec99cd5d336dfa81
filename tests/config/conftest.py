# SPDX-License-Identifier: MIT
"""What the tests of config/ share: a copy of the room in an empty tree, with
a Makefile that has of the real one what config/build.mk leans on."""
import os
import pathlib
import shutil
import subprocess

import pytest

PROJECT = pathlib.Path(__file__).resolve().parents[2]
LIMIT_S = 60

MAKEFILE = """\
O ?= build
KCONFIG_CONFIG ?= $(if $(filter build,$(O)),.config,$(O)/.config)
PYTHON := /usr/bin/python3
export KCONFIG_CONFIG PYTHON
.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules
SHELL := /bin/bash -o pipefail
include config/build.mk
.PHONY: all help clean distclean run show
show:
\t@echo BUILT nothing with $(CONFIG_ARENA_SIZE)
all: $(O)/program $(O)/policies
$(O)/program: $(AUTOCONF_H)
\t@echo BUILT program with $(CONFIG_ARENA_SIZE); touch $@
$(O)/policies: $(O)/gen/policies.c
\t@echo BUILT policies; touch $@
$(O)/tool: $(AUTOCONF_H)
\t$(call need,sh no-such-tool)
help clean distclean run:
\t@echo ran $@
"""


class Tree:
    """A copy of config/ and packages.txt, and the commands that work on it."""

    def __init__(self, path):
        self.path = path
        path.mkdir()
        shutil.copytree(PROJECT / "config", path / "config",
                        ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(PROJECT / "packages.txt", path)
        (path / "Makefile").write_text(MAKEFILE)
        self.config = path / ".config"
        self.auto_conf = path / "auto.conf"
        self.header = path / "autoconf.h"
        # Whatever make or a person's shell left in the environment is not
        # this tree's.
        self.environment = {
            name: value for name, value in os.environ.items()
            if name in ("PATH", "HOME", "LANG", "TMPDIR")}

    def run(self, *command, **environment):
        return subprocess.run(
            [str(word) for word in command], cwd=self.path, text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, timeout=LIMIT_S, check=False,
            env={**self.environment, **environment})

    def kconfig(self, *arguments, **environment):
        return self.run("/usr/bin/python3", "-B", "config/kconfig.py", *arguments, **environment)

    def genconfig(self):
        return self.kconfig("genconfig", "--auto-conf", "auto.conf", "--header", "autoconf.h")

    def make(self, *arguments, **environment):
        return self.run("make", *arguments, **environment)

    def policies(self):
        return self.run("/usr/bin/python3", "-B", "config/policies.py", "--header",
                        "autoconf.h", "--pam-d", "config/pam.d", "--output", "policies.c")

    def files(self):
        """{relative name: (content, mtime)} of the whole tree."""
        return {
            str(file.relative_to(self.path)): (file.read_bytes(), file.stat().st_mtime_ns)
            for file in sorted(self.path.rglob("*")) if file.is_file()}

    def take(self, name):
        """Makes .config from a defconfig."""
        done = self.kconfig("defconfig", f"config/defconfigs/{name}_defconfig")
        assert done.returncode == 0, done.stderr

    def change(self, old, new):
        """Replaces a whole line of .config."""
        lines = self.config.read_text().split("\n")
        assert lines.count(old) == 1, old
        lines[lines.index(old)] = new
        self.config.write_text("\n".join(lines))
        return lines.index(new) + 1


@pytest.fixture
def tree(tmp_path):
    return Tree(tmp_path / "tree")


@pytest.fixture
def project():
    return PROJECT
