/* SPDX-License-Identifier: MIT */
#include "unit_main.h"

#include "fake_pam.h"

#include <stdlib.h>
#include <string.h>

#include "prompt/arena.h"

const struct pam_message *pointers[MESSAGES_MAX];
struct pam_response *responses;
struct conversation conversation;
int answers_noted[MESSAGES_MAX];
int answers_noted_count;

static struct pam_message messages[MESSAGES_MAX];
static int given; /* how many responses the callback handed over */

static void
note_answer(struct conversation *noted)
{
	assert_ptr_equal(noted, &conversation);
	answers_noted[answers_noted_count++] = fake_prompt.count;
}

int
fake_pam_start(void **state)
{
	(void)state;
	memset(messages, 0, sizeof(messages));
	memset(pointers, 0, sizeof(pointers));
	fake_prompt = (struct fake_prompt){0};
	conversation = (struct conversation){.on_answer = note_answer};
	answers_noted_count = 0;
	responses = UNTOUCHED;
	given = 0;
	fake_heap_start(0);
	return 0;
}

void
assert_arena_is_clean(void)
{
	const char *all = NULL;

	assert_int_equal(arena_here(), 0);
	all = arena_take(CONFIG_ARENA_SIZE);
	assert_non_null(all);
	for (size_t i = 0; i < CONFIG_ARENA_SIZE; i++) {
		assert_int_equal(all[i], 0);
	}
	arena_release(0);
}

int
fake_pam_end(void **state)
{
	(void)state;
	pam_frees(given);
	assert_int_equal(fake_heap.live, 0);
	assert_int_equal(fake_heap.strange, 0);
	assert_int_equal(fake_heap.unwiped, 0);
	return 0;
}

void
message(int i, int style, const char *text)
{
	messages[i] = (struct pam_message){.msg_style = style, .msg = text};
	pointers[i] = &messages[i];
}

void
answers_of(const char *const *list)
{
	for (int i = 0; list[i] != (char *)1; i++) {
		fake_prompt.steps[i].answer = list[i];
	}
}

int
ask(int count)
{
	int result = conversation_answer(count, pointers, &responses,
					 &conversation);

	if (result == PAM_SUCCESS) {
		assert_ptr_not_equal(responses, UNTOUCHED);
		given = count;
	} else {
		assert_ptr_equal(responses, UNTOUCHED);
		assert_int_equal(fake_heap.live, 0);
	}
	assert_int_equal(fake_heap.unwiped, 0);
	assert_arena_is_clean();
	return result;
}

void
assert_refused(int count)
{
	int asked = fake_prompt.count;
	int allocations = fake_heap.allocations;

	assert_int_equal(ask(count), PAM_CONV_ERR);
	assert_int_equal(fake_prompt.count, asked);
	assert_int_equal(fake_heap.allocations, allocations);
}

void
pam_frees(int count)
{
	for (int i = 0; i < count; i++) {
		if (responses[i].resp != NULL) {
			memset(responses[i].resp, 0, strlen(responses[i].resp));
			free(responses[i].resp);
		}
	}
	if (count > 0) {
		free(responses);
	}
	responses = UNTOUCHED;
	given = 0;
}
