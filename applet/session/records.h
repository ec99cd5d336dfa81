/* SPDX-License-Identifier: MIT */
/*
 * Who is logged in where, for who, last and lastb: utmp, wtmp and btmp in the
 * layout that glibc and BusyBox read on x86_64 (utmp(5), 384 bytes a record;
 * musl has none). Nothing depends on them: what fails is logged, no more.
 *
 * Rules:
 * 1. Only files that exist are written, and only regular ones; none is made,
 *    no link is followed (of the path's last part).
 * 2. A whole record or none: a file that does not end on a record's edge is
 *    cut back to it first, and what came out short behind the end is cut off.
 * 3. No lock is waited for longer than two seconds. Then the record is written
 *    without: whoever may read the file can hold one, and must not be able to
 *    keep it as it is.
 * 4. What a person typed gets in only where it is the name of a user (that is
 *    the caller's to see to), and no control characters with it.
 */
#ifndef SESSION_RECORDS_H
#define SESSION_RECORDS_H

struct records {
	const char *user; /* 31 bytes of it */
	const char *tty;  /* "/dev/ttyS0"; NULL: nothing is written */
	const char *host; /* from where, 255 bytes of it; NULL: here */
	int pid;          /* whose end is the session's: login's own */
};

/*
 * USER_PROCESS into utmp, in place of the record that init or getty left for
 * this pid, or of the same line (its id is kept), and behind wtmp. A utmp of
 * more than 4 MiB is left alone. A host in numbers is an address too.
 */
void records_begin(const struct records *records);

/*
 * DEAD_PROCESS, without the user's name and host, in both; in utmp only where
 * the record is still the one of records_begin.
 */
void records_end(const struct records *records);

/* LOGIN_PROCESS behind btmp: a try that failed. user NULL: "UNKNOWN". */
void records_failure(const struct records *records);

/* records_paths.c; a test links its own. */
extern const char *const records_utmp_path;
extern const char *const records_wtmp_path;
extern const char *const records_btmp_path;

#endif
