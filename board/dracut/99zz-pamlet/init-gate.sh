#!/bin/sh
# SPDX-License-Identifier: MIT
# Before the image hands over: a command line that names another init than the
# usual ones asks for a shell of the system itself, and so meets the gate. Without
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

pamlet_init_gate() {
	local asked
	asked=$(pamlet_inits | sed 1q)
	[ -n "$asked" ] || return 0
	. /usr/lib/pamlet/dracut-gate.sh
	pamlet_dracut_gate init "The command line asks for $asked."
}

pamlet_init_gate
