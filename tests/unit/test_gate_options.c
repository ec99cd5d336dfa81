/* SPDX-License-Identifier: MIT */
// objects: applet/gate_options.c applet/gate_usage.c applet/base/options.c
// objects: applet/base/action.c applet/base/choice.c applet/prompt/echo.c
// objects: applet/prompt/prompt.c applet/prompt/arena.c applet/base/wipe.c
// objects: applet/base/escape.c applet/base/kernel_log.c
// objects: tests/unit/fake_mode.c
// cflags: -DENABLE_ECHO_FULL=0 -DENABLE_PROMPT_STDIO=0
// cflags: -DENABLE_QUIET_KERNEL_DEFAULT=1
// cflags: -DCONFIG_GATE_USER='"admin"' -include tests/unit/fake_autoconf.h
/* gate's command line, in a build without echo full and prompt mode stdio. */
#include "unit_main.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/report.h"
#include "gate_options.h"

#define ARGS_MAX 48

static struct gate_options options;
static char said[256];
static char printed[4096];

void
report_usage(const char *applet, const char *what, const char *word)
{
	assert_string_equal(applet, "gate");
	assert_string_equal(said, "");
	snprintf(said, sizeof(said), "%s%s%s", what, word != NULL ? ": " : "",
		 word != NULL ? word : "");
}

/* Parses "gate" and the words, which end with a NULL. */
static bool
parse_words(const char *const *words)
{
	static char *argv[ARGS_MAX + 2];
	int argc = 1;

	argv[0] = "gate";
	for (; *words != NULL; words++) {
		argv[argc++] = (char *)*words;
	}
	argv[argc] = NULL;
	said[0] = '\0';
	memset(&options, 0x55, sizeof(options));
	return gate_options_parse(argv, &options);
}

/* The same; what goes to standard output is in printed. */
static bool
parse_and_print(const char *const *words)
{
	FILE *file = tmpfile();
	int before = dup(STDOUT_FILENO);
	bool good = false;
	size_t len = 0;

	assert_non_null(file);
	fflush(stdout);
	dup2(fileno(file), STDOUT_FILENO);
	good = parse_words(words);
	fflush(stdout);
	dup2(before, STDOUT_FILENO);
	close(before);
	rewind(file);
	len = fread(printed, 1, sizeof(printed) - 1, file);
	printed[len] = '\0';
	fclose(file);
	return good;
}

#define parse(...) parse_words((const char *const[]){__VA_ARGS__, NULL})

#define assert_wrong(text, ...)                   \
	do {                                      \
		assert_false(parse(__VA_ARGS__)); \
		assert_string_equal(said, text);  \
	} while (0)

static void
options_defaults(void **state)
{
	assert_true(parse(NULL));
	assert_string_equal(said, "");
	assert_string_equal(options.service, "gate");
	assert_string_equal(options.user, "admin");
	assert_null(options.group);
	assert_int_equal(options.timeout_s, CONFIG_GATE_TIMEOUT);
	assert_int_equal(options.tries, CONFIG_GATE_TRIES);
	assert_int_equal(options.action, ACTION_EXIT);
	assert_ptr_equal(options.prompt.mode, &prompt_mode_tty);
	assert_int_equal(options.prompt.echo, ECHO_STARS);
	assert_int_equal(options.prompt.consoles_count, 0);
	assert_ptr_equal(options.prompt.consoles, options.consoles);
	assert_string_equal(options.prompt.askpass, CONFIG_ASKPASS_PROGRAM);
	assert_true(options.prompt.quiet_kernel);
	assert_null(options.message);
	assert_false(options.check);
	assert_non_null(options.command);
	assert_null(options.command[0]);
}

static void
assert_all_taken(void)
{
	assert_string_equal(options.service, "vault");
	assert_string_equal(options.user, "ann");
	assert_string_equal(options.group, "wheel");
	assert_int_equal(options.timeout_s, 5);
	assert_int_equal(options.tries, 0);
	assert_int_equal(options.action, ACTION_POWEROFF);
	assert_ptr_equal(options.prompt.mode, &prompt_mode_tty);
	assert_int_equal(options.prompt.echo, ECHO_NONE);
	assert_int_equal(options.prompt.consoles_count, 1);
	assert_string_equal(options.prompt.consoles[0], "ttyS0");
	assert_string_equal(options.message, "because");
	assert_null(options.command[0]);
}

static void
options_short(void **state)
{
	assert_true(parse("-s", "vault", "-u", "ann", "-g", "wheel", "-t", "5",
			  "-n", "0", "-F", "poweroff", "-P", "tty", "-E",
			  "none", "-c", "ttyS0", "-m", "because"));
	assert_all_taken();
	assert_true(parse("-svault", "-uann", "-gwheel", "-t5", "-n0",
			  "-Fpoweroff", "-Ptty", "-Enone", "-cttyS0",
			  "-mbecause", "--"));
	assert_all_taken();
}

static void
options_long(void **state)
{
	assert_true(parse("--service", "vault", "--user=ann", "--group",
			  "wheel", "--timeout=5", "--tries", "0",
			  "--on-failure=poweroff", "--prompt", "tty",
			  "--echo=none", "--console", "ttyS0",
			  "--message=because"));
	assert_all_taken();
}

