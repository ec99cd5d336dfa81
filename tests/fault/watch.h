/* SPDX-License-Identifier: MIT */
/*
 * Around the callback and the response memory: what is allocated there is
 * marked in the ledger, and at the hand-over each block must be one of them.
 */
#ifndef FAULT_WATCH_H
#define FAULT_WATCH_H

#include <stdbool.h>
#include <stddef.h>

struct pam_handle;
struct pam_message;
struct pam_response;

struct pam_response *__wrap_response_new(int count);
struct pam_response *__real_response_new(int count);
bool __wrap_response_set(struct pam_response *response, const char *data,
			 size_t len_bytes);
bool __real_response_set(struct pam_response *response, const char *data,
			 size_t len_bytes);
void __wrap_response_discard(struct pam_response *responses, int count);
void __real_response_discard(struct pam_response *responses, int count);

/*
 * The callback. *responses is set to a block that is nobody's before it, so
 * that a store without PAM_SUCCESS, or none with it, is seen and told; and so
 * is an arena that still holds something after it.
 */
int __wrap_conversation_answer(int count, const struct pam_message **messages,
			       struct pam_response **responses, void *appdata);
int __real_conversation_answer(int count, const struct pam_message **messages,
			       struct pam_response **responses, void *appdata);

/*
 * pam_permit with an argument "ask=N" is a module that asks N questions in one
 * call, as none of upstream's does any more: N messages, in turn an invisible
 * question, a text, a visible question and an error text. It is a careless one:
 * it frees all that is not NULL, whatever the callback returned, wipes nothing
 * of it, and leaves copies of the answers on its stack.
 */
int __wrap_pam_permit__pam_sm_authenticate(struct pam_handle *handle, int flags,
					   int argc, const char **argv);
int __real_pam_permit__pam_sm_authenticate(struct pam_handle *handle, int flags,
					   int argc, const char **argv);

#endif
