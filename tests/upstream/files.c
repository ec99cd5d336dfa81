/* SPDX-License-Identifier: MIT */
/*
 * Upstream's tests write policies where they like; pamlet's libpam asks the
 * program for them (config_file.h). Here: whatever file has the name.
 *
 * The policies name modules by where a build of shared objects leaves them
 * (/there/../pam_permit/.libs/pam_permit.so); pamlet's registry refuses all
 * directories but the usual one. What is before the last slash of such a word
 * becomes blanks.
 */
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config_file.h"

/* Some of the tests put a NUL in. */
static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\0';
}

static void
strip_directory(char *word, size_t len_bytes)
{
	char *const slash = memrchr(word, '/', len_bytes);
	const char *const end = word + len_bytes;

	if (slash != NULL && end - slash > 8
	    && memcmp(slash + 1, "pam_", 4) == 0
	    && memcmp(end - 3, ".so", 3) == 0) {
		memset(word, ' ', (size_t)(slash + 1 - word));
	}
}

static void
strip_directories(char *text, size_t len_bytes)
{
	size_t begin = 0;

	for (size_t i = 0; i <= len_bytes; i++) {
		if (is_blank(text[i])) {
			strip_directory(text + begin, i - begin);
			begin = i + 1;
		}
	}
}

/* Never freed: libpam reads it later. */
static int
read_file(const char *path, const char **text, size_t *len_bytes)
{
	struct stat status = {0};
	const int fd = open(path, O_RDONLY | O_CLOEXEC);
	char *made = NULL;
	ssize_t got = -1;

	if (fd < 0) {
		return -1;
	}
	if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode)) {
		made = malloc((size_t)status.st_size + 1);
		got = made == NULL ? -1
				   : read(fd, made, (size_t)status.st_size);
	}
	close(fd);
	if (got < 0) {
		free(made);
		return -1;
	}
	made[got] = '\0';
	strip_directories(made, (size_t)got);
	*text = made;
	*len_bytes = (size_t)got;
	return 0;
}

__attribute__((constructor)) static void
begin(void)
{
	compat_config_source(read_file);
}
