/* SPDX-License-Identifier: MIT */
#include "tally.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* Two seconds in all. */
#define LOCK_PAUSE_NS 20000000L
#define LOCK_TRIES 100

/* pam_faillock's own. */
int pam_faillock__read_tally(int file, struct tally_records *tally);
int pam_faillock__program(int argc, char **argv);

/* Rule 3. flock(2) again, on what is locked already, waits for nobody. */
static bool
take_lock(int file)
{
	const struct timespec pause = {.tv_nsec = LOCK_PAUSE_NS};

	for (int left = LOCK_TRIES; flock(file, LOCK_EX | LOCK_NB) != 0;
	     left--) {
		if (left == 0) {
			return false;
		}
		nanosleep(&pause, NULL);
	}
	return true;
}

int
compat_tally_open(const char *path, int flags, mode_t mode)
{
	struct stat status = {0};
	int file = open(path, flags | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY, mode);

	if (file >= 0
	    && (fstat(file, &status) != 0 || !S_ISREG(status.st_mode))) {
		(void)close(file);
		errno = EINVAL;
		return -1;
	}
	if (file >= 0 && !take_lock(file)) {
		(void)close(file);
		errno = EWOULDBLOCK;
		return -1;
	}
	return file;
}

static void
clean(struct tally_record *record)
{
	for (size_t i = 0; i < sizeof(record->source); i++) {
		char *byte = &record->source[i];

		if (*byte != '\0' && (*byte < ' ' || *byte > '~')) {
			*byte = '?';
		}
	}
	record->reserved = 0;
}

int
compat_tally_read(int file, struct tally_records *tally)
{
	int result = pam_faillock__read_tally(file, tally);

	for (unsigned i = 0; result == 0 && i < tally->count; i++) {
		clean(&tally->records[i]);
	}
	return result;
}

size_t
compat_tally_time(char *text, size_t size_bytes, const char *format,
		  const struct tm *when)
{
	(void)format;
	return (size_t)snprintf(text, size_bytes,
				"%ld-%02d-%02d %02d:%02d:%02d",
				when->tm_year + 1900L, when->tm_mon + 1,
				when->tm_mday, when->tm_hour, when->tm_min,
				when->tm_sec);
}

int
compat_faillock(int argc, char **argv)
{
	return pam_faillock__program(argc, argv);
}
