/* SPDX-License-Identifier: MIT */
/*
 * In place of pam_unix's change of passwords, where the configuration leaves it
 * out: policies that name it still load, and who would have to change an
 * expired password is refused. The log says why.
 */
#include <security/_pam_types.h>
#include <syslog.h>

int compat_unix_change_absent(pam_handle_t *pamh, int flags, int argc,
			      const char **argv);

int
compat_unix_change_absent(pam_handle_t *pamh, int flags, int argc,
			  const char **argv)
{
	(void)pamh;
	(void)flags;
	(void)argc;
	(void)argv;
	syslog(LOG_AUTHPRIV | LOG_ERR,
	       "pam_unix: this build changes no passwords");
	return PAM_PERM_DENIED;
}
