# SPDX-License-Identifier: MIT
# `make install-systemd DESTDIR=DIR [CONSOLES=pamlet]`: pamlet in front of the
# rescue shells (and in place of the consoles' login) of the system whose tree is
# DIR; board/systemd/README.md. `make install DESTDIR=DIR` goes first.

CONSOLES ?= system

.PHONY: install-systemd uninstall-systemd
install-systemd:
	$(Q)board/systemd/setup install '$(DESTDIR)' '$(CONSOLES)'

uninstall-systemd:
	$(Q)board/systemd/setup uninstall '$(DESTDIR)'
