/* SPDX-License-Identifier: MIT */
#include "records_fixture.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/report.h"

const char *const records_utmp_path = "utmp";
const char *const records_wtmp_path = "wtmp";
const char *const records_btmp_path = "btmp";

static char directory[64];
int reports;
int last_error;
char last_file[16];
struct utmp all[512];

void
report_error(const char *what, int error)
{
	reports++;
	last_error = error;
	snprintf(last_file, sizeof(last_file), "%s", what);
}

off_t
size_of(const char *name)
{
	struct stat status = {0};

	return lstat(name, &status) == 0 ? status.st_size : -1;
}

void
make_file(const char *name, const void *content, size_t size)
{
	int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_int_equal(write(fd, content, size), size);
	close(fd);
}

size_t
load(const char *name)
{
	int fd = open(name, O_RDONLY);
	ssize_t got = read(fd, all, sizeof(all));

	close(fd);
	assert_true(got >= 0);
	assert_int_equal(got % SIZE, 0);
	return (size_t)(got / SIZE);
}

struct utmp
old_record(short type, int pid, const char *line, const char *id)
{
	struct utmp old = {.ut_type = type, .ut_pid = pid, .ut_user = "LOGIN"};

	strcpy(old.ut_line, line);
	memcpy(old.ut_id, id, strnlen(id, sizeof(old.ut_id)));
	return old;
}

int
records_setup(void **state)
{
	strcpy(directory, "/tmp/unit-records-XXXXXX");
	alarm(60);
	reports = 0;
	if (mkdtemp(directory) == NULL || chdir(directory) != 0) {
		return -1;
	}
	make_file("utmp", "", 0);
	make_file("wtmp", "", 0);
	make_file("btmp", "", 0);
	return 0;
}

int
records_teardown(void **state)
{
	char command[128];

	snprintf(command, sizeof(command), "rm -rf %s", directory);
	return chdir("/") + system(command);
}

const struct records anna = {.user = "anna", .tty = "/dev/ttyS0", .pid = 777};
