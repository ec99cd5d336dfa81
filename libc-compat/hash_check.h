/* SPDX-License-Identifier: MIT */
/*
 * crypt_r() for pam_unix: one line in the log when a hash is of a method that
 * is not in this build, or is none at all; to the person it is a wrong password.
 */
#ifndef COMPAT_HASH_CHECK_H
#define COMPAT_HASH_CHECK_H

#include <stdbool.h>

struct crypt_data;

/* As crypt_r(3). Of setting only its method ("$2b$") is logged. */
char *compat_crypt_r(const char *key, const char *setting,
		     struct crypt_data *data);

/*
 * Whether some password could give this hash: its method is in this build, and
 * nothing of it is missing. Takes as long as a try, and logs as that does.
 */
bool compat_hash_is_whole(const char *hash);

#endif
