/* SPDX-License-Identifier: MIT */
/*
 * Reads an account file line by line through one static window. Rules 4, 5,
 * 7 and 9 of account.c are kept here.
 */
#define _GNU_SOURCE 1
#include "account.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/*
 * As large as the longest group line and its newline. What is never read into
 * takes no memory: reads are of 4 KiB, and nobody's passwd lines are longer.
 */
static char window[ACCOUNT_GROUP_LINE_MAX + 1];

static struct {
	int fd;
	size_t start;
	size_t end;
	/* How far the window was ever filled: what is to be wiped. */
	size_t high;
	unsigned long line_number;
} reader = {.fd = -1};

int
account_reader_open(const char *path)
{
	struct stat status = {0};
	/* openat: musl's open() makes a second call for O_CLOEXEC. */
	int fd = openat(AT_FDCWD, path,
			O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);

	if (fd < 0) {
		return errno;
	}
	if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)) {
		close(fd);
		account_complain(path, 0, "not a regular file");
		return EINVAL;
	}
	reader.fd = fd;
	reader.start = 0;
	reader.end = 0;
	reader.high = 0;
	reader.line_number = 0;
	return 0;
}

/* Moves what is not yet handed out to the window's begin. */
static void
reader_compact(void)
{
	memmove(window, window + reader.start, reader.end - reader.start);
	reader.end -= reader.start;
	reader.start = 0;
}

/* Reads on into the window: read(2)'s result. */
static ssize_t
reader_fill(void)
{
	size_t room = sizeof(window) - reader.end;
	ssize_t got = 0;

	if (room > 4096) {
		room = 4096;
	}
	do {
		got = read(reader.fd, window + reader.end, room);
	} while (got < 0 && errno == EINTR);
	if (got > 0) {
		reader.end += (size_t)got;
	}
	if (reader.end > reader.high) {
		reader.high = reader.end;
	}
	return got;
}

/*
 * Brings a whole line into the window, which then begins with it. Of a line
 * that is too long the first ACCOUNT_LINE_MAX bytes are kept and the middle
 * is thrown away, and line->fault says so. Returns where the line ends (its
 * newline, or the end of the file), or NULL on a read error.
 */
static char *
reader_collect(struct account_line *line)
{
	char *newline = NULL;
	ssize_t got = 0;

	for (;;) {
		newline = memchr(window + reader.start, '\n',
				 reader.end - reader.start);
		if (newline != NULL) {
			return newline;
		}
		reader_compact();
		if (reader.end == sizeof(window)) {
			line->fault = "line too long";
			reader.end = ACCOUNT_LINE_MAX;
		}
		got = reader_fill();
		if (got <= 0) {
			return got < 0 ? NULL : window + reader.end;
		}
	}
}

static const char *
line_fault(const struct account_line *line)
{
	if (memchr(line->text, '\0', line->len_bytes) != NULL) {
		return "NUL byte in line";
	}
	if (memchr(line->text, '\r', line->len_bytes) != NULL) {
		return "carriage return in line";
	}
	return NULL;
}

int
account_reader_next(struct account_line *line)
{
	char *end = NULL;

	line->fault = NULL;
	end = reader_collect(line);
	if (end == NULL) {
		return -1;
	}
	line->text = window + reader.start;
	if (end == line->text && reader.end == reader.start) {
		return 0;
	}
	*end = '\0';
	line->number = ++reader.line_number;
	line->len_bytes = (size_t)(end - line->text);
	reader.start += line->len_bytes + 1;
	if (reader.start > reader.end) {
		reader.start = reader.end;
	}
	if (line->fault != NULL) {
		line->len_bytes = ACCOUNT_LINE_MAX;
		line->text[ACCOUNT_LINE_MAX] = '\0';
	} else {
		line->fault = line_fault(line);
	}
	return 1;
}

void
account_reader_close(void)
{
	int saved_errno = errno;

	explicit_bzero(window, reader.high);
	close(reader.fd);
	reader.fd = -1;
	errno = saved_errno;
}
