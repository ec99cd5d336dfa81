/* SPDX-License-Identifier: MIT */
// objects: applet/pam/policy_read.c
// ldflags: -Wl,--wrap=openat,--wrap=lstat,--wrap=stat
/* Reading one policy: /etc/pam.d, which is a directory of the test here. */
#include "unit_main.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pam/builtin.h"
#include "pam/policy_read.h"

#define DIRECTORY "/etc/pam.d/"
#define SIZE 100

int __wrap_openat(int directory, const char *path, int flags, ...);
int __real_openat(int directory, const char *path, int flags, ...);
int __wrap_lstat(const char *path, struct stat *status);
int __real_lstat(const char *path, struct stat *status);
int __wrap_stat(const char *path, struct stat *status);
int __real_stat(const char *path, struct stat *status);

const struct builtin_policy builtin_policies[] = {
	{"gate", "auth required pam_unix.so\n", 26},
	{"large",
	 "0123456789012345678901234567890123456789012345678"
	 "90123456789012345678901234567890123456789012345678",
	 99},
	{"gates", "no\n", 3},
};
const unsigned builtin_policies_count = 3;

static char place[64];
static int open_errno;
static char *out;
static bool builtin;

/* Where the test's own of that path is: its directory, or a file in it. */
static const char *
moved(const char *path)
{
	static char to[256];

	assert_memory_equal(path, DIRECTORY, strlen(DIRECTORY) - 1);
	snprintf(to, sizeof(to), "%s%s", place, path + strlen(DIRECTORY) - 1);
	return to;
}

int
__wrap_openat(int directory, const char *path, int flags, ...)
{
	assert_int_equal(flags & O_ACCMODE, O_RDONLY);
	assert_true(flags & O_CLOEXEC);
	if (open_errno != 0) {
		errno = open_errno;
		return -1;
	}
	return __real_openat(directory, moved(path), flags);
}

int
__wrap_lstat(const char *path, struct stat *status)
{
	return __real_lstat(moved(path), status);
}

int
__wrap_stat(const char *path, struct stat *status)
{
	return __real_stat(moved(path), status);
}

static int
setup(void **state)
{
	strcpy(place, "/tmp/policy_read.XXXXXX");
	open_errno = 0;
	out = test_malloc(SIZE);
	return mkdtemp(place) != NULL ? 0 : -1;
}

static int
remove_one(const char *path, const struct stat *status, int kind,
	   struct FTW *walk)
{
	return remove(path);
}

static int
teardown(void **state)
{
	test_free(out);
	return nftw(place, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static void
write_bytes(const char *name, const char *bytes, size_t len)
{
	char path[256];
	FILE *file = NULL;

	snprintf(path, sizeof(path), "%s/%s", place, name);
	file = fopen(path, "w");
	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, len, file), len);
	fclose(file);
}

static void
assert_read(const char *name, const char *wanted, bool from_builtin)
{
	memset(out, '#', SIZE);
	assert_null(policy_read(name, out, SIZE, &builtin));
	assert_string_equal(out, wanted);
	assert_int_equal(builtin, from_builtin);
}

static void
assert_unreadable(const char *name, const char *what, bool from_builtin)
{
	assert_string_equal(policy_read(name, out, SIZE, &builtin), what);
	assert_int_equal(builtin, from_builtin);
}

static void
read_a_file(void **state)
{
	write_bytes("gate", "auth x\n", 7);
	assert_read("gate", "auth x\n", false);
	write_bytes("gate", "", 0);
	assert_read("gate", "", false);
	write_bytes("common-auth", "\xc3\xa9 no newline", 13);
	assert_read("common-auth", "\xc3\xa9 no newline", false);
}

static void
read_compiled_in(void **state)
{
	assert_read("gate", "auth required pam_unix.so\n", true);
	assert_read("large", builtin_policies[1].text, true);
	assert_unreadable("gat",
			  "no such file, and no such policy is "
			  "compiled in",
			  true);
	assert_string_equal(policy_read("large", out, 99, &builtin),
			    "too large");
}

static void
read_sizes(void **state)
{
	char text[SIZE + 1] = {0};

	memset(text, 'x', SIZE);
	write_bytes("gate", text, SIZE);
	assert_unreadable("gate", "too large", false);
	write_bytes("gate", text, SIZE - 1);
	text[SIZE - 1] = '\0';
	assert_read("gate", text, false);
}

static void
read_bad_bytes(void **state)
{
	write_bytes("gate", "auth x\n\0auth y\n", 15);
	assert_unreadable("gate", "holds a NUL", false);
	write_bytes("gate", "auth x\0", 7);
	assert_unreadable("gate", "holds a NUL", false);
	write_bytes("gate", "auth x\r\n", 8);
	assert_unreadable("gate", "holds a carriage return", false);
}

/* Nothing that could hang, and nothing that is no file. */
static void
read_no_regular_file(void **state)
{
	char path[256];

	snprintf(path, sizeof(path), "%s/gate", place);
	assert_int_equal(mkdir(path, 0700), 0);
	assert_unreadable("gate", "no regular file", false);
	rmdir(path);
	assert_int_equal(mkfifo(path, 0600), 0);
	assert_unreadable("gate", "no regular file", false);
	unlink(path);
	assert_int_equal(symlink("/dev/zero", path), 0);
	assert_unreadable("gate", "no regular file", false);
}

/* The compiled-in policy is for where there is none, not for a broken one. */
static void
read_what_is_broken(void **state)
{
	static const int errors[] = {EACCES, ELOOP, EMFILE, ENOMEM, EIO};
	char path[256];

	snprintf(path, sizeof(path), "%s/gate", place);
	assert_int_equal(symlink("nowhere", path), 0);
	assert_unreadable("gate", "cannot be opened", false);
	unlink(path);
	for (size_t i = 0; i < sizeof(errors) / sizeof(errors[0]); i++) {
		open_errno = errors[i];
		assert_unreadable("gate", "cannot be opened", false);
	}
}

static void
read_without_directory(void **state)
{
	rmdir(place);
	assert_read("gate", "auth required pam_unix.so\n", true);
	assert_int_equal(mkdir(place, 0700), 0);
	assert_read("gate", "auth required pam_unix.so\n", true);
}

/* Where it is not what it should be, nobody knows what would be in it. */
static void
read_strange_directory(void **state)
{
	static const char what[] = "cannot be opened";

	rmdir(place);
	assert_int_equal(symlink("/nowhere/at/all", place), 0);
	assert_unreadable("gate", what, false);
	unlink(place);
	assert_int_equal(symlink("/proc", place), 0);
	assert_read("gate", "auth required pam_unix.so\n", true);
	unlink(place);
	assert_int_equal(mknod(place, S_IFREG | 0600, 0), 0);
	assert_unreadable("gate", what, false);
}

#define READ_TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

static const struct CMUnitTest tests[] = {
	READ_TEST(read_a_file),
	READ_TEST(read_compiled_in),
	READ_TEST(read_sizes),
	READ_TEST(read_bad_bytes),
	READ_TEST(read_no_regular_file),
	READ_TEST(read_what_is_broken),
	READ_TEST(read_without_directory),
	READ_TEST(read_strange_directory),
};

UNIT_MAIN(tests)
