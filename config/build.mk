# SPDX-License-Identifier: MIT
# The configuration: .config, what make and C read of it, the compiled-in
# policies, and the packages that are needed. Included first.
#
# Gives the other rooms:
#   CONFIG_X                  of $(O)/config/auto.conf (y, a number, "a string")
#   $(AUTOCONF_H)             the header; whatever is compiled depends on it
#   $(O)/gen/policies.c       the table that applet/pam/builtin.h declares
#   $(call need,TOOL...)      a recipe line that stops with the way out when a
#                             program is not installed

AUTO_CONF := $(O)/config/auto.conf
AUTOCONF_H := $(O)/config/autoconf.h
KCONFIG_PY := config/kconfig.py
KCONFIG = KCONFIG_CONFIG=$(KCONFIG_CONFIG) $(PYTHON) -B $(KCONFIG_PY)

need = @for tool in $(1); do \
	command -v "$$tool" >/dev/null || { \
		echo "$@: $$tool is not installed: run \`make deps\`" >&2; \
		exit 1; }; \
	done

# Goals that change the configuration, and goals that need none.
CONFIG_GOALS := menuconfig olddefconfig savedefconfig %_defconfig
PLAIN_GOALS := $(CONFIG_GOALS) help deps run clean distclean install-% \
	uninstall-% boards-table
GOALS := $(or $(MAKECMDGOALS),$(.DEFAULT_GOAL))

ifneq ($(filter-out $(PLAIN_GOALS),$(GOALS)),)
ifneq ($(filter $(CONFIG_GOALS),$(GOALS)),)
# The build would have read the old configuration before the new one is made.
$(error Make the configuration and build in two commands: \
	make $(firstword $(filter $(CONFIG_GOALS),$(GOALS))) && \
	make $(filter-out $(CONFIG_GOALS),$(GOALS)))
endif
# Not -include: that would go on with the old values when .config is refused.
include $(AUTO_CONF)
endif

.PHONY: menuconfig olddefconfig savedefconfig deps

# %_defconfig cannot be .PHONY; FORCE does the same.
.PHONY: config-force
%_defconfig: config-force
	$(call need,$(PYTHON))
	@$(KCONFIG) defconfig config/defconfigs/$@

menuconfig:
	$(call need,$(PYTHON))
	@$(KCONFIG) menuconfig

olddefconfig:
	$(call need,$(PYTHON))
	@$(KCONFIG) olddefconfig

savedefconfig:
	$(call need,$(PYTHON))
	@$(KCONFIG) savedefconfig defconfig

deps:
	@sh config/deps

$(KCONFIG_CONFIG):
	$(call need,$(PYTHON))
	@echo "$@ does not exist: taking appliance_defconfig"
	@$(KCONFIG) defconfig config/defconfigs/appliance_defconfig

# The stamp is as new as the last run; the files behind it only as new as their
# last change, so that what depends on them is not built again for nothing.
$(O)/config/stamp: $(KCONFIG_CONFIG) config/Kconfig $(KCONFIG_PY)
	$(call need,$(PYTHON))
	@$(KCONFIG) genconfig --auto-conf $(AUTO_CONF) --header $(AUTOCONF_H)
	@touch $@

$(AUTO_CONF) $(AUTOCONF_H): $(O)/config/stamp
	@test -e $@ || $(KCONFIG) genconfig \
		--auto-conf $(AUTO_CONF) --header $(AUTOCONF_H)

# The whole folder, because a service that is named and not there must be
# reported by policies.py and not by make.
$(O)/gen/policies.stamp: $(AUTOCONF_H) config/policies.py $(KCONFIG_PY) \
		$(wildcard config/pam.d/*)
	$(call need,$(PYTHON))
	@mkdir -p $(@D)
	@$(PYTHON) -B config/policies.py --header $(AUTOCONF_H) \
		--pam-d config/pam.d --output $(O)/gen/policies.c
	@touch $@

$(O)/gen/policies.c: $(O)/gen/policies.stamp
	@test -e $@ || $(PYTHON) -B config/policies.py \
		--header $(AUTOCONF_H) --pam-d config/pam.d --output $@
