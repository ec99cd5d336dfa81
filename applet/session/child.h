/* SPDX-License-Identifier: MIT */
/*
 * The command: forked, made the user, waited for.
 */
#ifndef SESSION_CHILD_H
#define SESSION_CHILD_H

#include "session/terminal.h"

#include <sys/types.h>

struct session_request;

struct child_plan {
	const struct session_request *request; /* who, what, where */
	const struct terminal *terminal;
	char **environment; /* NULL-terminated */
};

/*
 * Runs the command and waits for its end; SIGHUP and SIGTERM that reach us
 * meanwhile are passed on, and SIGINT and SIGQUIT to a command that has no part
 * in our terminal. On a borrowed terminal we stop when it stops, and it goes on
 * when we do. As process 1 it reaps orphans too.
 * Returns the command's exit status, 128 + its signal, STATUS_NOT_FOUND,
 * STATUS_NOT_EXECUTABLE, or STATUS_BROKEN when it could not be started as
 * planned (the cause is in the log).
 */
int child_run(const struct child_plan *plan);

#endif
