/* SPDX-License-Identifier: MIT */
#include "watch.h"

#include "ledger.h"
#include "prompt/arena.h"

#include <security/pam_appl.h>
#include <string.h>

struct pam_response *
__wrap_response_new(int count)
{
	struct pam_response *made = NULL;

	ledger_allocate_as(LEDGER_ARRAY);
	made = __real_response_new(count);
	ledger_allocate_as(LEDGER_OTHER);
	return made;
}

bool
__wrap_response_set(struct pam_response *response, const char *data,
		    size_t len_bytes)
{
	bool set = false;

	ledger_allocate_as(LEDGER_ANSWER);
	set = __real_response_set(response, data, len_bytes);
	ledger_allocate_as(LEDGER_OTHER);
	return set;
}

void
__wrap_response_discard(struct pam_response *responses, int count)
{
	ledger_discarding(true);
	__real_response_discard(responses, count);
	ledger_discarding(false);
}

/* From here on the block is Linux-PAM's. */
static void
hand_over(const void *block, enum ledger_kind kind, size_t size_bytes)
{
	struct ledger_record *record = ledger_find(block);

	if (record == NULL || record->kind != kind || record->handed) {
		ledger_note("broken handed over what is no new %s: %p",
			    ledger_name(kind), block);
		return;
	}
	if (record->size_bytes != size_bytes) {
		ledger_note("broken %s of %zu bytes in a block of %zu",
			    ledger_name(kind), size_bytes, record->size_bytes);
	}
	record->handed = true;
	ledger_note("handed %s %p", ledger_name(kind), block);
}

static void
hand_over_all(int count, const struct pam_message *const *messages,
	      const struct pam_response *responses)
{
	hand_over(responses, LEDGER_ARRAY, (size_t)count * sizeof(*responses));
	for (int i = 0; i < count; i++) {
		bool asked = messages[i]->msg_style == PAM_PROMPT_ECHO_OFF
			     || messages[i]->msg_style == PAM_PROMPT_ECHO_ON;

		if (asked != (responses[i].resp != NULL)) {
			ledger_note("broken answer %d of %d: %s", i, count,
				    asked ? "missing" : "not asked for");
		}
		if (responses[i].resp != NULL) {
			hand_over(responses[i].resp, LEDGER_ANSWER,
				  strlen(responses[i].resp) + 1);
		}
	}
}

int
__wrap_conversation_answer(int count, const struct pam_message **messages,
			   struct pam_response **responses, void *appdata)
{
	static struct pam_response nobodys;
	struct pam_response *before = *responses;
	int result = PAM_CONV_ERR;

	*responses = &nobodys;
	result = __real_conversation_answer(count, messages, responses,
					    appdata);
	if (arena_here() != 0) {
		ledger_note("broken %zu bytes left in the arena", arena_here());
	}
	if (result == PAM_SUCCESS) {
		hand_over_all(count, messages, *responses);
		return PAM_SUCCESS;
	}
	if (*responses != &nobodys) {
		ledger_note("broken stored without success: %d", result);
		/* What Linux-PAM would see, so that it does its damage. */
		return result;
	}
	*responses = before;
	return result;
}
