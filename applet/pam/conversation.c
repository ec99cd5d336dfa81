/* SPDX-License-Identifier: MIT */
#include "pam/conversation.h"

#include "pam/response.h"
#include "prompt/prompt.h"

#include <security/pam_appl.h>
#include <stdbool.h>

static bool
is_prompt(const struct pam_message *message)
{
	return message->msg_style == PAM_PROMPT_ECHO_OFF
	       || message->msg_style == PAM_PROMPT_ECHO_ON;
}

static bool
is_known(const struct pam_message *message)
{
	return message != NULL && message->msg != NULL
	       && (is_prompt(message) || message->msg_style == PAM_TEXT_INFO
		   || message->msg_style == PAM_ERROR_MSG);
}

static bool
are_valid(int count, const struct pam_message *const *messages)
{
	if (count < 1 || count > PAM_MAX_NUM_MSG || messages == NULL) {
		return false;
	}
	for (int i = 0; i < count; i++) {
		if (!is_known(messages[i])) {
			return false;
		}
	}
	return true;
}

static const char *
cause_of(enum prompt_result result)
{
	switch (result) {
	case PROMPT_REFUSED:
		return "the answer was too long or held a NUL";
	case PROMPT_TIMEOUT:
		return "nobody answered in time";
	case PROMPT_CANCELLED:
		return "cancelled by a key or a signal";
	case PROMPT_GONE:
		return "end of input, or the console is gone";
	case PROMPT_LOST:
		return "left by the console that answered";
	case PROMPT_FULL:
		return "the arena is too small for the question";
	default:
		return "the console is broken";
	}
}

/* A refused answer spoils this try; everything worse ends the asking. */
static void
remember(struct conversation *conversation, enum prompt_result result)
{
	conversation->why = cause_of(result);
	if (result != PROMPT_REFUSED) {
		conversation->ended = result;
	}
}

/* Asks and shows all messages; the answers are still in the arena. */
static bool
collect(struct conversation *conversation, int count,
	const struct pam_message *const *messages,
	struct prompt_answer *answers)
{
	for (int i = 0; i < count; i++) {
		enum prompt_result result = PROMPT_OK;
		const struct pam_message *message = messages[i];

		if (is_prompt(message)) {
			bool visible = message->msg_style == PAM_PROMPT_ECHO_ON;

			result = prompt_ask(message->msg, visible, &answers[i]);
			conversation->answered = deadline_in(0);
			conversation->asked = true;
			conversation->on_answer(conversation);
		} else {
			result = prompt_show(message->msg);
		}
		if (result != PROMPT_OK) {
			remember(conversation, result);
			return false;
		}
	}
	return true;
}

/* Copies the answers to the heap; NULL when memory is out. */
static struct pam_response *
copy_out(int count, const struct prompt_answer *answers)
{
	struct pam_response *copies = response_new(count);

	for (int i = 0; copies != NULL && i < count; i++) {
		if (answers[i].data != NULL
		    && !response_set(&copies[i], answers[i].data,
				     answers[i].len_bytes)) {
			response_discard(copies, count);
			copies = NULL;
		}
	}
	return copies;
}

int
conversation_answer(int count, const struct pam_message **messages,
		    struct pam_response **responses, void *appdata)
{
	struct conversation *conversation = appdata;
	struct prompt_answer answers[PAM_MAX_NUM_MSG] = {{0}};
	struct pam_response *copies = NULL;
	int result = PAM_CONV_ERR;

	if (conversation == NULL || conversation->ended != PROMPT_OK
	    || responses == NULL || !are_valid(count, messages)) {
		return PAM_CONV_ERR;
	}
	if (!collect(conversation, count, messages, answers)) {
		goto out;
	}
	copies = copy_out(count, answers);
	if (copies == NULL) {
		remember(conversation, PROMPT_BROKEN);
		conversation->why = "out of memory";
		result = PAM_BUF_ERR;
	}
out:
	prompt_forget();
	if (copies != NULL) {
		conversation->why = NULL;
		*responses = copies;
		result = PAM_SUCCESS;
	}
	return result;
}
