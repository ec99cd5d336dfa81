# SPDX-License-Identifier: MIT
# A stand-in for the part of Buildroot that pamlet.mk needs: its variables come
# from the command line, and each of a package's steps is a target here.
#
#   BR2_EXTERNAL_PAMLET_PATH   the external tree
#   WORK      where the package is built, and TARGET_DIR and PAMLET_DL_DIR are
#   HOST_DIR, TARGET_CROSS     the tools

qstrip = $(strip $(subst ",,$(1)))
TAR := tar
INSTALL := install
TARGET_DIR := $(WORK)/target
PAMLET_DL_DIR := $(WORK)/dl
PAMLET_PKGDIR := $(BR2_EXTERNAL_PAMLET_PATH)/package/pamlet
TARGET_MAKE_ENV = PATH=$(HOST_DIR)/bin:$(PATH)
BR2_x86_64 := y
BR2_PACKAGE_PAMLET := y
# In Buildroot this makes the rules of a package; here they stand below.
generic-package :=

include $(BR2_EXTERNAL_PAMLET_PATH)/external.mk

# Buildroot's steps run in the package's directory, which is that of the target.
BUILD := $(WORK)/pamlet-$(PAMLET_VERSION)
STEPS := extract configure build install_target
.PHONY: steps check-image show $(STEPS:%=$(BUILD)/.%)
steps: $(BUILD)/.install_target
$(BUILD)/.extract: ; mkdir -p $(@D) $(TARGET_DIR)
	$(PAMLET_EXTRACT_CMDS)
$(BUILD)/.configure: $(BUILD)/.extract ; $(PAMLET_CONFIGURE_CMDS)
$(BUILD)/.build: $(BUILD)/.configure ; $(PAMLET_BUILD_CMDS)
$(BUILD)/.install_target: $(BUILD)/.build ; $(PAMLET_INSTALL_TARGET_CMDS)

check-image: ; $(foreach hook,$(PAMLET_ROOTFS_PRE_CMD_HOOKS),$($(hook)))

show:
	@printf 'download %s\n' $(PAMLET_EXTRA_DOWNLOADS)
	@printf 'depends %s\n' $(PAMLET_DEPENDENCIES)
	@printf 'source %s\n' '$(PAMLET_SOURCE)'
	@printf 'version %s\n' '$(PAMLET_VERSION)'
	@printf 'tree %s\n' $(abspath $(PAMLET_TREE))
