/* SPDX-License-Identifier: MIT */
/*
 * What happens when nobody got in.
 */
#ifndef BASE_ACTION_H
#define BASE_ACTION_H

#include <stdbool.h>

enum action {
	ACTION_EXIT,
	ACTION_LOOP,
	ACTION_REBOOT,
	ACTION_POWEROFF,
	ACTION_HALT,
};

/* By name ("exit", "loop", ...); false when there is none of that name. */
bool action_find(const char *name, enum action *action);

/* Its name. */
const char *action_name(enum action action);

/*
 * Reboots, powers off or halts the machine (file systems are synced, nothing
 * else is asked); does nothing for exit and loop. Returns only when it did
 * not come to that; then errno says why. It is done in a child: the kernel
 * ends the caller of a halt with status 0, which would read as a yes.
 */
void action_run(enum action action);

#endif
