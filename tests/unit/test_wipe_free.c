/* SPDX-License-Identifier: MIT */
// objects: libc-compat/wipe_free.c
// ldflags: -Wl,--wrap=malloc
/* free and realloc as libc-compat/wipe_free.c wraps them. */
#include "unit_main.h"

#include <errno.h>
#include <malloc.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "libc-compat/wipe_free.h"

void *__wrap_malloc(size_t size);
void *__real_malloc(size_t size);

static int freed_count;
static void *freed_last;
static bool malloc_fails;

/* The true free sees wiped memory only. */
void
__real_free(void *block)
{
	const unsigned char *bytes = block;

	assert_non_null(block);
	for (size_t i = 0; i < malloc_usable_size(block); i++) {
		assert_int_equal(bytes[i], 0);
	}
	freed_count++;
	freed_last = block;
	free(block);
	errno = 55;
}

void *
__wrap_malloc(size_t size)
{
	if (malloc_fails) {
		errno = ENOMEM;
		return NULL;
	}
	return __real_malloc(size);
}

static int
setup(void **state)
{
	freed_count = 0;
	malloc_fails = false;
	return 0;
}

static char *
secret(size_t size)
{
	char *block = malloc(size);

	assert_non_null(block);
	memset(block, 's', malloc_usable_size(block));
	return block;
}

static void
free_wipes_all(void **state)
{
	for (size_t size = 0; size < 300; size++) {
		__wrap_free(secret(size));
	}
	__wrap_free(secret(1 << 20));
	assert_int_equal(freed_count, 301);
}

static void
free_keeps_errno(void **state)
{
	errno = 99;
	__wrap_free(secret(10));
	assert_int_equal(errno, 99);
	__wrap_free(NULL);
	assert_int_equal(errno, 99);
	assert_int_equal(freed_count, 1);
}

static void
realloc_of_null(void **state)
{
	char *block = __wrap_realloc(NULL, 40);

	assert_true(malloc_usable_size(block) >= 40);
	__wrap_free(block);
	assert_int_equal(freed_count, 1);
}

static void
realloc_grows(void **state)
{
	char *old = secret(40);
	size_t held = malloc_usable_size(old);
	char *block = __wrap_realloc(old, 1000);

	assert_ptr_not_equal(block, old);
	assert_int_equal(freed_count, 1);
	assert_ptr_equal(freed_last, old);
	for (size_t i = 0; i < held; i++) {
		assert_int_equal(block[i], 's');
	}
	__wrap_free(block);
}

static void
realloc_shrinks_in_place(void **state)
{
	char *old = secret(40);
	size_t held = malloc_usable_size(old);

	assert_ptr_equal(__wrap_realloc(old, held), old);
	assert_int_equal(old[held - 1], 's');
	assert_ptr_equal(__wrap_realloc(old, 10), old);
	assert_int_equal(old[9], 's');
	for (size_t i = 10; i < held; i++) {
		assert_int_equal(old[i], 0);
	}
	assert_int_equal(freed_count, 0);
	__wrap_free(old);
}

static void
realloc_to_nothing(void **state)
{
	char *old = secret(40);

	/* As with musl: the block stays, of no bytes. */
	assert_ptr_equal(__wrap_realloc(old, 0), old);
	for (size_t i = 0; i < malloc_usable_size(old); i++) {
		assert_int_equal(old[i], 0);
	}
	__wrap_free(old);
	assert_int_equal(freed_count, 1);
}

static void
realloc_without_memory(void **state)
{
	char *old = secret(40);

	malloc_fails = true;
	errno = 0;
	assert_null(__wrap_realloc(old, 1000));
	assert_int_equal(errno, ENOMEM);
	assert_int_equal(freed_count, 0);
	for (size_t i = 0; i < 40; i++) {
		assert_int_equal(old[i], 's');
	}
	assert_null(__wrap_realloc(NULL, 10));
	malloc_fails = false;
	__wrap_free(old);
}

#define WIPE_TEST(f) cmocka_unit_test_setup(f, setup)

static const struct CMUnitTest tests[] = {
	WIPE_TEST(free_wipes_all),           WIPE_TEST(free_keeps_errno),
	WIPE_TEST(realloc_of_null),          WIPE_TEST(realloc_grows),
	WIPE_TEST(realloc_shrinks_in_place), WIPE_TEST(realloc_to_nothing),
	WIPE_TEST(realloc_without_memory),
};

UNIT_MAIN(tests)
