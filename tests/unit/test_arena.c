/* SPDX-License-Identifier: MIT */
// objects: applet/prompt/arena.c applet/base/wipe.c
// cflags: -DCONFIG_ARENA_SIZE=5000 -include tests/unit/fake_autoconf.h
// ldflags: -Wl,--wrap=mlock,--wrap=madvise
/*
 * The arena. Its size is that of no whole number of pages, so that the pages
 * and the arena cannot be taken for each other.
 */
#include "unit_main.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>

#include "prompt/arena.h"

#define SIZE 5000
#define PAGE 4096

int __wrap_mlock(const void *start, size_t len_bytes);
int __wrap_madvise(void *start, size_t len_bytes, int advice);

static const void *locked;
static size_t locked_bytes;
static int lock_errno;
static const void *hidden;
static size_t hidden_bytes;

int
__wrap_mlock(const void *start, size_t len_bytes)
{
	locked = start;
	locked_bytes = len_bytes;
	errno = lock_errno;
	return lock_errno == 0 ? 0 : -1;
}

int
__wrap_madvise(void *start, size_t len_bytes, int advice)
{
	if (advice == MADV_DONTDUMP) {
		hidden = start;
		hidden_bytes = len_bytes;
	}
	return 0;
}

static bool
is_zero(const char *bytes, size_t len_bytes)
{
	for (size_t i = 0; i < len_bytes; i++) {
		if (bytes[i] != 0) {
			return false;
		}
	}
	return true;
}

static char *
take_filled(size_t len_bytes)
{
	char *taken = arena_take(len_bytes);

	assert_non_null(taken);
	assert_true(is_zero(taken, len_bytes));
	memset(taken, 's', len_bytes);
	return taken;
}

/* After each test: everything that was ever written is gone. */
static int
all_is_wiped(void **state)
{
	char *all = NULL;

	arena_release(0);
	assert_int_equal(arena_here(), 0);
	all = arena_take(SIZE);
	assert_non_null(all);
	assert_true(is_zero(all, SIZE));
	arena_release(0);
	return 0;
}

static void
arena_exact_fit(void **state)
{
	char *all = take_filled(SIZE);

	assert_int_equal(arena_here(), SIZE);
	assert_null(arena_take(1));
	assert_int_equal(arena_here(), SIZE);
	assert_int_equal(all[SIZE - 1], 's');
	arena_release(0);
	assert_ptr_equal(take_filled(SIZE), all);
}

static void
arena_one_too_many(void **state)
{
	assert_null(arena_take(SIZE + 1));
	assert_int_equal(arena_here(), 0);
	take_filled(SIZE - 1);
	assert_null(arena_take(2));
	take_filled(1);
	assert_null(arena_take(1));
}

static void
arena_huge(void **state)
{
	take_filled(100);
	assert_null(arena_take(SIZE_MAX));
	assert_null(arena_take(SIZE_MAX - 99));
	assert_null(arena_take(SIZE_MAX / 2));
	assert_int_equal(arena_here(), 100);
}

static void
arena_takes_are_apart(void **state)
{
	char *first = take_filled(7);
	char *second = take_filled(9);

	assert_true(second >= first + 7);
	memset(second, 'x', 9);
	assert_memory_equal(first, "sssssss", 7);
}

static void
arena_release_wipes(void **state)
{
	char *kept = take_filled(10);
	arena_mark mark = arena_here();
	char *given_back = take_filled(SIZE - 10);

	arena_release(mark);
	assert_int_equal(arena_here(), mark);
	assert_true(is_zero(given_back, SIZE - 10));
	assert_memory_equal(kept, "ssssssssss", 10);
	assert_ptr_equal(arena_take(1), given_back);
}

static void
arena_release_of_the_future(void **state)
{
	char *kept = take_filled(10);

	arena_release(11);
	arena_release(SIZE);
	arena_release(SIZE_MAX);
	arena_release(10);
	assert_int_equal(arena_here(), 10);
	assert_memory_equal(kept, "ssssssssss", 10);
}

/* Each place that the data may be at: only they are left, at the mark. */
static void
arena_move_wipes(void **state)
{
	char *before = take_filled(3);
	arena_mark mark = arena_here();

	for (size_t at = 0; at < 600; at += 3) {
		char *start = take_filled(700);
		char *moved = NULL;

		memcpy(start + at, "answer", 7);
		moved = arena_move(mark, start + at, 7);
		assert_ptr_equal(moved, before + 3);
		assert_memory_equal(moved, "answer", 7);
		assert_int_equal(arena_here(), 3 + 7);
		assert_true(is_zero(moved + 7, 700 - 7));
		assert_memory_equal(before, "sss", 3);
		arena_release(mark);
		assert_true(is_zero(moved, 7));
	}
}

static void
arena_move_of_nothing_and_all(void **state)
{
	char *all = take_filled(SIZE);

	assert_ptr_equal(arena_move(0, all, SIZE), all);
	assert_int_equal(arena_here(), SIZE);
	assert_int_equal(all[SIZE - 1], 's');
	assert_ptr_equal(arena_move(10, all + 20, 0), all + 10);
	assert_int_equal(arena_here(), 10);
	assert_memory_equal(all, "ssssssssss", 10);
	assert_true(is_zero(all + 10, SIZE - 10));
}

static void
arena_open_locks(void **state)
{
	const char *all = arena_take(SIZE);

	lock_errno = 0;
	assert_true(arena_open());
	assert_ptr_equal(locked, all);
	assert_int_equal((uintptr_t)locked % PAGE, 0);
	assert_int_equal(locked_bytes % PAGE, 0);
	assert_true(locked_bytes >= SIZE);
	assert_ptr_equal(hidden, locked);
	assert_int_equal(hidden_bytes, locked_bytes);
}

static void
arena_open_refused(void **state)
{
	lock_errno = EPERM;
	assert_false(arena_open());
	assert_int_equal(errno, EPERM);
	take_filled(SIZE);
}

#define ARENA_TEST(f) cmocka_unit_test_teardown(f, all_is_wiped)

static const struct CMUnitTest tests[] = {
	ARENA_TEST(arena_exact_fit),
	ARENA_TEST(arena_one_too_many),
	ARENA_TEST(arena_huge),
	ARENA_TEST(arena_takes_are_apart),
	ARENA_TEST(arena_release_wipes),
	ARENA_TEST(arena_release_of_the_future),
	ARENA_TEST(arena_move_wipes),
	ARENA_TEST(arena_move_of_nothing_and_all),
	ARENA_TEST(arena_open_locks),
	ARENA_TEST(arena_open_refused),
};

UNIT_MAIN(tests)
