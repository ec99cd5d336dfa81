/* SPDX-License-Identifier: MIT */
#ifndef PAM_POLICY_READ_H
#define PAM_POLICY_READ_H

#include "pam/policy.h"

/*
 * Reads the raw text of a service's policy into out (size_bytes of room, a
 * NUL is put behind it): /etc/pam.d/NAME or, only when there is no such file,
 * the one that is compiled in. Returns NULL, or what is wrong as a constant
 * text: unreadable, no regular file, too large, a NUL or CR inside. *builtin
 * tells which of the two it was.
 */
const char *policy_read(const char *name, char *out, size_t size_bytes,
			bool *builtin);

#endif
