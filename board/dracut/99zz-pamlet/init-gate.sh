#!/bin/sh
# SPDX-License-Identifier: MIT
# shellcheck disable=SC3043 # dash and bash have local
#
# Before the image hands over: a command line that names another init than the
# usual ones asks for a shell of the system itself, and so meets the gate; so does
# a root without an init, where systemd would run its /bin/sh. Without
# systemd sourced by /init, as a hook; else run by initrd-switch-root.service.

# What the command line asks for, as systemd reads it: without its quotes.
pamlet_inits() {
	local word
	set -f
	for word in $(tr -d "\"'\\\\" </proc/cmdline); do
		case $word in
		init= | init=/sbin/init | init=/usr/sbin/init) ;;
		init=/lib/systemd/systemd | init=/usr/lib/systemd/systemd) ;;
		init=/bin/systemd | init=/usr/bin/systemd) ;;
		init=* | real_init=*) echo "$word" ;;
		esac
	done
	set +f
}

# Whether the file $1 of the new root is there, its links followed inside of it.
pamlet_there() {
	local file="/sysroot$1" link count=0
	while [ -h "$file" ] && [ $((count += 1)) -lt 10 ]; do
		link=$(readlink "$file")
		case $link in
		/*) file=/sysroot$link ;;
		*) file=${file%/*}/$link ;;
		esac
	done
	[ -f "$file" ] && [ -x "$file" ]
}

pamlet_init_there() {
	pamlet_there /lib/systemd/systemd || pamlet_there /usr/lib/systemd/systemd ||
		pamlet_there /sbin/init || pamlet_there /usr/sbin/init
}

pamlet_init_gate() {
	local asked
	asked=$(pamlet_inits | sed 1q)
	if [ -n "$asked" ]; then
		. /usr/lib/pamlet/dracut-gate.sh
		pamlet_dracut_gate init "The command line asks for $asked."
	fi
	until [ -n "$asked" ] || pamlet_init_there; do
		. /usr/lib/pamlet/dracut-gate.sh
		pamlet_dracut_gate init "No init was found in the root file system."
	done
}

pamlet_init_gate
