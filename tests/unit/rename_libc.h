/* SPDX-License-Identifier: MIT */
/*
 * Put in front of each source of a test of those files of libc-compat whose
 * functions have libc's names: beside glibc, which they are compared with, they
 * need others.
 */
#ifndef UNIT_RENAME_LIBC_H
#define UNIT_RENAME_LIBC_H

#define fnmatch compat_fnmatch
#define strerror compat_strerror
#define strtol compat_strtol
#define strtoul compat_strtoul
#define strtoll compat_strtoll
#define strtoull compat_strtoull
#define strtoimax compat_strtoimax
#define strtoumax compat_strtoumax
#define vfprintf compat_vfprintf
#define vsnprintf compat_vsnprintf

#endif
