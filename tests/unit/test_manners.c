/* SPDX-License-Identifier: MIT */
// objects: applet/prompt/manners.c applet/base/deadline.c
// cflags: -include tests/unit/fake_autoconf.h
// ldflags: -Wl,--wrap=clock_gettime
/*
 * Who answers rudely, and how long that console rests, on a clock of the
 * test's.
 */
#include "unit_main.h"

#include "prompt/ask.h"
#include "prompt/manners.h"

int __wrap_clock_gettime(clockid_t clock, struct timespec *now);

static int64_t clock_ms = 1000000;

int
__wrap_clock_gettime(clockid_t clock, struct timespec *now)
{
	assert_int_equal(clock, CLOCK_MONOTONIC);
	now->tv_sec = clock_ms / 1000;
	now->tv_nsec = clock_ms % 1000 * 1000000;
	return 0;
}

bool
console_is_open(const struct console *console)
{
	return console->tty.in_fd >= 0;
}

static int
setup(void **state)
{
	clock_ms += 10000000;
	for (size_t i = 0; i < ASK_CONSOLES_MAX; i++) {
		manners_judge(i, false);
	}
	return 0;
}

/* From now on, for so long; 0: it may be asked at once. */
static void
assert_rests(size_t place, int64_t ms)
{
	int64_t join_ms = manners_join_at(place).at_ms;

	assert_int_equal(join_ms,
			 ms > 0 ? clock_ms + ms : DEADLINE_NEVER.at_ms);
}

static bool
is_rude(int64_t after_ms, unsigned strokes_elsewhere, int fd_elsewhere)
{
	struct console consoles[3] = {
		{.tty.in_fd = -1, .editor.strokes = 9},
		{.tty.in_fd = 5, .editor.strokes = 9},
		{.tty.in_fd = fd_elsewhere,
		 .editor.strokes = strokes_elsewhere},
	};

	consoles[1].asked_at = (struct deadline){.at_ms = clock_ms - after_ms};
	return manners_is_rude(consoles, 3, &consoles[1]);
}

static void
manners_that_are_rude(void **state)
{
	assert_true(is_rude(0, 0, 6));
	assert_true(is_rude(499, 0, 6));
	assert_false(is_rude(501, 0, 6));
	assert_false(is_rude(100000, 0, 6));
	assert_true(is_rude(100000, 1, 6));
	/* A console that is gone cannot be cut off. */
	assert_false(is_rude(100000, 1, -1));
}

static void
manners_twice_as_long_each_time(void **state)
{
	static const int64_t rests_ms[] = {5000, 10000, 20000, 40000, 80000};

	for (int i = 0; i < 5; i++) {
		manners_judge(3, true);
		assert_rests(3, rests_ms[i]);
		clock_ms += rests_ms[i];
	}
	/* And never longer. */
	for (int i = 0; i < 100; i++) {
		manners_judge(3, true);
		assert_rests(3, 80000);
	}
}

static void
manners_rest_ends(void **state)
{
	manners_judge(0, true);
	clock_ms += 4999;
	assert_rests(0, 1);
	clock_ms += 1;
	assert_rests(0, 0);
	clock_ms += 100000;
	assert_rests(0, 0);
}

static void
manners_of_one_are_its_own(void **state)
{
	manners_judge(1, true);
	for (size_t i = 0; i < ASK_CONSOLES_MAX; i++) {
		assert_rests(i, i == 1 ? 5000 : 0);
	}
	manners_judge(ASK_CONSOLES_MAX - 1, true);
	assert_rests(ASK_CONSOLES_MAX - 1, 5000);
}

/* Wrong, and no more: the row of rude ones is over. */
static void
manners_are_forgiven(void **state)
{
	manners_judge(2, true);
	manners_judge(2, true);
	assert_rests(2, 10000);
	clock_ms += 10000;
	manners_judge(2, false);
	assert_rests(2, 0);
	manners_judge(2, true);
	assert_rests(2, 5000);
}

#define MANNERS_TEST(f) cmocka_unit_test_setup(f, setup)

static const struct CMUnitTest tests[] = {
	MANNERS_TEST(manners_that_are_rude),
	MANNERS_TEST(manners_twice_as_long_each_time),
	MANNERS_TEST(manners_rest_ends),
	MANNERS_TEST(manners_of_one_are_its_own),
	MANNERS_TEST(manners_are_forgiven),
};

UNIT_MAIN(tests)
