/* SPDX-License-Identifier: MIT */
#include "session/environment.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TERM_MAX 64
#define USER_PATH "PATH=/usr/local/bin:/usr/bin:/bin"
#define ROOT_PATH                                                 \
	"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:" \
	"/sbin:/bin"

static char home[sizeof("HOME=") + IDENTITY_PATH_BYTES];
static char shell[sizeof("SHELL=") + IDENTITY_PATH_BYTES];
static char user[sizeof("USER=") + IDENTITY_NAME_BYTES];
static char logname[sizeof("LOGNAME=") + IDENTITY_NAME_BYTES];
static char term[sizeof("TERM=") + TERM_MAX];
static char user_path[] = USER_PATH;
static char root_path[] = ROOT_PATH;
static char *list[ENVIRONMENT_MAX + 1];
static size_t count;

/* Sets "NAME=value", in place of one of that name. false: no room. */
static bool
put(char *entry)
{
	size_t name_len = strcspn(entry, "=") + 1;
	size_t i = 0;

	while (i < count && strncmp(list[i], entry, name_len) != 0) {
		i++;
	}
	if (i == ENVIRONMENT_MAX) {
		return false;
	}
	list[i] = entry;
	count += i == count ? 1 : 0;
	return true;
}

static void
put_term(void)
{
	const char *value = getenv("TERM");
	size_t len = 0;

	if (value == NULL) {
		return;
	}
	len = strspn(value, "abcdefghijklmnopqrstuvwxyz"
			    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-+._");
	if (len > 0 && len < TERM_MAX && value[len] == '\0') {
		snprintf(term, sizeof(term), "TERM=%s", value);
		put(term);
	}
}

char **
environment_make(const struct identity *identity, char **pam)
{
	count = 0;
	snprintf(home, sizeof(home), "HOME=%s", identity->home);
	snprintf(shell, sizeof(shell), "SHELL=%s",
		 identity->shell[0] != '\0' ? identity->shell : "/bin/sh");
	snprintf(user, sizeof(user), "USER=%s", identity->name);
	snprintf(logname, sizeof(logname), "LOGNAME=%s", identity->name);
	put(home);
	put(shell);
	put(user);
	put(logname);
	put(identity->uid == 0 ? root_path : user_path);
	put_term();
	for (; *pam != NULL; pam++) {
		if (!put(*pam)) {
			return NULL;
		}
	}
	list[count] = NULL;
	return list;
}
