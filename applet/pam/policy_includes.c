/* SPDX-License-Identifier: MIT */
#include "pam/policy_includes.h"

/*
 * Makes the target of an include one deeper than the file that it stands in.
 * Where there is a loop the depth grows without end.
 */
static bool
deepen(const struct policy_rule *rule)
{
	int depth = policy_files[rule->file].depth + 1;

	if (rule->target < 0 || policy_files[rule->target].depth >= depth) {
		return false;
	}
	policy_files[rule->target].depth = depth;
	return true;
}

int
policy_find_loop(void)
{
	bool changed = true;

	while (changed) {
		changed = false;
		for (int i = 0; i < policy_rules_count; i++) {
			const struct policy_rule *rule = &policy_rules[i];

			if (!deepen(rule)) {
				continue;
			}
			if (policy_files[rule->target].depth
			    > POLICY_DEPTH_MAX) {
				return i;
			}
			changed = true;
		}
	}
	return -1;
}

/* As policy_count(), from file on; what lies deeper is in counts. */
static int
count_file(enum policy_type type, int include_weight, int file,
	   const int *counts)
{
	int count = 0;

	for (int i = 0; i < policy_rules_count; i++) {
		const struct policy_rule *rule = &policy_rules[i];

		if (rule->type != type || rule->file != file) {
			continue;
		}
		count += rule->target >= 0
				 ? include_weight + counts[rule->target]
				 : 1;
		if (count > POLICY_RUN_MAX) {
			return POLICY_RUN_MAX + 1;
		}
	}
	return count;
}

static int
count_all(enum policy_type type, int include_weight)
{
	int counts[POLICY_FILES_MAX] = {0};

	/* What a file includes lies deeper: from the deepest up. */
	for (int depth = POLICY_DEPTH_MAX; depth >= 0; depth--) {
		for (int file = 0; file < policy_files_count; file++) {
			if (policy_files[file].depth == depth) {
				counts[file] = count_file(type, include_weight,
							  file, counts);
			}
		}
	}
	return counts[0];
}

bool
policy_has_modules(enum policy_type type)
{
	return count_all(type, 0) > 0;
}

bool
policy_is_too_long(enum policy_type type)
{
	return count_all(type, 1) > POLICY_RUN_MAX;
}
