/* SPDX-License-Identifier: MIT */
// objects: libc-compat/config_file.c
/* What libpam reads in place of /etc/pam.d. */
#include "unit_main.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "libc-compat/config_file.h"

static const char policy[] = "auth required pam_unix.so\n# \xff\r\n\tend";
static char large[100000];

static int
source(const char *path, const char **text, size_t *len_bytes)
{
	if (strcmp(path, "/etc/pam.d/gate") == 0) {
		*text = policy;
		*len_bytes = sizeof(policy) - 1;
		return 0;
	}
	if (strcmp(path, "/etc/pam.d/large") == 0) {
		*text = large;
		*len_bytes = sizeof(large);
		return 0;
	}
	if (strcmp(path, "/etc/pam.d/empty") == 0) {
		*text = NULL;
		*len_bytes = 0;
		return 0;
	}
	return -1;
}

static int
setup(void **state)
{
	memset(large, 'p', sizeof(large));
	compat_config_source(source);
	return 0;
}

static int
teardown(void **state)
{
	compat_config_source(NULL);
	return 0;
}

static void
assert_holds(const char *path, const char *text, size_t len_bytes)
{
	static char read_back[sizeof(large) + 1];
	FILE *file = compat_config_fopen(path, "r");

	assert_non_null(file);
	assert_int_equal(fread(read_back, 1, sizeof(read_back), file),
			 len_bytes);
	assert_memory_equal(read_back, text, len_bytes);
	assert_true(feof(file));
	assert_false(ferror(file));
	assert_int_equal(getc(file), EOF);
	assert_int_equal(fclose(file), 0);
}

static void
config_bytes(void **state)
{
	assert_holds("/etc/pam.d/gate", policy, sizeof(policy) - 1);
	assert_holds("/etc/pam.d/large", large, sizeof(large));
	/* And again from the start. */
	assert_holds("/etc/pam.d/gate", policy, sizeof(policy) - 1);
}

static void
config_empty(void **state)
{
	assert_holds("/etc/pam.d/empty", "", 0);
	assert_holds("/etc/pam.d/empty", "", 0);
}

static void
assert_absent(const char *path, const char *mode, int error)
{
	errno = 0;
	assert_null(compat_config_fopen(path, mode));
	assert_int_equal(errno, error);
}

static void
config_unknown(void **state)
{
	/* There on this machine, but not for libpam. */
	assert_absent("/etc/passwd", "r", ENOENT);
	assert_absent("/etc/pam.d/other", "r", ENOENT);
	compat_config_source(NULL);
	assert_absent("/etc/pam.d/gate", "r", ENOENT);
}

static void
config_read_only(void **state)
{
	FILE *file = compat_config_fopen("/etc/pam.d/gate", "re");

	assert_non_null(file);
	assert_true(putc('x', file) == EOF || fflush(file) == EOF);
	fclose(file);
	assert_holds("/etc/pam.d/gate", policy, sizeof(policy) - 1);
	assert_absent("/etc/pam.d/gate", "r+", EINVAL);
	assert_absent("/etc/pam.d/gate", "w", EINVAL);
	assert_absent("/etc/pam.d/gate", "a", EINVAL);
	assert_absent("/etc/pam.d/gate", "", EINVAL);
}

#define CONFIG_TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

static const struct CMUnitTest tests[] = {
	CONFIG_TEST(config_bytes),
	CONFIG_TEST(config_empty),
	CONFIG_TEST(config_unknown),
	CONFIG_TEST(config_read_only),
};

UNIT_MAIN(tests)
