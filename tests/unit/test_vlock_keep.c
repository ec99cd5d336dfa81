/* SPDX-License-Identifier: MIT */
// objects: applet/vlock_keep.c applet/prompt/tty_settings.c
// ldflags: -Wl,--wrap=isatty
/*
 * How long vlock keeps a terminal: until admit() has said yes for the user that
 * was asked for, in a process that said so by its end.
 */
#include "unit_main.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "admit.h"
#include "base/deadline.h"
#include "base/report.h"
#include "console_name.h"
#include "libc-compat/heap_failure.h"
#include "prompt/arena.h"
#include "prompt/prompt.h"
#include "vlock_keep.h"

#define ROUNDS 3

static enum status says;
static const char *is_who; /* NULL: whoever was asked for */
static int dies_of;
static int rounds;
static bool has_no_memory;
static void (*exhausted)(void);

/* In the process that asks. */
enum status
admit(struct admit_request *request, struct transaction *transaction,
      struct identity *who)
{
	if (dies_of != 0) {
		kill(getpid(), dies_of);
	}
	if (has_no_memory) {
		exhausted();
	}
	strcpy(who->name, is_who != NULL ? is_who : request->pam.user);
	return says;
}

int __wrap_isatty(int fd);

/* The terminal is gone behind some tries. */
int
__wrap_isatty(int fd)
{
	return rounds-- > 0;
}

void
transaction_end(struct transaction *transaction)
{
}

void
transaction_forget(void)
{
}

struct deadline
deadline_in(int64_t after_ms)
{
	return (struct deadline){.at_ms = after_ms};
}

void
deadline_wait(struct deadline deadline)
{
}

bool
arena_open(void)
{
	return true;
}

void
compat_heap_on_exhaustion(void (*give_up)(void))
{
	exhausted = give_up;
}

const char *
console_name(void)
{
	return NULL;
}

void
prompt_set_deadline(struct deadline deadline)
{
}

enum prompt_result
prompt_show(const char *text)
{
	return PROMPT_OK;
}

void
report_line(int level, const char *format, ...)
{
}

void
report_error(const char *what, int error)
{
}

static const struct vlock_people people = {.owner = "anna", .other = "root"};

static int
setup(void **state)
{
	says = STATUS_OK;
	is_who = NULL;
	dies_of = 0;
	rounds = ROUNDS;
	has_no_memory = false;
	return 0;
}

static void
keep_opens(void **state)
{
	assert_int_equal(vlock_keep(&people, false), STATUS_OK);
	assert_int_equal(rounds, ROUNDS - 1);
}

/* A module may have made somebody else of the one who was asked for. */
static void
keep_shut_for_another(void **state)
{
	is_who = "bert";
	assert_int_equal(vlock_keep(&people, false), STATUS_CANCELLED);
	assert_true(rounds < 0);
}

static void
keep_shut_for_another_answer(void **state)
{
	for (int status = 1; status < 256; status++) {
		setup(NULL);
		rounds = 1;
		/* What only a yes for the right user may be turned into. */
		says = (enum status)(status == 42 ? STATUS_DENIED : status);
		assert_int_equal(vlock_keep(&people, false), STATUS_CANCELLED);
	}
}

static void
keep_shut_when_it_dies(void **state)
{
	static const int signals[] = {SIGKILL, SIGTERM, SIGHUP, SIGXCPU};

	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
		setup(NULL);
		dies_of = signals[i];
		assert_int_equal(vlock_keep(&people, true), STATUS_CANCELLED);
	}
}

static void
keep_shut_without_memory(void **state)
{
	has_no_memory = true;
	assert_int_equal(vlock_keep(&people, false), STATUS_CANCELLED);
}

#define KEEP_TEST(f) cmocka_unit_test_setup(f, setup)

static const struct CMUnitTest tests[] = {
	KEEP_TEST(keep_opens),
	KEEP_TEST(keep_shut_for_another),
	KEEP_TEST(keep_shut_for_another_answer),
	KEEP_TEST(keep_shut_when_it_dies),
	KEEP_TEST(keep_shut_without_memory),
};

UNIT_MAIN(tests)
