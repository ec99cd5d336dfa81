/* SPDX-License-Identifier: MIT */
/* Put in front (-include): what has libc's names must stand beside glibc's. */
#ifndef FUZZ_RENAME_COMPAT_H
#define FUZZ_RENAME_COMPAT_H

#define fnmatch compat_fnmatch

#define getaddrinfo compat_getaddrinfo
#define freeaddrinfo compat_freeaddrinfo
#define getnameinfo compat_getnameinfo

#define openlog compat_openlog
#define closelog compat_closelog
#define setlogmask compat_setlogmask
#define syslog compat_syslog
#define vsyslog compat_vsyslog

#include <fnmatch.h>
#include <netdb.h>
#include <stdarg.h>
#include <sys/socket.h>

#endif
