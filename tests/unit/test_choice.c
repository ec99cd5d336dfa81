/* SPDX-License-Identifier: MIT */
// objects: applet/base/choice.c
/* Tables of which Kconfig leaves something out, and chooses the default. */
#include "unit_main.h"

#include "base/choice.h"

static const struct choice table[] = {
	{"first", false}, {NULL, false},    {"third", true},
	{NULL, false},    {"fifth", false},
};
#define COUNT (sizeof(table) / sizeof(table[0]))

static void
choice_by_name(void **state)
{
	assert_int_equal(choice_find(table, COUNT, "first"), 0);
	assert_int_equal(choice_find(table, COUNT, "third"), 2);
	assert_int_equal(choice_find(table, COUNT, "fifth"), 4);
	assert_int_equal(choice_find(table, COUNT, ""), -1);
	assert_int_equal(choice_find(table, COUNT, "firs"), -1);
	assert_int_equal(choice_find(table, COUNT, "first "), -1);
	assert_int_equal(choice_find(table, COUNT, "First"), -1);
	/* What lies behind the count is not looked at. */
	assert_int_equal(choice_find(table, 4, "fifth"), -1);
	assert_int_equal(choice_find(table, 0, "first"), -1);
}

static void
choice_of_kconfig(void **state)
{
	static const struct choice last[] = {{"a", false}, {"b", true}};

	assert_int_equal(choice_default(table, COUNT), 2);
	assert_int_equal(choice_default(last, 2), 1);
	/* None is chosen: the first. */
	assert_int_equal(choice_default(table, 2), 0);
}

static void
choice_names(void **state)
{
	assert_string_equal(choice_name(table, COUNT, 0), "first");
	assert_string_equal(choice_name(table, COUNT, 1), "third");
	assert_string_equal(choice_name(table, COUNT, 2), "fifth");
	assert_null(choice_name(table, COUNT, 3));
	assert_null(choice_name(table, COUNT, SIZE_MAX));
	assert_null(choice_name(table, 4, 2));
	assert_null(choice_name(table, 0, 0));
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(choice_by_name),
	cmocka_unit_test(choice_of_kconfig),
	cmocka_unit_test(choice_names),
};

UNIT_MAIN(tests)
