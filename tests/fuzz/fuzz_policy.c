/* SPDX-License-Identifier: MIT */
// objects: applet/pam/policy.c applet/pam/policy_line.c
// objects: applet/pam/policy_control.c applet/pam/policy_text.c
// objects: applet/pam/policy_includes.c applet/pam/policy_source.c
// objects: libc-compat/registry.c libc-compat/config_file.c
// objects: tests/fuzz/policy_files.c
// upstream: libpam/pam_handlers.c libpam/pam_misc.c libpam_internal/pam_line.c
// upstream-cflags: -DLIBPAM_COMPILE -Dfopen=compat_config_fopen
// upstream-cflags: -DDEFAULT_MODULE_PATH=\"/usr/lib/security/\"
/*
 * Any bytes as the policy of a gate and of what it includes. What is accepted
 * is read by Linux-PAM's own parser, as pamlet hands it over and as it stands
 * on the disk: both times it must come to the same stacks, those that pamlet
 * has checked, of functions that are linked in, and none that must fail.
 */
#include "fuzz.h"

#include <string.h>

#include "fuzz_policy.h"
#include "libc-compat/config_file.h"
#include "pam/policy.h"
#include "pam_private.h"

#define STACKS 6

static unsigned errors;

static void
count_error(const char *where, int line, const char *what, const char *word)
{
	MUST(where[0] != '\0' && line >= 0 && what[0] != '\0');
	MUST(word == NULL || strlen(word) < POLICY_FILE_BYTES);
	errors++;
}

/* What Linux-PAM's parser says of it has no place to go. */
void
pam_syslog(const pam_handle_t *pamh, int priority, const char *format, ...)
{
}

const char *
pam_strerror(pam_handle_t *pamh, int number)
{
	return "";
}

int
pam_set_item(pam_handle_t *pamh, int type, const void *item)
{
	MUST(false);
	return PAM_SYSTEM_ERR;
}

static int
raw_source(const char *path, const char **text, size_t *len_bytes)
{
	static const char other[] = "/etc/pam.d/" POLICY_OTHER;

	if (strcmp(path, other) == 0) {
		return policy_source(path, text, len_bytes);
	}
	return fuzz_policy_raw(path, text, len_bytes);
}

static void
parse(pam_handle_t *pamh, compat_config_source_fn *source)
{
	static char service[] = "gate";
	static char directory[] = "/etc/pam.d";

	memset(pamh, 0, sizeof(*pamh));
	pamh->service_name = service;
	pamh->confdir = directory;
	pamh->caller_is = _PAM_CALLED_FROM_APP;
	compat_config_source(source);
	_pam_start_handlers(pamh);
	MUST(_pam_init_handlers(pamh) == PAM_SUCCESS);
}

static void
list_stacks(const struct handlers *of, const struct handler **stacks)
{
	/* In the order of enum policy_type, then the second functions. */
	stacks[0] = of->authenticate;
	stacks[1] = of->acct_mgmt;
	stacks[2] = of->chauthtok;
	stacks[3] = of->open_session;
	stacks[4] = of->setcred;
	stacks[5] = of->close_session;
}

static void
check_same(const struct handler *one, const struct handler *other)
{
	for (; one != NULL && other != NULL;
	     one = one->next, other = other->next) {
		MUST(one->handler_type == other->handler_type);
		MUST(one->func == other->func);
		MUST(memcmp(one->actions, other->actions, sizeof(one->actions))
		     == 0);
		MUST(one->argc == other->argc);
		for (int i = 0; i < one->argc; i++) {
			MUST(strcmp(one->argv[i], other->argv[i]) == 0);
		}
		MUST(strcmp(one->mod_name, other->mod_name) == 0);
		MUST(one->stack_level == other->stack_level);
	}
	MUST(one == NULL && other == NULL);
}

static void
check_all_same(const pam_handle_t *one, const pam_handle_t *other)
{
	const struct handler *a[STACKS];
	const struct handler *b[STACKS];

	list_stacks(&one->handlers.conf, a);
	list_stacks(&other->handlers.conf, b);
	for (int i = 0; i < STACKS; i++) {
		check_same(a[i], b[i]);
	}
}

/* Module by module as pamlet's rules of one type have them. */
static const struct handler *
walk(enum policy_type type, int file, const struct handler *at)
{
	for (int i = 0; i < policy_rules_count; i++) {
		const struct policy_rule *rule = &policy_rules[i];

		if (rule->type != type || rule->file != file) {
			continue;
		}
		if (rule->target < 0) {
			size_t len = strcspn(rule->module, " \n");

			MUST(rule->linked && at != NULL && at->func != NULL);
			MUST(at->handler_type == PAM_HT_MODULE
			     || at->handler_type == PAM_HT_SILENT_MODULE);
			MUST(len > 3 && strlen(at->mod_name) == len - 3);
			MUST(strncmp(rule->module, at->mod_name, len - 3) == 0);
			at = at->next;
			continue;
		}
		if (at != NULL && at->handler_type == PAM_HT_SUBSTACK) {
			at = at->next;
		}
		at = walk(type, rule->target, at);
	}
	return at;
}

static void
check_walked(const pam_handle_t *pamh, unsigned needed)
{
	const struct handler *stacks[STACKS];

	list_stacks(&pamh->handlers.conf, stacks);
	for (int type = 0; type < POLICY_TYPES; type++) {
		MUST(stacks[type] != NULL || (needed >> type & 1) == 0);
		MUST(walk((enum policy_type)type, 0, stacks[type]) == NULL);
	}
}

/* What a type without rules comes to: there is nothing but a denial. */
static void
check_other(const pam_handle_t *pamh)
{
	const struct handler *stacks[STACKS];

	list_stacks(&pamh->handlers.other, stacks);
	MUST(stacks[0] != NULL && stacks[0]->next == NULL);
	MUST(strcmp(stacks[0]->mod_name, "pam_deny") == 0);
	for (int type = 1; type < POLICY_TYPES; type++) {
		MUST(stacks[type] == NULL);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len_bytes)
{
	struct input input = {data, len_bytes};
	unsigned needed = next_byte(&input) & 15;
	pam_handle_t given;
	pam_handle_t on_disk;
	bool accepted = false;

	fuzz_policy_files(input.data, input.left);
	errors = 0;
	accepted = policy_load("gate", needed, count_error);
	MUST(accepted == (errors == 0));
	if (!accepted) {
		return 0;
	}
	parse(&given, policy_source);
	check_walked(&given, needed);
	check_other(&given);
	/* Linux-PAM as its makers have it knows no @include: that is Debian's. */
	if (!fuzz_policy_has_debian_include()) {
		parse(&on_disk, raw_source);
		check_all_same(&given, &on_disk);
		_pam_free_handlers(&on_disk);
	}
	_pam_free_handlers(&given);
	return 0;
}