static void
options_last_wins(void **state)
{
	assert_true(parse("-t", "5", "-s", "a", "-t", "6", "-s", "b"));
	assert_int_equal(options.timeout_s, 6);
	assert_string_equal(options.service, "b");
}

static void
options_timeouts(void **state)
{
	static const char *const bad[] = {"0",          "86401",
					  "",           "-1",
					  " 5",         "5 ",
					  "+5",         "5s",
					  "0x5",        "1e3",
					  "5.0",        "9999999",
					  "4294967297", "18446744073709551617",
					  "000000",     "\xd9\xa5"};

	assert_true(parse("-t", "1"));
	assert_int_equal(options.timeout_s, 1);
	assert_true(parse("-t", "86400"));
	assert_int_equal(options.timeout_s, 86400);
	assert_true(parse("-t", "000060"));
	assert_int_equal(options.timeout_s, 60);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_false(parse("-t", bad[i]));
		assert_non_null(strstr(said, "timeout: "));
	}
	assert_wrong("timeout: not a number from 1 to 86400: 0", "-t", "0");
}

static void
options_tries(void **state)
{
	static const char *const bad[] = {"1001",
					  "",
					  "-1",
					  "3 ",
					  "three",
					  "4294967296",
					  "99999999999999999999"};

	assert_true(parse("-n", "1"));
	assert_int_equal(options.tries, 1);
	assert_true(parse("-n", "1000"));
	assert_int_equal(options.tries, 1000);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_false(parse("-n", bad[i]));
		assert_non_null(strstr(said, "tries: "));
	}
}

static void
options_actions(void **state)
{
	static const char *const names[] = {"exit", "loop", "reboot",
					    "poweroff", "halt"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		assert_true(parse("-F", names[i]));
		assert_int_equal(options.action, ACTION_EXIT + i);
	}
	assert_wrong("no such action: explode", "-F", "explode");
	assert_wrong("no such action: ", "-F", "");
}

static void
options_modes_of_this_build(void **state)
{
	assert_true(parse("-E", "stars"));
	assert_int_equal(options.prompt.echo, ECHO_STARS);
	assert_wrong("no such echo mode in this build: full", "-E", "full");
	assert_wrong("no such echo mode in this build: loud", "-E", "loud");
	assert_wrong("no such prompt mode in this build: stdio", "-P", "stdio");
	assert_wrong("no such prompt mode in this build: ", "-P", "");
}

static void
options_consoles(void **state)
{
	const char *words[2 * (GATE_CONSOLES_MAX + 1) + 1] = {NULL};

	for (int i = 0; i < GATE_CONSOLES_MAX; i++) {
		words[2 * i] = "-c";
		words[2 * i + 1] = "ttyS0";
	}
	assert_true(parse_words(words));
	assert_int_equal(options.prompt.consoles_count, GATE_CONSOLES_MAX);
	assert_ptr_equal(options.prompt.consoles, options.consoles);
	words[2 * GATE_CONSOLES_MAX] = "-c";
	words[2 * GATE_CONSOLES_MAX + 1] = "ttyS1";
	assert_false(parse_words(words));
	assert_string_equal(said, "too many consoles: ttyS1");
}

/* A path, and words behind it; whether they can be run is told later. */
static void
options_askpass(void **state)
{
	assert_true(parse("-P", "askpass", "-A", "/bin/ask --prompt"));
	assert_ptr_equal(options.prompt.mode, &prompt_mode_askpass);
	assert_string_equal(options.prompt.askpass, "/bin/ask --prompt");
	assert_true(parse("--askpass=/x"));
	assert_string_equal(options.prompt.askpass, "/x");
	assert_wrong("askpass: not a path: ask", "-A", "ask");
	assert_wrong("askpass: not a path: ", "-A", "");
	assert_wrong("askpass: not a path:  /bin/ask", "-A", " /bin/ask");
}

/* The configuration of this test is quiet. */
static void
options_quiet(void **state)
{
	assert_true(parse("--no-quiet"));
	assert_false(options.prompt.quiet_kernel);
	assert_true(parse("--no-quiet", "-q"));
	assert_true(options.prompt.quiet_kernel);
	assert_true(parse("--quiet", "--no-quiet"));
	assert_false(options.prompt.quiet_kernel);
	assert_true(parse("-qn3", "sh"));
	assert_true(options.prompt.quiet_kernel);
	assert_int_equal(options.tries, 3);
}

/* What a script gives whose variable is unset. */
static void
options_empty_names(void **state)
{
	assert_wrong("service: the name is empty", "-s", "");
	assert_wrong("user: the name is empty", "-u", "");
	assert_wrong("group: the name is empty", "--group=");
	assert_wrong("console: the name is empty", "-c", "");
	assert_true(parse("-m", ""));
}

