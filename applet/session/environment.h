/* SPDX-License-Identifier: MIT */
/*
 * The command's environment: made anew, from the account and from PAM. Of
 * what the caller had, TERM alone is kept, and only when it is a plain word.
 */
#ifndef SESSION_ENVIRONMENT_H
#define SESSION_ENVIRONMENT_H

#include "session/identity.h"

#define ENVIRONMENT_MAX 256

/*
 * Returns HOME, SHELL, USER, LOGNAME, PATH, TERM, and over them what PAM's
 * list (NULL-terminated NAME=value) sets. NULL when there are more than
 * ENVIRONMENT_MAX. The array is static; the strings of pam are not copied.
 */
char **environment_make(const struct identity *identity, char **pam);

#endif
