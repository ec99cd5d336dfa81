/* SPDX-License-Identifier: MIT */
/*
 * The frame of a unit test program: cmocka with what its header wants before
 * it, and a main that can name its tests and run one of them.
 *
 *	static const struct CMUnitTest tests[] = {cmocka_unit_test(...), ...};
 *
 *	UNIT_MAIN(tests)
 *
 * PROGRAM            runs all tests
 * PROGRAM --list     prints their names, one a line
 * PROGRAM NAME       runs the test of that name
 * PROGRAM --without NAME   runs all but that one (those of that pattern)
 *
 * test_units.py builds each test_*.c here and reads from comment lines at its
 * top what it needs beside itself (paths as seen from the top of the tree):
 *
 *	// objects: applet/prompt/arena.c applet/base/wipe.c
 *	// cflags: -DCONFIG_ARENA_SIZE=4096
 *	// ldflags: -Wl,--wrap=malloc
 *	// memcheck-without: a_test_that_valgrind_cannot_run
 *
 * (a pattern; *: none of them).
 */
#ifndef UNIT_UNIT_MAIN_H
#define UNIT_UNIT_MAIN_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/*
 * Runs what argv asks for of the count tests. Returns the number of tests that
 * failed; 1 for a name that no test has.
 */
int unit_main(int argc, char **argv, const struct CMUnitTest *tests,
	      size_t count);

#define UNIT_MAIN(tests)                                              \
	int main(int argc, char **argv)                               \
	{                                                             \
		return unit_main(argc, argv, tests,                   \
				 sizeof(tests) / sizeof((tests)[0])); \
	}

#endif
