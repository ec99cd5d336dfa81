/* SPDX-License-Identifier: MIT */
#include "base/options.h"

#include <stddef.h>
#include <string.h>

static int
fail(struct options *options, const char *wrong, const char *word)
{
	options->wrong = wrong;
	options->word = word;
	return -1;
}

static const char *
next_spec(const char *spec)
{
	return spec + strlen(spec) + 1;
}

static const char *
find_letter(const char *spec, char letter)
{
	while (*spec != '\0' && (*spec != letter || *spec <= '9')) {
		spec = next_spec(spec);
	}
	return *spec != '\0' ? spec : NULL;
}

static const char *
find_name(const char *spec, const char *name, size_t len)
{
	while (*spec != '\0'
	       && (strncmp(spec + 2, name, len) != 0
		   || spec[2 + len] != '\0')) {
		spec = next_spec(spec);
	}
	return *spec != '\0' ? spec : NULL;
}

/* The value: what stands behind the option in its word, or the next word. */
static int
take_value(struct options *options, const char *spec, const char *behind,
	   const char *word)
{
	options->value = behind;
	if (spec[1] != ':') {
		return *spec;
	}
	if (behind == NULL) {
		options->value = options->argv[options->at];
		if (options->value == NULL) {
			return fail(options, "option without its value", word);
		}
		options->at++;
	}
	return *spec;
}

static int
take_long(struct options *options, const char *specs, const char *word)
{
	const char *name = word + 2;
	size_t len = strcspn(name, "=");
	const char *behind = name[len] == '=' ? name + len + 1 : NULL;
	const char *spec = find_name(specs, name, len);

	if (spec == NULL || len == 0) {
		return fail(options, "unknown option", word);
	}
	if (spec[1] != ':' && behind != NULL) {
		return fail(options, "option takes no value", word);
	}
	return take_value(options, spec, behind, word);
}

static int
take_letter(struct options *options, const char *specs)
{
	const char *spec = find_letter(specs, *options->group);
	const char *word = options->argv[options->at - 1];
	const char *behind = options->group[1] != '\0' ? options->group + 1
						       : NULL;

	if (spec == NULL) {
		return fail(options, "unknown option", word);
	}
	options->group = spec[1] == ':' ? NULL : behind;
	return take_value(options, spec, behind, word);
}

int
options_next(struct options *options, const char *specs)
{
	const char *word = options->argv[options->at];

	if (options->group != NULL) {
		return take_letter(options, specs);
	}
	if (word == NULL || options->closed || word[0] != '-'
	    || word[1] == '\0') {
		return 0;
	}
	options->at++;
	if (strcmp(word, "--") == 0) {
		options->closed = true;
		return 0;
	}
	if (word[1] == '-') {
		return take_long(options, specs, word);
	}
	options->group = word + 1;
	return take_letter(options, specs);
}

bool
options_number(const char *text, long least, long most, long *number)
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
