/* SPDX-License-Identifier: MIT */
/*
 * A directory with utmp, wtmp and btmp in it (in place of records_paths.c), the
 * records as glibc has them, and a report that counts.
 */
#ifndef UNIT_RECORDS_FIXTURE_H
#define UNIT_RECORDS_FIXTURE_H

#include "unit_main.h"

#include <sys/types.h>
#include <utmp.h>

#include "session/records.h"

#define SIZE ((off_t)sizeof(struct utmp))

extern const struct records anna; /* pid 777 on /dev/ttyS0 */
extern struct utmp all[512];      /* what load() has read */

/* What was reported: how often, and the last of it. */
extern int reports;
extern int last_error;
extern char last_file[16];

/* Empty files in a new directory, which is the current one; and its end. */
int records_setup(void **state);
int records_teardown(void **state);

/* A file's size; -1: there is none. */
off_t size_of(const char *name);
void make_file(const char *name, const void *content, size_t size);

/* The file's records into all; how many they are. */
size_t load(const char *name);

/* Of the user "LOGIN". */
struct utmp old_record(short type, int pid, const char *line, const char *id);

#endif
