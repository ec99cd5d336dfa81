/* SPDX-License-Identifier: MIT */
#include "su_options.h"

#include "applet.h"
#include "base/options.h"
#include "base/report.h"

#include <stdio.h>
#include <string.h>

const char su_usage[] =
	APPLET_USAGE("usage: su [OPTION]... [-] [USER [ARG]...]\n",
		     "Runs a shell as USER (root).\n"
		     "\n"
		     "  -, -l, --login  as a login shell\n"
		     "  -c COMMAND      run this\n"
		     "  -s SHELL        in place of the user's\n"
		     "  -m, -p          keep the environment\n"
		     "  -w LIST         with -l: keep these variables (A,B)\n"
		     "  -P, -T          a terminal of its own, or none (root)\n"
		     "  -g, -G GROUP    primary, supplementary group (root)\n");

static const char specs[] =
	"2:session-command\0c:command\0f fast\0g:group\0G:supp-group\0h help\0"
	"l login\0m preserve-environment\0p \0P pty\0s:shell\0T no-pty\0"
	"w:whitelist-environment\0";

static bool
wrong(const char *what, const char *word)
{
	report_usage("su", what, word);
	return false;
}

static bool
take_text(struct su_options *options, int option, const char *value)
{
	switch (option) {
	case '2':
		options->same_session = true;
		options->command = value;
		return true;
	case 'c':
		options->command = value;
		return true;
	case 's':
		options->shell = value;
		return true;
	case 'w':
		options->keep = value;
		return true;
	case 'g':
		options->group = value;
		return true;
	default:
		if (options->groups_count == SU_GROUPS_MAX) {
			return wrong("too many groups", value);
		}
		options->groups[options->groups_count++] = value;
		return true;
	}
}

static bool
take_option(struct su_options *options, int option, const char *value)
{
	switch (option) {
	case 'l':
		options->login = true;
		return true;
	case 'm':
	case 'p':
		options->preserve = true;
		return true;
	case 'f':
		options->fast = true;
		return true;
	case 'P':
		options->pty = SU_PTY_ALWAYS;
		return true;
	case 'T':
		options->pty = SU_PTY_NEVER;
		return true;
	case 'h':
		fputs(su_usage, stdout);
		fflush(stdout);
		return false;
	default:
		return take_text(options, option, value);
	}
}

static bool
take_operand(struct su_options *options, char *word)
{
	if (options->user != NULL) {
		if (options->arguments_count == SU_ARGUMENTS_MAX) {
			return wrong("too many arguments", NULL);
		}
		options->arguments[options->arguments_count++] = word;
	} else if (strcmp(word, "-") == 0) {
		options->login = true;
	} else {
		options->user = word;
	}
	return true;
}

bool
su_options_parse(char **argv, struct su_options *options)
{
	struct options line = {.argv = argv, .at = 1};
	bool good = argv[0] != NULL;

	while (good) {
		int option = options_next(&line, specs);

		if (option < 0) {
			return wrong(line.wrong, line.word);
		}
		if (option > 0) {
			good = take_option(options, option, line.value);
		} else if (argv[line.at] != NULL) {
			good = take_operand(options, argv[line.at++]);
		} else {
			return true;
		}
	}
	return false;
}
