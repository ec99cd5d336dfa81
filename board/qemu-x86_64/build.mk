# SPDX-License-Identifier: MIT
# `make run`: boots the demo in QEMU, from whatever state the tree is in.
#
#   make run                     at a terminal: sit at the gate; else the scene
#   make run RUN_FLAGS=--scene   the scene, on a terminal too
#   make run PAMLET=FILE         with a pamlet that is already built
#   make run BOARD=appliance     BusyBox init, getty, login, su, a rescue gate
#
# The demo has an output directory of its own: the configuration that a person
# has chosen in .config is neither read nor changed.

RUN_BOARD := board/qemu-x86_64
RUN_O := build/run
RUN_KERNEL := build/kernel
RUN_FLAGS ?=

# What is booted: NAME.list says what the image holds, the program beside it is
# the seat and the scene.
BOARD ?= demo
RUN_PROGRAM = $(RUN_BOARD)/$(if $(filter demo,$(BOARD)),run,$(BOARD)).py

# busybox-static's: the shell that opens.
BUSYBOX ?= /bin/busybox

# All cores, unless the person said how many.
RUN_JOBS = $(if $(filter -j%,$(MAKEFLAGS)),,-j$(shell nproc))

# KCONFIG_CONFIG is exported by the top Makefile: without it here the makes
# below would take the person's .config.
RUN_ARGS = --no-print-directory O=$(RUN_O) KCONFIG_CONFIG=$(RUN_O)/.config

RUN_PAMLET = $(abspath $(or $(PAMLET),$(RUN_O)/pamlet))

# One recipe, no prerequisites: the steps follow each other under -j too, and
# each can count on the packages that the first one installs.
.PHONY: run
run:
	@$(if $(filter demo appliance,$(BOARD)),:,\
		echo 'BOARD: demo or appliance' >&2; exit 2)
	@echo 'run 1/4: the Debian packages of packages.txt'
	@$(MAKE) --no-print-directory deps
ifeq ($(PAMLET),)
	@echo 'run 2/4: building pamlet in $(RUN_O) (minutes, the first time)'
	@mkdir -p $(RUN_O)
	@$(MAKE) $(RUN_ARGS) appliance_defconfig
	@$(MAKE) $(RUN_ARGS) $(RUN_JOBS) all
else
	@echo 'run 2/4: taking $(PAMLET) as it is'
endif
	@echo "run 3/4: Debian's cloud kernel ($(RUN_KERNEL))"
	@$(PYTHON) -B $(RUN_BOARD)/fetch_kernel.py $(RUN_KERNEL)
	@echo 'run 4/4: packing the initramfs, booting QEMU ($(if $(filter demo,$(BOARD)),2 to 3,5 to 10) s)'
	@mkdir -p $(RUN_O)
	@! readelf -lW $(BUSYBOX) | grep -q INTERP || { \
		echo '$(BUSYBOX) is not static: install busybox-static' >&2; \
		exit 1; }
	@$(PYTHON) -B $(RUN_BOARD)/mkinitramfs.py $(RUN_BOARD)/$(BOARD).list \
		-o $(RUN_O)/$(BOARD).cpio -D PAMLET=$(RUN_PAMLET) -D BUSYBOX=$(BUSYBOX)
	@$(PYTHON) -B $(RUN_PROGRAM) $(RUN_KERNEL)/vmlinuz \
		$(RUN_O)/$(BOARD).cpio $(RUN_FLAGS)
