/* SPDX-License-Identifier: MIT */
// objects: applet/pam/conversation.c applet/pam/response.c
// objects: applet/prompt/arena.c applet/base/wipe.c applet/base/deadline.c
// objects: tests/unit/fake_prompt.c tests/unit/fake_heap.c
// objects: tests/unit/fake_pam.c
// cflags: -include tests/unit/fake_autoconf.h
// ldflags: -Wl,--wrap=malloc,--wrap=calloc,--wrap=free
/*
 * The callback, asked as Linux-PAM and its modules ask, and as they should
 * not. test_conversation_fail.c has what goes wrong at the person's end.
 */
#include "unit_main.h"

#include "fake_pam.h"

#include <string.h>

#include "prompt/arena.h"

static void
conversation_one(void **state)
{
	message(0, PAM_PROMPT_ECHO_OFF, "Password: ");
	answers("hunter2");
	assert_int_equal(ask(1), PAM_SUCCESS);
	assert_string_equal(fake_prompt.log, "h");
	assert_string_equal(fake_prompt.texts[0], "Password: ");
	assert_string_equal(responses[0].resp, "hunter2");
	assert_int_equal(responses[0].resp_retcode, 0);
	assert_int_equal(fake_heap_size(responses[0].resp), 8);
	assert_int_equal(fake_heap_size(responses), sizeof(*responses));
}

static void
conversation_each_style(void **state)
{
	message(0, PAM_TEXT_INFO, "Welcome");
	message(1, PAM_PROMPT_ECHO_ON, "login: ");
	message(2, PAM_ERROR_MSG, "Expired");
	message(3, PAM_PROMPT_ECHO_OFF, "New: ");
	answers(NULL, "ann", NULL, "s3cret");
	assert_int_equal(ask(4), PAM_SUCCESS);
	assert_string_equal(fake_prompt.log, "sosh");
	assert_null(responses[0].resp);
	assert_string_equal(responses[1].resp, "ann");
	assert_null(responses[2].resp);
	assert_string_equal(responses[3].resp, "s3cret");
	assert_string_equal(fake_prompt.texts[2], "Expired");
	assert_int_equal(fake_heap.allocations, 3);
}

static void
conversation_answers_are_exact(void **state)
{
	char longest[PROMPT_ANSWER_MAX + 1] = {0};

	memset(longest, '\xff', PROMPT_ANSWER_MAX);
	for (int i = 0; i < 4; i++) {
		message(i, PAM_PROMPT_ECHO_OFF, "");
	}
	answers("", longest, " ", "\x01\x7f\xc3\xa9\r\n");
	assert_int_equal(ask(4), PAM_SUCCESS);
	assert_string_equal(responses[0].resp, "");
	assert_string_equal(responses[1].resp, longest);
	assert_string_equal(responses[2].resp, " ");
	assert_string_equal(responses[3].resp, "\x01\x7f\xc3\xa9\r\n");
	assert_int_equal(fake_heap_size(responses[1].resp),
			 PROMPT_ANSWER_MAX + 1);
}

static void
conversation_count(void **state)
{
	for (int i = 0; i < 33; i++) {
		message(i, PAM_PROMPT_ECHO_OFF, "?");
	}
	assert_refused(0);
	assert_refused(-1);
	assert_refused(33);
	assert_refused(0x7fffffff);
	assert_refused(-0x7fffffff - 1);
	answers("a", "b");
	fake_prompt.steps[31].answer = "z";
	assert_int_equal(ask(32), PAM_SUCCESS);
	assert_int_equal(fake_prompt.count, 32);
	assert_string_equal(responses[1].resp, "b");
	assert_string_equal(responses[31].resp, "z");
}

/* Refused as a whole: nothing is shown before the bad one is met. */
static void
conversation_strange_styles(void **state)
{
	static const int strange[] = {0,
				      5,
				      PAM_RADIO_TYPE,
				      PAM_BINARY_PROMPT,
				      -1,
				      99,
				      PAM_PROMPT_ECHO_OFF | 0x100};

	message(0, PAM_PROMPT_ECHO_ON, "login: ");
	message(1, PAM_TEXT_INFO, "text");
	for (size_t i = 0; i < sizeof(strange) / sizeof(strange[0]); i++) {
		message(2, strange[i], "strange");
		assert_refused(3);
	}
}

static void
conversation_null_message(void **state)
{
	message(0, PAM_PROMPT_ECHO_ON, "login: ");
	message(1, PAM_PROMPT_ECHO_OFF, NULL);
	assert_refused(2);
	pointers[1] = NULL;
	assert_refused(2);
}

