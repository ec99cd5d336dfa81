# SPDX-License-Identifier: MIT
# shellcheck shell=sh
# In an image, sourced by whatever would have opened a shell:
#
#	. /usr/lib/pamlet/gate.sh
#	pamlet_gate "why it came to this" [COMMAND [ARGUMENT]...]
#
# Afterwards INT QUIT TSTP HUP TERM are ignored still, which the caller undoes when
# nothing is to be protected any more: a system's init would inherit it.
#
# Rules:
# 1. It returns only when somebody was let in by PAM and has left again: what
#    tells that is a file that is made behind PAM's yes.
# 2. Whatever ends a gate without that, the next gate asks: keys, signals,
#    SysRq, a console that is gone, a file that is missing.
# 3. What the configuration does not say has a value that is closed.

# The configuration that fill-image wrote. One that is damaged would end this
# shell: it is tried in another one.
pamlet_conf() {
	PAMLET_USER=root PAMLET_GROUP='' PAMLET_SERVICE=gate PAMLET_TRIES=3
	PAMLET_TIMEOUT=60 PAMLET_ACTION=loop PAMLET_EXIT=continue
	PAMLET_PROMPT=consoles PAMLET_MESSAGE='' PAMLET_SHELL=/bin/sh
	PAMLET_FAILLOCK_DIR='' PAMLET_FAILLOCK_DISK=''
	# shellcheck disable=SC1091
	if (. /etc/pamlet/initramfs.conf) >/dev/null 2>&1; then
		. /etc/pamlet/initramfs.conf
	fi
}

pamlet_is_mounted() {
	while read -r _ pamlet_place _; do
		[ "$pamlet_place" != "$1" ] || return 0
	done </proc/mounts
	return 1
}

# Where pam_faillock counts: on the disk that was given, else until the next
# boot, which the person is told.
pamlet_counts() {
	[ -n "$PAMLET_FAILLOCK_DIR" ] || return 0
	[ -d "$PAMLET_FAILLOCK_DIR" ] || mkdir -p "$PAMLET_FAILLOCK_DIR"
	[ -n "$PAMLET_FAILLOCK_DISK" ] || return 0
	pamlet_is_mounted "$PAMLET_FAILLOCK_DIR" ||
		mount -o nosuid,nodev,noexec "$PAMLET_FAILLOCK_DISK" \
			"$PAMLET_FAILLOCK_DIR" 2>/dev/null ||
		PAMLET_MESSAGE="${PAMLET_MESSAGE:+$PAMLET_MESSAGE }(Failed tries are forgotten with this boot.)"
}

# A name for rule 1's file that nobody has had yet; not all images have an rm.
pamlet_mark() {
	[ -d /run ] || mkdir -m 0755 /run
	[ -d /run/pamlet ] || mkdir -m 0700 /run/pamlet || return 1
	pamlet_count=0
	while [ -e "/run/pamlet/$pamlet_count" ]; do
		pamlet_count=$((pamlet_count + 1))
	done
	pamlet_file=/run/pamlet/$pamlet_count
}

# One gate, until it ends. 0: somebody was in, and has left. Rule 1.
pamlet_ask() {
	pamlet_why=$1
	shift
	pamlet_mark || return 1
	# shellcheck disable=SC2016 # that is for the inner shell
	/usr/sbin/pamlet gate -s "$PAMLET_SERVICE" \
		${PAMLET_USER:+-u "$PAMLET_USER"} \
		${PAMLET_GROUP:+-g "$PAMLET_GROUP"} \
		-n "$PAMLET_TRIES" -t "$PAMLET_TIMEOUT" -F "$PAMLET_ACTION" \
		-P "$PAMLET_PROMPT" \
		-m "${PAMLET_MESSAGE:+$PAMLET_MESSAGE }$pamlet_why" -- \
		/bin/sh -c ': >"$0" && exec "$@"' "$pamlet_file" "$@"
	[ -f "$pamlet_file" ]
}

# The person has left the shell: PAMLET_EXIT. Returns for `continue` alone.
pamlet_leave() {
	case $PAMLET_EXIT in
	reboot) pamlet_key=b ;;
	poweroff | halt) pamlet_key=o ;;
	*) return 0 ;;
	esac
	sync
	"$PAMLET_EXIT" -f 2>/dev/null
	echo "$pamlet_key" >/proc/sysrq-trigger
	while :; do sleep 1000; done
}

pamlet_gate() {
	pamlet_reason=$1
	shift
	trap '' INT QUIT TSTP HUP TERM
	# Where words of the command line become variables, these may be among them.
	unset IFS
	PATH=/usr/sbin:/usr/bin:/sbin:/bin
	pamlet_conf
	pamlet_counts
	[ $# -gt 0 ] || set -- "$PAMLET_SHELL" -i
	until pamlet_ask "$pamlet_reason" "$@"; do
		sleep 1
	done
	pamlet_leave
}
