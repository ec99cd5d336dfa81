# SPDX-License-Identifier: MIT
# The static analysers over applet/ and libc-compat/, as `make check` has them.

.PHONY: analyze tests-analyze
analyze:
	+@$(call configured,appliance) appliance_defconfig
	+@$(call configured,appliance) tests-$@

tests-analyze: all
	@$(PYTEST) tests/analysis </dev/null
