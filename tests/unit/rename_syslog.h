/* SPDX-License-Identifier: MIT */
/*
 * Put in front of each source of a test of libc-compat/syslog.c (-include):
 * its functions have libc's names, and beside glibc they need others.
 */
#ifndef UNIT_RENAME_SYSLOG_H
#define UNIT_RENAME_SYSLOG_H

#define openlog compat_openlog
#define syslog compat_syslog
#define vsyslog compat_vsyslog
#define closelog compat_closelog
#define setlogmask compat_setlogmask

#endif
