/* SPDX-License-Identifier: MIT
 *
 * In front of Linux-PAM's header of the same name.
 *
 * Log lines of the priority debug (those of the modules' option `debug`, and a
 * few more) are compiled out: 4 KB of code and texts. The price is that
 * diagnosis; PAMLET_KEEP_DEBUG_LOG keeps them. Other priorities are untouched.
 */
#include_next <security/pam_ext.h>

#if !defined(PAMLET_PAM_EXT_H) && !defined(PAMLET_KEEP_DEBUG_LOG)
#define PAMLET_PAM_EXT_H

#include <syslog.h>

extern void pamlet_real_pam_syslog(const pam_handle_t *pamh, int priority,
				   const char *fmt, ...) __asm__("pam_syslog");

/* gnu_inline: pam_syslog.c may still define the function itself. */
extern __inline__ __attribute__((gnu_inline, always_inline, artificial)) void
pam_syslog(const pam_handle_t *pamh, int priority, const char *fmt, ...)
{
	if (__builtin_constant_p(priority) && priority == LOG_DEBUG) {
		return;
	}
	pamlet_real_pam_syslog(pamh, priority, fmt, __builtin_va_arg_pack());
}

#endif
