/* SPDX-License-Identifier: MIT */
#include "unit_main.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static void
list_names(const struct CMUnitTest *tests, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		puts(tests[i].name);
	}
}

static bool
has_name(const struct CMUnitTest *tests, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(tests[i].name, name) == 0) {
			return true;
		}
	}
	return false;
}

int
unit_main(int argc, char **argv, const struct CMUnitTest *tests, size_t count)
{
	if (argc == 2 && strcmp(argv[1], "--list") == 0) {
		list_names(tests, count);
		return 0;
	}
	if (argc == 3 && strcmp(argv[1], "--without") == 0) {
		cmocka_set_skip_filter(argv[2]);
	} else if (argc == 2) {
		if (!has_name(tests, count, argv[1])) {
			fprintf(stderr, "no test has the name %s\n", argv[1]);
			return 1;
		}
		cmocka_set_test_filter(argv[1]);
	}
	return _cmocka_run_group_tests(argv[0], tests, count, NULL, NULL);
}
