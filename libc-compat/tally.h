/* SPDX-License-Identifier: MIT */
/*
 * What pam_faillock and its own program, faillock, call in place of the system's
 * or their own; the recipes redirect it here. Each user owns his file of
 * failures, so root reads files that others wrote.
 *
 * Rules:
 * 1. What is opened is a regular file, and no symbolic link: the user is made
 *    the owner of what is opened.
 * 2. What the program reads from it is text to print: it ends, and holds no
 *    control characters.
 * 3. Nobody waits for a lock that its owner may hold for ever: what cannot be
 *    locked in two seconds cannot be opened, and pam_faillock then refuses.
 */
#ifndef COMPAT_TALLY_H
#define COMPAT_TALLY_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <time.h>

/*
 * open(2), and flock(2) with LOCK_EX. For anything else EINVAL, without waiting
 * for it (rule 1); EWOULDBLOCK: somebody else holds it (rule 3).
 */
int compat_tally_open(const char *path, int flags, mode_t mode);

/* Linux-PAM's struct tally and struct tally_data (pam_faillock's faillock.h). */
struct tally_record {
	char source[52]; /* fills it up, or ends with a NUL */
	uint16_t reserved;
	uint16_t status;
	uint64_t time_s;
};

struct tally_records {
	struct tally_record *records;
	unsigned count;
};

/*
 * read_tally, for the program: all records of the file, on the heap; what is no
 * ASCII in their text becomes '?', what is behind it 0. Rule 2. 0, or -1 with
 * nothing to free.
 */
int compat_tally_read(int file, struct tally_records *tally);

/* strftime, of the one format that is asked for: "%Y-%m-%d %H:%M:%S". */
size_t compat_tally_time(char *text, size_t size_bytes, const char *format,
			 const struct tm *when);

/* The program itself, by its main; returns its status. */
int compat_faillock(int argc, char **argv);

#endif
