/* SPDX-License-Identifier: MIT */
/* /etc/shadow: libc's <shadow.h>, by the rules of account.c. */
#define _GNU_SOURCE 1
#include "account.h"

#include <shadow.h>
#include <string.h>

static struct spwd entry;
static char entry_text[ACCOUNT_LINE_MAX + 1];
static const struct account_storage entry_storage = {&entry, entry_text,
						     sizeof(entry_text)};
/* The line that getspent gave last. */
static unsigned long last_line;

/* A number, or -1 for an empty field (rule 2). */
static bool
shadow_number(const char *field, long *value)
{
	uint32_t number = 0;

	*value = -1;
	if (*field == '\0') {
		return true;
	}
	if (!account_number(field, strlen(field), &number)) {
		return false;
	}
	*value = (long)number;
	return true;
}

static const char *
shadow_parse(const struct account_storage *storage, char *const *field)
{
	struct spwd *shadow = storage->record;
	long number[7] = {0};
	unsigned i = 0;

	for (i = 0; i < 7; i++) {
		if (!shadow_number(field[2 + i], &number[i])) {
			return "bad number";
		}
	}
	shadow->sp_namp = field[0];
	shadow->sp_pwdp = field[1];
	shadow->sp_lstchg = number[0];
	shadow->sp_min = number[1];
	shadow->sp_max = number[2];
	shadow->sp_warn = number[3];
	shadow->sp_inact = number[4];
	shadow->sp_expire = number[5];
	shadow->sp_flag = (unsigned long)number[6];
	return NULL;
}

const struct account_database account_shadow = {&account_shadow_path,
						ACCOUNT_LINE_MAX, 9,
						shadow_parse};

int
getspnam_r(const char *name, struct spwd *record, char *buffer,
	   size_t size_bytes, struct spwd **result)
{
	struct account_key key = {.name = name};
	struct account_storage storage = {record, buffer, size_bytes};
	void *found = NULL;
	int status = account_find_r(&account_shadow, &key, &storage, &found);

	*result = found;
	return status;
}

/* Rule 9: the hash of the answer before goes first. */
static struct spwd *
shadow_get(const struct account_key *key)
{
	explicit_bzero(entry_text, sizeof(entry_text));
	return account_get(&account_shadow, key, &entry_storage);
}

struct spwd *
getspnam(const char *name)
{
	struct account_key key = {.name = name};

	return shadow_get(&key);
}

struct spwd *
getspent(void)
{
	struct account_key key = {.after = &last_line};

	return shadow_get(&key);
}

void
setspent(void)
{
	last_line = 0;
}

void
endspent(void)
{
	explicit_bzero(entry_text, sizeof(entry_text));
	last_line = 0;
}
