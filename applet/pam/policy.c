/* SPDX-License-Identifier: MIT */
#include "pam/policy.h"

#include "libc-compat/config_file.h"
#include "libc-compat/registry.h"
#include "pam/policy_includes.h"
#include "pam/policy_line.h"
#include "pam/policy_read.h"

#include <stdio.h>
#include <string.h>

static char text[POLICY_TEXT_BYTES];
static size_t text_used;
static char raw[POLICY_FILE_BYTES];
static policy_error *tell;
static bool failed;

static void
fail(const struct policy_file *file, int line, const char *what,
     const char *word)
{
	char where[POLICY_WHERE_BYTES];

	failed = true;
	tell(policy_where(file, where), line, what, word);
}

/* The file of that name, new where needed (includer's line); -1: too many. */
static int
file_index(const char *name, int includer, int line)
{
	int i = 0;

	while (i < policy_files_count
	       && strcmp(policy_files[i].name, name) != 0) {
		i++;
	}
	if (i == POLICY_FILES_MAX) {
		return -1;
	}
	if (i == policy_files_count) {
		policy_files[i] = (struct policy_file){
			.text = "",
			.includer = includer,
			.line = line,
		};
		strncat(policy_files[i].name, name, POLICY_NAME_BYTES - 1);
		policy_files_count++;
	}
	return i;
}

/* Appends "type control target arguments\n"; NULL when it does not fit. */
static const char *
write_rule(const struct policy_line *parts, enum policy_type type)
{
	size_t room = sizeof(text) - text_used;
	const char *control = parts->kind == POLICY_ALL ? "include"
							: parts->control;
	char *start = text + text_used;
	int len = snprintf(start, room, "%s%s %s%s%s %s%s%s\n",
			   parts->silent ? "-" : "", policy_type_name(type),
			   parts->bracketed ? "[" : "", control,
			   parts->bracketed ? "]" : "", parts->target,
			   *parts->arguments != '\0' ? " " : "",
			   parts->arguments);

	if (len < 0 || (size_t)len >= room) {
		return NULL;
	}
	text_used += (size_t)len;
	return start;
}

/* Where the module's name stands in the text of a rule. */
static const char *
module_in(const char *rule, const struct policy_line *parts)
{
	return rule + (parts->silent ? 1 : 0)
	       + strlen(policy_type_name(parts->type)) + strlen(parts->control)
	       + (parts->bracketed ? 2 : 0) + 2;
}

static void
add_rule(int file, int line, const struct policy_line *parts,
	 enum policy_type type)
{
	struct policy_rule *rule = &policy_rules[policy_rules_count];
	const char *start = NULL;
	int target = -1;

	if (policy_rules_count < POLICY_RULES_MAX) {
		start = write_rule(parts, type);
	}
	if (start == NULL) {
		fail(&policy_files[file], line, "too many rules", NULL);
		return;
	}
	if (parts->kind != POLICY_MODULE) {
		target = file_index(parts->target, file, line);
		if (target < 0) {
			fail(&policy_files[file], line, "too many includes",
			     NULL);
		}
	}
	*rule = (struct policy_rule){
		.type = type,
		.text = start,
		.file = file,
		.line = line,
		.target = target,
	};
	if (parts->kind == POLICY_MODULE) {
		rule->module = module_in(start, parts);
		rule->linked = registry_has_type(parts->target,
						 policy_type_name(type));
	}
	policy_rules_count++;
}

static void
add_line(int file, int line, const struct policy_line *parts)
{
	switch (parts->kind) {
	case POLICY_EMPTY:
		return;
	case POLICY_ERROR:
		fail(&policy_files[file], line, parts->what, parts->word);
		return;
	case POLICY_ALL:
		for (int type = 0; type < POLICY_TYPES; type++) {
			add_rule(file, line, parts, (enum policy_type)type);
		}
		return;
	default:
		add_rule(file, line, parts, parts->type);
	}
	if (parts->kind == POLICY_MODULE && !registry_has(parts->target)) {
		fail(&policy_files[file], line, "module is not linked in",
		     parts->target);
	} else if (parts->kind == POLICY_MODULE
		   && !registry_has_type(parts->target,
					 policy_type_name(parts->type))) {
		fail(&policy_files[file], line,
		     "module has no function of this type", parts->target);
	}
}

/* Told where the file is asked for, which is where a person can mend it. */
static void
fail_to_read(const struct policy_file *file, const char *what)
{
	if (file->includer < 0) {
		fail(file, 0, what, NULL);
	} else {
		fail(&policy_files[file->includer], file->line, what,
		     file->name);
	}
}

static void
load_file(int index)
{
	struct policy_file *file = &policy_files[index];
	struct policy_line parts = {0};
	const char *what = policy_read(file->name, raw, sizeof(raw),
				       &file->builtin);
	char *rest = raw;
	char *line = NULL;
	const char *comment = NULL;
	int number = 1;
	int lines = 0;

	if (what != NULL) {
		fail_to_read(file, what);
		return;
	}
	file->text = text + text_used;
	while ((line = policy_line_next(&rest, &lines, &comment)) != NULL) {
		if (policy_comment_hides_rule(comment)) {
			fail(file, number, "a lost line end", comment);
		}
		policy_line_parse(line, &parts);
		add_line(index, number, &parts);
		number += lines;
	}
	file->len_bytes = (size_t)(text + text_used - file->text);
}

static void
check_depth(void)
{
	int at = policy_find_loop();

	if (at >= 0) {
		const struct policy_rule *rule = &policy_rules[at];

		fail(&policy_files[rule->file], rule->line,
		     "include loops, or is too deep",
		     policy_files[rule->target].name);
	}
}

static void
check_stack(enum policy_type type, bool needed)
{
	if (needed && !policy_has_modules(type)) {
		fail(&policy_files[0], 0, "empty stack",
		     policy_type_name(type));
	}
	if (policy_is_too_long(type)) {
		fail(&policy_files[0], 0, "too many rules, includes counted",
		     policy_type_name(type));
	}
}

static void
check_stacks(unsigned needed)
{
	for (int type = 0; type < POLICY_TYPES; type++) {
		check_stack((enum policy_type)type, (needed >> type & 1) != 0);
	}
}

bool
policy_load(const char *service, unsigned needed, policy_error *error)
{
	compat_config_source(policy_source);
	tell = error;
	failed = false;
	policy_files_count = 0;
	policy_rules_count = 0;
	text_used = 0;
	if (!policy_name_valid(service)) {
		tell("service", 0, "not the name of a policy", service);
		return false;
	}
	/* Includes add files behind; each is loaded once. */
	file_index(service, -1, 0);
	for (int i = 0; i < policy_files_count; i++) {
		load_file(i);
	}
	check_depth();
	if (!failed) {
		check_stacks(needed);
	}
	return !failed;
}
