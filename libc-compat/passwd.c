/* SPDX-License-Identifier: MIT */
/* /etc/passwd: libc's <pwd.h>, by the rules of account.c. */
#define _GNU_SOURCE 1
#include "account.h"

#include <pwd.h>
#include <string.h>

static struct passwd entry;
static char entry_text[ACCOUNT_LINE_MAX + 1];
static const struct account_storage entry_storage = {&entry, entry_text,
						     sizeof(entry_text)};
/* The line that getpwent gave last. */
static unsigned long last_line;

static const char *
passwd_parse(const struct account_storage *storage, char *const *field)
{
	struct passwd *passwd = storage->record;
	uint32_t uid = 0;
	uint32_t gid = 0;

	if (!account_number(field[2], strlen(field[2]), &uid)) {
		return "bad user id";
	}
	if (!account_number(field[3], strlen(field[3]), &gid)) {
		return "bad group id";
	}
	passwd->pw_name = field[0];
	passwd->pw_passwd = field[1];
	passwd->pw_uid = uid;
	passwd->pw_gid = gid;
	passwd->pw_gecos = field[4];
	passwd->pw_dir = field[5];
	passwd->pw_shell = field[6];
	return NULL;
}

const struct account_database account_passwd = {&account_passwd_path,
						ACCOUNT_LINE_MAX, 7,
						passwd_parse};

static int
passwd_find_r(const struct account_key *key,
	      const struct account_storage *storage, struct passwd **result)
{
	void *found = NULL;
	int status = account_find_r(&account_passwd, key, storage, &found);

	*result = found;
	return status;
}

int
getpwnam_r(const char *name, struct passwd *record, char *buffer,
	   size_t size_bytes, struct passwd **result)
{
	struct account_key key = {.name = name};
	struct account_storage storage = {record, buffer, size_bytes};

	return passwd_find_r(&key, &storage, result);
}

int
getpwuid_r(uid_t uid, struct passwd *record, char *buffer, size_t size_bytes,
	   struct passwd **result)
{
	struct account_key key = {.id = &uid};
	struct account_storage storage = {record, buffer, size_bytes};

	return passwd_find_r(&key, &storage, result);
}

struct passwd *
getpwnam(const char *name)
{
	struct account_key key = {.name = name};

	return account_get(&account_passwd, &key, &entry_storage);
}

struct passwd *
getpwuid(uid_t uid)
{
	struct account_key key = {.id = &uid};

	return account_get(&account_passwd, &key, &entry_storage);
}

struct passwd *
getpwent(void)
{
	struct account_key key = {.after = &last_line};

	return account_get(&account_passwd, &key, &entry_storage);
}

void
setpwent(void)
{
	last_line = 0;
}

void
endpwent(void)
{
	last_line = 0;
}
