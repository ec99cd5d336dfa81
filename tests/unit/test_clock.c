/* SPDX-License-Identifier: MIT */
// objects: libc-compat/clock.c
// cflags: -DBUILD_EPOCH=1700000000
/* The clock that is never before BUILD_EPOCH. */
#include "unit_main.h"

#include <errno.h>

#include "libc-compat/clock.h"

static struct timespec kernel_time;
static clockid_t kernel_clock;
static int kernel_status;

int
__real_clock_gettime(clockid_t clock, struct timespec *now)
{
	kernel_clock = clock;
	if (kernel_status != 0) {
		errno = EINVAL;
		return kernel_status;
	}
	*now = kernel_time;
	return 0;
}

/* All three clocks read seconds and, of a second, nanoseconds. */
static void
assert_reads(time_t seconds, long nanoseconds)
{
	struct timespec exact = {0};
	struct timeval micro = {0};
	time_t stored = 0;

	assert_int_equal(__wrap_time(NULL), seconds);
	assert_int_equal(__wrap_time(&stored), seconds);
	assert_int_equal(stored, seconds);
	assert_int_equal(__wrap_gettimeofday(&micro, NULL), 0);
	assert_int_equal(micro.tv_sec, seconds);
	assert_int_equal(micro.tv_usec, nanoseconds / 1000);
	assert_int_equal(__wrap_clock_gettime(CLOCK_REALTIME, &exact), 0);
	assert_int_equal(kernel_clock, CLOCK_REALTIME);
	assert_int_equal(exact.tv_sec, seconds);
	assert_int_equal(exact.tv_nsec, nanoseconds);
}

static void
clock_held(void **state)
{
	static const time_t early[] = {0, 1, -1, -100000, 1699999999};

	for (size_t i = 0; i < sizeof(early) / sizeof(early[0]); i++) {
		kernel_time = (struct timespec){early[i], 999999999};
		assert_reads(1700000000, 0);
	}
}

static void
clock_true(void **state)
{
	kernel_time = (struct timespec){1700000000, 123456789};
	assert_reads(1700000000, 123456789);
	kernel_time = (struct timespec){4102444800, 999999999};
	assert_reads(4102444800, 999999999);
}

static void
clock_others(void **state)
{
	static const clockid_t other[] = {CLOCK_MONOTONIC, CLOCK_BOOTTIME,
					  CLOCK_PROCESS_CPUTIME_ID};
	struct timespec now = {0};

	kernel_time = (struct timespec){5, 6};
	for (size_t i = 0; i < sizeof(other) / sizeof(other[0]); i++) {
		assert_int_equal(__wrap_clock_gettime(other[i], &now), 0);
		assert_int_equal(kernel_clock, other[i]);
		assert_int_equal(now.tv_sec, 5);
		assert_int_equal(now.tv_nsec, 6);
	}
}

static void
clock_errors(void **state)
{
	struct timespec now = {7, 8};

	assert_int_equal(__wrap_gettimeofday(NULL, NULL), 0);
	kernel_status = -1;
	assert_int_equal(__wrap_clock_gettime(CLOCK_REALTIME, &now), -1);
	assert_int_equal(errno, EINVAL);
	assert_int_equal(now.tv_sec, 7);
	kernel_status = 0;
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(clock_held),
	cmocka_unit_test(clock_true),
	cmocka_unit_test(clock_others),
	cmocka_unit_test(clock_errors),
};

UNIT_MAIN(tests)
