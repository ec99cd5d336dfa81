#!/bin/bash
# SPDX-License-Identifier: MIT
#
# The gate in front of dracut's shells. This module is the name that dracut.conf
# asks for; what changes other modules' files is done by zz-pamlet, which runs
# behind all of them (dracut sorts modules by their directories' names).
#
# shellcheck disable=SC2154 # mount_needs and others are dracut's

# Whether it can be put in. `no` ends dracut: 95-pamlet.conf asks for this module
# by name.
check() {
	[[ $mount_needs ]] && return 1
	require_binaries /usr/sbin/pamlet || return 1
	if [[ ! -x $dracutsysrootdir/usr/lib/pamlet/fill-image ]]; then
		derror "pamlet: no /usr/lib/pamlet/fill-image: make install-rescue"
		return 1
	fi
	# dracut takes a module without a script for one that has nothing to do.
	if [[ ! -f ${moddir%/*}/99zz-pamlet/module-setup.sh ]]; then
		derror "pamlet: no ${moddir%/*}/99zz-pamlet/module-setup.sh"
		return 1
	fi
	return 0
}

depends() {
	echo base zz-pamlet
}

# What the gate's functions use beside base's programs.
install() {
	inst_multiple grep rm mkdir sleep mount sync readlink sed tr
}
