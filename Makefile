# SPDX-License-Identifier: MIT
# pamlet: the real Linux-PAM in one small static file. `make help` lists what
# can be made; each room's own rules stand in its build.mk.

# Where a configuration is built, and where the third parties are (they are
# shared by all configurations).
O ?= build
THIRD ?= build/third-party
KCONFIG_CONFIG ?= $(if $(filter build,$(O)),.config,$(O)/.config)
PYTHON := /usr/bin/python3
export KCONFIG_CONFIG PYTHON

# Neither make nor the configure scripts of others can take blanks in a path.
ifneq ($(words [$(CURDIR)]),1)
$(error The path of this directory holds a blank, which the build cannot take)
endif

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules
# V=1 shows the commands.
Q := $(if $(V),,@)
SHELL := /bin/bash -o pipefail

include config/build.mk
include libc-compat/build.mk
include applet/build.mk
include $(wildcard board/*/build.mk)
include tests/build.mk

.PHONY: help clean distclean
help:
	@sed -n 's/^## \{0,1\}//p' Makefile

# What `make` made of this configuration; not .config, not the third parties.
clean:
	rm -rf $(O)/obj $(O)/gen $(O)/config $(O)/pamlet $(O)/pamlet.unstripped \
		$(O)/pamlet.map

# Everything that was not in the tree, the tarballs too.
distclean:
	rm -rf build .config .config.old defconfig

## make run              boot a demo in QEMU: a gate on the serial console;
##                       BOARD=appliance: getty, login, and a gate as rescue
## make check            all tests (under 30 minutes); make check-quick: 3 minutes
## make check-long       what takes longer; TESTS=tests/fault: some of it
##
## make                  build/pamlet, from .config (none: the appliance's)
## make NAME_defconfig   .config from config/defconfigs: minimal, initramfs,
##                       appliance, everything
## make menuconfig       change .config in a menu
## make olddefconfig     .config brought up to date with config/Kconfig
## make savedefconfig    ./defconfig: what .config has beside the defaults
## make install DESTDIR=DIR    DIR/usr/sbin/pamlet and its links
## make install-NAME DESTDIR=DIR    an integration of board/NAME: rescue (what
##                       the others share), initramfs-tools, dracut, mkinitcpio,
##                       buildroot, busybox-init, systemd; make uninstall-NAME
## make size             bytes of build/pamlet, as it is and packed
## make mutation         break each rule of a list and see the tests notice;
##                       MUTANT=name: one of them
## make fuzz             fuzz all targets in turn without end; FUZZ=NAME: one
## make fuzz-coverage    which lines of the sources the fuzzers' corpora reach
## make bench            size, instructions, system calls, memory, beside peers
## make compat-table     README's table: pamlet beside the originals
## make boards-table     README's table: what was tried on images and systems
## make evidence         docs/EVIDENCE.md's tables, from the last runs of check
## make lint             the rules of the source
## make analyze          gcc -fanalyzer, clang-tidy, scan-build, cppcheck
## make format           the C code in the form that lint asks for
## make deps             install what is missing of packages.txt (as root)
## make fetch            get the third parties' sources, and nothing else
## make clean            remove what was built; make distclean: and all else
##
## O=DIR                 another output directory, with a .config of its own
## TARBALLS=DIR          third parties' sources from DIR, without a network;
##                       OFFLINE=1: never ask one
## CROSS_COMPILE=, CC=   another toolchain (board/buildroot: for packagers)
## V=1                   show the commands
