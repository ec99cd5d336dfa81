/* SPDX-License-Identifier: MIT */
/* Put in front of direct.c and its test: the names of libc's that it has. */
#ifndef UNIT_RENAME_DIRECT_H
#define UNIT_RENAME_DIRECT_H

#define fcntl compat_fcntl
#define fstatat compat_fstatat
/* The structure of that name, too. */
#define sigaction compat_sigaction

#endif
