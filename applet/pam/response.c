/* SPDX-License-Identifier: MIT */
#include "pam/response.h"

#include "autoconf.h"
#include "base/wipe.h"

#include <security/pam_appl.h>
#include <stdlib.h>
#include <string.h>

void (*response_noted)(const char *kind, const void *block, size_t size_bytes);

static void
note(const char *kind, const void *block, size_t size_bytes)
{
	if (ENABLE_APPLET_PAMTEST && response_noted != NULL) {
		response_noted(kind, block, size_bytes);
	}
}

struct pam_response *
response_new(int count)
{
	struct pam_response *responses = calloc((size_t)count,
						sizeof(struct pam_response));

	if (responses != NULL) {
		note("array", responses,
		     (size_t)count * sizeof(struct pam_response));
	}
	return responses;
}

bool
response_set(struct pam_response *response, const char *data, size_t len_bytes)
{
	char *copy = malloc(len_bytes + 1);

	if (copy == NULL) {
		return false;
	}
	memcpy(copy, data, len_bytes);
	copy[len_bytes] = '\0';
	response->resp = copy;
	note("answer", copy, len_bytes + 1);
	return true;
}

void
response_discard(struct pam_response *responses, int count)
{
	for (int i = 0; i < count; i++) {
		if (responses[i].resp != NULL) {
			wipe_bytes(responses[i].resp,
				   strlen(responses[i].resp));
			note(NULL, responses[i].resp, 0);
			free(responses[i].resp);
		}
	}
	note(NULL, responses, 0);
	free(responses);
}
