/* SPDX-License-Identifier: MIT */
// objects: applet/pam/conversation.c applet/base/wipe.c
// objects: tests/fuzz/response_on_fuzz_heap.c
/*
 * Any messages, through a prompt that ends in any way and a heap that runs out
 * at any moment: the contract of pam_conv(3), and conversation.h's own rules.
 */
#include "fuzz.h"

#include <string.h>
#include <security/pam_appl.h>

#include "fuzz_heap.h"
#include "pam/conversation.h"
#include "prompt/prompt.h"

#define CALLS_MAX 4
#define MESSAGES_MAX (PAM_MAX_NUM_MSG + 8)
#define ANSWER_MAX 24

/* What the person says to each question of one call, and what became of it. */
static struct {
	struct input *input;
	char *texts[MESSAGES_MAX];
	size_t count;
	size_t shown;
	size_t answered;
	enum prompt_result worst;
	bool forgotten;
} person;

static enum prompt_result
any_result(void)
{
	enum prompt_result result = next_byte(person.input) % 16;

	result = result <= PROMPT_BROKEN ? result : PROMPT_OK;
	if (result != PROMPT_OK) {
		MUST(person.worst == PROMPT_OK);
		person.worst = result;
	}
	return result;
}

/* Each answer in memory that is gone at prompt_forget(). */
enum prompt_result
prompt_ask(const char *text, bool visible, struct prompt_answer *answer)
{
	enum prompt_result result = any_result();
	size_t len = next_below(person.input, ANSWER_MAX);
	char *data = NULL;

	MUST(text != NULL && person.count < MESSAGES_MAX);
	if (result != PROMPT_OK) {
		person.answered++;
		return result;
	}
	data = exactly(len + 1);
	for (size_t i = 0; i < len; i++) {
		data[i] = (char)next_byte(person.input);
		data[i] = data[i] != '\0' ? data[i] : 'x';
	}
	person.texts[person.count++] = data;
	*answer = (struct prompt_answer){data, len};
	person.forgotten = false;
	return PROMPT_OK;
}

enum prompt_result
prompt_show(const char *text)
{
	MUST(text != NULL);
	person.shown++;
	return any_result();
}

/* The answers are kept elsewhere for the comparison, and these freed. */
void
prompt_forget(void)
{
	for (size_t i = 0; i < person.count && !person.forgotten; i++) {
		char *kept = exactly(strlen(person.texts[i]) + 1);

		strcpy(kept, person.texts[i]);
		free(person.texts[i]);
		person.texts[i] = kept;
	}
	person.forgotten = true;
}

struct deadline
deadline_in(int64_t after_ms)
{
	return (struct deadline){.at_ms = 1000 + after_ms};
}

static void
count_answer(struct conversation *conversation)
{
	MUST(conversation->asked);
	person.answered += person.worst == PROMPT_OK;
}

struct call {
	int count;
	bool no_messages;
	bool no_place;
	struct pam_message messages[MESSAGES_MAX];
	const struct pam_message *pointers[MESSAGES_MAX];
};

static void
take_call(struct input *input, struct call *call)
{
	static const int styles[] = {PAM_PROMPT_ECHO_OFF, PAM_PROMPT_ECHO_ON,
				     PAM_TEXT_INFO, PAM_ERROR_MSG};
	unsigned flags = next_byte(input);

	call->count = (int)(flags & 7);
	if (call->count == 7) {
		call->count = (int)next_byte(input) - 128;
	}
	call->no_messages = (flags >> 3) == 31;
	call->no_place = (flags >> 3) == 30;
	for (int i = 0; i < call->count && i < MESSAGES_MAX; i++) {
		unsigned kind = next_byte(input);

		call->messages[i].msg = kind == 0xfe ? NULL : "text";
		call->messages[i].msg_style = styles[kind % 4];
		if (kind >= 0xe0) {
			call->messages[i].msg_style = (int)kind - 0xe8;
		}
		call->pointers[i] = kind == 0xff ? NULL : &call->messages[i];
	}
}