/* Told as it was written. */
static void
options_without_value(void **state)
{
	static const struct {
		const char *letter;
		const char *word;
	} all[] = {
		{"-s", "--service"}, {"-u", "--user"},
		{"-g", "--group"},   {"-t", "--timeout"},
		{"-n", "--tries"},   {"-P", "--prompt"},
		{"-E", "--echo"},    {"-c", "--console"},
		{"-m", "--message"}, {"-F", "--on-failure"},
		{"-A", "--askpass"},
	};
	char wanted[64];

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		snprintf(wanted, sizeof(wanted), "option without its value: %s",
			 all[i].letter);
		assert_wrong(wanted, all[i].letter);
		snprintf(wanted, sizeof(wanted), "option without its value: %s",
			 all[i].word);
		assert_wrong(wanted, all[i].word);
	}
}

static void
options_unknown(void **state)
{
	assert_wrong("unknown option: -x", "-x");
	assert_wrong("unknown option: --forever", "--forever");
	assert_wrong("unknown option: -xs", "-u", "root", "-xs");
	assert_wrong("unknown option: -0", "-0");
	assert_wrong("unknown option: -1", "-1");
	assert_wrong("unknown option: -2", "-2");
	assert_wrong("unknown option: -h", "-t", "5", "-h", "cmd");
	assert_wrong("option takes no value: --check=yes", "--check=yes");
	assert_wrong("option takes no value: --help=me", "--help=me");
	assert_wrong("option takes no value: --quiet=1", "--quiet=1");
}

static void
options_command(void **state)
{
	assert_true(parse("-t", "5", "sh", "-c", "exit 3"));
	assert_string_equal(options.command[0], "sh");
	assert_string_equal(options.command[1], "-c");
	assert_string_equal(options.command[2], "exit 3");
	assert_null(options.command[3]);
	assert_int_equal(options.prompt.consoles_count, 0);
}

/* What stands behind -- is never an option, and -- is taken once. */
static void
options_double_dash(void **state)
{
	assert_true(parse("-t", "5", "--", "-s", "--", "--help"));
	assert_string_equal(options.command[0], "-s");
	assert_string_equal(options.command[1], "--");
	assert_string_equal(options.command[2], "--help");
	assert_string_equal(options.service, "gate");
	assert_true(parse("--"));
	assert_null(options.command[0]);
	assert_true(parse("cmd", "--", "x"));
	assert_string_equal(options.command[1], "--");
}

static void
options_check(void **state)
{
	static const char only[] =
		"--check takes no command, and without --root no user";

	/* Not the very "admin" of the configuration. */
	char admin[] = "admin";

	assert_true(parse("--check"));
	assert_true(options.check);
	assert_true(parse("-s", "vault", "--check"));
	assert_true(options.check);
	assert_wrong(only, "--check", "-u", "ann");
	assert_wrong(only, "-u", admin, "--check");
	assert_wrong(only, "--check", "sh");
	assert_wrong(only, "--check", "--", "-s");
	assert_wrong(only, "--check", "--root", "/image", "sh");
	assert_wrong("--root is for --check", "--root", "/image");
	assert_wrong("root: the name is empty", "--check", "--root", "");
	assert_true(parse("--check", "--root", "/image", "-u", admin));
	assert_string_equal(options.root, "/image");
}

static void
options_help(void **state)
{
	static const char *const alone[] = {"--help", NULL};
	static const char *const among[] = {"-t", "5", "--help", "-x", NULL};
	static const char *const wrong[] = {"--help=me", NULL};

	assert_false(parse_and_print(alone));
	assert_string_equal(printed, gate_usage);
	assert_string_equal(said, "");
	assert_false(parse_and_print(among));
	assert_string_equal(printed, gate_usage);
	assert_false(parse_and_print(wrong));
	assert_string_equal(printed, "");
}

/* Each option of the help is one, and the other way round. */
static void
options_are_in_the_help(void **state)
{
	static const char *const all[] = {"-s, --service ", "-u, --user ",
					  "-g, --group ",   "-t, --timeout ",
					  "-n, --tries ",   "-F, --on-failure ",
					  "-P, --prompt ",  "-E, --echo ",
					  "-c, --console ", "-A, --askpass ",
					  "-q, --quiet",    "--no-quiet",
					  "-m, --message ", "    --check ",
					  "    --help ",    "1-86400",
					  "0-1000",         "111 "};

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		assert_non_null(strstr(gate_usage, all[i]));
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(options_defaults),
	cmocka_unit_test(options_short),
	cmocka_unit_test(options_long),
	cmocka_unit_test(options_last_wins),
	cmocka_unit_test(options_timeouts),
	cmocka_unit_test(options_tries),
	cmocka_unit_test(options_actions),
	cmocka_unit_test(options_modes_of_this_build),
	cmocka_unit_test(options_consoles),
	cmocka_unit_test(options_askpass),
	cmocka_unit_test(options_quiet),
	cmocka_unit_test(options_empty_names),
	cmocka_unit_test(options_without_value),
	cmocka_unit_test(options_unknown),
	cmocka_unit_test(options_command),
	cmocka_unit_test(options_double_dash),
	cmocka_unit_test(options_check),
	cmocka_unit_test(options_help),
	cmocka_unit_test(options_are_in_the_help),
};

UNIT_MAIN(tests)
