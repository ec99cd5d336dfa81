#!/bin/bash
# SPDX-License-Identifier: MIT
#
# Puts the gate in the place of each shell that dracut would open without a
# password. Its directory's name sorts behind those of all other modules, whose
# files it changes.
#
# Rules:
# 1. Whatever cannot be done ends dracut: there is no image then. (dracut takes
#    no notice of what install() returns; `exit` ends it.)
# 2. Each place that is changed is counted first: where dracut's own text is not
#    the one that this was written for, there is no image.
# 3. What opened a shell is taken out of the image; it is not left to a setting.
#
# shellcheck disable=SC2154 # initdir, moddir and others are dracut's
# shellcheck disable=SC2016 # patterns of shell text

check() {
	# For module pamlet, which is asked for by name.
	return 255
}

depends() {
	echo base
}

pamlet_fail() {
	dfatal "pamlet: $*"
	dfatal "pamlet: no image is made."
	exit 1
}

# FILE in the image has COUNT lines that match PATTERN, or there is no image.
pamlet_count() {
	local file=$1 count=$2 pattern=$3 found
	[[ -f $initdir/$file ]] || pamlet_fail "/$file: is not in the image"
	found=$(grep -c -e "$pattern" "$initdir/$file")
	[[ $found == "$count" ]] || pamlet_fail "/$file: $count line(s)" \
		"'$pattern' expected, $found found; is this another dracut?"
}

# (`install` is a function here.)
pamlet_copy() {
	command install -D -m "$3" "$moddir/$1" "$initdir/$2" ||
		pamlet_fail "/$2: cannot be written"
}

# The accounts of dracut's own: a root without a password, or this system's root
# with its hash. fill-image puts in who may open.
pamlet_accounts() {
	rm -f "$initdir/etc/shadow"
	sed -i 's/^\([^:]*\):[^:]*:/\1:x:/' "$initdir/etc/passwd" ||
		pamlet_fail "/etc/passwd: cannot be changed"
	/usr/lib/pamlet/fill-image "$initdir" ||
		pamlet_fail "/usr/lib/pamlet/fill-image has failed"
	! grep -q '^[^:]*::' "$initdir/etc/passwd" "$initdir/etc/shadow" ||
		pamlet_fail "/etc/passwd: an account without a password"
}

# The functions that all of dracut's scripts have in common.
pamlet_library() {
	local lib=lib/dracut-lib.sh
	pamlet_count $lib 1 '^_emergency_shell() {$'
	pamlet_count $lib 1 '^emergency_shell() {$'
	pamlet_count $lib 1 '_emergency_shell "$_rdshell_name"$'
	pamlet_count $lib 1 '/bin/sh -i -l'
	pamlet_count $lib 1 'systemctl start dracut-emergency.service$'
	pamlet_count $lib 1 '^    printf "%s" "$CMDLINE"$'
	# The words are needed while the file itself is read, so they stand in front.
	sed -i -e 's/_emergency_shell "$_rdshell_name"$/& "$*"/' \
		-e 's/^    printf "%s" "$CMDLINE"$/    pamlet_words "$CMDLINE"/' \
		-e "1r $moddir/words.sh" -e "\$r $moddir/emergency-shell.sh" \
		"$initdir/$lib" || pamlet_fail "/$lib: cannot be changed"
	pamlet_count $lib 2 '^_emergency_shell() {$'
	pamlet_count $lib 1 '^pamlet_words() {$'
	pamlet_copy dracut-gate.sh usr/lib/pamlet/dracut-gate.sh 0644
	pamlet_copy dracut-shell usr/lib/pamlet/dracut-shell 0755
}

# Emergency and rescue of a systemd initrd, and what systemd has for debugging.
pamlet_systemd() {
	local unit units=${systemdsystemunitdir#/} confs=${systemdsystemconfdir#/}
	pamlet_count bin/dracut-emergency 1 'sulogin'
	rm -f "$initdir/bin/dracut-emergency"
	pamlet_copy dracut-emergency bin/dracut-emergency 0755
	for unit in dracut-emergency emergency rescue; do
		pamlet_count "$units/$unit.service" 1 '^ExecStart='
		pamlet_count "$units/$unit.service" 1 '^ExecStart=-\{0,1\}/bin/dracut-emergency$'
		pamlet_copy service.conf "$confs/$unit.service.d/zz-pamlet.conf" 0644
	done
	pamlet_count "$units/initrd-switch-root.service" 1 '^ExecStart=systemctl .*switch-root'
	pamlet_copy switch-root.conf "$confs/initrd-switch-root.service.d/zz-pamlet.conf" 0644
	pamlet_copy init-gate.sh usr/lib/pamlet/init-gate.sh 0755
	rm -f "$initdir/$units/debug-shell.service"
	ln -sfn /dev/null "$initdir/$confs/debug-shell.service" ||
		pamlet_fail "debug-shell.service cannot be masked"
	rm -f "$initdir/${systemdutildir#/}"/system-generators/systemd-{debug,run,getty}-generator
}

# Nothing that opens a shell is left, whoever has put it there.
pamlet_nothing_left() {
	local file shells='sulogin|sh +(-[a-z]+ +)*-[a-z]*[il]|a?getty'
	rm -f "$initdir"/{,usr/}{bin,sbin}/sulogin \
		"$initdir/${systemdutildir#/}/systemd-sulogin-shell"
	while read -r file; do
		case ${file#"$initdir"} in
			*/lib/dracut-lib.sh) continue ;;
			*/usr/lib/pamlet/*) continue ;;
		esac
		pamlet_fail "${file#"$initdir"}: opens a shell that is not known here"
	done < <(grep -rIlE "(Exec[A-Za-z]*=[^ ]*|^[^#]*[ /])($shells)( |\$)" \
		"$initdir"/{,usr/}{bin,sbin} "$initdir"/{,usr/}lib/dracut* \
		"$initdir"/{,usr/}lib/systemd "$initdir/etc/systemd" \
		"$initdir/init" "$initdir/shutdown" 2>/dev/null)
}

# A fixed command line: what stands in front of the real /init puts it over
# /proc/cmdline.
pamlet_cmdline() {
	local PAMLET_CMDLINE=
	# shellcheck disable=SC1091 # fill-image has checked and written it
	. "$initdir/etc/pamlet/initramfs.conf"
	[[ $PAMLET_CMDLINE ]] || return 0
	inst_multiple env mount mkdir
	echo "$PAMLET_CMDLINE" >"$initdir/etc/pamlet/cmdline"
	mv "$initdir/init" "$initdir/init.stock" ||
		pamlet_fail "/init: cannot be changed"
	pamlet_copy init init 0755
}

install() {
	pamlet_accounts
	pamlet_library
	if dracut_module_included dracut-systemd; then
		pamlet_systemd
	elif dracut_module_included systemd; then
		pamlet_fail "systemd without dracut-systemd: not known here"
	else
		pamlet_count init 1 '^source_hook cleanup$'
		inst_hook cleanup 99 "$moddir/init-gate.sh"
	fi
	pamlet_nothing_left
	pamlet_cmdline
}