static bool
is_prompt(const struct pam_message *message)
{
	return message->msg_style == PAM_PROMPT_ECHO_OFF
	       || message->msg_style == PAM_PROMPT_ECHO_ON;
}

/* pam_conv(3): whether such a call can be answered at all. */
static bool
is_valid(const struct call *call)
{
	if (call->no_messages || call->no_place || call->count < 1
	    || call->count > PAM_MAX_NUM_MSG) {
		return false;
	}
	for (int i = 0; i < call->count; i++) {
		const struct pam_message *message = call->pointers[i];

		if (message == NULL || message->msg == NULL
		    || message->msg_style < PAM_PROMPT_ECHO_OFF
		    || message->msg_style > PAM_TEXT_INFO) {
			return false;
		}
	}
	return true;
}

/* All answers, in the order of the questions; then they are Linux-PAM's. */
static void
check_responses(const struct call *call, struct pam_response *responses)
{
	size_t at = 0;

	for (int i = 0; i < call->count; i++) {
		MUST(responses[i].resp_retcode == 0);
		if (!is_prompt(call->pointers[i])) {
			MUST(responses[i].resp == NULL);
			continue;
		}
		MUST(responses[i].resp != NULL && at < person.count);
		MUST(strcmp(responses[i].resp, person.texts[at]) == 0);
		MUST(fuzz_heap_size(responses[i].resp)
		     == strlen(person.texts[at]) + 1);
		at++;
	}
	MUST(at == person.count
	     && person.count + person.shown == (size_t)call->count);
	for (int i = 0; i < call->count; i++) {
		fuzz_heap_give_back(responses[i].resp);
	}
	fuzz_heap_give_back(responses);
}

static void
check_failure(int result, const struct call *call, bool was_over,
	      const struct conversation *conversation)
{
	if (was_over || !is_valid(call)) {
		MUST(result == PAM_CONV_ERR);
		MUST(person.count + person.shown + person.answered == 0);
		return;
	}
	MUST(conversation->why != NULL);
	if (result == PAM_BUF_ERR) {
		MUST(person.worst == PROMPT_OK && fuzz_heap_failed());
		MUST(conversation->ended != PROMPT_OK);
		return;
	}
	MUST(result == PAM_CONV_ERR && person.worst != PROMPT_OK);
	MUST((conversation->ended == PROMPT_OK)
	     == (person.worst == PROMPT_REFUSED));
}

static void
answer(struct input *input, struct conversation *conversation)
{
	struct call call = {0};
	struct pam_response sentinel = {0};
	struct pam_response *responses = &sentinel;
	bool was_over = conversation->ended != PROMPT_OK;
	int result = PAM_SUCCESS;

	memset(&person, 0, sizeof(person));
	person.input = input;
	take_call(input, &call);
	result = conversation_answer(call.count,
				     call.no_messages ? NULL : call.pointers,
				     call.no_place ? NULL : &responses,
				     conversation);
	MUST(person.forgotten || person.count == 0);
	if (result == PAM_SUCCESS) {
		MUST(!was_over && is_valid(&call) && responses != &sentinel);
		MUST(conversation->ended == PROMPT_OK);
		check_responses(&call, responses);
	} else {
		MUST(responses == &sentinel);
		check_failure(result, &call, was_over, conversation);
	}
	MUST(fuzz_heap_live() == 0);
	for (size_t i = 0; i < person.count; i++) {
		free(person.texts[i]);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len_bytes)
{
	struct input input = {data, len_bytes};
	struct conversation conversation = {.on_answer = count_answer};
	unsigned fail_at = next_byte(&input);
	struct call call = {0};

	fuzz_heap_start(fail_at < 64 ? fail_at : 0);
	for (int i = 0; i < CALLS_MAX && input.left > 0; i++) {
		answer(&input, &conversation);
	}
	take_call(&input, &call);
	MUST(conversation_answer(1, call.pointers, NULL, NULL) == PAM_CONV_ERR);
	return 0;
}
