# SPDX-License-Identifier: MIT
# make install-buildroot: the external tree, with pamlet's source inside, for
#   make BR2_EXTERNAL=/usr/share/pamlet/buildroot qemu_x86_64_pamlet_defconfig

BUILDROOT_BOARD := board/buildroot
BUILDROOT_SOURCE := $(BUILDROOT_BOARD)/package/pamlet/source.list
BUILDROOT_DIR = $(DESTDIR)/usr/share/pamlet/buildroot

.PHONY: install-buildroot uninstall-buildroot
install-buildroot: uninstall-buildroot
	$(Q)install -d -m 0755 $(BUILDROOT_DIR)/source
	$(Q)tar -C $(BUILDROOT_BOARD) --exclude=./build.mk -cf - . | \
		tar -C $(BUILDROOT_DIR) --no-same-owner -xf -
	$(Q)tar --exclude='*.pyc' -cf - -T $(BUILDROOT_SOURCE) | \
		tar -C $(BUILDROOT_DIR)/source --no-same-owner -xf -

uninstall-buildroot:
	$(Q)rm -rf $(BUILDROOT_DIR)
	$(Q)! [ -d $(DESTDIR)/usr/share/pamlet ] || \
		rmdir --ignore-fail-on-non-empty $(DESTDIR)/usr/share/pamlet
