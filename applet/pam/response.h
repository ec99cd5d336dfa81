/* SPDX-License-Identifier: MIT */
/*
 * The response memory: the only allocations of pamlet's own code, from the
 * very malloc that Linux-PAM's free belongs to (pam_conv(3): "the application
 * allocates, the caller frees").
 *
 * Rules:
 * 1. Exact: calloc of the array, malloc of length + 1 for each answer.
 * 2. Until it is handed over it is ours: response_discard() wipes and frees.
 * 3. After it is handed over it is Linux-PAM's, and only Linux-PAM frees it.
 */
#ifndef PAM_RESPONSE_H
#define PAM_RESPONSE_H

#include <stdbool.h>
#include <stddef.h>

struct pam_response;

/*
 * pamtest's ledger: told of each block, kind "array" or "answer"; and, kind
 * NULL, that response_discard() is about to free it. NULL: nobody looks.
 */
extern void (*response_noted)(const char *kind, const void *block,
			      size_t size_bytes);

/* An array of count (> 0) empty responses; NULL when memory is out. */
struct pam_response *response_new(int count);

/*
 * Copies data (len_bytes, no NUL in it) into *response, NUL-terminated.
 * false when memory is out; *response is empty then.
 */
bool response_set(struct pam_response *response, const char *data,
		  size_t len_bytes);

/* Wipes and frees an array that was not handed over. */
void response_discard(struct pam_response *responses, int count);

#endif
