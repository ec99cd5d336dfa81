/* SPDX-License-Identifier: MIT */
/*
 * What su runs, in whose groups, with which environment.
 */
#ifndef APPLET_SU_SHELL_H
#define APPLET_SU_SHELL_H

#include "session/session.h"
#include "su_options.h"

/*
 * Fills *session, and changes *who, by the options: the shell, its words, the
 * groups. A shell that is not to be had is told, and the account's is taken. NULL,
 * or the name of a group that does not exist: then nothing is to be run.
 */
const char *su_shell(struct su_options *options, struct identity *who,
		     struct session_request *session);

#endif
