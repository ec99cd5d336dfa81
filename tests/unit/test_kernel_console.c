/* SPDX-License-Identifier: MIT */
// objects: applet/prompt/kernel_console.c
// ldflags: -Wl,--wrap=openat,--wrap=stat,--wrap=ioctl
/* The kernel's consoles, as a /sys and a /dev of the test's name them. */
#include "unit_main.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "prompt/kernel_console.h"

#define FD 77

int __wrap_openat(int dir, const char *path, int flags, ...);
int __wrap_stat(const char *path, struct stat *status);
int __wrap_ioctl(int fd, unsigned long request, ...);

static const char *active;   /* NULL: there is no /sys */
static const char *in_front; /* of the virtual terminals */
static unsigned device;      /* of the descriptor FD; 0: it has none */

/* What is in /dev. */
static const struct {
	const char *path;
	unsigned major, minor;
} nodes[] = {
	{"/dev/tty1", 4, 1},   {"/dev/tty2", 4, 2},   {"/dev/tty63", 4, 63},
	{"/dev/ttyS0", 4, 64}, {"/dev/ttyS1", 4, 65}, {"/dev/hvc0", 229, 0},
};

int
__wrap_openat(int dir, const char *path, int flags, ...)
{
	const char *text = NULL;
	int fd = -1;

	assert_int_equal(dir, AT_FDCWD);
	assert_int_equal(flags & O_ACCMODE, O_RDONLY);
	assert_true((flags & O_CLOEXEC) != 0);
	if (strcmp(path, "/sys/class/tty/console/active") == 0) {
		text = active;
	} else if (strcmp(path, "/sys/class/tty/tty0/active") == 0) {
		text = in_front;
	} else {
		fail_msg("opens %s", path);
	}
	if (text == NULL) {
		errno = ENOENT;
		return -1;
	}
	fd = memfd_create("sys", MFD_CLOEXEC);
	assert_int_equal(pwrite(fd, text, strlen(text), 0), strlen(text));
	return fd;
}

int
__wrap_stat(const char *path, struct stat *status)
{
	for (size_t i = 0; i < sizeof(nodes) / sizeof(nodes[0]); i++) {
		if (strcmp(path, nodes[i].path) == 0) {
			*status = (struct stat){
				.st_rdev = makedev(nodes[i].major,
						   nodes[i].minor),
			};
			return 0;
		}
	}
	errno = ENOENT;
	return -1;
}

int
__wrap_ioctl(int fd, unsigned long request, ...)
{
	va_list arguments;

	assert_int_equal(fd, FD);
	if (device == 0) {
		errno = ENOTTY;
		return -1;
	}
	va_start(arguments, request);
	*va_arg(arguments, unsigned *) = device;
	va_end(arguments);
	return 0;
}

static int
setup(void **state)
{
	active = "tty0 ttyS0\n";
	in_front = "tty1\n";
	device = 0;
	return 0;
}

/* Room for max names and not a byte more; they are the wanted ones. */
static void
assert_names(size_t max, const char *const *wanted)
{
	char(*names)[KERNEL_CONSOLE_NAME_BYTES] = malloc(
		max * KERNEL_CONSOLE_NAME_BYTES);
	size_t count = kernel_console_names(names, max);

	for (size_t i = 0; i < count; i++) {
		assert_non_null(wanted[i]);
		assert_string_equal(names[i], wanted[i]);
	}
	assert_null(wanted[count]);
	free(names);
}

#define assert_are(max, ...) \
	assert_names(max, (const char *const[]){__VA_ARGS__, NULL})

static void
consoles_of_the_kernel(void **state)
{
	assert_are(8, "tty1", "ttyS0");
	active = "ttyS0\n";
	assert_are(8, "ttyS0");
	active = "hvc0 ttyS1 tty2\n";
	assert_are(8, "hvc0", "ttyS1", "tty2");
	active = "ttyS0";
	assert_are(8, "ttyS0");
	active = "  ttyS0   ttyS1  \n";
	assert_are(8, "ttyS0", "ttyS1");
}

