/* SPDX-License-Identifier: MIT */
/*
 * Who is logged in where, for who, last and lastb: utmp, wtmp and btmp in the
 * layout that glibc and BusyBox read on x86_64 (utmp(5), 384 bytes a record;
 * musl has none). Nothing depends on them: what fails is logged, no more.
 *
 * Rules:
 * 1. Only files that exist are written; none is made.
 * 2. A whole record or none: a file that does not end on a record's edge is
 *    cut back to it first, and a write that came out short is undone.
 * 3. No lock is waited for longer than two seconds.
 * 4. What a person typed gets in only where it is the name of a user.
 */
#ifndef SESSION_RECORDS_H
#define SESSION_RECORDS_H

#include <stdbool.h>

struct records {
	const char *user;
	const char *tty;  /* "/dev/ttyS0"; NULL: nothing is written */
	const char *host; /* from where; NULL: here */
	int pid;          /* whose end is the session's: login's own */
};

/*
 * USER_PROCESS into utmp, in place of the record that init or getty left for
 * this pid, or of the same line (its id is kept), and behind wtmp.
 */
void records_begin(const struct records *records);

/* DEAD_PROCESS, without the user's name, in both. */
void records_end(const struct records *records);

/* LOGIN_PROCESS behind btmp: a try that failed. user NULL: "UNKNOWN". */
void records_failure(const struct records *records);

#endif
