# SPDX-License-Identifier: MIT
# `make install-initramfs-tools DESTDIR=DIR`: the hook; board/initramfs-tools/README.md.

ITOOLS := board/initramfs-tools
ITOOLS_SHARE = $(DESTDIR)/usr/share/initramfs-tools
ITOOLS_PARTS = $(DESTDIR)/usr/lib/pamlet/initramfs-tools

.PHONY: install-initramfs-tools uninstall-initramfs-tools
install-initramfs-tools: install-rescue
	$(Q)install -D -m 0644 $(ITOOLS)/functions.sh $(ITOOLS_PARTS)/functions.sh
	$(Q)install -D -m 0644 $(ITOOLS)/init-head.sh $(ITOOLS_PARTS)/init-head.sh
	$(Q)install -D -m 0644 $(ITOOLS)/conf $(ITOOLS_SHARE)/conf.d/pamlet
	$(Q)install -D -m 0755 $(ITOOLS)/hook $(ITOOLS_SHARE)/hooks/pamlet
	@echo 'Now: pamlet-rescue create, then update-initramfs -u -k all'

# The images that were built with it keep their gate until they are built anew.
uninstall-initramfs-tools:
	$(Q)rm -f $(ITOOLS_SHARE)/hooks/pamlet $(ITOOLS_SHARE)/conf.d/pamlet
	$(Q)rm -rf $(ITOOLS_PARTS)
	@echo 'Now: update-initramfs -u -k all'
