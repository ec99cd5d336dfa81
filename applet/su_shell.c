/* SPDX-License-Identifier: MIT */
#include "su_shell.h"

#include "base/privilege.h"
#include "base/report.h"

#include <grp.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define SHELL_DEFAULT "/bin/sh"
#define WORDS_BEFORE 4 /* the shell's name, -f, -c, COMMAND */

/*
 * -g and -G in place of the user's own; the first -G stands for a -g too. NULL,
 * or the name of a group that there is not.
 */
static const char *
find_groups(struct su_options *options, struct identity *who)
{
	static gid_t groups[SU_GROUPS_MAX + 1];
	const char **names = options->groups;
	size_t count = options->groups_count;

	if (options->group != NULL) {
		names[count++] = options->group;
	}
	for (size_t i = 0; i < count; i++) {
		const struct group *group = getgrnam(names[i]);

		if (group == NULL) {
			return names[i];
		}
		groups[i] = group->gr_gid;
	}
	if (count > 0) {
		who->gid = groups[options->group != NULL ? count - 1 : 0];
	}
	who->groups = groups;
	who->groups_count = count;
	return NULL;
}

static bool
is_restricted(const char *shell)
{
	const char *listed = NULL;

	setusershell();
	do {
		listed = getusershell();
	} while (listed != NULL && strcmp(listed, shell) != 0);
	endusershell();
	return listed == NULL;
}

/* What -s or, with -m, SHELL asks for; NULL: nothing. */
static const char *
wanted_shell(const struct su_options *options)
{
	char **variable = privilege_environment();

	if (options->shell != NULL || !options->preserve || options->login) {
		return options->shell;
	}
	while (*variable != NULL && strncmp(*variable, "SHELL=", 6) != 0) {
		variable++;
	}
	return *variable != NULL ? *variable + 6 : NULL;
}

/* su's rule 4. */
static void
choose_shell(const struct su_options *options, struct identity *who)
{
	const char *wanted = wanted_shell(options);

	if (who->shell[0] == '\0') {
		strcpy(who->shell, SHELL_DEFAULT);
	}
	if (wanted == NULL || wanted[0] == '\0') {
		return;
	}
	if ((getuid() != 0 && is_restricted(who->shell))
	    || strlen(wanted) >= sizeof(who->shell)) {
		report_usage("su", "using restricted shell", who->shell);
		return;
	}
	strcpy(who->shell, wanted);
}

static char **
make_words(const struct su_options *options, const struct identity *who)
{
	static char name[IDENTITY_PATH_BYTES + 1];
	static char fast[] = "-f";
	static char run[] = "-c";
	static char *words[WORDS_BEFORE + SU_ARGUMENTS_MAX + 1];
	const char *slash = strrchr(who->shell, '/');
	size_t count = 0;

	snprintf(name, sizeof(name), "%s%s", options->login ? "-" : "",
		 slash != NULL ? slash + 1 : who->shell);
	words[count++] = name;
	if (options->fast) {
		words[count++] = fast;
	}
	if (options->command != NULL) {
		words[count++] = run;
		words[count++] = (char *)options->command;
	}
	memcpy(words + count, options->arguments,
	       options->arguments_count * sizeof(words[0]));
	return words;
}

static enum environment_kind
environment_kind(const struct su_options *options)
{
	if (options->login) {
		return ENVIRONMENT_CLEAN;
	}
	return options->preserve ? ENVIRONMENT_PRESERVED : ENVIRONMENT_CALLER;
}

const char *
su_shell(struct su_options *options, struct identity *who,
	 struct session_request *session)
{
	const char *unknown = find_groups(options, who);

	choose_shell(options, who);
	session->who = who;
	session->path = who->shell;
	session->argv = make_words(options, who);
	session->environment = (struct environment_rule){
		.kind = environment_kind(options),
		.keep = options->keep,
		.mail = options->login,
	};
	session->stay = !options->login;
	session->batch = options->command != NULL;
	return unknown;
}
