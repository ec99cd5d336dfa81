# SPDX-License-Identifier: MIT
# Shared by the recipes; to be sourced. A recipe is called with the directory
# of third parties as its first argument. It may be shared by several builds:
# `step` sees to it that only one recipe at a time works in it.
# shellcheck shell=bash disable=SC2034
set -euo pipefail
export LC_ALL=C

RECIPES=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
ROOM=$(dirname "$RECIPES")
JOBS=${JOBS:-$(nproc)}

# No date, no path of this machine may get into an object.
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-0} TZ=UTC
unset CFLAGS CPPFLAGS LDFLAGS LIBS CC CROSS_COMPILE MAKEFLAGS MFLAGS \
	MAKELEVEL C_INCLUDE_PATH CPATH LIBRARY_PATH PKG_CONFIG_PATH \
	AR LD NM OBJCOPY RANLIB STRIP DESTDIR

# The tools that tools.mk chose. Not exported: no script of others may find them
# and draw conclusions of its own.
CC=${PAMLET_CC:-gcc} AR=${PAMLET_AR:-ar} LD=${PAMLET_LD:-ld} NM=${PAMLET_NM:-nm}
OBJCOPY=${PAMLET_OBJCOPY:-objcopy} RANLIB=${PAMLET_RANLIB:-ranlib}
STRIP=${PAMLET_STRIP:-strip} MESON=${PAMLET_MESON:-/usr/bin/meson}
NINJA=${PAMLET_NINJA:-ninja}

# say TEXT: one line of progress. die TEXT: one line of error, and the end.
say() { printf '%s\n' "$*"; }
die() { printf '%s: error: %s\n' "${0##*/}" "$*" >&2; exit 1; }

# third_open DIR: makes DIR and sets THIRD to its absolute path.
third_open() {
	mkdir -p "$1" || die "cannot make $1"
	THIRD=$(cd "$1" && pwd)
}

# source_field NAME COLUMN: a field of sources.txt.
source_field() {
	awk -v name="$1" -v col="$2" '$1 == name { print $col }' \
		"$RECIPES/sources.txt"
}

# unpack NAME: the pinned tarball into a fresh THIRD/src/NAME; checked again
# here, because the file may have changed since it was fetched.
unpack() {
	local file sum dir=$THIRD/src/$1
	file=$THIRD/tarballs/$(source_field "$1" 4)
	sum=$(source_field "$1" 5)
	printf '%s  %s\n' "$sum" "$file" | sha256sum --check --status ||
		die "$file is missing or not the pinned one"
	rm -rf "$dir"
	mkdir -p "$dir"
	tar -xf "$file" -C "$dir" --strip-components=1 --no-same-owner
}

# logged LOG COMMAND...: runs it quietly; its output is shown if it fails.
logged() {
	local log=$1
	shift
	mkdir -p "$(dirname "$log")"
	if ! "$@" >>"$log" 2>&1; then
		tail -n 40 "$log" >&2
		die "failed: $* (the whole output: $log)"
	fi
}

# What every third party's code is compiled with: sections for the linker to
# collect, no unwind tables (nothing here throws or prints a backtrace), no
# path of this machine in the objects.
SECTIONS='-ffunction-sections -fdata-sections'
NO_UNWIND='-fno-asynchronous-unwind-tables -fno-unwind-tables'
# What gcc does for speed even when it is told -Oz, because it means to get smaller
# by it, and does not here: 6 % of the code of Linux-PAM. The stack guard is taken
# from musl's variable, two bytes less each time than from the thread area, where
# the same value stands. (build.mk has the same.)
SMALL='-fno-thread-jumps -fno-caller-saves -fno-tree-dominator-opts'
SMALL="$SMALL -fno-move-loop-invariants -fno-jump-tables -fno-ipa-modref"
SMALL="$SMALL -fno-tree-tail-merge -fno-forward-propagate -fno-shrink-wrap"
SMALL="$SMALL -fno-tree-slsr -fno-tree-switch-conversion -fno-tree-loop-im"
SMALL="$SMALL -fno-inline-small-functions"
SMALL="$SMALL -malign-data=abi -mstack-protector-guard=global"
# What is optimised across all files when the program is linked: each object
# holds its code twice, ready and as the compiler's own notes (.gnu.lto_*).
WHOLE='-flto -ffat-lto-objects'
# strip_notes FILE...: objects or archives are left with the ready code alone.
strip_notes() {
	local file=''
	for file in "$@"; do
		"$OBJCOPY" --wildcard -R '.gnu.lto_*' "$file"
	done
}
prefix_map() { printf -- '-ffile-prefix-map=%s=third-party' "$THIRD"; }
