/* SPDX-License-Identifier: MIT */
/*
 * Linux-PAM's questions, passed on to the prompt, and the answers, handed
 * over as Linux-PAM wants them. It opens no terminal, decides no policy,
 * counts no tries.
 *
 * Rules:
 * 1. All messages are checked before the first one is shown.
 * 2. All answers are there before one of them is copied to the heap.
 * 3. *resp is stored as the last act, and only together with PAM_SUCCESS.
 *    PAM_SUCCESS never comes with a missing answer.
 * 4. Once the person is gone (end of input, timeout, hang-up, broken console,
 *    no memory) every later call of the same transaction fails at once. Where
 *    it is one of several consoles (PROMPT_LOST) the next try asks the others.
 * 5. The prompt's memory is wiped before the callback returns.
 */
#ifndef PAM_CONVERSATION_H
#define PAM_CONVERSATION_H

#include "base/deadline.h"
#include "prompt/result.h"

#include <stdbool.h>

struct pam_message;
struct pam_response;

struct conversation {
	enum prompt_result ended; /* PROMPT_OK while the person is there */
	const char *why;          /* constant; why an answer failed, or NULL */
	struct deadline answered; /* when the last answer was complete */
	bool asked;               /* a question was put to the person */
	/* Called after each answer: only now it may be known who is there. */
	void (*on_answer)(struct conversation *conversation);
};

/*
 * The callback of struct pam_conv; appdata is a struct conversation, whose
 * answered the caller has set to the start of the try. Returns PAM_SUCCESS,
 * PAM_BUF_ERR (no memory), or PAM_CONV_ERR. count of 1 to PAM_MAX_NUM_MSG;
 * styles PAM_PROMPT_ECHO_ON, _OFF, PAM_TEXT_INFO, PAM_ERROR_MSG
 * (pam_conv(3)); everything else is PAM_CONV_ERR, and nothing is shown.
 */
int conversation_answer(int count, const struct pam_message **messages,
			struct pam_response **responses, void *appdata);

#endif
