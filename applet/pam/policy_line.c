/* SPDX-License-Identifier: MIT */
#include "pam/policy_line.h"

#include "pam/policy_control.h"

#include <string.h>
#include <strings.h>

#define BLANKS " \t"

static void
fail(struct policy_line *parts, const char *what, const char *word)
{
	parts->kind = POLICY_ERROR;
	parts->what = what;
	parts->word = word;
}

static void
lower(char *word)
{
	for (; *word != '\0'; word++) {
		if (*word >= 'A' && *word <= 'Z') {
			*word = (char)(*word - 'A' + 'a');
		}
	}
}

/* Cuts the next word off *rest; NULL when there is none. */
static char *
next_word(char **rest)
{
	char *word = *rest + strspn(*rest, BLANKS);
	char *end = word + strcspn(word, BLANKS);

	if (*word == '\0') {
		*rest = word;
		return NULL;
	}
	*rest = *end == '\0' ? end : end + 1;
	*end = '\0';
	return word;
}

/* "[...]": no backslash and no bracket inside, where PAM knows escapes. */
static void
parse_bracketed(char **rest, struct policy_line *parts)
{
	char *start = *rest + strspn(*rest, BLANKS) + 1;
	char *end = start + strcspn(start, "[]\\");

	if (*end != ']') {
		fail(parts, "a control in brackets without its end", NULL);
		return;
	}
	*end = '\0';
	*rest = end + 1;
	parts->control = start;
	parts->bracketed = true;
	if (**rest != '\0' && strchr(BLANKS, **rest) == NULL) {
		fail(parts, "no blank behind the control", *rest);
	} else if (!policy_control_list(start)) {
		fail(parts, "unknown control", start);
	}
}

static void
parse_control(char **rest, struct policy_line *parts)
{
	char *word = NULL;

	if ((*rest)[strspn(*rest, BLANKS)] == '[') {
		parse_bracketed(rest, parts);
		return;
	}
	word = next_word(rest);
	if (word == NULL) {
		fail(parts, "the control is missing", NULL);
		return;
	}
	lower(word);
	parts->control = word;
	if (strcmp(word, "include") == 0) {
		parts->kind = POLICY_INCLUDE;
	} else if (strcmp(word, "substack") == 0) {
		parts->kind = POLICY_SUBSTACK;
	} else if (!policy_control_word(word)) {
		fail(parts, "unknown control", word);
	}
}

static void
parse_type(char *word, struct policy_line *parts)
{
	parts->silent = word[0] == '-';
	word += parts->silent ? 1 : 0;
	lower(word);
	for (int type = 0; type < POLICY_TYPES; type++) {
		if (strcmp(word, policy_type_name((enum policy_type)type))
		    == 0) {
			parts->type = (enum policy_type)type;
			return;
		}
	}
	fail(parts, "unknown type", word);
}

/* The first of the arguments that looks like a module; NULL: none. */
static const char *
find_module_word(const char *arguments)
{
	while (*arguments != '\0') {
		size_t len = strcspn(arguments, BLANKS);

		if (len > 3 && strncmp(arguments + len - 3, ".so", 3) == 0) {
			return arguments;
		}
		arguments += len;
		arguments += strspn(arguments, BLANKS);
	}
	return NULL;
}

static void
parse_target(char **rest, struct policy_line *parts)
{
	parts->target = next_word(rest);
	parts->arguments = *rest + strspn(*rest, BLANKS);
	if (parts->target == NULL) {
		fail(parts, "the module is missing", NULL);
		return;
	}
	if (parts->kind == POLICY_MODULE) {
		const char *lost = find_module_word(parts->arguments);

		if (lost != NULL) {
			fail(parts, "a second module: a line end was lost",
			     lost);
		} else if (!policy_brackets_end(parts->arguments)) {
			fail(parts, "an argument in brackets without its end",
			     parts->arguments);
		}
		return;
	}
	if (!policy_name_valid(parts->target)) {
		fail(parts, "not the name of a policy", parts->target);
	} else if (*parts->arguments != '\0') {
		fail(parts, "an include has no arguments", parts->arguments);
	}
}

/*
 * A backslash at the end, be it doubled or in front of a comment, would make
 * Linux-PAM join the next rule to this one.
 */
static bool
ends_in_backslash(const char *line)
{
	size_t len = strlen(line);

	while (len > 0 && strchr(BLANKS, line[len - 1]) != NULL) {
		len--;
	}
	return len > 0 && line[len - 1] == '\\';
}

/* A byte that no editor writes there, of a damaged file most likely. */
static bool
has_odd_byte(const char *line)
{
	for (; *line != '\0'; line++) {
		if ((*line < ' ' && *line != '\t') || *line > '~') {
			return true;
		}
	}
	return false;
}

void
policy_line_parse(char *line, struct policy_line *parts)
{
	char *rest = line;
	char *word = NULL;

	*parts = (struct policy_line){.kind = POLICY_MODULE};
	if (ends_in_backslash(line)) {
		fail(parts, "a backslash at the end", NULL);
		return;
	}
	if (has_odd_byte(line)) {
		fail(parts, "a byte that is not printable ASCII", line);
		return;
	}
	word = next_word(&rest);
	if (word == NULL) {
		parts->kind = POLICY_EMPTY;
		return;
	}
	if (strcmp(word, "@include") == 0) {
		parts->kind = POLICY_ALL;
	} else {
		parse_type(word, parts);
	}
	if (parts->kind == POLICY_MODULE) {
		parse_control(&rest, parts);
	}
	if (parts->kind != POLICY_ERROR) {
		parse_target(&rest, parts);
	}
}

/* What one wrong bit makes of the end of a line. */
#define LOST_ENDS "\x0b\x08\x0e\x02\x1a*J\x8a"
#define HIDDEN_BYTES 256

bool
policy_comment_hides_rule(const char *comment)
{
	while (*(comment += strcspn(comment, LOST_ENDS)) != '\0') {
		char rule[HIDDEN_BYTES] = "";
		struct policy_line parts = {0};

		strncat(rule, ++comment, HIDDEN_BYTES - 1);
		rule[strcspn(rule, "#")] = '\0';
		policy_line_parse(rule, &parts);
		if ((parts.kind == POLICY_MODULE
		     && find_module_word(parts.target) != NULL)
		    || parts.kind == POLICY_INCLUDE
		    || parts.kind == POLICY_SUBSTACK
		    || parts.kind == POLICY_ALL) {
			return true;
		}
	}
	return false;
}
