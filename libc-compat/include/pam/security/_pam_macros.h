/* SPDX-License-Identifier: MIT
 *
 * In front of Linux-PAM's header of the same name.
 *
 * Upstream's x_strdup(s) is a macro that evaluates s twice, and pam_unix says
 * x_strdup(crypt_r(...)): each password was hashed twice, half of the time of
 * a login for nothing. A function evaluates its argument once.
 */
#include_next <security/_pam_macros.h>

#ifndef PAMLET_PAM_MACROS_H
#define PAMLET_PAM_MACROS_H

#undef x_strdup
static inline char *
x_strdup(const char *text)
{
	return text ? strdup(text) : NULL;
}

#endif
