/* SPDX-License-Identifier: MIT */
#include "passwd_options.h"

#include "applet.h"
#include "base/options.h"
#include "base/report.h"

#include <string.h>

#define DAYS_MAX 999999

const char passwd_usage[] = APPLET_USAGE(
	"usage: passwd [-k] [USER]\n"
	"   or: passwd -S [-a | USER]\n"
	"   or: passwd [-delqu] [-n|-x|-w|-i DAYS]... USER   (root)\n",
	"Changes a password (-k tells the modules: if expired), or an "
	"account:\n"
	"  -l, -u  locks, unlocks it; -d  empties the password\n"
	"  -e      expires it: a new one at the next login\n"
	"  -n, -x  least, most DAYS between changes\n"
	"  -w, -i  DAYS of warning before that, of grace after it; -1: none\n"
	"  -S, -a  shows an account, all; -q  says less\n"
	"  -R DIR  of the tree in DIR   (root)\n");

static const char specs[] = "a all\0"
			    "d delete\0"
			    "e expire\0"
			    "h help\0"
			    "i:inactive\0"
			    "k keep-tokens\0"
			    "l lock\0"
			    "n:mindays\0"
			    "q quiet\0"
			    "R:root\0"
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

/* One of -e, -n, -x, -w, -i, or none of them. */
static bool
take_days(int option, const char *text, struct edit *edit)
{
	static const char letters[EDIT_DAYS] = {
		[EDIT_LAST_CHANGE] = 'e', [EDIT_MIN] = 'n',
		[EDIT_MAX] = 'x',         [EDIT_WARN] = 'w',
		[EDIT_INACTIVE] = 'i',
	};
	const char *letter = memchr(letters, option, EDIT_DAYS);
	long *days = NULL;

	if (letter == NULL) {
		return true;
	}
	days = &edit->days[letter - letters];
	*days = option == 'e' ? 0 : EDIT_NONE;
	return option == 'e' || strcmp(text, "-1") == 0
	       || options_number(text, 0, DAYS_MAX, days)
	       || wrong("not a number from -1 to 999999", text);
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
		} else if (option == 'R') {
			options->root = words->value;
		} else if (!take_days(option, words->value, &options->edit)) {
			return false;
		} else {
			options->flags |= PASSWD_FLAG(option);
		}
		option = options_next(words, specs);
		word = words->argv[words->at];
	}
	return true;
}

/* NULL, or what is wrong. */
static const char *
fault_of(const struct passwd_options *options)
{
	unsigned flags = options->flags;
	bool edits = (flags & PASSWD_EDITS) != 0;
	bool status = (flags & PASSWD_FLAG('S')) != 0;
	bool only_expired = (flags & PASSWD_FLAG('k')) != 0;
	bool all = (flags & PASSWD_FLAG('a')) != 0;

	if (edits + status + only_expired > 1
	    || (options->edit.lock && options->edit.unlock)
	    || (all && (!status || options->user != NULL))) {
		return "these options do not go together";
	}
	return edits && options->user == NULL ? "which user?" : NULL;
}

bool
passwd_options_parse(char **argv, struct passwd_options *options)
{
	struct options words = {.argv = argv, .at = 1};
	const char *fault = NULL;

	*options = (struct passwd_options){0};
	for (int i = 0; i < EDIT_DAYS; i++) {
		options->edit.days[i] = EDIT_KEEP;
	}
	if (!take_words(&words, options)) {
		return false;
	}
	options->edit.clear = (options->flags & PASSWD_FLAG('d')) != 0;
	options->edit.lock = (options->flags & PASSWD_FLAG('l')) != 0;
	options->edit.unlock = (options->flags & PASSWD_FLAG('u')) != 0;
	fault = fault_of(options);
	return fault == NULL || (options->flags & PASSWD_FLAG('h')) != 0
	       || wrong(fault, NULL);
}
