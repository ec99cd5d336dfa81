# SPDX-License-Identifier: MIT
# The gate in images that dracut makes: two modules and the line of configuration
# that asks for them. What both take from board/rescue is installed with them.

DRACUT_BOARD := board/dracut
DRACUT_BASE = $(DESTDIR)/usr/lib/dracut
# What runs when an image is made, and what goes into it.
DRACUT_SCRIPTS := 95pamlet/module-setup.sh 99zz-pamlet/module-setup.sh
DRACUT_PARTS := emergency-shell.sh words.sh dracut-emergency dracut-gate.sh dracut-shell \
	init-gate.sh switch-root.conf \
	init service.conf

.PHONY: install-dracut uninstall-dracut
install-dracut: install-rescue
	for file in $(DRACUT_SCRIPTS); do \
		install -D -m 0755 $(DRACUT_BOARD)/$$file \
			$(DRACUT_BASE)/modules.d/$$file || exit; \
	done
	for file in $(DRACUT_PARTS); do \
		install -D -m 0644 $(DRACUT_BOARD)/99zz-pamlet/$$file \
			$(DRACUT_BASE)/modules.d/99zz-pamlet/$$file || exit; \
	done
	install -D -m 0644 $(DRACUT_BOARD)/pamlet.conf \
		$(DRACUT_BASE)/dracut.conf.d/95-pamlet.conf
	@echo 'now: pamlet-rescue create, then dracut --force'

uninstall-dracut:
	rm -rf $(DRACUT_BASE)/modules.d/95pamlet $(DRACUT_BASE)/modules.d/99zz-pamlet
	rm -f $(DRACUT_BASE)/dracut.conf.d/95-pamlet.conf
	-rmdir --ignore-fail-on-non-empty $(DRACUT_BASE)/dracut.conf.d
	@echo 'now: dracut --force; uninstall-rescue removes what the boards share'
