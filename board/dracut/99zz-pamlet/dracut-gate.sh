# SPDX-License-Identifier: MIT
# shellcheck shell=dash
# The gate, with dracut's reason. Sourced by dracut-lib.sh and dracut-emergency;
# where a file is missing, the shell that sources it ends.
. /usr/lib/pamlet/gate.sh

# What die() has left.
pamlet_dracut_fatal() {
	sed -n 's/^warn dracut: FATAL: "\(.*\)"$/\1/p' "$1/01-die.sh" 2>/dev/null | sed 1q
}

# The devices that dracut waits for, and that are not there.
pamlet_dracut_missing() {
	local each
	for each in "$1"/[89]0-*.sh; do
		# shellcheck disable=SC1090 # dracut has written them
		[ ! -f "$each" ] || (. "$each") 2>&1
	done | sed -n 's/^.*Warning: //; 1,3p' | tr '\n' ' '
}

# The first that is known of: what die() was given, what the caller says, what
# is missing.
pamlet_dracut_reason() {
	local hooks=${hookdir:-/lib/dracut/hooks}/emergency why
	why=$(pamlet_dracut_fatal "$hooks")
	why=${why:-$1}
	why=${why:-$(pamlet_dracut_missing "$hooks")}
	if [ -z "$why" ] && grep -q " /sysroot " /proc/mounts; then
		why="No init was found in the root file system."
	fi
	printf '%s' "${why:-The boot has failed.}"
}

# pamlet_dracut_gate NAME REASON: NAME stands in the shell's prompt.
pamlet_dracut_gate() {
	pamlet_gate "$(pamlet_dracut_reason "$2")" /usr/lib/pamlet/dracut-shell "$1"
	# The programs that the boot goes on with are to see signals as ever.
	trap - INT QUIT TSTP HUP TERM
}
