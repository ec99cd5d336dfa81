# SPDX-License-Identifier: MIT
# make install-mkinitcpio: the build hook, the post hook that looks whether it
# was used, and the configuration that uses it.

MKINITCPIO_BOARD := board/mkinitcpio
# Behind others' settings: mkinitcpio reads them in the order of their names.
MKINITCPIO_CONF = $(DESTDIR)/etc/mkinitcpio.conf.d/zz-pamlet.conf

.PHONY: install-mkinitcpio uninstall-mkinitcpio
install-mkinitcpio: install-rescue
	install -D -m 0755 $(MKINITCPIO_BOARD)/install-pamlet \
		$(DESTDIR)/usr/lib/initcpio/install/pamlet
	install -D -m 0755 $(MKINITCPIO_BOARD)/post-pamlet \
		$(DESTDIR)/usr/lib/initcpio/post/pamlet
	install -D -m 0644 $(MKINITCPIO_BOARD)/mkinitcpio.sh \
		$(DESTDIR)/usr/lib/pamlet/mkinitcpio.sh
	install -D -m 0644 $(MKINITCPIO_BOARD)/pamlet.conf $(MKINITCPIO_CONF)

uninstall-mkinitcpio:
	rm -f $(DESTDIR)/usr/lib/initcpio/install/pamlet \
		$(DESTDIR)/usr/lib/initcpio/post/pamlet \
		$(DESTDIR)/usr/lib/pamlet/mkinitcpio.sh $(MKINITCPIO_CONF)