static void
consoles_more_than_fit(void **state)
{
	active = "a b c d e f g h i\n";
	assert_are(8, "a", "b", "c", "d", "e", "f", "g", "h");
	assert_are(1, "a");
}

/* A name that does not fit is left out, not cut. */
static void
consoles_names_that_do_not_fit(void **state)
{
	active = "1234567890123456789012345678901 ttyS0\n";
	assert_are(8, "1234567890123456789012345678901", "ttyS0");
	active = "12345678901234567890123456789012 ttyS0\n";
	assert_are(8, "ttyS0");
}

static void
consoles_long_line(void **state)
{
	static char line[5000];

	memset(line, 'a', sizeof(line) - 1);
	active = line;
	for (size_t i = 10; i < sizeof(line) - 1; i += 11) {
		line[i] = ' ';
	}
	assert_are(3, "aaaaaaaaaa", "aaaaaaaaaa", "aaaaaaaaaa");
}

/* tty0 is whatever is in front; where that is not told, it is tty0. */
static void
consoles_virtual_in_front(void **state)
{
	in_front = "tty63\n";
	assert_are(8, "tty63", "ttyS0");
	in_front = NULL;
	assert_are(8, "tty0", "ttyS0");
	in_front = "tty12345678901234567890123456789012345\n";
	assert_int_equal(kernel_console_names(
				 (char[8][KERNEL_CONSOLE_NAME_BYTES]){{0}}, 8),
			 2);
}

static void
consoles_without_sys(void **state)
{
	active = NULL;
	assert_are(8, "console");
	active = "";
	assert_are(8, "console");
}

static bool
is_one(unsigned major_number, unsigned minor_number)
{
	device = (unsigned)makedev(major_number, minor_number);
	return kernel_console_is(FD);
}

static void
console_is_one_of_them(void **state)
{
	assert_true(is_one(4, 64));
	assert_false(is_one(4, 65));
	assert_false(is_one(136, 3));
	assert_false(is_one(229, 0));
	/* All virtual terminals are one screen. */
	assert_true(is_one(4, 1));
	assert_true(is_one(4, 2));
	assert_true(is_one(4, 63));
	active = "ttyS0 hvc0\n";
	assert_true(is_one(229, 0));
	assert_false(is_one(4, 1));
	assert_false(is_one(4, 0));
	active = "ttyS9\n";
	assert_false(is_one(4, 64));
}

/* Better quiet for nothing than a prompt that is run over. */
static void
console_is_one_when_nobody_tells(void **state)
{
	device = 0;
	assert_true(kernel_console_is(FD));
	active = NULL;
	assert_true(is_one(136, 3));
}

/* No name in it, or none that fits: memcheck sees what else is looked at. */
static void
console_is_none_of_none(void **state)
{
	static const char *const lines[] = {
		"\n", "12345678901234567890123456789012\n"};

	for (int i = 0; i < 2; i++) {
		active = lines[i];
		is_one(136, 3);
		device = 0;
		assert_true(kernel_console_is(FD));
	}
}

#define CONSOLE_TEST(f) cmocka_unit_test_setup(f, setup)

static const struct CMUnitTest tests[] = {
	CONSOLE_TEST(consoles_of_the_kernel),
	CONSOLE_TEST(consoles_more_than_fit),
	CONSOLE_TEST(consoles_names_that_do_not_fit),
	CONSOLE_TEST(consoles_long_line),
	CONSOLE_TEST(consoles_virtual_in_front),
	CONSOLE_TEST(consoles_without_sys),
	CONSOLE_TEST(console_is_one_of_them),
	CONSOLE_TEST(console_is_one_when_nobody_tells),
	CONSOLE_TEST(console_is_none_of_none),
};

UNIT_MAIN(tests)
