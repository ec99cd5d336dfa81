/* SPDX-License-Identifier: MIT */
#include "pamtest_options.h"

#include "applet.h"
#include "base/options.h"
#include "base/report.h"

#include <stdio.h>
#include <string.h>

const char pamtest_usage[] = APPLET_USAGE(
	"usage: pamtest [-v] [-I ITEM=VALUE]... [-E NAME=VALUE]... [--ledger]\n"
	"               [--json] SERVICE USER OPERATION[(FLAGS)]...\n",
	"OPERATION: authenticate, acct_mgmt, setcred, open_session, "
	"close_session,\n"
	"chauthtok. FLAGS: PAM_SILENT|... ITEM: service, user, prompt, tty, "
	"ruser, rhost.\n"
	"--ledger: who freed each answer. --json: a line an operation.\n");

static const char specs[] = "I:item\0"
			    "E:env\0"
			    "v verbose\0"
			    "0 ledger\0"
			    "1 json\0"
			    "2 help\0";

static bool
wrong(const char *what)
{
	report_usage("pamtester", what, NULL);
	return false;
}

static bool
take_options(struct options *reader, struct pamtest_options *options)
{
	int option = 0;

	while ((option = options_next(reader, specs)) > 0) {
		switch (option) {
		case 'v':
			options->verbose = true;
			break;
		case '0':
			options->ledger = true;
			break;
		case '1':
			options->json = true;
			break;
		case '2':
			fputs(pamtest_usage, stdout);
			fflush(stdout);
			return false;
		default:
			break;
		}
	}
	if (option < 0) {
		fprintf(stderr, PAMTEST_NAME "%s \"%s\"\n", reader->wrong,
			reader->word);
	}
	return option == 0;
}

/* authenticate(FLAGS): something, brackets to the end, or no bracket. */
static bool
is_operation(const char *word)
{
	const char *bracket = strchr(word, '(');

	if (bracket == NULL
	    || (bracket != word && word[strlen(word) - 1] == ')')) {
		return true;
	}
	/* pamtester ends this line with nothing. */
	fprintf(stderr, PAMTEST_NAME "incorrect op_name spec \"%s\".", word);
	return false;
}

bool
pamtest_options_parse(char **argv, struct pamtest_options *options)
{
	struct options reader = {.argv = argv, .at = 1};
	char **words = NULL;

	*options = (struct pamtest_options){.argv = argv};
	if (argv[1] == NULL) {
		fputs("usage: pamtester [-Eenv=value] [-Iparam=value] service "
		      "user op_name ...\n",
		      stderr);
		return false;
	}
	if (!take_options(&reader, options)) {
		return false;
	}
	words = argv + reader.at;
	if (words[0] == NULL) {
		return wrong("please specify service name.");
	}
	if (words[1] == NULL) {
		return wrong("please specify user name.");
	}
	if (words[2] == NULL) {
		return wrong("specify one or more operations.");
	}
	options->service = words[0];
	options->user = words[1];
	options->operations = words + 2;
	for (words += 2; *words != NULL; words++) {
		if (!is_operation(*words)) {
			return false;
		}
	}
	return true;
}

const char *
pamtest_options_next(const struct pamtest_options *options, int letter, int *at)
{
	struct options reader = {.argv = options->argv, .at = *at};
	int option = 0;

	do {
		option = options_next(&reader, specs);
	} while (option > 0 && option != letter);
	*at = reader.at;
	return option == letter ? reader.value : NULL;
}
