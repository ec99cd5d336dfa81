# SPDX-License-Identifier: MIT
# tests/upstream: the tests of Linux-PAM and libxcrypt, out of their pinned sources
# (programs.py has unpacked them), linked as pamlet is: statically, with its registry
# of modules, its heap and what it gives in place of glibc.
#
#   $(O)/upstream/pam/NAME      of each tests/tst-*.c, modules/*/tst-*-retval.c and
#                               xtests/tst-*.c
#   $(O)/upstream/xcrypt/NAME   of those of $(UPSTREAM_XCRYPT)
UPSTREAM_DIR := $(O)/upstream
UPSTREAM_SRC := $(UPSTREAM_DIR)/src
UPSTREAM_PAM_SRC := $(UPSTREAM_SRC)/pam
UPSTREAM_XCRYPT_SRC := $(UPSTREAM_SRC)/libxcrypt
UPSTREAM_FLAGS := -std=gnu11 -O1 -g0 -w -pipe -fPIE \
	-idirafter $(THIRD_ABS)/kernel-headers

# --- Linux-PAM ---------------------------------------------------------------
UPSTREAM_TESTS := $(wildcard $(UPSTREAM_PAM_SRC)/tests/tst-*.c \
	$(UPSTREAM_PAM_SRC)/modules/*/tst-*-retval.c $(UPSTREAM_PAM_SRC)/xtests/tst-*.c)
UPSTREAM_PAM := $(addprefix $(UPSTREAM_DIR)/pam/,$(notdir $(UPSTREAM_TESTS:.c=)))
UPSTREAM_PAM_FLAGS := $(UPSTREAM_FLAGS) -DLIBPAM_COMPILE -DLTDIR='""' \
	-Ilibc-compat/include/pam -I$(PAM_DIR)/obj/libpam/include -I$(XCRYPT_DIR)/include \
	$(addprefix -I$(UPSTREAM_PAM_SRC)/,libpam libpam/include \
	libpam_internal/include libpam_misc/include libpamc/include)
# What the tests use of libpam_misc; not in pamlet.
UPSTREAM_MISC := $(UPSTREAM_DIR)/obj/misc_conv.o
UPSTREAM_FILES := $(UPSTREAM_DIR)/obj/files.o

vpath %.c $(sort $(dir $(UPSTREAM_TESTS))) $(UPSTREAM_PAM_SRC)/libpam_misc \
	tests/upstream

$(UPSTREAM_DIR)/obj/tst-dlopen.o: UPSTREAM_PAM_FLAGS += -include tests/upstream/linked.h
$(UPSTREAM_DIR)/obj/%.o: %.c $(THIRD_READY)
	@mkdir -p $(@D)
	$(Q)$(MUSL_CC) -D_GNU_SOURCE $(UPSTREAM_PAM_FLAGS) -Ilibc-compat -c -o $@ $<

$(UPSTREAM_DIR)/pam/%: $(UPSTREAM_DIR)/obj/%.o $(UPSTREAM_MISC) $(UPSTREAM_FILES) \
		$(LINK_DEPS)
	@mkdir -p $(@D)
	$(Q)$(call link_pamlet,$@,$(filter $(UPSTREAM_DIR)/%,$^))

# One brings libpam's function that it tries along, one puts its own in front of the
# library's: the first one holds, as with shared objects.
$(addprefix $(UPSTREAM_DIR)/pam/,tst-pam_mkargv tst-pam_canonicalize_user-retval): \
	LDFLAGS_STATIC += --allow-multiple-definition

.PHONY: upstream-pam upstream-xcrypt
upstream-pam: $(UPSTREAM_PAM)
.SECONDARY: $(UPSTREAM_PAM:$(UPSTREAM_DIR)/pam/%=$(UPSTREAM_DIR)/obj/%.o)

# --- libxcrypt ---------------------------------------------------------------
# Its headers are those that its own configure made (programs.py), for the hash
# methods of this configuration.
UPSTREAM_XCRYPT_FLAGS := $(UPSTREAM_FLAGS) -DHAVE_CONFIG_H \
	$(addprefix -I$(UPSTREAM_XCRYPT_SRC)/,. lib test)
UPSTREAM_KA := $(patsubst %,$(UPSTREAM_DIR)/xcrypt/ka-%,$(UPSTREAM_METHODS))
UPSTREAM_XCRYPT := $(UPSTREAM_KA) $(addprefix $(UPSTREAM_DIR)/xcrypt/,$(UPSTREAM_OTHERS))

define link_xcrypt
@mkdir -p $(dir $(2))
$(Q)$(LINKER) $(LDFLAGS_STATIC) $(3) -o $(2) $(1) $(COMPAT_OBJS) $(MODULE_OBJS) \
	$(PAM_DIR)/lib/libpam.o $(XCRYPT_DIR)/lib/libcrypt.a $(MUSL_DIR)/lib/libc.a $(LIBGCC)
endef

$(UPSTREAM_DIR)/xcrypt/getrandom-fallbacks: UPSTREAM_WRAPS := $(addprefix --wrap=,\
	getentropy getrandom syscall open open64 read close)
$(UPSTREAM_DIR)/xcrypt/%: $(UPSTREAM_DIR)/xcrypt-obj/%.o $(LINK_DEPS)
	$(call link_xcrypt,$<,$@,$(UPSTREAM_WRAPS))

$(UPSTREAM_DIR)/xcrypt-obj/ka-%.o: $(UPSTREAM_XCRYPT_SRC)/test/ka-tester.c $(THIRD_READY)
	@mkdir -p $(@D)
	$(Q)$(MUSL_CC) $(UPSTREAM_XCRYPT_FLAGS) -DTEST_$(subst -,_,$*) -c -o $@ $<
$(UPSTREAM_DIR)/xcrypt-obj/%.o: $(UPSTREAM_XCRYPT_SRC)/test/%.c $(THIRD_READY)
	@mkdir -p $(@D)
	$(Q)$(MUSL_CC) $(UPSTREAM_XCRYPT_FLAGS) -c -o $@ $<

upstream-xcrypt: $(UPSTREAM_XCRYPT)
.SECONDARY: $(UPSTREAM_XCRYPT:$(UPSTREAM_DIR)/xcrypt/%=$(UPSTREAM_DIR)/xcrypt-obj/%.o)
