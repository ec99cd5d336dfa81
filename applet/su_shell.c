/* SPDX-License-Identifier: MIT */
#include "su_shell.h"

#include "base/privilege.h"
#include "base/report.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define SHELL_DEFAULT "/bin/sh"
#define WORDS_BEFORE 4 /* the shell's name, -f, -c, COMMAND */

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

void
su_choose_shell(const struct su_options *options, struct identity *who)
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

char **
su_make_words(const struct su_options *options, const struct identity *who)
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
