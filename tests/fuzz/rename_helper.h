/* SPDX-License-Identifier: MIT */
/* Put in front of Linux-PAM's unix_chkpwd: the system is the target's. */
#ifndef FUZZ_RENAME_HELPER_H
#define FUZZ_RENAME_HELPER_H

#define HELPER_COMPILE "unix_chkpwd"
#define LIBPAM_COMPILE 1
#define CHKPWD_HELPER "/usr/sbin/unix_chkpwd"
#define HAVE_CRYPT_R 1

#define main chkpwd_main
#define exit helper_exit
#define read helper_read
#define isatty helper_isatty
#define getuid helper_getuid
#define getgid helper_getgid
#define setuid helper_setuid
#define setgid helper_setgid
#define getpwuid helper_getpwuid
#define sleep helper_sleep
#define vsyslog helper_vsyslog
#define getpwnam helper_getpwnam
#define getspnam helper_getspnam
#define crypt_r helper_crypt_r
#define crypt helper_crypt

#endif
