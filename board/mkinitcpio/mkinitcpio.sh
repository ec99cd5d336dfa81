
# SPDX-License-Identifier: MIT
# shellcheck shell=dash disable=SC1091,SC2154
# ---- pamlet: what follows takes the place of functions above ----
#
# Rules:
# 1. launch_interactive_shell returns when somebody was let in, and has left.
# 2. A file that is missing ends init, and the kernel panics: no shell.
# 3. The kernel's command line can set every variable of init: none of them is
#    relied on.

. /usr/lib/pamlet/gate.sh

# With a command line of its own the image believes nothing that the boot loader
# says; what is no option of the kernel's it hands to init as environment.
if [ -e /etc/pamlet/cmdline ]; then
	for pamlet_name in $(env | sed -n 's/^\([A-Za-z_][A-Za-z0-9_]*\)=.*/\1/p'); do
		case $pamlet_name in
		PATH | HOME | TERM) ;;
		init | mount_handler | rd_logmask | udevd_running) ;;
		*) unset "$pamlet_name" ;;
		esac
	done
	PS4='+ '
fi

# What went wrong is what the gate shows.
err() {
	pamlet_error="$*"
	echo "ERROR: $*"
}

pamlet_why_here() {
	if [ -n "$pamlet_error" ]; then
		echo "$pamlet_error"
	else
		case $break in
		y | premount | postmount) echo "break=$break was asked for" ;;
		*) echo 'the boot has stopped' ;;
		esac
	fi
}

# --exec: init has nothing to go on with.
launch_interactive_shell() {
	{ set +x; } 2>/dev/null
	unset IFS
	PATH=/usr/local/sbin:/usr/local/bin:/usr/bin
	pamlet_gate "$(pamlet_why_here)" </dev/console >/dev/console 2>&1
	while [ "$1" = --exec ]; do
		pamlet_gate "$(pamlet_why_here)" </dev/console >/dev/console 2>&1
	done
	pamlet_error=
	trap - INT QUIT TSTP HUP TERM
}
# ---- end of pamlet ----
