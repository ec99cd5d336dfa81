# SPDX-License-Identifier: MIT
# `make install-busybox-init DESTDIR=DIR`: pamlet in front of BusyBox init in the
# system whose tree is DIR; board/busybox-init/README.md. `make install
# DESTDIR=DIR` goes first.

.PHONY: install-busybox-init uninstall-busybox-init
install-busybox-init:
	$(Q)board/busybox-init/setup install '$(DESTDIR)'

uninstall-busybox-init:
	$(Q)board/busybox-init/setup uninstall '$(DESTDIR)'
