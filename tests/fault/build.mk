# SPDX-License-Identifier: MIT
# tests/fault: the program again, of the same objects, with other neighbours.
#
#   $(O)/fault/gate.unstripped   the program with the ledger (ledger.h)
#   $(O)/fault/hurry.unstripped  the program without the delay after a failure
#   $(O)/fault/trap.unstripped   frees what it must not (trap.c)
#
# Nothing of the product is compiled again: --wrap puts the ledger in between.
# It may be read twice: once by tests/build.mk, once by the tests themselves.
ifndef FAULT_DIR
FAULT_DIR := $(O)/fault

FAULT_OBJS := $(patsubst %,$(FAULT_DIR)/%.o,\
	ledger refuse watch many no_delay)
FAULT_WRAPPED := malloc calloc mmap _Exit response_new response_set \
	response_discard conversation_answer transaction_delay deadline_wait \
	pam_permit__pam_sm_authenticate

.PHONY: fault-programs
fault-programs: $(addprefix $(FAULT_DIR)/,gate.unstripped hurry.unstripped \
	trap.unstripped)

$(FAULT_DIR)/%.o: tests/fault/%.c $(APPLET_DEPS) tests/fault/build.mk
	@mkdir -p $(@D)
	@echo "CC $<"
	$(Q)$(MUSL_CC) $(APPLET_CFLAGS) -MMD -MP -c -o $@ $<

# The ledger comes in between the program and this one.
$(FAULT_DIR)/product_free.o: $(COMPAT_DIR)/wipe_free.o tests/fault/build.mk
	@mkdir -p $(@D)
	$(Q)objcopy --redefine-sym __wrap_free=product_free \
		--redefine-sym __wrap_realloc=product_realloc $< $@

# Functions of the same code are not folded into one here: a return address
# then belongs to the object that it seems to belong to.
$(FAULT_DIR)/gate.unstripped: LDFLAGS_STATIC += --icf=none \
	$(addprefix --wrap=,$(FAULT_WRAPPED))
$(FAULT_DIR)/gate.unstripped: COMPAT_OBJS := $(FAULT_DIR)/product_free.o \
	$(filter-out %/wipe_free.o %/heap_watch.o,$(COMPAT_OBJS))
$(FAULT_DIR)/gate.unstripped: $(APPLET_OBJS) $(FAULT_OBJS) \
		$(FAULT_DIR)/product_free.o $(LINK_DEPS)
	$(Q)$(call link_pamlet,$@,$(APPLET_OBJS) $(FAULT_OBJS))

$(FAULT_DIR)/hurry.unstripped: LDFLAGS_STATIC += --wrap=transaction_delay
$(FAULT_DIR)/hurry.unstripped: $(APPLET_OBJS) $(FAULT_DIR)/no_delay.o $(LINK_DEPS)
	$(Q)$(call link_pamlet,$@,$(APPLET_OBJS) $(FAULT_DIR)/no_delay.o)

FAULT_TRAP_OBJS := $(FAULT_DIR)/trap.o $(O)/obj/applet/prompt/arena.o \
	$(O)/obj/applet/base/wipe.o
$(FAULT_DIR)/trap.unstripped: $(FAULT_TRAP_OBJS) $(LINK_DEPS)
	$(Q)$(call link_pamlet,$@,$(FAULT_TRAP_OBJS))

-include $(wildcard $(FAULT_OBJS:.o=.d))
endif
