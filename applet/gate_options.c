/* SPDX-License-Identifier: MIT */
#include "gate_options.h"

#include "autoconf.h"
#include "base/report.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#define TIMEOUT_MAX_S 86400
#define TRIES_MAX 1000
#define OPTION_CHECK 256
#define OPTION_HELP 257

const char gate_usage[] =
	"usage: gate [OPTION]... [--] [CMD [ARG]...]\n"
	"Asks for a password and opens only on PAM's yes. With CMD: runs it "
	"as\n"
	"the user who logged in; without: tells by exit status.\n"
	"\n"
	"  -s, --service SERVICE    PAM service [gate]\n"
	"  -u, --user USER          the user; without it the gate asks\n"
	"  -g, --group GROUP        the user must be in this group\n"
	"  -t, --timeout SECS       how long one try may wait, 1-86400\n"
	"  -n, --tries TRIES        tries before the action, 0-1000; 0: no "
	"end\n"
	"  -F, --on-failure ACTION  exit, loop, reboot, poweroff, halt [exit]\n"
	"  -P, --prompt MODE        prompt mode: tty, stdio\n"
	"  -E, --echo ECHO          what typing shows: none, stars, full\n"
	"  -c, --console CONSOLE    the terminal to ask on [the controlling "
	"one]\n"
	"  -m, --message TEXT       shown first: why this gate appeared\n"
	"      --check              print the service's policy and check it\n"
	"      --help               print this; the status is 2\n"
	"\n"
	"status: 0 authenticated (and CMD returned 0), 1 denied, 2 usage,\n"
	"3 nobody answered in time, 4 cancelled, 111 broken (see the log),\n"
	"126 CMD not executable, 127 CMD not found, else CMD's own or 128 + "
	"its\n"
	"signal\n";

static const char short_options[] = "+:s:u:g:t:n:F:P:E:c:m:";
static const struct option long_options[] = {
	{"service", required_argument, NULL, 's'},
	{"user", required_argument, NULL, 'u'},
	{"group", required_argument, NULL, 'g'},
	{"timeout", required_argument, NULL, 't'},
	{"tries", required_argument, NULL, 'n'},
	{"on-failure", required_argument, NULL, 'F'},
	{"prompt", required_argument, NULL, 'P'},
	{"echo", required_argument, NULL, 'E'},
	{"console", required_argument, NULL, 'c'},
	{"message", required_argument, NULL, 'm'},
	{"check", no_argument, NULL, OPTION_CHECK},
	{"help", no_argument, NULL, OPTION_HELP},
	{0},
};

static bool
wrong(const char *what, const char *word)
{
	report_usage("gate", what, word);
	return false;
}

/* Digits alone, least to most. */
static bool
parse_number(const char *text, long least, long most, long *number)
{
	long value = 0;
	size_t len = strlen(text);

	if (len < 1 || len > 6 || strspn(text, "0123456789") != len) {
		return false;
	}
	for (; *text != '\0'; text++) {
		value = 10 * value + (*text - '0');
	}
	*number = value;
	return value >= least && value <= most;
}

static bool
take_tries(const char *text, struct gate_options *options)
{
	long tries = 0;

	if (!parse_number(text, 0, TRIES_MAX, &tries)) {
		return wrong("tries: not a number from 0 to 1000", text);
	}
	options->tries = (unsigned)tries;
	return true;
}

static bool
take_timeout(const char *text, struct gate_options *options)
{
	return parse_number(text, 1, TIMEOUT_MAX_S, &options->timeout_s)
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
	options->prompt.echo = echo_find(name);
	return options->prompt.echo != NULL
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

/* A name that is given is not empty: "" from a script's unset variable. */
static bool
take_name(const char **field, const char *text, const char *what)
{
	*field = text;
	return *text != '\0' || wrong(what, NULL);
}

static bool
take_option(int option, struct gate_options *options)
{
	switch (option) {
	case 's':
		return take_name(&options->service, optarg,
				 "service: the name is empty");
	case 'u':
		return take_name(&options->user, optarg,
				 "user: the name is empty");
	case 'g':
		return take_name(&options->group, optarg,
				 "group: the name is empty");
	case 't':
		return take_timeout(optarg, options);
	case 'n':
		return take_tries(optarg, options);
	case 'F':
		return action_find(optarg, &options->action)
		       || wrong("no such action", optarg);
	case 'P':
		return take_prompt(optarg, options);
	case 'E':
		return take_echo(optarg, options);
	case 'c':
		return take_console(optarg, options);
	case 'm':
		options->message = optarg;
		return true;
	case OPTION_CHECK:
		options->check = true;
		return true;
	default:
		return false;
	}
}

static bool
take_default(int option, char **argv)
{
	char letter[] = {'-', (char)optopt, '\0'};
	bool is_letter = optopt > ' ' && optopt < OPTION_CHECK;

	if (option == OPTION_HELP) {
		fputs(gate_usage, stdout);
		fflush(stdout);
		return false;
	}
	return wrong(option == ':' ? "option without its value"
				   : "unknown option",
		     is_letter ? letter : argv[optind - 1]);
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
}

bool
gate_options_parse(int argc, char **argv, struct gate_options *options)
{
	const char *user = NULL;
	int option = 0;

	set_defaults(options);
	user = options->user;
	while ((option = getopt_long(argc, argv, short_options, long_options,
				     NULL))
	       != -1) {
		if (option == '?' || option == ':' || option == OPTION_HELP) {
			return take_default(option, argv);
		}
		if (!take_option(option, options)) {
			return false;
		}
	}
	options->command = argv + optind;
	if (options->check
	    && (options->command[0] != NULL || options->user != user)) {
		return wrong("--check takes neither a user nor a command",
			     NULL);
	}
	return true;
}
