# SPDX-License-Identifier: MIT
# applet/: the program. Gives $(O)/pamlet (what ships) and
# $(O)/pamlet.unstripped (the same with its symbols, for the tests).

# An applet's own files are built when it is chosen; of the rooms the linker
# takes what is used.
APPLETS := gate login sulogin su passwd vlock pamtest faillock
applet-sources = $(wildcard applet/$(1).c applet/$(1)_*.c)
APPLETS_OFF := $(foreach a,$(APPLETS),$(if $(CONFIG_APPLET_$(shell echo $a | \
	tr a-z A-Z)),,$(call applet-sources,$a)))
APPLET_SRCS := $(filter-out $(APPLETS_OFF),\
	$(sort $(wildcard applet/*.c applet/*/*.c)))
APPLET_OBJS := $(APPLET_SRCS:%.c=$(O)/obj/%.o) $(O)/obj/policies.o
APPLET_CFLAGS = $(STATIC_CFLAGS) -std=c11 $(WARNINGS) -D_GNU_SOURCE \
	-Iapplet -I. -I$(O)/config $(PAM_CPPFLAGS)
# The one function with "...".
APPLET_CFLAGS_report := $(NO_FLOAT_CFLAGS)
APPLET_DEPS = $(THIRD_READY) $(O)/config/autoconf.h applet/build.mk

$(O)/obj/applet/%.o: applet/%.c $(APPLET_DEPS)
	@mkdir -p $(@D)
	@echo "CC $<"
	$(Q)$(MUSL_CC) $(APPLET_CFLAGS) $(APPLET_CFLAGS_$(*F)) -MMD -MP -c -o $@ $<

$(O)/obj/policies.o: $(O)/gen/policies.c $(APPLET_DEPS)
	@mkdir -p $(@D)
	@echo "CC $<"
	$(Q)$(MUSL_CC) $(APPLET_CFLAGS) -MMD -MP -c -o $@ $<

-include $(wildcard $(APPLET_OBJS:.o=.d))

.PHONY: all install size
all: $(O)/pamlet

$(O)/pamlet.unstripped: $(APPLET_OBJS) $(LINK_DEPS)
	$(Q)$(call link_whole,$@,$(APPLET_OBJS))

$(O)/pamlet: $(O)/pamlet.unstripped
	$(Q)$(call strip_pamlet,$<,$@)
	@echo "$@: $$(stat -c %s $@) bytes"

# One file, its applets as links beside it, their pages and completion, and the
# notices of what is inside, which whoever passes the file on has to pass on too.
# Another program's completion of the same name stays.
DOC_DIR = $(DESTDIR)/usr/share/doc/pamlet
MAN_DIR = $(DESTDIR)/usr/share/man
COMPLETION_DIR = $(DESTDIR)/usr/share/bash-completion/completions
NOTICES := pam:COPYING pam:Copyright libxcrypt:LICENSING \
	libxcrypt:COPYING.LIB musl:COPYRIGHT

install: $(O)/pamlet
	install -D -m 0755 $(O)/pamlet $(DESTDIR)/usr/sbin/pamlet
	for name in $$($(O)/pamlet --list); do \
		ln -sf pamlet $(DESTDIR)/usr/sbin/$$name || exit; \
	done
	install -D -m 0644 docs/completion/pamlet $(COMPLETION_DIR)/pamlet
	for name in pamlet $$($(O)/pamlet --list); do \
		page=$$(echo docs/man/$$name.[18]) && \
		install -D -m 0644 $$page \
			$(MAN_DIR)/man$${page##*.}/$${page##*/} || exit; \
		test -e $(COMPLETION_DIR)/$$name || \
			ln -s pamlet $(COMPLETION_DIR)/$$name || exit; \
	done
	install -D -m 0644 LICENSE $(DOC_DIR)/LICENSE
	$(Q)for notice in $(NOTICES); do \
		tar -xOf $(THIRD)/tarballs/$${notice%:*}_*.orig.tar.* \
			--wildcards "*/$${notice#*:}" \
			>$(DOC_DIR)/$${notice%:*}.$${notice#*:} || exit; \
	done

size: $(O)/pamlet
	@stat -c '%s bytes  %n' $(O)/pamlet
	@printf '%s bytes  gzip -9\n' $$(gzip -9c $(O)/pamlet | wc -c)
	@printf '%s bytes  xz -9e\n' $$(xz -9ec $(O)/pamlet | wc -c)
	@size $(O)/pamlet.unstripped
