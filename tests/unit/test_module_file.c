/* SPDX-License-Identifier: MIT */
// objects: libc-compat/module_file.c
/* What modules open, and what they only believe to have opened. */
#include "unit_main.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "libc-compat/module_file.h"

static char directory[64];

static int
begin(void **state)
{
	strcpy(directory, "/tmp/module_file.XXXXXX");
	if (mkdtemp(directory) == NULL || chdir(directory) != 0) {
		return -1;
	}
	return mkfifo("fifo", 0600) | mkdir("dir", 0700)
	       | symlink("loop", "loop") | symlink("/dev/null", "null")
	       | symlink("/dev/zero", "zero") | close(creat("file", 0600));
}

static int
end(void **state)
{
	static const char *const names[] = {"fifo", "loop", "null",
					    "zero", "file", "made"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		unlink(names[i]);
	}
	rmdir("dir");
	return chdir("/") | rmdir(directory);
}

static bool
opens(int fd)
{
	return fd >= 0 && close(fd) == 0;
}

/* Whether a rule's file opens; and whether that it did not is noted. */
static bool
rule_opens(const char *name, bool noted)
{
	const char *said = NULL;
	bool open = false;
	bool stream = false;
	FILE *file = NULL;

	compat_module_file_reset();
	assert_null(compat_module_file_unread());
	file = compat_rule_fopen(name, "r");
	stream = file != NULL && fclose(file) == 0;
	assert_int_equal(compat_module_file_unread() != NULL, noted);
	compat_module_file_reset();
	open = opens(compat_rule_open(name, O_RDONLY));
	said = compat_module_file_unread();
	assert_int_equal(said != NULL, noted);
	if (noted) {
		assert_memory_equal(said, name, strlen(name));
		assert_non_null(strstr(said, " cannot be read"));
	}
	assert_int_equal(open, stream);
	return open;
}

static void
module_file_of_a_rule(void **state)
{
	assert_true(rule_opens("file", false));
	assert_true(rule_opens("null", false));
	assert_false(rule_opens("none", false));
	assert_false(rule_opens("file/none", false));
	assert_false(rule_opens("fifo", true));
	assert_true(rule_opens("dir", true));
	assert_false(rule_opens("loop", true));
	assert_false(rule_opens("zero", true));
}

/* The first one is told, whatever comes behind. */
static void
module_file_first_is_told(void **state)
{
	compat_module_file_reset();
	assert_true(opens(compat_rule_open("dir", O_RDONLY)));
	assert_int_equal(compat_rule_open("fifo", O_RDONLY), -1);
	assert_true(opens(compat_rule_open("file", O_RDONLY)));
	assert_string_equal(compat_module_file_unread(), "dir cannot be read");
}

static void
module_file_of_others(void **state)
{
	compat_module_file_reset();
	assert_true(opens(compat_module_open("file", O_RDONLY)));
	assert_true(opens(compat_module_open("null", O_RDONLY)));
	assert_false(opens(compat_module_open("zero", O_RDONLY)));
	assert_true(opens(compat_module_open("dir", O_RDONLY | O_DIRECTORY)));
	assert_false(opens(compat_module_open("dir", O_RDONLY)));
	assert_false(opens(compat_module_open("fifo", O_RDONLY)));
	assert_null(compat_module_fopen("fifo", "r"));
	assert_null(compat_module_fopen("fifo", "w"));
	assert_null(compat_module_fopen("loop", "re"));
	assert_null(compat_module_file_unread());
}

/* The modes of fopen, and that nothing of ours stays on the descriptor. */
static void
module_file_modes(void **state)
{
	static const struct {
		const char *mode;
		int flags;
	} modes[] = {{"w", O_WRONLY},
		     {"r", O_RDONLY},
		     {"r+", O_RDWR},
		     {"w+", O_RDWR},
		     {"a", O_WRONLY | O_APPEND},
		     {"re", O_RDONLY}};

	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++) {
		FILE *file = compat_module_fopen("made", modes[i].mode);

		assert_non_null(file);
		assert_int_equal(fcntl(fileno(file), F_GETFL)
					 & (O_ACCMODE | O_APPEND | O_NONBLOCK),
				 modes[i].flags);
		assert_int_equal((fcntl(fileno(file), F_GETFD) & FD_CLOEXEC)
					 != 0,
				 strchr(modes[i].mode, 'e') != NULL);
		fclose(file);
	}
	assert_false(opens(
		compat_module_open("made", O_WRONLY | O_CREAT | O_EXCL, 0600)));
	unlink("made");
	assert_true(opens(
		compat_module_open("made", O_WRONLY | O_CREAT | O_EXCL, 0600)));
}

#define FILE_TEST(f) cmocka_unit_test_setup_teardown(f, begin, end)

static const struct CMUnitTest tests[] = {
	FILE_TEST(module_file_of_a_rule),
	FILE_TEST(module_file_first_is_told),
	FILE_TEST(module_file_of_others),
	FILE_TEST(module_file_modes),
};

UNIT_MAIN(tests)
