# SPDX-License-Identifier: MIT
# libc-compat: the third parties (by recipes/), the modules and hash methods
# that the configuration chose, what Linux-PAM expects of a dynamic glibc
# system, and the link of the program.
#
# For the other rooms:
#   THIRD_READY    the stamp to depend on before compiling anything
#   MUSL_CC        the compiler: CC with the musl that was built here
#   PAM_CPPFLAGS   where Linux-PAM's and the kernel's headers are
#   STATIC_CFLAGS  what every object of the static program is compiled with
#   COMPAT_OBJS    this room's objects
#   LINK_DEPS      what a rule that links must depend on
#   $(call link_pamlet,OUTPUT,OBJECTS)   links, with a map at OUTPUT's name.map
#   $(call link_whole,OUTPUT,OBJECTS)    the same, optimised as a whole
#   $(call strip_pamlet,INPUT,OUTPUT)    the file that ships
#   make fetch     gets the tarballs, and nothing else
# From the environment: TARBALLS=DIR, OFFLINE=1, DEBIAN_MIRROR=URL. The tools are
# those of tools.mk.

include libc-compat/tools.mk

# make V=1 shows the commands.
Q := $(if $(V),,@)
RECIPES := libc-compat/recipes
THIRD_ABS := $(abspath $(THIRD))
comma := ,
empty :=
space := $(empty) $(empty)

# The hash methods of libxcrypt, and what of Linux-PAM is optional: each choice
# of them is a directory of its own under $(THIRD).
hash-$(CONFIG_HASH_BCRYPT) += bcrypt
hash-$(CONFIG_HASH_SHA256CRYPT) += sha256crypt
hash-$(CONFIG_HASH_SHA512CRYPT) += sha512crypt
hash-$(CONFIG_HASH_YESCRYPT) += yescrypt
HASHES := $(subst $(space),$(comma),$(strip $(hash-y)))
pam-option-$(CONFIG_PAM_DEBUG_LOG) += debuglog
PAM_OPTIONS := $(strip $(pam-option-y))

HASH_SET := $(subst $(comma),+,$(HASHES))
PAM_SET := $(subst $(space),+,$(strip $(HASH_SET) $(PAM_OPTIONS)))
XCRYPT_DIR := $(THIRD_ABS)/xcrypt-$(HASH_SET)
PAM_DIR := $(THIRD_ABS)/pam-$(PAM_SET)
MUSL_DIR := $(THIRD_ABS)/musl

MUSL_CC := $(MUSL_DIR)/bin/musl-gcc
THIRD_READY := $(THIRD)/stamp/modules-$(PAM_SET)
PAM_CPPFLAGS := -isystem $(PAM_DIR)/include \
	-idirafter $(THIRD_ABS)/kernel-headers

