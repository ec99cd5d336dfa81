/* SPDX-License-Identifier: MIT */
/*
 * /etc/pam.d in memory, in place of pam/policy_read.c; and what the tests of
 * policies share.
 */
#ifndef UNIT_FAKE_POLICY_H
#define UNIT_FAKE_POLICY_H

#include "pam/policy.h"

/* A policy that is in order, for includes. */
#define GOOD "auth required pam_unix.so\naccount required pam_unix.so\n"

/* Forgets all files and errors; cmocka's setup. */
int fake_policy_start(void **state);

/* There is a file of that name with that text; both are kept, not copied. */
void fake_file(const char *name, const char *text);

/* The one of that name is compiled in. */
void fake_builtin(const char *name, const char *text);

/* The one of that name cannot be read; what policy_read() says is what. */
void fake_unreadable(const char *name, const char *what);

/* How often the file was read. */
int fake_reads(const char *name);

/* policy_load(), its errors kept: "where:line: what[: word]\n", each. */
bool load(const char *service, bool needs_session);
extern char fake_errors[16384];
extern int fake_errors_count;

/* Loads "gate" of that text; it is in order and Linux-PAM gets canonical. */
void assert_good(const char *text, const char *canonical);

/* Loads "gate" of that text; exactly this error is told. */
void assert_bad(const char *text, const char *error);

#endif
