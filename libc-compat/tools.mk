# SPDX-License-Identifier: MIT
# The tools that pamlet and its third parties are built with. Nothing said: this
# machine's gcc and binutils, and lld. For a cross toolchain, or a distribution
# that builds packages:
#
#   CROSS_COMPILE=PREFIX   what stands before gcc, ar, ld, nm ...
#   CC AR LD NM OBJCOPY RANLIB STRIP   one by one; each one word. CC is a gcc for
#                  x86_64 of any libc: musl is built with it, and its own is not
#                  used (libc-compat/recipes/build-musl tells why)
#   LINKER         what links the file that ships: a ld.lld, or a GNU ld
#                  (2.38 or later), whose file is larger
#   PYTHON         a python3 that has kconfiglib
#   MESON NINJA    for Linux-PAM
#   WERROR=no      a compiler that warns of more than ours does is no error
#   TARBALLS=DIR OFFLINE=1   the third parties' sources, and no network
#
# CFLAGS and LDFLAGS of others are not taken: the file's safety and size hang on
# its own.

tool = $(if $(filter default undefined,$(origin $(1))),$(2),$($(1)))
CC := $(call tool,CC,$(CROSS_COMPILE)gcc)
AR := $(call tool,AR,$(CROSS_COMPILE)ar)
LD := $(call tool,LD,$(CROSS_COMPILE)ld)
NM := $(call tool,NM,$(CROSS_COMPILE)nm)
OBJCOPY := $(call tool,OBJCOPY,$(CROSS_COMPILE)objcopy)
RANLIB := $(call tool,RANLIB,$(CROSS_COMPILE)ranlib)
STRIP := $(call tool,STRIP,$(CROSS_COMPILE)strip)
LINKER ?= ld.lld
# Not the first of PATH: a machine may have another one there.
MESON ?= /usr/bin/meson
NINJA ?= ninja

TOOLS := CC AR LD NM OBJCOPY RANLIB STRIP MESON NINJA
TOOLS_ENV = $(foreach t,$(TOOLS),PAMLET_$(t)='$($(t))')

# The two linkers' names for packed relative relocations; only lld folds
# functions of the same code.
LINKER_FLAGS := $(if $(findstring lld,$(notdir $(LINKER))),\
	--icf=all --pack-dyn-relocs=relr,-z pack-relative-relocs)

# Older than everything that was built with these tools, newer than what was
# built with others.
.PHONY: tools-force
$(THIRD)/stamp/toolchain: tools-force
	@$(TOOLS_ENV) $(RECIPES)/toolchain $@
