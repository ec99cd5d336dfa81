/* SPDX-License-Identifier: MIT */
/*
 * Put in front of each source of a test of libc-compat's account files
 * (-include): the functions there have libc's names, and beside glibc they
 * need others. The fixture gives syslog and setgroups.
 */
#ifndef UNIT_RENAME_ACCOUNT_H
#define UNIT_RENAME_ACCOUNT_H

#define getpwnam compat_getpwnam
#define getpwnam_r compat_getpwnam_r
#define getpwuid compat_getpwuid
#define getpwuid_r compat_getpwuid_r
#define getpwent compat_getpwent
#define setpwent compat_setpwent
#define endpwent compat_endpwent
#define fgetpwent compat_fgetpwent
#define putpwent compat_putpwent

#define getspnam compat_getspnam
#define getspnam_r compat_getspnam_r
#define getspent compat_getspent
#define setspent compat_setspent
#define endspent compat_endspent
#define fgetspent compat_fgetspent
#define putspent compat_putspent
#define lckpwdf compat_lckpwdf
#define ulckpwdf compat_ulckpwdf

#define getgrnam compat_getgrnam
#define getgrnam_r compat_getgrnam_r
#define getgrgid compat_getgrgid
#define getgrgid_r compat_getgrgid_r
#define getgrent compat_getgrent
#define setgrent compat_setgrent
#define endgrent compat_endgrent
#define getgrouplist compat_getgrouplist
#define initgroups compat_initgroups

#define setgroups fixture_setgroups
#define syslog fixture_syslog

#endif
