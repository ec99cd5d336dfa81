/* SPDX-License-Identifier: MIT */
#include "ledger.h"
#include "watch.h"

#include <security/pam_appl.h>
#include <security/pam_modules.h>
#include <stdlib.h>
#include <string.h>

static const struct pam_message messages[] = {
	{PAM_PROMPT_ECHO_OFF, "Invisible: "},
	{PAM_TEXT_INFO, "A text"},
	{PAM_PROMPT_ECHO_ON, "Visible: "},
	{PAM_ERROR_MSG, "An error"},
};
#define STACK_BYTES 8192
#define COPY_BYTES 64
#define KINDS (int)(sizeof(messages) / sizeof(messages[0]))

/* Leaves a copy on the stack, below the frames that come after it. */
static __attribute__((noinline)) void
leave_on_stack(const char *answer)
{
	char copies[STACK_BYTES];
	size_t len = strnlen(answer, COPY_BYTES);

	for (size_t at = 0; at + COPY_BYTES <= sizeof(copies);
	     at += COPY_BYTES) {
		memcpy(copies + at, answer, len);
	}
	/* "Read" here, so that the copies are made. */
	__asm__ volatile("" : : "r"(copies) : "memory");
}

static void
drop(struct pam_response *replies, int count)
{
	for (int i = 0; i < count; i++) {
		if (replies[i].resp != NULL) {
			leave_on_stack(replies[i].resp);
		}
		free(replies[i].resp);
	}
	free(replies);
}

static int
ask(const struct pam_conv *conv, int count)
{
	const struct pam_message *asked[PAM_MAX_NUM_MSG] = {NULL};
	struct pam_response *replies = NULL;
	int result = PAM_CONV_ERR;

	for (int i = 0; i < count; i++) {
		asked[i] = &messages[i % KINDS];
	}
	result = conv->conv(count, asked, &replies, conv->appdata_ptr);
	if (replies != NULL) {
		drop(replies, count);
	}
	return result == PAM_SUCCESS ? PAM_SUCCESS : PAM_AUTH_ERR;
}

int
__wrap_pam_permit__pam_sm_authenticate(struct pam_handle *handle, int flags,
				       int argc, const char **argv)
{
	const void *conv = NULL;

	if (argc == 0 || strncmp(argv[0], "ask=", 4) != 0) {
		return __real_pam_permit__pam_sm_authenticate(handle, flags,
							      argc, argv);
	}
	if (pam_get_item(handle, PAM_CONV, &conv) != PAM_SUCCESS) {
		return PAM_AUTH_ERR;
	}
	return ask(conv, atoi(argv[0] + 4));
}
