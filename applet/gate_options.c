/* SPDX-License-Identifier: MIT */
#include "gate_options.h"

#include "autoconf.h"
#include "base/options.h"
#include "base/report.h"

#include <stdio.h>
#include <string.h>

#define TIMEOUT_MAX_S 86400
#define TRIES_MAX 1000
#define OPTION_NO_QUIET '0'
#define OPTION_CHECK '1'
#define OPTION_HELP '2'
#define OPTION_ROOT '3'

/* As options_next() wants them; the digits stand for what has no letter. */
static const char specs[] = "s:service\0"
			    "u:user\0"
			    "g:group\0"
			    "t:timeout\0"
			    "n:tries\0"
			    "F:on-failure\0"
			    "P:prompt\0"
			    "E:echo\0"
			    "c:console\0"
			    "A:askpass\0"
			    "q quiet\0"
			    "0 no-quiet\0"
			    "m:message\0"
			    "1 check\0"
			    "2 help\0"
			    "3:root\0";

static bool
wrong(const char *what, const char *word)
{
	report_usage("gate", what, word);
	return false;
}

static bool
take_tries(const char *text, struct gate_options *options)
{
	long tries = 0;

	if (!options_number(text, 0, TRIES_MAX, &tries)) {
		return wrong("tries: not a number from 0 to 1000", text);
	}
	options->tries = (unsigned)tries;
	return true;
}

static bool
take_timeout(const char *text, struct gate_options *options)
{
	return options_number(text, 1, TIMEOUT_MAX_S, &options->timeout_s)
	       || wrong("timeout: not a number from 1 to 86400", text);
}

static bool
take_prompt(const char *name, struct gate_options *options)
{
	options->prompt.mode = prompt_mode_find(name);
	return options->prompt.mode != NULL
	       || wrong("no such prompt mode in this build", name);
}

static bool
take_echo(const char *name, struct gate_options *options)
{
	return echo_find(name, &options->prompt.echo)
	       || wrong("no such echo mode in this build", name);
}

static bool
take_console(const char *name, struct gate_options *options)
{
	if (*name == '\0') {
		return wrong("console: the name is empty", NULL);
	}
	if (options->prompt.consoles_count == GATE_CONSOLES_MAX) {
		return wrong("too many consoles", name);
	}
	options->consoles[options->prompt.consoles_count++] = name;
	return true;
}

static bool
take_askpass(const char *program, struct gate_options *options)
{
	options->prompt.askpass = program;
	return program[0] == '/' || wrong("askpass: not a path", program);
}

static bool
take_quiet(struct gate_options *options)
{
	options->prompt.quiet_kernel = true;
	return ENABLE_QUIET_KERNEL || wrong("not in this build", "-q");
}

/* A name that is given is not empty: "" from a script's unset variable. */
static bool
take_name(const char **field, const char *text, const char *what)
{
	*field = text;
	return *text != '\0' || wrong(what, NULL);
}

static bool
take_option(int option, const char *value, struct gate_options *options)
{
	switch (option) {
	case 's':
		return take_name(&options->service, value,
				 "service: the name is empty");
	case 'u':
		return take_name(&options->user, value,
				 "user: the name is empty");
	case 'g':
		return take_name(&options->group, value,
				 "group: the name is empty");
	case 't':
		return take_timeout(value, options);
	case 'n':
		return take_tries(value, options);
	case 'F':
		return action_find(value, &options->action)
		       || wrong("no such action", value);
	case 'P':
		return take_prompt(value, options);
	case 'E':
		return take_echo(value, options);
	case 'c':
		return take_console(value, options);
	case 'A':
		return take_askpass(value, options);
	case 'q':
		return take_quiet(options);
	case OPTION_NO_QUIET:
		options->prompt.quiet_kernel = false;
		return true;
	case 'm':
		options->message = value;
		return true;
	case OPTION_CHECK:
		options->check = true;
		return true;
	case OPTION_ROOT:
		return take_name(&options->root, value,
				 "root: the name is empty");
	default:
		return false;
	}
}

static bool
help(void)
{
	fputs(gate_usage, stdout);
	fflush(stdout);
	return false;
}

static void
set_defaults(struct gate_options *options)
{
	*options = (struct gate_options){
		.service = "gate",
		.user = CONFIG_GATE_USER[0] != '\0' ? CONFIG_GATE_USER : NULL,
		.timeout_s = CONFIG_GATE_TIMEOUT,
		.tries = CONFIG_GATE_TRIES,
		.action = ACTION_EXIT,
	};
	options->prompt.mode = prompt_mode_default();
	options->prompt.echo = echo_default();
	options->prompt.consoles = options->consoles;
	options->prompt.askpass = CONFIG_ASKPASS_PROGRAM;
	options->prompt.quiet_kernel = ENABLE_QUIET_KERNEL_DEFAULT;
}

/* Rules that concern more than one option. */
static bool
is_consistent(const struct gate_options *options, bool user_given)
{
	if (options->check
	    && (options->command[0] != NULL
		|| (user_given && options->root == NULL))) {
		return wrong("--check takes no command, and without --root no "
			     "user",
			     NULL);
	}
	if (options->root != NULL && !options->check) {
		return wrong("--root is for --check", NULL);
	}
	return true;
}

bool
gate_options_parse(char **argv, struct gate_options *options)
{
	struct options line = {.argv = argv, .at = 1};
	bool user_given = false;
	int option = 0;

	set_defaults(options);
	while ((option = options_next(&line, specs)) != 0) {
		if (option == OPTION_HELP) {
			return help();
		}
		if (option < 0) {
			return wrong(line.wrong, line.word);
		}
		if (!take_option(option, line.value, options)) {
			return false;
		}
		user_given = user_given || option == 'u';
	}
	options->command = argv + line.at;
	return is_consistent(options, user_given);
}
