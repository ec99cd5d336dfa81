/* SPDX-License-Identifier: MIT */
// objects: libc-compat/ledger.c libc-compat/wipe_free.c
// objects: libc-compat/heap_watch.c libc-compat/heap_failure.c
// cflags: -DHEAP_IS_WATCHED=1 -Wno-use-after-free
// ldflags: -Wl,--wrap=malloc,--wrap=free
/* The ledger: which blocks were freed, and how often. */
#include "unit_main.h"

#include <stdlib.h>
#include <string.h>

#include "libc-compat/heap_watch.h"
#include "libc-compat/ledger.h"
#include "libc-compat/wipe_free.h"

#define SIZE 16

static struct ledger_entry *
last(void)
{
	struct ledger_entry *entry = compat_ledger;

	while (entry->kind != NULL) {
		entry++;
	}
	return entry > compat_ledger ? entry - 1 : NULL;
}

static char *
noted(const char *text)
{
	char *block = calloc(1, SIZE);

	assert_non_null(block);
	memcpy(block, text, strlen(text));
	compat_ledger_note("answer", block, SIZE);
	assert_ptr_equal(last()->block, block);
	return block;
}

static int
setup(void **state)
{
	compat_ledger_start();
	return 0;
}

static void
freed_once(void **state)
{
	char *block = noted("secret");

	assert_false(last()->freed);
	free(block);
	assert_true(last()->freed);
	assert_false(last()->wiped);
	assert_false(last()->given_back);
	assert_int_equal(last()->again, 0);
	assert_int_equal(last()->size_bytes, SIZE);
}

static void
wiped_before(void **state)
{
	char *block = noted("secret");

	explicit_bzero(block, SIZE);
	free(block);
	assert_true(last()->wiped);
	block = noted("");
	block[SIZE - 1] = 'x';
	free(block);
	assert_false(last()->wiped);
}

static void
freed_twice(void **state)
{
	char *block = noted("secret");

	free(block);
	/* Left alone, or this would be the end. */
	free(block);
	free(block);
	assert_int_equal(last()->again, 2);
}

static void
never_freed(void **state)
{
	char *block = noted("secret");
	struct ledger_entry *entry = last();

	free(noted("other"));
	assert_false(entry->freed);
	free(block);
	assert_true(entry->freed);
}

static void
given_back(void **state)
{
	char *block = noted("secret");

	compat_ledger_note(NULL, block, 0);
	assert_true(last()->given_back);
	free(block);
	assert_true(last()->freed);
}

/* What others get and free at the same place is no second free. */
static void
used_again_by_others(void **state)
{
	struct ledger_entry *entry = NULL;
	const void *block = noted("secret");

	entry = last();
	free((void *)(uintptr_t)block);
	/* As malloc and free tell it. */
	compat_malloc_seen(block);
	assert_true(entry->reused);
	assert_true(compat_free_seen(block));
	assert_int_equal(entry->again, 0);
}

static void
not_noted(void **state)
{
	struct ledger_entry *entry = NULL;
	char *block = noted("secret");

	entry = last();
	free(calloc(1, SIZE));
	compat_ledger_note(NULL, &entry, 0);
	assert_false(entry->freed);
	free(block);
}

/* The last test: it fills the table. */
static void
table_is_full(void **state)
{
	static char blocks[LEDGER_ENTRIES_MAX + 5];
	size_t there = last() != NULL ? (size_t)(last() + 1 - compat_ledger)
				      : 0;

	for (size_t i = 0; i < sizeof(blocks); i++) {
		compat_ledger_note("array", &blocks[i], 1);
	}
	assert_int_equal(compat_ledger_missed(),
			 there + sizeof(blocks) - LEDGER_ENTRIES_MAX);
	assert_null(compat_ledger[LEDGER_ENTRIES_MAX].kind);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test_setup(freed_once, setup),
	cmocka_unit_test_setup(wiped_before, setup),
	cmocka_unit_test_setup(freed_twice, setup),
	cmocka_unit_test_setup(never_freed, setup),
	cmocka_unit_test_setup(given_back, setup),
	cmocka_unit_test_setup(used_again_by_others, setup),
	cmocka_unit_test_setup(not_noted, setup),
	cmocka_unit_test_setup(table_is_full, setup),
};

UNIT_MAIN(tests)
