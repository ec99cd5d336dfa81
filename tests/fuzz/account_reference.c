/* SPDX-License-Identifier: MIT */
#include "account_reference.h"

#include <string.h>

#define NAME_MAX_BYTES 256
#define LINE_MAX_BYTES 4096
#define GROUP_LINE_MAX_BYTES 32767

bool
reference_line(const struct file *file, struct line *line)
{
	const char *end = file->data + file->len_bytes;
	const char *start = line->number == 0
				    ? file->data
				    : line->text + line->len_bytes + 1;
	const char *at = start;

	if (start >= end) {
		return false;
	}
	while (at < end && *at != '\n') {
		at++;
	}
	line->text = start;
	line->len_bytes = (size_t)(at - start);
	line->number++;
	return true;
}

static unsigned
cut(const struct line *line, struct found *found)
{
	const char *end = line->text + line->len_bytes;
	const char *start = line->text;
	unsigned count = 0;

	for (const char *at = start; at <= end; at++) {
		if (at < end && *at != ':') {
			continue;
		}
		if (count < REFERENCE_FIELDS) {
			found->field[count] = start;
			found->len_bytes[count] = (size_t)(at - start);
		}
		count++;
		start = at + 1;
	}
	return count;
}

/* "0", or one to ten digits that do not begin with a 0, below 2^32 - 1. */
static bool
read_number(const char *text, size_t len_bytes, long *number)
{
	long value = 0;

	for (size_t i = 0; i < len_bytes; i++) {
		if (text[i] < '0' || text[i] > '9' || i == 10
		    || (text[0] == '0' && len_bytes > 1)) {
			return false;
		}
		value = value * 10 + (text[i] - '0');
	}
	*number = value;
	return len_bytes > 0 && value < 4294967295L;
}

static bool
numbers_are_good(struct found *found, unsigned fields)
{
	const unsigned first = 2;
	const unsigned last = fields == 9 ? 8 : fields == 7 ? 3 : 2;

	for (unsigned i = first; i <= last; i++) {
		found->number[i] = -1;
		if (fields == 9 && found->len_bytes[i] == 0) {
			continue;
		}
		if (!read_number(found->field[i], found->len_bytes[i],
				 &found->number[i])) {
			return false;
		}
	}
	return true;
}

static bool
has_odd_byte(const struct line *line)
{
	return memchr(line->text, '\0', line->len_bytes) != NULL
	       || memchr(line->text, '\r', line->len_bytes) != NULL;
}

bool
reference_whole(const struct line *line, unsigned fields, struct found *found)
{
	size_t most = fields == 4 ? GROUP_LINE_MAX_BYTES : LINE_MAX_BYTES;

	found->fields = cut(line, found);
	return line->len_bytes <= most && !has_odd_byte(line)
	       && found->fields == fields && found->len_bytes[0] > 0
	       && found->len_bytes[0] <= NAME_MAX_BYTES
	       && numbers_are_good(found, fields);
}

/* Of a line that is far too long only the begin is looked at, and is kept. */
static bool
name_matches(const struct line *line, const char *name)
{
	size_t len = strlen(name);

	return len <= line->len_bytes && memcmp(line->text, name, len) == 0
	       && (len == line->len_bytes || line->text[len] == ':');
}

void
reference_find(const struct file *file, const struct wish *wish,
	       unsigned fields, struct found *found)
{
	struct line line = {0};

	*found = (struct found){.outcome = FOUND_NOTHING};
	if (wish->name != NULL && wish->name[0] == '\0') {
		found->outcome = FOUND_BROKEN;
		found->in_name = true;
		return;
	}
	while (reference_line(file, &line)) {
		bool whole = reference_whole(&line, fields, found);

		if (wish->name != NULL && name_matches(&line, wish->name)) {
			found->outcome = whole ? FOUND_IT : FOUND_BROKEN;
			return;
		}
		if (wish->name == NULL && whole
		    && found->number[2] == (long)wish->id) {
			found->outcome = FOUND_IT;
			return;
		}
	}
}

unsigned long
reference_next(const struct file *file, unsigned long after, unsigned fields,
	       struct found *found)
{
	struct line line = {0};

	while (reference_line(file, &line)) {
		*found = (struct found){.outcome = FOUND_IT};
		if (line.number > after
		    && reference_whole(&line, fields, found)) {
			return line.number;
		}
	}
	return 0;
}

size_t
reference_line_bytes(const struct found *found)
{
	unsigned last = found->fields > REFERENCE_FIELDS ? REFERENCE_FIELDS - 1
							 : found->fields - 1;

	if (found->fields == 0) {
		return 0;
	}
	return (size_t)(found->field[last] - found->field[0])
	       + found->len_bytes[last];
}

size_t
reference_longest(const struct file *file)
{
	struct line line = {0};
	size_t longest = 0;

	while (reference_line(file, &line)) {
		longest = line.len_bytes > longest ? line.len_bytes : longest;
	}
	return longest;
}

static bool
is_member(const struct found *found, const char *name)
{
	const char *at = found->field[3];
	const char *end = at + found->len_bytes[3];

	while (at <= end) {
		const char *comma = memchr(at, ',', (size_t)(end - at));
		size_t len = (size_t)((comma != NULL ? comma : end) - at);

		if (len == strlen(name) && memcmp(at, name, len) == 0) {
			return true;
		}
		at += len + 1;
	}
	return false;
}

int
reference_groups(const struct file *file, const struct wish *wish,
		 gid_t *groups, int room, bool *broken)
{
	struct line line = {0};
	struct found found = {0};
	int count = 0;

	groups[count++] = wish->id;
	*broken = false;
	while (reference_line(file, &line)) {
		if (!reference_whole(&line, 4, &found)) {
			*broken = true;
		} else if (found.number[2] != (long)wish->id
			   && is_member(&found, wish->name)) {
			if (count < room) {
				groups[count] = (gid_t)found.number[2];
			}
			count++;
		}
	}
	return count;
}