static void
conversation_null_arguments(void **state)
{
	message(0, PAM_PROMPT_ECHO_OFF, "Password: ");
	assert_int_equal(conversation_answer(1, NULL, &responses,
					     &conversation),
			 PAM_CONV_ERR);
	assert_int_equal(conversation_answer(1, pointers, NULL, &conversation),
			 PAM_CONV_ERR);
	assert_int_equal(conversation_answer(1, pointers, &responses, NULL),
			 PAM_CONV_ERR);
	assert_int_equal(fake_prompt.count, 0);
	assert_int_equal(fake_heap.allocations, 0);
	assert_ptr_equal(responses, UNTOUCHED);
}

/* What only the caller got wrong does not end the conversation. */
static void
conversation_goes_on(void **state)
{
	message(0, PAM_PROMPT_ECHO_OFF, "Password: ");
	assert_refused(0);
	answers("x");
	assert_int_equal(ask(1), PAM_SUCCESS);
	pam_frees(1);
	assert_int_equal(ask(1), PAM_SUCCESS);
}

/* The failure's delay counts from the last answer, not from a message. */
static void
conversation_notes_the_time(void **state)
{
	int64_t before = deadline_in(0).at_ms;

	message(0, PAM_PROMPT_ECHO_OFF, "Password: ");
	message(1, PAM_TEXT_INFO, "text");
	conversation.answered.at_ms = 1;
	assert_int_equal(ask(1), PAM_SUCCESS);
	assert_true(conversation.answered.at_ms >= before);
	assert_true(conversation.answered.at_ms <= deadline_in(0).at_ms);
	pam_frees(1);
	conversation.answered.at_ms = 1;
	pointers[0] = pointers[1];
	assert_int_equal(ask(1), PAM_SUCCESS);
	assert_int_equal(conversation.answered.at_ms, 1);
}

/* Whether the person has been asked for anything yet. */
static void
conversation_notes_the_question(void **state)
{
	message(0, PAM_TEXT_INFO, "Welcome");
	message(1, PAM_PROMPT_ECHO_OFF, "Password: ");
	assert_int_equal(ask(1), PAM_SUCCESS);
	assert_false(conversation.asked);
	pam_frees(1);
	assert_int_equal(ask(2), PAM_SUCCESS);
	assert_true(conversation.asked);
}

/* After each question, before what follows, and after nothing else. */
static void
conversation_tells_of_each_answer(void **state)
{
	message(0, PAM_TEXT_INFO, "Welcome");
	message(1, PAM_PROMPT_ECHO_ON, "login: ");
	message(2, PAM_ERROR_MSG, "Expired");
	message(3, PAM_PROMPT_ECHO_OFF, "New: ");
	assert_int_equal(ask(4), PAM_SUCCESS);
	assert_int_equal(answers_noted_count, 2);
	assert_int_equal(answers_noted[0], 2);
	assert_int_equal(answers_noted[1], 4);
}

/* All answers are there before the first is copied. */
static int
nothing_copied_yet(int step)
{
	assert_int_equal(fake_heap.allocations, 0);
	assert_ptr_equal(responses, UNTOUCHED);
	return 0;
}

static void
conversation_copies_last(void **state)
{
	fake_prompt.on_step = nothing_copied_yet;
	for (int i = 0; i < 5; i++) {
		message(i, PAM_PROMPT_ECHO_OFF, "?");
	}
	assert_int_equal(ask(5), PAM_SUCCESS);
	assert_int_equal(fake_heap.allocations, 6);
}

#define CONVERSATION_TEST(f) \
	cmocka_unit_test_setup_teardown(f, fake_pam_start, fake_pam_end)

static const struct CMUnitTest tests[] = {
	CONVERSATION_TEST(conversation_one),
	CONVERSATION_TEST(conversation_each_style),
	CONVERSATION_TEST(conversation_answers_are_exact),
	CONVERSATION_TEST(conversation_count),
	CONVERSATION_TEST(conversation_strange_styles),
	CONVERSATION_TEST(conversation_null_message),
	CONVERSATION_TEST(conversation_null_arguments),
	CONVERSATION_TEST(conversation_goes_on),
	CONVERSATION_TEST(conversation_notes_the_time),
	CONVERSATION_TEST(conversation_notes_the_question),
	CONVERSATION_TEST(conversation_tells_of_each_answer),
	CONVERSATION_TEST(conversation_copies_last),
};

UNIT_MAIN(tests)
