/* SPDX-License-Identifier: MIT */
/*
 * Finding one entry of passwd, shadow or group. What is read here decides who
 * is root, therefore these rules MUST be kept:
 *
 *  1. A line has exactly 7 fields in passwd, 9 in shadow, 4 in group.
 *  2. A number is 1 to 10 digits and nothing else, no sign and no space, and
 *     is at most 4294967294. A user or group id that is empty or too large
 *     makes a broken account; it is never 0. A number in shadow may be empty
 *     (-1), but what stands there is a number.
 *  3. A name has 1 to 256 bytes. Other names are not looked for.
 *  4. A line with a NUL or a carriage return is broken, and so is one over
 *     4096 bytes (32767 in group). It is never cut to fit.
 *  5. A missing newline at the end of the file costs nothing.
 *  6. The first line with a name decides. If it is broken the lookup fails;
 *     no later line with that name is asked.
 *  7. A file that is not a regular file is refused, without waiting for it.
 *  8. A lookup by number passes over broken lines: they match no number.
 *  9. What was read, hashes above all, does not stay in memory.
 * 10. A lookup by name that fails for rule 1 to 4 or 7 leaves one line in the
 *     log with file, line number and reason, and not the line itself.
 */
#define _GNU_SOURCE 1
#include "account.h"

#include <errno.h>
#include <string.h>
#include <syslog.h>

const char account_no_room[] = "no room";

void
account_complain(const char *path, unsigned long line, const char *why)
{
	int saved_errno = errno;

	syslog(LOG_AUTHPRIV | LOG_ERR, "%s:%lu: refused: %s", path, line, why);
	errno = saved_errno;
}

bool
account_number(const char *text, size_t len_bytes, uint32_t *value)
{
	uint64_t number = 0;
	size_t i = 0;

	if (len_bytes < 1 || len_bytes > 10
	    || (text[0] == '0' && len_bytes > 1)) {
		return false;
	}
	for (i = 0; i < len_bytes; i++) {
		if (text[i] < '0' || text[i] > '9') {
			return false;
		}
		number = number * 10 + (unsigned)(text[i] - '0');
	}
	if (number >= UINT32_MAX) {
		return false;
	}
	*value = (uint32_t)number;
	return true;
}

bool
account_split(char *text, char **field, unsigned count)
{
	unsigned i = 0;

	for (i = 0; i < count; i++) {
		field[i] = text;
		text = strchr(text, ':');
		if (text == NULL) {
			return i == count - 1;
		}
		*text++ = '\0';
	}
	return false;
}

bool
account_name_ok(const char *name)
{
	size_t len_bytes = strnlen(name, ACCOUNT_NAME_MAX + 1);

	return len_bytes > 0 && len_bytes <= ACCOUNT_NAME_MAX;
}

const char *
account_parse(const struct account_database *database,
	      const struct account_storage *storage)
{
	char *field[ACCOUNT_FIELDS_MAX] = {NULL};

	if (!account_split(storage->text, field, database->field_count)) {
		return "wrong number of fields";
	}
	if (!account_name_ok(field[0])) {
		return "name empty or too long";
	}
	return database->parse(storage, field);
}

/* Where field number index of an uncut line stands, or NULL. */
static const char *
line_field(const struct account_line *line, unsigned index, size_t *len_bytes)
{
	const char *end = line->text + line->len_bytes;
	const char *begin = line->text;
	const char *colon = memchr(begin, ':', (size_t)(end - begin));

	while (index > 0 && colon != NULL) {
		begin = colon + 1;
		colon = memchr(begin, ':', (size_t)(end - begin));
		index--;
	}
	*len_bytes = (size_t)((colon != NULL ? colon : end) - begin);
	return index == 0 ? begin : NULL;
}

static bool
line_matches(const struct account_line *line, const struct account_key *key)
{
	size_t len_bytes = 0;
	uint32_t id = 0;
	const char *field = line_field(line, key->id != NULL ? 2 : 0,
				       &len_bytes);

	if (field == NULL) {
		return false;
	}
	if (key->name != NULL) {
		return strlen(key->name) == len_bytes
		       && memcmp(key->name, field, len_bytes) == 0;
	}
	if (key->id != NULL) {
		return account_number(field, len_bytes, &id) && id == *key->id;
	}
	return line->number > *key->after;
}

/* Copies the line to storage and parses it there: NULL, or why it is broken. */
static const char *
line_take(const struct account_line *line,
	  const struct account_database *database,
	  const struct account_storage *storage)
{
	if (line->fault != NULL) {
		return line->fault;
	}
	if (line->len_bytes > database->line_max_bytes) {
		return "line too long";
	}
	if (line->len_bytes >= storage->size_bytes) {
		return account_no_room;
	}
	memcpy(storage->text, line->text, line->len_bytes + 1);
	return account_parse(database, storage);
}

/* What one matching line means for the lookup: as account_find returns. */
static int
line_decide(const struct account_line *line,
	    const struct account_database *database,
	    const struct account_key *key,
	    const struct account_storage *storage)
{
	const char *why = line_take(line, database, storage);

	if (why == account_no_room) {
		return ERANGE;
	}
	if (why != NULL && key->name == NULL) {
		return ACCOUNT_NONE;
	}
	if (why != NULL) {
		account_complain(*database->path, line->number, why);
		return EINVAL;
	}
	if (key->after != NULL) {
		*key->after = line->number;
	}
	return 0;
}

static int
file_search(const struct account_database *database,
	    const struct account_key *key,
	    const struct account_storage *storage)
{
	struct account_line line = {0};
	int found = ACCOUNT_NONE;
	int more = 0;

	while (found == ACCOUNT_NONE) {
		more = account_reader_next(&line);
		if (more <= 0) {
			return more < 0 ? errno : ACCOUNT_NONE;
		}
		if (line_matches(&line, key)) {
			found = line_decide(&line, database, key, storage);
		}
	}
	return found;
}

int
account_find(const struct account_database *database,
	     const struct account_key *key,
	     const struct account_storage *storage)
{
	int saved_errno = errno;
	int found = EINVAL;

	if (key->name == NULL || account_name_ok(key->name)) {
		found = account_reader_open(*database->path);
		if (found == 0) {
			found = file_search(database, key, storage);
			account_reader_close();
		}
	}
	errno = found > 0 ? found : saved_errno;
	return found;
}

int
account_find_r(const struct account_database *database,
	       const struct account_key *key,
	       const struct account_storage *storage, void **result)
{
	int found = account_find(database, key, storage);

	*result = found == 0 ? storage->record : NULL;
	return found > 0 ? found : 0;
}

void *
account_get(const struct account_database *database,
	    const struct account_key *key,
	    const struct account_storage *storage)
{
	int found = account_find(database, key, storage);

	return found == 0 ? storage->record : NULL;
}
