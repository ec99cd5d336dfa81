/* SPDX-License-Identifier: MIT */
/*
 * What was loaded, for those who read it: Linux-PAM above all.
 */
#include "pam/builtin.h"
#include "pam/policy.h"

#include <stdio.h>
#include <string.h>

struct policy_file policy_files[POLICY_FILES_MAX];
int policy_files_count;
struct policy_rule policy_rules[POLICY_RULES_MAX];
int policy_rules_count;

const char *
policy_type_name(enum policy_type type)
{
	static const char *const names[POLICY_TYPES] = {
		"auth",
		"account",
		"password",
		"session",
	};

	return names[type];
}

const char *
policy_where(const struct policy_file *file, char *out)
{
	snprintf(out, POLICY_WHERE_BYTES, "%s%s",
		 file->builtin ? "compiled-in " : "/etc/pam.d/", file->name);
	return out;
}

/* For a type without rules: what is compiled in, or nothing at all. */
static void
default_service(const char **source, size_t *len_bytes)
{
	*source = "";
	*len_bytes = 0;
	for (unsigned i = 0; i < builtin_policies_count; i++) {
		if (strcmp(builtin_policies[i].service, POLICY_OTHER) == 0) {
			*source = builtin_policies[i].text;
			*len_bytes = builtin_policies[i].len_bytes;
		}
	}
}

int
policy_source(const char *path, const char **source, size_t *len_bytes)
{
	static const char directory[] = "/etc/pam.d/";
	const char *name = path + sizeof(directory) - 1;

	if (strncmp(path, directory, sizeof(directory) - 1) != 0) {
		return -1;
	}
	for (int i = 0; i < policy_files_count; i++) {
		if (strcmp(policy_files[i].name, name) == 0) {
			*source = policy_files[i].text;
			*len_bytes = policy_files[i].len_bytes;
			return 0;
		}
	}
	if (strcmp(name, POLICY_OTHER) != 0) {
		return -1;
	}
	default_service(source, len_bytes);
	return 0;
}
