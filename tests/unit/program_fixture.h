/* SPDX-License-Identifier: MIT */
/*
 * Programs started by base/program, and what they say. Their orphans are ours
 * (PR_SET_CHILD_SUBREAPER), so that each of them is seen to end.
 */
#ifndef UNIT_PROGRAM_FIXTURE_H
#define UNIT_PROGRAM_FIXTURE_H

#include "base/program.h"

#include <stddef.h>

#define LIMIT_MS 30000

extern struct program program;
extern char said[4096]; /* what the program wrote, so far */

/* cmocka's setup. */
int program_setup(void **state);

/* Starts a program that is there; /bin/sh -c script. */
void start(char *const argv[]);
void start_shell(const char *script);

/* Reads what it says until it has ended, and returns its status. */
int run_to_its_end(void);

/* Reads until it has said so many lines. */
void listen_for(int lines);

/* Waits for the end of an orphan, and returns its wait status. */
int end_of_orphan(pid_t pid);

#endif
