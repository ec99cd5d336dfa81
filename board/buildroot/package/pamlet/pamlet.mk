################################################################################
#
# pamlet                                            SPDX-License-Identifier: MIT
#
################################################################################

# No tarball of its own: the external tree lies in pamlet's source tree, or has
# it inside (make install-buildroot). What is downloaded are the third parties'
# sources. Debian's pool forgets old versions, its snapshots do not.
PAMLET_VERSION = 0.1.0
PAMLET_SOURCE =
PAMLET_DEBIAN = https://snapshot.debian.org/archive/debian/20250801T000000Z/pool/main
PAMLET_EXTRA_DOWNLOADS = \
	$(PAMLET_DEBIAN)/p/pam/pam_1.7.0.orig.tar.xz \
	$(PAMLET_DEBIAN)/libx/libxcrypt/libxcrypt_4.4.33.orig.tar.xz \
	$(PAMLET_DEBIAN)/m/musl/musl_1.2.3.orig.tar.gz \
	$(PAMLET_DEBIAN)/k/kconfiglib/kconfiglib_14.1.0.orig.tar.gz
PAMLET_LICENSE = MIT (pamlet, musl), BSD-3-Clause (Linux-PAM), LGPL-2.1+ (libxcrypt)
PAMLET_LICENSE_FILES = LICENSE
PAMLET_DEPENDENCIES = \
	host-autoconf host-automake host-bison host-flex host-gettext \
	host-libtool host-meson host-ninja host-pkgconf host-python3

PAMLET_TREE = $(firstword \
	$(wildcard $(BR2_EXTERNAL_PAMLET_PATH)/source) \
	$(BR2_EXTERNAL_PAMLET_PATH)/../..)

# The choice that stands in the menu, in the words of pamlet's own make.
PAMLET_CONFIG_NAME = $(if $(BR2_PACKAGE_PAMLET_MINIMAL),minimal,$(if \
	$(BR2_PACKAGE_PAMLET_INITRAMFS),initramfs,appliance))
PAMLET_CONFIG_FILE = $(call qstrip,$(BR2_PACKAGE_PAMLET_CONFIG))

# GNU ld: lld would be another compiler to build, for 3 % of the file. What a
# newer gcc warns of is not this build's business. No date but this one gets
# into the file: it stands for "at least" where a machine has no clock.
PAMLET_MAKE_OPTS = \
	CROSS_COMPILE="$(TARGET_CROSS)" \
	LINKER="$(TARGET_CROSS)ld.bfd" \
	MESON="$(HOST_DIR)/bin/meson" \
	NINJA="$(HOST_DIR)/bin/ninja" \
	PYTHON="$(HOST_DIR)/bin/python3" \
	TARBALLS="$(PAMLET_DL_DIR)" \
	OFFLINE=1 \
	WERROR=no
PAMLET_MAKE_ENV = $(TARGET_MAKE_ENV) PYTHONPATH="$(@D)/kconfiglib" \
	SOURCE_DATE_EPOCH="$(or $(SOURCE_DATE_EPOCH),1767225600)"
PAMLET_MAKE = $(PAMLET_MAKE_ENV) $(MAKE) -C $(@D) $(PAMLET_MAKE_OPTS)

define PAMLET_EXTRACT_CMDS
	$(TAR) -C $(PAMLET_TREE) --exclude='*.pyc' -c -f - \
		-T $(PAMLET_PKGDIR)/source.list | $(TAR) -C $(@D) -x -f -
	mkdir -p $(@D)/kconfiglib
	$(TAR) -C $(@D)/kconfiglib --strip-components=1 \
		-xf $(PAMLET_DL_DIR)/kconfiglib_14.1.0.orig.tar.gz
endef

ifeq ($(BR2_PACKAGE_PAMLET_CUSTOM),y)
ifeq ($(BR_BUILDING)$(PAMLET_CONFIG_FILE),y)
$(error BR2_PACKAGE_PAMLET_CONFIG: no configuration file was given)
endif
define PAMLET_CONFIGURE_CMDS
	$(INSTALL) -m 0644 $(PAMLET_CONFIG_FILE) $(@D)/.config
	$(PAMLET_MAKE) olddefconfig
endef
else
define PAMLET_CONFIGURE_CMDS
	$(PAMLET_MAKE) $(PAMLET_CONFIG_NAME)_defconfig
endef
endif

define PAMLET_BUILD_CMDS
	$(PAMLET_MAKE) all
endef

define PAMLET_INSTALL_TARGET_CMDS
	$(PAMLET_MAKE) install DESTDIR=$(TARGET_DIR)
	$(PAMLET_INSTALL_REPLACED)
endef

# A set-user-ID file needs its mode from the table of permissions: what is
# installed as an ordinary user has none. BusyBox installs no applet where a
# file is already; where it came first, its link is replaced.
ifeq ($(BR2_PACKAGE_PAMLET_REPLACE),y)
define PAMLET_INSTALL_REPLACED
	mkdir -p $(TARGET_DIR)/bin $(TARGET_DIR)/sbin $(TARGET_DIR)/usr/bin
	ln -sfn /usr/sbin/pamlet $(TARGET_DIR)/bin/login
	ln -sfn /usr/sbin/pamlet $(TARGET_DIR)/sbin/sulogin
	rm -f $(TARGET_DIR)/bin/su $(TARGET_DIR)/usr/bin/passwd \
		$(TARGET_DIR)/usr/bin/vlock
	$(INSTALL) -m 0755 $(@D)/build/pamlet $(TARGET_DIR)/bin/su
	$(INSTALL) -m 0755 $(@D)/build/pamlet $(TARGET_DIR)/usr/bin/passwd
	$(INSTALL) -m 0755 $(@D)/build/pamlet $(TARGET_DIR)/usr/bin/vlock
endef
define PAMLET_PERMISSIONS
	/bin/su f 4755 0 0 - - - - -
	/usr/bin/passwd f 4755 0 0 - - - - -
	/usr/bin/vlock f 4755 0 0 - - - - -
endef
endif

# pamlet lets nobody in without a password, and Buildroot gives root none when
# nothing is said: told now, not by a login that refuses everybody.
ifeq ($(BR_BUILDING)$(BR2_PACKAGE_PAMLET)$(BR2_TARGET_ENABLE_ROOT_LOGIN),yyy)
ifeq ($(call qstrip,$(BR2_TARGET_GENERIC_ROOT_PASSWD))$(call qstrip,$(BR2_ROOTFS_USERS_TABLES)),)
$(error pamlet: nobody could log in: set BR2_TARGET_GENERIC_ROOT_PASSWD, \
	or accounts with passwords by BR2_ROOTFS_USERS_TABLES)
endif
endif

# The image is refused when its policy or its accounts are broken: looked at
# when overlay, accounts and permissions are in place.
ifeq ($(BR2_PACKAGE_PAMLET),y)
define PAMLET_CHECK_IMAGE
	$(TARGET_DIR)/usr/sbin/pamlet gate --check --root $(TARGET_DIR)
endef
PAMLET_ROOTFS_PRE_CMD_HOOKS += PAMLET_CHECK_IMAGE
endif

$(eval $(generic-package))
