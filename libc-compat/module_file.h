/* SPDX-License-Identifier: MIT */
/*
 * How modules open files: recipes/pam-cc makes their open and fopen these.
 *
 * - Only what is a file is opened, or a character device: a FIFO or a socket
 *   in its place would hold up the login for ever, a directory is read as an
 *   empty file.
 * - "rule": in modules whose file says who may enter, a file that is there and
 *   cannot be read is no empty file. Linux-PAM's pam_nologin, pam_time and
 *   pam_access go on and let in; here it is noted, and nobody's yes is believed
 *   after it (compat_module_file_unread).
 */
#ifndef COMPAT_MODULE_FILE_H
#define COMPAT_MODULE_FILE_H

#include <stdio.h>

/* open(2) and fopen(3), but for what the file must be: EINVAL. */
int compat_module_open(const char *path, int flags, ...);
FILE *compat_module_fopen(const char *path, const char *mode);

/*
 * The same; whatever fails but by ENOENT and ENOTDIR is noted. So is a directory,
 * which is opened all the same: each read of it fails.
 */
int compat_rule_open(const char *path, int flags, ...);
FILE *compat_rule_fopen(const char *path, const char *mode);

/* Forgets what was noted; for the start of a transaction. */
void compat_module_file_reset(void);

/* "PATH cannot be read", of the first that was noted since then; or NULL. */
const char *compat_module_file_unread(void);

#endif
