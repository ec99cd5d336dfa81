/* SPDX-License-Identifier: MIT */
// objects: applet/pam/conversation.c applet/pam/response.c
// objects: applet/prompt/arena.c applet/base/wipe.c applet/base/deadline.c
// objects: tests/unit/fake_prompt.c tests/unit/fake_heap.c
// objects: tests/unit/fake_pam.c
// cflags: -include tests/unit/fake_autoconf.h
// ldflags: -Wl,--wrap=malloc,--wrap=calloc,--wrap=free
/* The callback when the person goes away, and when memory is out. */
#include "unit_main.h"

#include "fake_pam.h"

#include <string.h>

/* Five messages: three questions with answers, and two texts. */
static int
ask_all(void)
{
	message(0, PAM_TEXT_INFO, "Welcome");
	message(1, PAM_PROMPT_ECHO_ON, "login: ");
	message(2, PAM_PROMPT_ECHO_OFF, "Password: ");
	message(3, PAM_ERROR_MSG, "Expired");
	message(4, PAM_PROMPT_ECHO_OFF, "New: ");
	answers(NULL, "ann", "s3cret", NULL, "s3cret2");
	return ask(5);
}

#define ALLOCATIONS 4 /* the array, and one for each answer */

static void
conversation_no_memory(void **state)
{
	for (int at = 1; at <= ALLOCATIONS; at++) {
		fake_pam_start(state);
		fake_heap_start(at);
		assert_int_equal(ask_all(), PAM_BUF_ERR);
		assert_int_equal(fake_heap.allocations, at);
		assert_int_equal(fake_heap.frees, at - 1);
		assert_int_equal(conversation.ended, PROMPT_BROKEN);
		assert_string_equal(conversation.why, "out of memory");
		/* For the rest of the transaction, also when there is some. */
		assert_refused(1);
	}
	fake_pam_start(state);
	fake_heap_start(ALLOCATIONS + 1);
	assert_int_equal(ask_all(), PAM_SUCCESS);
}

/* At each of the messages: no later one is shown, nothing is allocated. */
static void
assert_ends(enum prompt_result result)
{
	for (int at = 0; at < 5; at++) {
		fake_pam_start(NULL);
		fake_prompt.steps[at].result = result;
		assert_int_equal(ask_all(), PAM_CONV_ERR);
		assert_int_equal(fake_prompt.count, at + 1);
		assert_int_equal(fake_heap.allocations, 0);
		assert_non_null(conversation.why);
		assert_true(fake_prompt.forgets > 0);
	}
}

/* Every later call of the same transaction fails at once. */
static void
assert_ends_for_good(enum prompt_result result)
{
	assert_ends(result);
	assert_int_equal(conversation.ended, result);
	memset(fake_prompt.steps, 0, sizeof(fake_prompt.steps));
	for (int i = 0; i < 10; i++) {
		assert_refused(1);
		assert_refused(5);
	}
	assert_int_equal(conversation.ended, result);
}

static void
conversation_end_of_input(void **state)
{
	assert_ends_for_good(PROMPT_GONE);
}

static void
conversation_cancelled(void **state)
{
	assert_ends_for_good(PROMPT_CANCELLED);
}

static void
conversation_timeout(void **state)
{
	assert_ends_for_good(PROMPT_TIMEOUT);
}

static void
conversation_broken(void **state)
{
	assert_ends_for_good(PROMPT_BROKEN);
}

static void
conversation_without_room(void **state)
{
	assert_ends_for_good(PROMPT_FULL);
	assert_string_equal(conversation.why,
			    "the arena is too small for the question");
}

/* An answer too long spoils the try; the person is still there. */
static void
conversation_refused_answer(void **state)
{
	assert_ends(PROMPT_REFUSED);
	assert_int_equal(conversation.ended, PROMPT_OK);
	memset(fake_prompt.steps, 0, sizeof(fake_prompt.steps));
	fake_prompt.count = 0;
	assert_int_equal(ask_all(), PAM_SUCCESS);
	assert_string_equal(responses[2].resp, "s3cret");
	assert_null(conversation.why);
	pam_frees(5);
}

/* Whoever answered is gone, and others are there: those are for the next try. */
static void
conversation_lost_console(void **state)
{
	assert_ends_for_good(PROMPT_LOST);
}

static void
conversation_tells_why(void **state)
{
	static const enum prompt_result results[] = {
		PROMPT_REFUSED, PROMPT_TIMEOUT, PROMPT_CANCELLED, PROMPT_GONE,
		PROMPT_LOST,    PROMPT_FULL,    PROMPT_BROKEN};
	const char *causes[7] = {NULL};

	for (int i = 0; i < 7; i++) {
		assert_ends(results[i]);
		causes[i] = conversation.why;
		for (int other = 0; other < i; other++) {
			assert_string_not_equal(causes[i], causes[other]);
		}
	}
}

/* The arena has room for 16 of the longest: no answer moves to the heap. */
static void
conversation_arena_is_full(void **state)
{
	char longest[PROMPT_ANSWER_MAX + 1] = {0};

	memset(longest, 'x', PROMPT_ANSWER_MAX);
	for (int i = 0; i < 17; i++) {
		message(i, PAM_PROMPT_ECHO_OFF, "?");
		fake_prompt.steps[i].answer = longest;
	}
	assert_int_equal(ask(16), PAM_SUCCESS);
	pam_frees(16);
	fake_prompt.count = 0;
	fake_heap_start(0);
	assert_int_equal(ask(17), PAM_CONV_ERR);
	assert_int_equal(fake_heap.allocations, 0);
	assert_int_equal(conversation.ended, PROMPT_FULL);
}

#define CONVERSATION_TEST(f) \
	cmocka_unit_test_setup_teardown(f, fake_pam_start, fake_pam_end)

static const struct CMUnitTest tests[] = {
	CONVERSATION_TEST(conversation_no_memory),
	CONVERSATION_TEST(conversation_end_of_input),
	CONVERSATION_TEST(conversation_cancelled),
	CONVERSATION_TEST(conversation_timeout),
	CONVERSATION_TEST(conversation_broken),
	CONVERSATION_TEST(conversation_without_room),
	CONVERSATION_TEST(conversation_refused_answer),
	CONVERSATION_TEST(conversation_lost_console),
	CONVERSATION_TEST(conversation_tells_why),
	CONVERSATION_TEST(conversation_arena_is_full),
};

UNIT_MAIN(tests)
