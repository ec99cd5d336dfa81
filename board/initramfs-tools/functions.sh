# SPDX-License-Identifier: MIT
# pamlet: what follows takes the place of panic() above, in this image. It runs in the
# shell that calls it, which is process 1 for /init: no key and no signal ends that, and
# nothing but the gate's yes leads out of it.

# panic= of the command line: nobody is asked then, as it was. Where the machine does
# not stop the gate asks after all.
pamlet_panic_parameter()
{
	[ -n "${panic-}" ] || return 0
	echo "$@"
	case "${panic}" in
	-*[!0-9.]*) pamlet_stop halt ;;
	-*) pamlet_stop reboot ;;
	0 | *[!0-9.]*) pamlet_stop halt ;;
	*) pamlet_stop reboot "${panic}" ;;
	esac
}

# pamlet_stop halt|reboot [SECONDS]
pamlet_stop()
{
	case "$1" in
	halt) echo "Halting automatically due to panic= boot argument" ;;
	*) echo "Rebooting automatically due to panic= boot argument" ;;
	esac
	[ -z "${2-}" ] || sleep "$2"
	"$1" -f
}

# The places that the gate needs. Near the end of /init some have moved to the root
# file system that then had no init.
pamlet_places()
{
	[ -e /proc/self/stat ] || mount -t proc -o nodev,noexec,nosuid proc /proc
	[ -e /sys/class/tty ] || mount -t sysfs -o nodev,noexec,nosuid sysfs /sys
	[ -c /dev/console ] || [ -L /dev ] ||
		mount -t devtmpfs -o nosuid,mode=0755 udev /dev
	[ -d /run ] || mkdir -m 0755 /run
}

panic()
{
	if command -v chvt >/dev/null 2>&1; then
		chvt 1
	fi
	pamlet_panic_parameter "$@"
	# They end splash screens and load key maps.
	run_scripts /scripts/panic
	pamlet_places
	# shellcheck disable=SC1091
	. /usr/lib/pamlet/gate.sh
	pamlet_gate "${*:-The boot was stopped.}"
	# What the gate ignored is not for the system's init to inherit.
	trap - INT QUIT TSTP HUP TERM
}

# What the command line may not have without a password, unless it is the image's own.
# /init calls it when keyboards work.
pamlet_parameters()
{
	[ ! -e /conf/cmdline ] || return 0

	pamlet_refused=
	# A path here would be a shell script from anywhere: ../dev/ttyS0.
	case "${BOOT}" in
	*[!A-Za-z0-9_-]*)
		pamlet_refused=yes
		;;
	*)
		[ -f "/scripts/${BOOT}" ] || pamlet_refused=yes
		;;
	esac
	if [ -n "${pamlet_refused}" ]; then
		echo "boot=${BOOT} is not a way to boot; local is taken instead."
		BOOT=local
	fi

	# shellcheck disable=SC2154
	case "${init}" in
	/sbin/init | /etc/init | /bin/init | /usr/sbin/init | /bin/systemd) ;;
	/lib/systemd/systemd | /usr/lib/systemd/systemd | /lib/sysvinit/init) ;;
	/sbin/openrc-init | /sbin/runit-init | /usr/sbin/openrc-init | /usr/sbin/runit-init) ;;
	*)
		panic "The command line asks for init=${init}. The boot goes on with it behind this shell."
		;;
	esac

	# cryptsetup-initramfs runs the program that is named there.
	# shellcheck disable=SC2013
	for pamlet_word in $(cat /proc/cmdline); do
		case $pamlet_word in
		cryptopts=*keyscript=*)
			panic "The command line asks for a program: ${pamlet_word}. It is run behind this shell."
			;;
		esac
	done
}
