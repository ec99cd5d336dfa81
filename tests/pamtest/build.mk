# SPDX-License-Identifier: MIT
# tests/pamtest: the program again, with a module that frees as it likes
# (careless.c) in the place of pam_permit.
#
#   $(O)/careless/pamlet.unstripped
CARELESS := $(O)/careless/pamlet.unstripped

.PHONY: careless
careless: $(CARELESS)

$(O)/careless/careless.o: tests/pamtest/careless.c $(APPLET_DEPS)
	@mkdir -p $(@D)
	$(Q)$(MUSL_CC) $(filter-out -Wmissing-prototypes,$(APPLET_CFLAGS)) -c -o $@ $<

$(CARELESS): LDFLAGS_STATIC += --wrap=pam_permit__pam_sm_authenticate
$(CARELESS): $(APPLET_OBJS) $(O)/careless/careless.o $(LINK_DEPS)
	$(Q)$(call link_pamlet,$@,$(APPLET_OBJS) $(O)/careless/careless.o)
