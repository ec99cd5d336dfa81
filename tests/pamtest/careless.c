/* SPDX-License-Identifier: MIT */
/*
 * In the place of pam_permit: asks a question by itself, and frees the answer as
 * its argument says.
 */
#include <security/pam_appl.h>
#include <security/pam_modules.h>
#include <stdlib.h>
#include <string.h>

/* Not the compiler's, which knows that nothing is freed twice. */
static void (*volatile release)(void *block) = free;

static void
drop(struct pam_response *reply, const char *how)
{
	char *answer = reply->resp;

	if (strcmp(how, "never") == 0) {
		return;
	}
	release(reply);
	if (strcmp(how, "array") == 0) {
		return;
	}
	release(answer);
	if (strcmp(how, "twice") == 0) {
		release(answer);
	}
	if (strcmp(how, "later") == 0) {
		void *others = malloc(sizeof(*reply));

		release(others);
	}
}

int
__wrap_pam_permit__pam_sm_authenticate(struct pam_handle *handle, int flags,
				       int argc, const char **argv)
{
	const struct pam_message message = {PAM_PROMPT_ECHO_OFF, "Secret: "};
	const struct pam_message *asked[] = {&message};
	struct pam_response *reply = NULL;
	const void *item = NULL;
	const struct pam_conv *conv = NULL;

	(void)flags;
	if (argc != 1 || pam_get_item(handle, PAM_CONV, &item) != PAM_SUCCESS) {
		return PAM_AUTH_ERR;
	}
	conv = item;
	if (conv->conv(1, asked, &reply, conv->appdata_ptr) != PAM_SUCCESS) {
		return PAM_AUTH_ERR;
	}
	drop(reply, argv[0]);
	return PAM_SUCCESS;
}
