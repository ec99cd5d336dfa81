/* SPDX-License-Identifier: MIT */
// objects: applet/base/options.c
/* A command line, read strictly: every form, and every error. */
#include "unit_main.h"

#include "base/options.h"

static const char specs[] = "s:service\0"
			    "q quiet\0"
			    "v verbose\0"
			    "0 no-quiet\0"
			    "1:level\0";

static const char *argv[16];
static struct options options;

/* Begins with the words, which end with a NULL. */
static void
begin_with(const char *const *words)
{
	int count = 1;

	argv[0] = "program";
	for (; *words != NULL; words++) {
		argv[count++] = *words;
	}
	argv[count] = NULL;
	options = (struct options){.argv = (char **)argv, .at = 1};
}

#define begin(...) begin_with((const char *const[]){__VA_ARGS__, NULL})

static int
next(void)
{
	return options_next(&options, specs);
}

static void
assert_value(int letter, const char *value)
{
	assert_int_equal(next(), letter);
	assert_string_equal(options.value, value);
}

/* No more options; the operands start with word (NULL: there is none). */
static void
assert_end(const char *word)
{
	assert_int_equal(next(), 0);
	assert_int_equal(next(), 0);
	if (word == NULL) {
		assert_null(options.argv[options.at]);
	} else {
		assert_string_equal(options.argv[options.at], word);
	}
}

static void
assert_wrong(const char *wrong, const char *word)
{
	assert_int_equal(next(), -1);
	assert_string_equal(options.wrong, wrong);
	assert_string_equal(options.word, word);
}

static void
options_none(void **state)
{
	begin(NULL);
	assert_end(NULL);
	begin("word", "-q");
	assert_end("word");
	begin("", "-q");
	assert_end("");
}

static void
options_short_forms(void **state)
{
	begin("-q", "-svalue", "-s", "next", "-qv", "-qsrest", "-vs", "last");
	assert_int_equal(next(), 'q');
	assert_value('s', "value");
	assert_value('s', "next");
	assert_int_equal(next(), 'q');
	assert_int_equal(next(), 'v');
	assert_int_equal(next(), 'q');
	assert_value('s', "rest");
	assert_int_equal(next(), 'v');
	assert_value('s', "last");
	assert_end(NULL);
}

static void
options_long_forms(void **state)
{
	begin("--quiet", "--service", "next", "--service=value",
	      "--service=", "--service=a=b", "--no-quiet", "--level=3",
	      "--level", "");
	assert_int_equal(next(), 'q');
	assert_value('s', "next");
	assert_value('s', "value");
	assert_value('s', "");
	assert_value('s', "a=b");
	assert_int_equal(next(), '0');
	assert_value('1', "3");
	assert_value('1', "");
	assert_end(NULL);
}

/* A value is a value, whatever it looks like. */
static void
options_values_like_options(void **state)
{
	begin("-s", "-q", "-s--", "--service", "--", "-s", "", "-s=x", "-q");
	assert_value('s', "-q");
	assert_value('s', "--");
	assert_value('s', "--");
	assert_value('s', "");
	assert_value('s', "=x");
	assert_int_equal(next(), 'q');
	assert_end(NULL);
}

static void
options_end(void **state)
{
	begin("-q", "--", "-q", "--");
	assert_int_equal(next(), 'q');
	assert_int_equal(next(), 0);
	assert_string_equal(options.argv[options.at], "-q");
	begin("-q", "-", "-q");
	assert_int_equal(next(), 'q');
	assert_end("-");
	begin("-q", "word", "--");
	assert_int_equal(next(), 'q');
	assert_end("word");
}

static void
options_unknown(void **state)
{
	begin("-x");
	assert_wrong("unknown option", "-x");
	begin("--quie");
	assert_wrong("unknown option", "--quie");
	begin("--quiets");
	assert_wrong("unknown option", "--quiets");
	begin("--QUIET");
	assert_wrong("unknown option", "--QUIET");
	begin("--=value");
	assert_wrong("unknown option", "--=value");
	begin("---");
	assert_wrong("unknown option", "---");
	begin("--s", "x");
	assert_wrong("unknown option", "--s");
	begin("- ");
	assert_int_equal(next(), -1);
	begin("-:");
	assert_int_equal(next(), -1);
	begin("-\xc3\xa9");
	assert_int_equal(next(), -1);
}

/* Somewhere in a group: what stands before it was an option. */
static void
options_unknown_in_a_group(void **state)
{
	begin("-qx");
	assert_int_equal(next(), 'q');
	assert_wrong("unknown option", "-qx");
	begin("-q-");
	assert_int_equal(next(), 'q');
	assert_int_equal(next(), -1);
}

/* The digits of the specs stand for options that have no letter. */
static void
options_digits_have_no_short_form(void **state)
{
	begin("-0");
	assert_wrong("unknown option", "-0");
	begin("-1", "3");
	assert_int_equal(next(), -1);
	begin("-13");
	assert_int_equal(next(), -1);
	begin("-q0");
	assert_int_equal(next(), 'q');
	assert_int_equal(next(), -1);
	begin("--0");
	assert_int_equal(next(), -1);
}

static void
options_without_their_value(void **state)
{
	begin("-s");
	assert_wrong("option without its value", "-s");
	begin("--service");
	assert_wrong("option without its value", "--service");
	begin("--level");
	assert_wrong("option without its value", "--level");
	begin("-qs");
	assert_int_equal(next(), 'q');
	assert_wrong("option without its value", "-qs");
}

static void
options_with_a_value_too_many(void **state)
{
	begin("--quiet=yes");
	assert_wrong("option takes no value", "--quiet=yes");
	begin("--quiet=");
	assert_wrong("option takes no value", "--quiet=");
	begin("--no-quiet=1");
	assert_wrong("option takes no value", "--no-quiet=1");
	/* Of a letter it is a group, and no letter of this one is known. */
	begin("-q=yes");
	assert_int_equal(next(), 'q');
	assert_int_equal(next(), -1);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(options_none),
	cmocka_unit_test(options_short_forms),
	cmocka_unit_test(options_long_forms),
	cmocka_unit_test(options_values_like_options),
	cmocka_unit_test(options_end),
	cmocka_unit_test(options_unknown),
	cmocka_unit_test(options_unknown_in_a_group),
	cmocka_unit_test(options_digits_have_no_short_form),
	cmocka_unit_test(options_without_their_value),
	cmocka_unit_test(options_with_a_value_too_many),
};

UNIT_MAIN(tests)
