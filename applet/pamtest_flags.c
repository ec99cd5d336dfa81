/* SPDX-License-Identifier: MIT */
#include "pamtest_flags.h"

#include "pamtest_words.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define BLANKS " \t"
#define OPERATORS "|&^~"
#define PREFIX "PAM_"
#define PREFIX_LEN 4

/* a | b ^ c & d, read from the left. */
struct sum {
	int ored;
	int xored;
	int anded;
};

static void
add(struct sum *sum, char operator, int value)
{
	if (operator== '&') {
		sum->anded &= value;
		return;
	}
	sum->xored ^= sum->anded;
	sum->anded = value;
	if (operator== '|') {
		sum->ored |= sum->xored;
		sum->xored = 0;
	}
}

static bool
value_of(const char *word, size_t len, int *value)
{
	char *end = NULL;
	int index = -1;

	*value = (int)strtol(word, &end, 10);
	if (end == word + len) {
		return true;
	}
	if (len > PREFIX_LEN && strncasecmp(word, PREFIX, PREFIX_LEN) == 0) {
		index = pamtest_word_find(pamtest_flags_names,
					  word + PREFIX_LEN, len - PREFIX_LEN);
	}
	if (index >= 0) {
		*value = pamtest_flag(index);
	}
	return index >= 0;
}

int
pamtest_flags(const char *text, struct pamtest_wrong *wrong)
{
	struct sum sum = {0};
	char operator= '|';
	bool is_wanted = true; /* a value, or ~ */
	bool is_inverted = false;
	size_t len = 0;

	*wrong = (struct pamtest_wrong){0};
	for (text += strspn(text, BLANKS); *text != '\0';
	     text += strspn(text, BLANKS)) {
		bool is_value = strchr(OPERATORS, *text) == NULL;
		int value = 0;

		len = is_value ? strcspn(text, OPERATORS BLANKS) : 1;
		if (is_wanted != (is_value || *text == '~')) {
			wrong->what = "unexpected token";
		} else if (is_value && !value_of(text, len, &value)) {
			wrong->what = "undefined constant";
		}
		if (wrong->what != NULL) {
			wrong->word = text;
			wrong->len = len;
			return 0;
		}
		if (is_value) {
			add(&sum, operator, is_inverted ? ~value : value);
			is_wanted = false;
			is_inverted = false;
		} else if (*text == '~') {
			is_inverted = true;
		} else {
			operator= * text;
			is_wanted = true;
		}
		text += len;
	}
	return sum.ored | (sum.xored ^ sum.anded);
}
