/* SPDX-License-Identifier: MIT */
#include "passwd_options.h"

#include "base/options.h"
#include "base/report.h"

#include <string.h>

#define DAYS_MAX 999999

const char passwd_usage[] =
	"usage: passwd [-k] [USER]\n"
	"   or: passwd -S [-a | USER]\n"
	"   or: passwd [-delqu] [-n|-x|-w|-i DAYS]... USER   (root)\n"
	"Changes a password (-k: only an expired one), or an account:\n"
	"  -l, -u  locks, unlocks it; -d  empties the password\n"
	"  -e      expires it: a new one at the next login\n"
	"  -n, -x  least, most DAYS between changes\n"
	"  -w, -i  DAYS of warning before that, of grace after it; -1: none\n"
	"  -S, -a  shows an account, all; -q  says less\n";

static const char specs[] = "a all\0"
			    "d delete\0"
			    "e expire\0"
			    "h help\0"
			    "i:inactive\0"
			    "k keep-tokens\0"
			    "l lock\0"
			    "n:mindays\0"
			    "q quiet\0"
			    "S status\0"
			    "u unlock\0"
			    "w:warndays\0"
			    "x:maxdays\0";

static bool
wrong(const char *what, const char *word)
{
	report_usage("passwd", what, word);
	return false;
}

/* One of -n, -x, -w, -i. */
static bool
take_days(int option, const char *text, struct edit *edit)
{
	static const char letters[EDIT_DAYS] = {
		[EDIT_LAST_CHANGE] = 'e', [EDIT_MIN] = 'n',
		[EDIT_MAX] = 'x',         [EDIT_WARN] = 'w',
		[EDIT_INACTIVE] = 'i',
	};
	const char *letter = memchr(letters, option, sizeof(letters));
	long *days = &edit->days[letter - letters];

	*days = EDIT_NONE;
	return strcmp(text, "-1") == 0
	       || options_number(text, 0, DAYS_MAX, days)
	       || wrong("not a number from -1 to 999999", text);
}

static bool
take_option(int option, const char *value, struct passwd_options *options)
{
	switch (option) {
	case 'a':
		options->all = true;
		return true;
	case 'h':
		options->help = true;
		return true;
	case 'k':
		options->only_expired = true;
		return true;
	case 'q':
		options->quiet = true;
		return true;
	case 'S':
		options->status = true;
		return true;
	default:
		break;
	}
	options->edits = true;
	switch (option) {
	case 'd':
		options->edit.clear = true;
		return true;
	case 'l':
		options->edit.lock = true;
		return true;
	case 'u':
		options->edit.unlock = true;
		return true;
	default:
		return take_days(option, option == 'e' ? "0" : value,
				 &options->edit);
	}
}

static bool
take_words(struct options *words, struct passwd_options *options)
{
	int option = options_next(words, specs);
	const char *word = words->argv[words->at];

	while (option != 0 || word != NULL) {
		if (option < 0) {
			return wrong(words->wrong, words->word);
		}
		if (option == 0 && options->user != NULL) {
			return wrong("more than one user", word);
		}
		if (option == 0) {
			options->user = word;
			words->at++;
		} else if (!take_option(option, words->value, options)) {
			return false;
		}
		option = options_next(words, specs);
		word = words->argv[words->at];
	}
	return true;
}

bool
passwd_options_parse(char **argv, struct passwd_options *options)
{
	struct options words = {.argv = argv, .at = 1};

	for (int i = 0; i < EDIT_DAYS; i++) {
		options->edit.days[i] = EDIT_KEEP;
	}
	if (!take_words(&words, options)) {
		return false;
	}
	options->root_only = options->edits || options->all;
	if (options->edits + options->status + options->only_expired > 1
	    || (options->edit.lock && options->edit.unlock)
	    || (options->all && (!options->status || options->user != NULL))) {
		return wrong("these options do not go together", NULL);
	}
	return !options->edits || options->user != NULL || options->help
	       || wrong("which user?", NULL);
}
