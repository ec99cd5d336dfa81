# SPDX-License-Identifier: MIT
# What the integrations for initramfs images share: the credential, and the
# script that puts pamlet in an image. What a person has made in /etc/pamlet
# is neither replaced nor removed.

RESCUE_BOARD := board/rescue

.PHONY: install-rescue uninstall-rescue
install-rescue:
	install -D -m 0755 $(RESCUE_BOARD)/pamlet-rescue \
		$(DESTDIR)/usr/sbin/pamlet-rescue
	install -D -m 0755 $(RESCUE_BOARD)/fill-image \
		$(DESTDIR)/usr/lib/pamlet/fill-image
	install -D -m 0644 $(RESCUE_BOARD)/gate.sh \
		$(DESTDIR)/usr/lib/pamlet/gate.sh
	test -e $(DESTDIR)/etc/pamlet/initramfs.conf || \
		install -D -m 0644 $(RESCUE_BOARD)/initramfs.conf \
			$(DESTDIR)/etc/pamlet/initramfs.conf

uninstall-rescue:
	rm -f $(DESTDIR)/usr/sbin/pamlet-rescue
	rm -rf $(DESTDIR)/usr/lib/pamlet
	@echo 'left as it is: $(DESTDIR)/etc/pamlet'
