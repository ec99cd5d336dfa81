/* SPDX-License-Identifier: MIT */
#include "gate_accounts.h"

#include "base/report.h"
#include "libc-compat/account.h"
#include "libc-compat/hash_check.h"
#include "session/identity.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <shadow.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#define DAY_S 86400
#define PLACE_BYTES 128

static bool
fault(const char *path, unsigned long line, const char *what, const char *word)
{
	char place[PLACE_BYTES];

	if (line > 0) {
		snprintf(place, sizeof(place), "%s:%lu: %s", path, line, what);
	} else {
		snprintf(place, sizeof(place), "%s: %s", path, what);
	}
	report_usage("gate", place, word);
	return false;
}

/* Why a line is no account; NULL: it is one. What is empty is nothing. */
static const char *
line_fault(const struct account_database *database,
	   const struct account_line *line)
{
	static char text[ACCOUNT_GROUP_LINE_MAX + 1];
	union {
		struct passwd passwd;
		struct spwd shadow;
		struct group group;
	} record;
	struct account_storage storage = {&record, text, sizeof(text)};

	if (line->fault != NULL) {
		return line->fault;
	}
	if (line->len_bytes > database->line_max_bytes) {
		return "line too long";
	}
	memcpy(text, line->text, line->len_bytes + 1);
	return account_parse(database, &storage);
}

static bool
check_lines(const struct account_database *database)
{
	const char *path = *database->path;
	int error = account_reader_open(path);
	struct account_line line = {0};
	bool good = true;
	int more = 0;

	if (error != 0) {
		return fault(path, 0,
			     error == EINVAL ? "not a regular file"
					     : strerror(error),
			     NULL);
	}
	while ((more = account_reader_next(&line)) > 0) {
		const char *why = line_fault(database, &line);

		/* As long as no storage is too small for it. */
		if (why != NULL && why != account_no_room) {
			good = fault(path, line.number, why, NULL);
		}
	}
	if (more < 0) {
		good = fault(path, 0, strerror(errno), NULL);
	}
	account_reader_close();
	return good;
}

/* Why nobody can give the right password; NULL: somebody can. */
static const char *
password_fault(const struct passwd *account)
{
	const char *hash = account->pw_passwd;
	const struct spwd *shadow = NULL;

	if (strcmp(hash, "x") == 0) {
		shadow = getspnam(account->pw_name);
		if (shadow == NULL) {
			return "no line in /etc/shadow";
		}
		hash = shadow->sp_pwdp;
	}
	if (shadow != NULL && shadow->sp_expire >= 0
	    && shadow->sp_expire <= time(NULL) / DAY_S) {
		return "the account has expired";
	}
	if (hash[0] == '\0') {
		return "no password";
	}
	if (hash[0] == '!' || hash[0] == '*') {
		return "the password is locked";
	}
	return compat_hash_is_whole(hash)
		       ? NULL
		       : "the password's hash is damaged, or of a "
			 "method that is not in this build";
}

/* group NULL: any. */
static bool
is_member(const char *user, const char *group)
{
	struct identity who = {0};

	return group == NULL
	       || (identity_find(user, &who) && identity_in_group(&who, group));
}

static bool
check_user(const char *user, const char *group)
{
	const struct passwd *account = getpwnam(user);
	const char *why = account != NULL ? password_fault(account)
					  : "no such account";

	if (why == NULL && !is_member(user, group)) {
		return fault(account_group_path, 0, "not in the group", user);
	}
	return why == NULL || fault(account_passwd_path, 0, why, user);
}

/* One who may, and can, is enough. */
static bool
check_anybody(const char *group)
{
	const struct passwd *account = NULL;
	bool found = false;

	setpwent();
	while (!found && (account = getpwent()) != NULL) {
		found = is_member(account->pw_name, group)
			&& password_fault(account) == NULL;
	}
	endpwent();
	return found
	       || fault(account_passwd_path, 0,
			"no account with a password can open", group);
}

static bool
check_mode(void)
{
	struct stat status = {0};

	return stat(account_shadow_path, &status) != 0
	       || (status.st_mode & S_IRWXO) == 0
	       || fault(account_shadow_path, 0, "others may read or write it",
			NULL);
}

bool
gate_accounts(const char *user, const char *group)
{
	bool good = check_lines(&account_passwd);

	good = check_lines(&account_shadow) && good;
	if (group != NULL) {
		good = check_lines(&account_group) && good;
	}
	good = check_mode() && good;
	/* Line by line it was told already why a file cannot be read. */
	good = good
	       && (user != NULL ? check_user(user, group)
				: check_anybody(group));
	endspent();
	return good;
}
