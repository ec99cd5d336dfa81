
# SPDX-License-Identifier: MIT
# shellcheck shell=dash
# shellcheck disable=SC2154 # hook is dracut's
# pamlet: in the place of the function of this name above.
# _emergency_shell NAME REASON: returns when somebody was let in, and has left.
_emergency_shell() {
	mkdir -p /run/initramfs
	if [ -n "$DRACUT_SYSTEMD" ]; then
		printf '%s\n' "$1" >/run/initramfs/pamlet-name
		printf '%s\n' "$2" >/run/initramfs/pamlet-reason
		: >/.console_lock
		systemctl start dracut-emergency.service
		rm -f -- /.console_lock
		return 0
	fi
	debug_off
	source_hook "$hook"
	/sbin/rdsosreport
	. /usr/lib/pamlet/dracut-gate.sh
	pamlet_dracut_gate "$1" "$2"
	debug_on
}
