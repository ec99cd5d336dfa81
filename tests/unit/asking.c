/* SPDX-License-Identifier: MIT */
#include "unit_main.h"

#include "asking.h"

#include <stdio.h>
#include <string.h>

#include "prompt/arena.h"

struct console consoles[ASK_CONSOLES_MAX];
struct prompt_question question;
struct prompt_answer answer;

static size_t opened;
static struct console *winner;

int
asking_setup(void **state)
{
	opened = 0;
	return people_setup(state);
}

int
asking_teardown(void **state)
{
	close_consoles();
	return people_teardown(state);
}

void
open_consoles(int count)
{
	for (int i = 0; i < count; i++) {
		const char *why = NULL;

		assert_int_equal(console_open(&consoles[i], people[i].name,
					      &why),
				 PROMPT_OK);
		consoles[i].asking = true;
	}
	opened = (size_t)count;
	question = (struct prompt_question){
		.text = "Password: ",
		.echo = ECHO_STARS,
		.deadline = deadline_in(TIMEOUT_MS),
	};
}

void
close_consoles(void)
{
	for (size_t i = 0; i < opened; i++) {
		console_close(&consoles[i]);
		if (people[i].master >= 0) {
			assert_restored((int)i);
		}
	}
	opened = 0;
}

enum prompt_result
ask_now(void)
{
	winner = NULL;
	answer = (struct prompt_answer){0};
	return ask_consoles(consoles, opened, &question, &answer, &winner);
}

void
assert_result(enum prompt_result wanted)
{
	arena_mark mark = arena_here();

	assert_int_equal(ask_now(), wanted);
	assert_null(winner);
	assert_all_happened();
	arena_release(mark);
}

void
assert_answer(int person, const char *wanted)
{
	assert_int_equal(ask_now(), PROMPT_OK);
	assert_ptr_equal(winner, &consoles[person]);
	assert_string_equal(answer.data, wanted);
	assert_int_equal(answer.len_bytes, strlen(wanted));
	assert_all_happened();
	arena_release(0);
}

void
assert_told_of(int person, int winner_index)
{
	char wanted[128];

	snprintf(wanted, sizeof(wanted), "\r\nAnswered on %s\r\n",
		 people[winner_index].name);
	assert_sees(person, wanted);
}
