/* SPDX-License-Identifier: MIT */
/*
 * Logical lines of a policy's text, as Linux-PAM's _pam_line_assemble() makes
 * them: '#' starts a comment wherever it stands, a backslash at the end (also
 * before blanks) continues the line, but not behind a comment. It becomes one
 * blank, and those that the next line begins with are gone.
 */
#include "pam/policy_line.h"

#include <string.h>

bool
policy_name_valid(const char *name)
{
	size_t len = strspn(name, "abcdefghijklmnopqrstuvwxyz"
				  "0123456789_-.");

	return len > 0 && len < POLICY_NAME_BYTES && name[len] == '\0'
	       && name[0] != '.' && strcmp(name, POLICY_OTHER) != 0;
}

/* As _pam_tokenize() cuts them: what begins with '[' ends with the next ']'. */
bool
policy_brackets_end(const char *arguments)
{
	arguments += strspn(arguments, " \t");
	while (*arguments != '\0') {
		if (*arguments == '[') {
			do {
				arguments += arguments[0] == '\\'
							     && arguments[1]
									== ']'
						     ? 2
						     : 1;
			} while (*arguments != '\0' && *arguments != ']');
			if (*arguments == '\0') {
				return false;
			}
			arguments++;
		} else {
			arguments += strcspn(arguments, " \t");
		}
		arguments += strspn(arguments, " \t");
	}
	return true;
}

/* Where the line from start to end has the backslash of a line that goes on. */
static char *
find_continuation(char *start, char *end)
{
	while (end > start && (end[-1] == ' ' || end[-1] == '\t')) {
		end--;
	}
	if (end == start || end[-1] != '\\'
	    || memchr(start, '#', (size_t)(end - start)) != NULL) {
		return NULL;
	}
	return end - 1;
}

char *
policy_line_next(char **text, int *lines, const char **comment)
{
	char *line = *text;
	char *to = line;
	char *sign = NULL;
	char *at = line;
	bool more = true;

	*lines = 0;
	if (*line == '\0') {
		return NULL;
	}
	while (more) {
		char *end = at + strcspn(at, "\n");
		char *backslash = find_continuation(at, end);
		char *next = *end == '\0' ? end : end + 1;

		/* At the end of the file the backslash stays: an error. */
		more = backslash != NULL && *next != '\0';
		if (more) {
			*backslash = ' ';
			end = backslash > at ? backslash + 1 : at;
		}
		memmove(to, at, (size_t)(end - at));
		to += end - at;
		at = more ? next + strspn(next, " \t") : next;
		(*lines)++;
	}
	*to = '\0';
	*text = at;
	sign = line + strcspn(line, "#");
	*comment = *sign == '\0' ? sign : sign + 1;
	*sign = '\0';
	return line;
}
