/* SPDX-License-Identifier: MIT */
#include "unit_main.h"

#include "consoles_mode.h"

#include <stdio.h>
#include <string.h>

#include "prompt/arena.h"
#include "prompt/kernel_console.h"
#include "prompt/manners.h"

#define TIMEOUT_MS 60000

const char *named[8];
struct prompt_options options;
int notes;
char noted[64];
int noted_error;
const char *kernel_names[8];
int kernel_fd_asked;

size_t
kernel_console_names(char names[][KERNEL_CONSOLE_NAME_BYTES], size_t max)
{
	size_t count = 0;

	for (; kernel_names[count] != NULL; count++) {
		assert_true(count < max);
		snprintf(names[count], KERNEL_CONSOLE_NAME_BYTES, "%s",
			 kernel_names[count]);
	}
	return count;
}

bool
kernel_console_is(int fd)
{
	kernel_fd_asked++;
	return kernel_fd_asked == 2;
}

static void
note(const char *console, const char *why, int error)
{
	assert_non_null(why);
	snprintf(noted, sizeof(noted), "%s", console);
	noted_error = error;
	notes++;
}

int
mode_setup(void **state)
{
	for (size_t i = 0; i < PEOPLE; i++) {
		manners_judge(i, false);
	}
	memset(named, 0, sizeof(named));
	memset(kernel_names, 0, sizeof(kernel_names));
	notes = noted_error = kernel_fd_asked = 0;
	options = (struct prompt_options){
		.mode = &MODE,
		.consoles = named,
		.note = note,
	};
	return people_setup(state);
}

int
mode_teardown(void **state)
{
	MODE.begin(); /* whoever spoke is judged now, not in the next test */
	MODE.close();
	return people_teardown(state);
}

enum prompt_result
open_mode(void)
{
	const char *why = NULL;
	enum prompt_result result = MODE.open(&options, &why);

	if (result != PROMPT_OK) {
		assert_non_null(why);
	}
	return result;
}

void
open_for(int count)
{
	for (int i = 0; i < count; i++) {
		named[i] = people[i].name;
	}
	options.consoles_count = (size_t)count;
	assert_int_equal(open_mode(), PROMPT_OK);
	MODE.begin();
}

enum prompt_result
ask(void)
{
	struct prompt_question question = {
		.text = "Password: ",
		.echo = ECHO_NONE,
		.deadline = deadline_in(TIMEOUT_MS),
	};
	struct prompt_answer answer = {0};
	enum prompt_result result = MODE.ask(&question, &answer);

	assert_all_happened();
	arena_release(0);
	return result;
}

void
will_answer(int person)
{
	will_see(person, "Password: ");
	will_pass(1500);
	will_type(person, "x\r");
}

void
assert_terminal(int person)
{
	const char *name = NULL;
	int fd = MODE.terminal(&name);

	if (person < 0) {
		assert_int_equal(fd, -1);
	} else {
		assert_true(fd >= 0);
		assert_string_equal(name, people[person].name);
	}
}
