/* SPDX-License-Identifier: MIT */
// objects: libc-compat/heap_watch.c libc-compat/heap_failure.c
// cflags: -Wno-alloc-size-larger-than
/* malloc as libc-compat/heap_watch.c wraps it: what fails is noted. */
#include "unit_main.h"

#include <stdbool.h>
#include <stdlib.h>

#include "libc-compat/heap_failure.h"
#include "libc-compat/heap_watch.h"

static bool fails;
static unsigned gave_up;

void *
__real_malloc(size_t size)
{
	return fails ? NULL : malloc(size);
}

static void
give_up(void)
{
	gave_up++;
}

static int
setup(void **state)
{
	fails = false;
	gave_up = 0;
	compat_heap_reset();
	compat_heap_on_exhaustion(NULL);
	return 0;
}

static void
heap_that_suffices(void **state)
{
	void *block = __wrap_malloc(16);

	assert_non_null(block);
	assert_false(compat_heap_failed());
	free(block);
}

static void
heap_that_fails_once(void **state)
{
	void *block = NULL;

	fails = true;
	assert_null(__wrap_malloc(16));
	assert_true(compat_heap_failed());
	fails = false;
	block = __wrap_malloc(16);
	assert_non_null(block);
	assert_true(compat_heap_failed());
	free(block);
	compat_heap_reset();
	assert_false(compat_heap_failed());
}

static void
heap_that_is_gone(void **state)
{
	compat_heap_on_exhaustion(give_up);
	fails = true;
	for (int i = 1; i < COMPAT_HEAP_FAILURES_MAX; i++) {
		assert_null(__wrap_malloc(1));
	}
	assert_int_equal(gave_up, 0);
	assert_null(__wrap_malloc(1));
	assert_int_equal(gave_up, 1);
}

#define HEAP_TEST(f) cmocka_unit_test_setup(f, setup)

static const struct CMUnitTest tests[] = {
	HEAP_TEST(heap_that_suffices),
	HEAP_TEST(heap_that_fails_once),
	HEAP_TEST(heap_that_is_gone),
};

UNIT_MAIN(tests)
