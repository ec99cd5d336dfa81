/* SPDX-License-Identifier: MIT */
#include "session/environment.h"

#include "base/privilege.h"

#include <stdio.h>
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
static char mail[sizeof("MAIL=/var/mail/") + IDENTITY_NAME_BYTES];
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

/* What ld.so(8) removes; a name that ends in '_' stands for all that begin so. */
static const char unsafe[] = "LD_\0"
			     "GCONV_PATH\0"
			     "GETCONF_DIR\0"
			     "GLIBC_TUNABLES\0"
			     "HOSTALIASES\0"
			     "LOCALDOMAIN\0"
			     "LOCPATH\0"
			     "MALLOC_\0"
			     "NIS_PATH\0"
			     "NLSPATH\0"
			     "RESOLV_HOST_CONF\0"
			     "RES_OPTIONS\0"
			     "TMPDIR\0"
			     "TZDIR\0";

static bool
is_safe(const char *entry)
{
	size_t name_len = strcspn(entry, "=");

	if (name_len == 0 || entry[name_len] != '=') {
		return false;
	}
	for (const char *name = unsafe; *name != '\0';
	     name += strlen(name) + 1) {
		size_t len = strlen(name);

		if (strncmp(entry, name, len) == 0
		    && (name[len - 1] == '_' || len == name_len)) {
			return false;
		}
	}
	return true;
}

/* Whether the name of entry stands in names, between commas. */
static bool
is_listed(const char *entry, const char *names)
{
	size_t len = strcspn(entry, "=");

	while (names != NULL && *names != '\0') {
		size_t name_len = strcspn(names, ",");

		if (name_len == len && strncmp(names, entry, len) == 0) {
			return true;
		}
		names += name_len + (names[name_len] == ',' ? 1 : 0);
	}
	return false;
}

static bool
is_plain_term(const char *entry)
{
	const char *value = entry + strlen("TERM=");
	size_t len = 0;

	if (strncmp(entry, "TERM=", strlen("TERM=")) != 0) {
		return false;
	}
	len = strspn(value, "abcdefghijklmnopqrstuvwxyz"
			    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-+._");
	return len > 0 && len < TERM_MAX && value[len] == '\0';
}

static bool
put_kept(const struct environment_rule *rule)
{
	char **caller = privilege_environment();
	bool fits = true;

	for (; *caller != NULL && fits; caller++) {
		if (rule->kind == ENVIRONMENT_CLEAN
			    ? is_plain_term(*caller)
				      || (is_listed(*caller, rule->keep)
					  && is_safe(*caller))
			    : is_safe(*caller)) {
			fits = put(*caller);
		}
	}
	return fits;
}

/* The account's, in place of what was kept; false: no room. */
static bool
put_account(const struct identity *identity,
	    const struct environment_rule *rule)
{
	snprintf(home, sizeof(home), "HOME=%s", identity->home);
	snprintf(shell, sizeof(shell), "SHELL=%s",
		 identity->shell[0] != '\0' ? identity->shell : "/bin/sh");
	snprintf(user, sizeof(user), "USER=%s", identity->name);
	snprintf(logname, sizeof(logname), "LOGNAME=%s", identity->name);
	snprintf(mail, sizeof(mail), "MAIL=/var/mail/%s", identity->name);
	return put(home) && put(shell) && put(user) && put(logname)
	       && put(identity->uid == 0 ? root_path : user_path)
	       && (!rule->mail || put(mail));
}

char **
environment_make(const struct identity *identity,
		 const struct environment_rule *rule, char **pam)
{
	bool fits = false;

	count = 0;
	fits = put_kept(rule)
	       && (rule->kind == ENVIRONMENT_PRESERVED
		   || put_account(identity, rule));
	for (; *pam != NULL && fits; pam++) {
		fits = put(*pam);
	}
	list[count] = NULL;
	return fits ? list : NULL;
}
