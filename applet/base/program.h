/* SPDX-License-Identifier: MIT */
/*
 * A program whose output we want.
 *
 * Rules:
 * 1. It inherits nothing of ours: an environment of its own (PATH alone),
 *    /dev/null as standard input, no descriptor but 0, 1, 2, no mask of
 *    signals, no terminal (a session of its own), no memory.
 * 2. When it is stopped, all of its process group is killed. It does not
 *    outlive us.
 */
#ifndef BASE_PROGRAM_H
#define BASE_PROGRAM_H

#include <stdbool.h>
#include <sys/types.h>

struct program {
	pid_t pid;
	int out_fd;  /* its standard output; reading it does not block */
	int exit_fd; /* readable when it has ended */
};

#define PROGRAM_NOT_EXECUTABLE 126
#define PROGRAM_NOT_FOUND 127

/*
 * Starts argv[0], a path. false: errno says why, nothing was started. That it
 * cannot be executed is told by its exit status only, as a shell would.
 */
bool program_start(struct program *program, char *const argv[]);

/*
 * Kills what is left of it, and returns its exit status; -1 when it had none
 * (it was killed, also by us, or cannot be waited for).
 */
int program_stop(struct program *program);

#endif
