/* SPDX-License-Identifier: MIT */
#include "pam/response.h"

#include "base/wipe.h"

#include <security/pam_appl.h>
#include <stdlib.h>
#include <string.h>

struct pam_response *
response_new(int count)
{
	return calloc((size_t)count, sizeof(struct pam_response));
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
	return true;
}

void
response_discard(struct pam_response *responses, int count)
{
	for (int i = 0; i < count; i++) {
		if (responses[i].resp != NULL) {
			wipe_bytes(responses[i].resp,
				   strlen(responses[i].resp));
			free(responses[i].resp);
		}
	}
	free(responses);
}
