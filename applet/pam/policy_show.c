/* SPDX-License-Identifier: MIT */
#include "pam/policy_show.h"

#include "base/escape.h"
#include "pam/policy.h"
#include "pam/policy_includes.h"

#include <stdio.h>

#define WIDTH 56 /* of a rule, so that most places stand in a column */

/* Where the walk stands in each of the files that are being included. */
struct step {
	int file;
	int next; /* index of the rule to look at */
};

/* Prints the rule at text, escaped, up to its newline; how wide it was. */
static int
print_rule(const char *text)
{
	char out[ESCAPE_MAX];
	size_t width = 0;

	for (; *text != '\n'; text++) {
		size_t len = escape_byte(out, (unsigned char)*text);

		fwrite(out, 1, len, stdout);
		width += len;
	}
	return (int)width;
}

static void
show_rule(const struct policy_rule *rule, int depth)
{
	char where[POLICY_WHERE_BYTES];
	const char *linked = rule->linked ? ", linked" : ", NOT LINKED";
	int width = 0;

	printf("%*s", 2 * depth, "");
	width = 2 * depth + print_rule(rule->text);
	printf("%*s  # %s:%d%s\n", width < WIDTH ? WIDTH - width : 0, "",
	       policy_where(&policy_files[rule->file], where), rule->line,
	       rule->module != NULL ? linked : "");
}

/*
 * A loop, and too many rules, are errors that were told before; here it only
 * has to end.
 */
static void
show_type(enum policy_type type)
{
	struct step steps[POLICY_DEPTH_MAX + 1] = {0};
	int depth = 0;
	int shown = 0;

	while (depth >= 0 && shown < POLICY_RUN_MAX) {
		struct step *step = &steps[depth];
		const struct policy_rule *rule = &policy_rules[step->next];

		if (step->next == policy_rules_count) {
			depth--;
			continue;
		}
		step->next++;
		if (rule->file != step->file || rule->type != type) {
			continue;
		}
		show_rule(rule, depth);
		shown++;
		if (rule->target >= 0 && depth < POLICY_DEPTH_MAX) {
			depth++;
			steps[depth] = (struct step){.file = rule->target};
		}
	}
}

void
policy_show(void)
{
	for (int type = 0; type < POLICY_TYPES; type++) {
		show_type((enum policy_type)type);
	}
}
