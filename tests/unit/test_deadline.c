/* SPDX-License-Identifier: MIT */
// objects: applet/base/deadline.c
// ldflags: -Wl,--wrap=clock_gettime,--wrap=clock_nanosleep
/* Deadlines, on a clock that the test sets and on the true one. */
#include "unit_main.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/time.h>

#include "base/deadline.h"

int __wrap_clock_gettime(clockid_t clock, struct timespec *now);
int __real_clock_gettime(clockid_t clock, struct timespec *now);
int __wrap_clock_nanosleep(clockid_t clock, int flags,
			   const struct timespec *time, struct timespec *left);
int __real_clock_nanosleep(clockid_t clock, int flags,
			   const struct timespec *time, struct timespec *left);

static bool faked;
static struct timespec fake_now;
static int interruptions; /* how many sleeps end early */
static int sleeps;

int
__wrap_clock_gettime(clockid_t clock, struct timespec *now)
{
	assert_int_equal(clock, CLOCK_MONOTONIC);
	if (!faked) {
		return __real_clock_gettime(clock, now);
	}
	*now = fake_now;
	return 0;
}

int
__wrap_clock_nanosleep(clockid_t clock, int flags, const struct timespec *time,
		       struct timespec *left)
{
	assert_int_equal(clock, CLOCK_MONOTONIC);
	assert_int_equal(flags, TIMER_ABSTIME);
	sleeps++;
	if (!faked) {
		return __real_clock_nanosleep(clock, flags, time, left);
	}
	if (interruptions-- > 0) {
		return EINTR;
	}
	fake_now = *time;
	return 0;
}

static void
set_clock(time_t seconds, long milliseconds)
{
	faked = true;
	fake_now.tv_sec = seconds;
	fake_now.tv_nsec = milliseconds * 1000000;
}

static int
teardown(void **state)
{
	faked = false;
	interruptions = 0;
	sleeps = 0;
	return 0;
}

static void
deadline_counts_down(void **state)
{
	struct deadline deadline = {0};

	set_clock(100, 900);
	deadline = deadline_in(1500);
	assert_int_equal(deadline.at_ms, 102400);
	assert_int_equal(deadline_left_ms(deadline), 1500);
	set_clock(101, 0);
	assert_int_equal(deadline_left_ms(deadline), 1400);
	set_clock(102, 399);
	assert_int_equal(deadline_left_ms(deadline), 1);
}

static void
deadline_passes(void **state)
{
	struct deadline deadline = {0};

	set_clock(100, 0);
	deadline = deadline_in(250);
	set_clock(100, 250);
	assert_int_equal(deadline_left_ms(deadline), 0);
	set_clock(100000, 0);
	assert_int_equal(deadline_left_ms(deadline), 0);
	assert_int_equal(deadline_left(deadline).tv_sec, 0);
	assert_int_equal(deadline_left(deadline).tv_nsec, 0);
	assert_int_equal(deadline_left_ms(deadline_in(0)), 0);
}

static void
deadline_as_timespec(void **state)
{
	struct deadline deadline = {0};

	set_clock(7, 0);
	deadline = deadline_in(86400000 + 999);
	assert_int_equal(deadline_left(deadline).tv_sec, 86400);
	assert_int_equal(deadline_left(deadline).tv_nsec, 999000000);
}

static void
deadline_from_another(void **state)
{
	struct deadline start = {0};

	set_clock(50, 5);
	start = deadline_in(0);
	set_clock(52, 0);
	assert_int_equal(deadline_after(start, 2000).at_ms, 52005);
	assert_int_equal(deadline_left_ms(deadline_after(start, 2000)), 5);
	assert_int_equal(deadline_left_ms(deadline_after(start, 1000)), 0);
}

/* Far away: no overflow of a number of 32 bits. */
static void
deadline_of_years(void **state)
{
	set_clock(4000000000, 0);
	assert_int_equal(deadline_in(86400000).at_ms, 4000086400000);
}

static void
deadline_that_comes_first(void **state)
{
	struct deadline early = {.at_ms = 5};
	struct deadline late = {.at_ms = 6};

	assert_int_equal(deadline_earlier(early, late).at_ms, 5);
	assert_int_equal(deadline_earlier(late, early).at_ms, 5);
	assert_int_equal(deadline_earlier(late, late).at_ms, 6);
	assert_int_equal(deadline_earlier(DEADLINE_NEVER, late).at_ms, 6);
	assert_int_equal(deadline_earlier(late, DEADLINE_NEVER).at_ms, 6);
}

/* Not in a hundred years, and as something that the kernel can wait for. */
static void
deadline_never(void **state)
{
	struct deadline both = deadline_earlier(DEADLINE_NEVER, DEADLINE_NEVER);

	set_clock(3155760000, 0);
	assert_int_equal(both.at_ms, DEADLINE_NEVER.at_ms);
	assert_true(deadline_left_ms(both) > 3155760000000);
	assert_true(deadline_left(both).tv_sec > 3155760000);
	assert_in_range(deadline_left(both).tv_nsec, 0, 999999999);
}

static void
deadline_wait_goes_on(void **state)
{
	set_clock(10, 0);
	interruptions = 25;
	deadline_wait(deadline_in(2000));
	assert_int_equal(sleeps, 26);
	assert_int_equal(fake_now.tv_sec, 12);
}

static volatile sig_atomic_t ticks;

static void
tick(int signal_number)
{
	ticks++;
}

static int64_t
true_ms(void)
{
	struct timespec now = {0};

	__real_clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void
deadline_wait_under_signals(void **state)
{
	struct sigaction action = {.sa_handler = tick};
	struct itimerval often = {{0, 5000}, {0, 5000}};
	struct itimerval never = {0};
	int64_t before = true_ms();

	sigaction(SIGALRM, &action, NULL);
	setitimer(ITIMER_REAL, &often, NULL);
	deadline_wait(deadline_in(200));
	setitimer(ITIMER_REAL, &never, NULL);
	assert_true(true_ms() - before >= 199);
	assert_true(ticks > 1);
	assert_true(sleeps > 1);
	/* What has passed is not waited for. */
	deadline_wait(deadline_in(0));
	deadline_wait((struct deadline){.at_ms = 1});
}

#define DEADLINE_TEST(f) cmocka_unit_test_teardown(f, teardown)

static const struct CMUnitTest tests[] = {
	DEADLINE_TEST(deadline_counts_down),
	DEADLINE_TEST(deadline_passes),
	DEADLINE_TEST(deadline_as_timespec),
	DEADLINE_TEST(deadline_from_another),
	DEADLINE_TEST(deadline_of_years),
	DEADLINE_TEST(deadline_that_comes_first),
	DEADLINE_TEST(deadline_never),
	DEADLINE_TEST(deadline_wait_goes_on),
	DEADLINE_TEST(deadline_wait_under_signals),
};

UNIT_MAIN(tests)