# --- Third parties --------------------------------------------------------
RECIPE_DEPS := $(RECIPES)/common.sh $(RECIPES)/sources.txt
MUSL_FRONT := $(wildcard libc-compat/include/musl/*)
PAM_FRONT := $(shell find libc-compat/include/pam -type f)

# A step's stamp, made again when one of its prerequisites is newer.
third_step = @$(TOOLS_ENV) $(RECIPES)/step $@ $^ -- $(RECIPES)/$(1)

.PHONY: fetch
fetch: $(THIRD)/stamp/fetched

$(THIRD)/stamp/fetched: $(RECIPES)/fetch $(RECIPE_DEPS)
	$(call need,$(CC) $(LINKER) $(STRIP) $(MESON) $(NINJA) msgfmt autoreconf xz)
	$(call third_step,fetch $(THIRD))

$(THIRD)/stamp/musl: $(RECIPES)/build-musl $(RECIPE_DEPS) $(MUSL_FRONT) \
		$(THIRD)/stamp/toolchain $(THIRD)/stamp/fetched
	$(call third_step,build-musl $(THIRD))

$(THIRD)/stamp/xcrypt-$(HASH_SET): $(RECIPES)/build-xcrypt $(RECIPE_DEPS) \
		$(THIRD)/stamp/musl
	$(call third_step,build-xcrypt $(THIRD) $(HASHES))

$(THIRD)/stamp/pam-$(PAM_SET): $(RECIPES)/build-pam $(RECIPES)/pam-cc \
		$(RECIPE_DEPS) \
		$(PAM_FRONT) $(THIRD)/stamp/xcrypt-$(HASH_SET)
	$(call third_step,build-pam $(THIRD) $(HASHES) $(PAM_OPTIONS))

$(THIRD_READY): $(RECIPES)/harvest $(RECIPES)/common.sh \
		$(THIRD)/stamp/pam-$(PAM_SET)
	$(call third_step,harvest $(PAM_DIR))

# --- The modules of this configuration -------------------------------------
# Every CONFIG_MODULE_X=y is pam_x.so; a module that build-pam did not make is
# an error of the link. Where pam_unix's own MD5 and bigcrypt code is left out,
# hash_md5_absent.c takes its place and says so to the log.
lower = $(shell echo '$(1)' | tr A-Z a-z)
MODULES := $(addprefix pam_,$(call lower,$(patsubst CONFIG_MODULE_%,%,$(strip \
	$(foreach v,$(filter CONFIG_MODULE_%,$(.VARIABLES)),$(if \
	$(filter y,$($v)),$v))))))
MODULES := $(sort $(MODULES))
extra-pam_unix := pam_unix-unix_chkpwd \
	$(if $(filter y,$(CONFIG_HASH_MD5)),pam_unix-md5)
extra-pam_mkhomedir := pam_mkhomedir-mkhomedir_helper
# A function of a module that something else stands in for.
INSTEAD := $(if $(CONFIG_UNIX_CHANGE),,\
	pam_unix__pam_sm_chauthtok=compat_unix_change_absent)
MODULE_OBJS := $(patsubst %,$(PAM_DIR)/lib/%.o,$(MODULES) \
	$(foreach m,$(MODULES),$(extra-$m)))

# --- This room's own objects ----------------------------------------------
# Whatever lies in this directory, but of these only what a choice asks for.
COMPAT_DIR := $(O)/obj/libc-compat
compat-optional := hash_md5_absent ledger pattern_ascii pattern_unicode \
	resolve_numeric tally unix_change_absent
compat-$(CONFIG_APPLET_PAMTEST) += ledger
compat-$(CONFIG_MODULE_FAILLOCK) += tally
compat-$(if $(CONFIG_HASH_MD5),n,y) += hash_md5_absent
compat-$(if $(CONFIG_UNIX_CHANGE),n,y) += unix_change_absent
compat-$(if $(CONFIG_PATTERN_UNICODE),n,y) += pattern_ascii
compat-$(CONFIG_PATTERN_UNICODE) += pattern_unicode
compat-$(if $(CONFIG_ACCESS_HOSTNAMES),n,y) += resolve_numeric
# For the ledger: what looks at it.
ifeq ($(CONFIG_APPLET_PAMTEST),y)
COMPAT_CFLAGS_heap_watch := -DHEAP_IS_WATCHED=1
COMPAT_CFLAGS_wipe_free := -DHEAP_IS_WATCHED=1
endif
COMPAT_NAMES := $(sort $(compat-y) $(filter-out $(compat-optional),\
	$(patsubst libc-compat/%.c,%,$(wildcard libc-compat/*.c))))
COMPAT_OBJS := $(COMPAT_DIR)/registry_table.o \
	$(patsubst %,$(COMPAT_DIR)/%.o,$(COMPAT_NAMES))

# The date that an unset clock is taken for (clock.c): SOURCE_DATE_EPOCH, else
# that of the last commit, else a fixed one. No other date gets into the file.
BUILD_EPOCH := $(or $(SOURCE_DATE_EPOCH),$(shell \
	git log -1 --format=%ct 2>/dev/null),1767225600)

# What gcc does beside -Oz and makes larger by it (recipes/common.sh has the same).
SMALL_CFLAGS := -fno-thread-jumps -fno-caller-saves -fno-tree-dominator-opts \
	-fno-move-loop-invariants -fno-jump-tables -fno-ipa-modref \
	-fno-tree-tail-merge -fno-forward-propagate -fno-shrink-wrap \
	-fno-tree-slsr -fno-tree-switch-conversion -fno-tree-loop-im \
	-fno-inline-small-functions \
	-malign-data=abi -mstack-protector-guard=global
STATIC_CFLAGS := -std=gnu11 -Oz $(SMALL_CFLAGS) -pipe -g0 -fPIE \
	-fstack-protector-strong \
	-ffunction-sections -fdata-sections -fno-common \
	-fno-asynchronous-unwind-tables -fno-unwind-tables \
	-flto -ffat-lto-objects -ffile-prefix-map=$(CURDIR)/=
WARNINGS := -Wall -Wextra -Wshadow -Wundef -Wvla -Wmissing-prototypes \
	-Wstrict-prototypes -Wconversion -Wformat=2 -Wwrite-strings \
	$(if $(filter no,$(WERROR)),,-Werror)
COMPAT_CFLAGS := $(STATIC_CFLAGS) $(WARNINGS) -D_GNU_SOURCE -Ilibc-compat \
	-idirafter $(THIRD_ABS)/kernel-headers
# start.c runs before there is a stack guard; see its rules.
COMPAT_CFLAGS_start := -fno-stack-protector
# A function with "..." puts away the registers for floating-point numbers too,
# which nothing here ever hands on: 60 bytes each. (recipes/pam-cc and build-musl
# have the same.)
NO_FLOAT_CFLAGS := -mgeneral-regs-only
$(foreach name,direct module_file scan_number syslog,\
	$(eval COMPAT_CFLAGS_$(name) := $(NO_FLOAT_CFLAGS)))
COMPAT_CFLAGS_unix_change_absent := $(PAM_CPPFLAGS)
COMPAT_CFLAGS_clock := -DBUILD_EPOCH=$(BUILD_EPOCH)

$(COMPAT_DIR)/%.o: libc-compat/%.c $(THIRD_READY)
	@mkdir -p $(@D)
	@echo "  CC      $@"
	$(Q)$(MUSL_CC) $(COMPAT_CFLAGS) $(COMPAT_CFLAGS_$*) \
		$(if $(filter $*,$(COMPAT_APART)),-fno-lto $(CALL_GRAPH)) -MMD -MP -c -o $@ $<

$(COMPAT_DIR)/registry_table.o: $(O)/gen/registry_table.c $(THIRD_READY)
	@mkdir -p $(@D)
	@echo "  CC      $@"
	$(Q)$(MUSL_CC) $(COMPAT_CFLAGS) -c -o $@ $<

# What is watched is a choice of the configuration's.
$(COMPAT_DIR)/heap_watch.o $(COMPAT_DIR)/wipe_free.o: $(O)/config/auto.conf

$(O)/gen/registry_table.c: $(RECIPES)/gen-registry $(RECIPES)/sources.txt \
		$(O)/config/auto.conf $(THIRD_READY)
	@mkdir -p $(@D)
	$(Q)$(TOOLS_ENV) $(PYTHON) $(RECIPES)/gen-registry $(RECIPES)/sources.txt $(MODULE_OBJS) $(INSTEAD) >$@

-include $(wildcard $(COMPAT_DIR)/*.d)

# --- The link ---------------------------------------------------------------
# Straight by lld: of gcc's own start files nothing is wanted (start.c has the
# entry point, musl runs the constructors), and gcc's -static-pie with musl's
# specs makes a dynamic file. What the file must be (DYN, no INTERP, no
# NEEDED, no TEXTREL, RELRO, no executable stack) is checked by a test; -z text
# and -z now make violations of two of them errors here.
# --icf=all folds functions of the same code into one, 3 KB of them; nothing in
# here compares the addresses of functions.
# The wrapped functions are those of heap_watch.c, wipe_free.c and clock.c.
WRAPPED := malloc free realloc time gettimeofday clock_gettime
LDFLAGS_STATIC := -m elf_x86_64 -static -pie --no-dynamic-linker -e _start \
	-z text -z relro -z now -z noexecstack -O2 --gc-sections \
	$(LINKER_FLAGS) --build-id=none --hash-style=gnu \
	--fatal-warnings $(addprefix --wrap=,$(WRAPPED))
LIBGCC = $(shell $(CC) -print-libgcc-file-name)
LINK_DEPS = $(COMPAT_OBJS) $(THIRD_READY)

define link_pamlet
@echo "  LINK    $(1)"
$(Q)$(LINKER) $(LDFLAGS_STATIC) -Map=$(basename $(1)).map -o $(1) $(2) $(COMPAT_OBJS) \
	$(MODULE_OBJS) $(PAM_DIR)/lib/libpam.o $(XCRYPT_DIR)/lib/libcrypt.a \
	$(MUSL_DIR)/lib/libc.a $(LIBGCC)
endef

# --- The link as a whole ------------------------------------------------------
# Two steps, because lld cannot read what gcc notes of its code. gcc links a
# program only to see who uses what; of it the one object is kept that it made
# of all that has notes (seen.lto.o). lld then links that object, and the
# rest as ever.
#
# Rules:
# 1. The wrapped functions and what wraps them stay apart: inside of the one
#    object no call of free could be wrapped any more. So does what runs before
#    there is a stack guard, and what gcc itself makes calls of (memcpy, printf ...).
# 2. What is in the one object is in no library of the second step: a function
#    that were in the file twice would be an error of the link.
COMPAT_APART := start heap_watch wipe_free clock one_thread_fork format
# Who calls whom, and each function's stack, in *.ci beside the object: for lint.
CALL_GRAPH := -fcallgraph-info=su,da
WHOLE_DIR := $(O)/obj/whole
WHOLE_CFLAGS := $(filter-out -std=% -pipe -ffat-lto-objects,$(STATIC_CFLAGS)) \
	-flto-partition=none $(CALL_GRAPH)
WHOLE_PARTS = $(PAM_DIR)/whole/libpam/*.o $(MODULES:%=$(PAM_DIR)/whole/%/*.o) \
	$(XCRYPT_DIR)/whole/libcrypt.a
APART_OBJS = $(COMPAT_APART:%=$(COMPAT_DIR)/%.o) \
	$(filter-out $(MODULES:%=$(PAM_DIR)/lib/%.o),$(MODULE_OBJS))
WHOLE_LIBS = $(MUSL_DIR)/whole/libc.a
APART_LIBS = $(MUSL_DIR)/whole/rest.a $(LIBGCC)

define link_whole
@echo "  LTO     $(WHOLE_DIR)/seen.lto.o"
$(Q)mkdir -p $(WHOLE_DIR)
$(Q)$(CC) $(WHOLE_CFLAGS) -static-pie -nostdlib -fuse-ld=bfd -Wl,-e,_start \
	@$(MUSL_DIR)/whole/known $(WRAPPED:%=-Wl,--wrap=%) -save-temps -o $(WHOLE_DIR)/seen \
	$(2) $(filter-out $(APART_OBJS),$(COMPAT_OBJS)) $(WHOLE_PARTS) \
	$(APART_OBJS) -Wl,--start-group $(WHOLE_LIBS) $(APART_LIBS) \
	-Wl,--end-group
@echo "  LINK    $(1)"
$(Q)$(LINKER) $(LDFLAGS_STATIC) -Map=$(basename $(1)).map -o $(1) \
	$(WHOLE_DIR)/seen.lto.o $(APART_OBJS) $(APART_LIBS)
endef

define strip_pamlet
$(Q)$(STRIP) --strip-all -R .comment -o $(2) $(1)
$(Q)$(PYTHON) $(RECIPES)/strip-sections $(2)
endef
