/* SPDX-License-Identifier: MIT */
#include "account_fixture.h"

#include <dirent.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <syslog.h>
#include <unistd.h>

#include "libc-compat/account.h"
#include "unit_main.h"

/* In place of libc-compat/account_paths.c. */
const char *const account_directory = ".";
const char *const account_passwd_path = "passwd";
const char *const account_shadow_path = "shadow";
const char *const account_shadow_new_path = "new";
const char *const account_group_path = "group";
const char *const account_lock_path = "lock";

int fixture_log_count;
char fixture_log_last[1024];
int fixture_groups_count;
gid_t fixture_groups[2048];

static char directory[64];

void
syslog(int priority, const char *format, ...)
{
	va_list arguments;

	assert_int_equal(priority, LOG_AUTHPRIV | LOG_ERR);
	va_start(arguments, format);
	vsnprintf(fixture_log_last, sizeof(fixture_log_last), format,
		  arguments);
	va_end(arguments);
	fixture_log_count++;
}

int
setgroups(size_t count, const gid_t *groups)
{
	fixture_groups_count = (int)count;
	memcpy(fixture_groups, groups, count * sizeof(*groups));
	return 0;
}

int
fixture_setup(void **state)
{
	(void)state;
	/* A test that waits for a FIFO ends here. */
	alarm(20);
	strcpy(directory, "/tmp/unit-account-XXXXXX");
	fixture_log_count = 0;
	fixture_log_last[0] = '\0';
	fixture_groups_count = -1;
	return mkdtemp(directory) == NULL || chdir(directory) != 0;
}

int
fixture_teardown(void **state)
{
	static const char *const name[] = {"passwd", "shadow", "group", "lock",
					   "new"};
	size_t i = 0;

	(void)state;
	for (i = 0; i < sizeof(name) / sizeof(name[0]); i++) {
		remove(name[i]);
	}
	alarm(0);
	return chdir("/") != 0 || rmdir(directory) != 0;
}

void
fixture_write_bytes(const char *name, const void *bytes, size_t len_bytes)
{
	FILE *file = fopen(name, "w");

	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, len_bytes, file), len_bytes);
	assert_int_equal(fclose(file), 0);
}

void
fixture_write(const char *name, const char *text)
{
	fixture_write_bytes(name, text, strlen(text));
}

char *
fixture_read(const char *name)
{
	struct stat status = {0};
	FILE *file = fopen(name, "r");
	char *text = NULL;

	assert_non_null(file);
	assert_int_equal(fstat(fileno(file), &status), 0);
	text = calloc(1, (size_t)status.st_size + 1);
	assert_non_null(text);
	assert_int_equal(fread(text, 1, (size_t)status.st_size, file),
			 status.st_size);
	fclose(file);
	return text;
}

char *
fixture_long(const char *head, char fill, size_t count, const char *tail)
{
	char *text = malloc(strlen(head) + count + strlen(tail) + 1);

	assert_non_null(text);
	strcpy(text, head);
	memset(text + strlen(head), fill, count);
	strcpy(text + strlen(head) + count, tail);
	return text;
}

int
fixture_open_files(void)
{
	DIR *files = opendir("/proc/self/fd");
	int count = 0;

	assert_non_null(files);
	while (readdir(files) != NULL) {
		count++;
	}
	closedir(files);
	return count;
}

extern char __data_start[];
extern char _end[];

__attribute__((no_sanitize("address"))) bool
fixture_in_memory(const char *text)
{
	const volatile char *place = NULL;
	size_t i = 0;

	for (place = __data_start; place < (char *)_end; place++) {
		for (i = 0; text[i] != '\0' && place[i] == text[i]; i++) {
		}
		if (text[i] == '\0') {
			return true;
		}
	}
	return false;
}
