/* SPDX-License-Identifier: MIT */
// objects: applet/prompt/tty_settings.c
/* The settings of a terminal while we ask, flag by flag, and its keys. */
#include "unit_main.h"

#include <string.h>
#include <unistd.h>

#include "prompt/tty_settings.h"

/* All flags on, or all off. */
static struct termios
terminal_of(tcflag_t flags)
{
	struct termios terminal = {
		.c_iflag = flags,
		.c_oflag = flags,
		.c_cflag = flags,
		.c_lflag = flags,
	};

	memset(terminal.c_cc, 'x', sizeof(terminal.c_cc));
	return terminal;
}

#define LOCAL_OFF (ECHO | ECHONL | ICANON | ISIG | IEXTEN)
#define INPUT_OFF \
	(BRKINT | ICRNL | INLCR | IGNCR | ISTRIP | IXON | IXOFF | PARMRK)
#define INPUT_ON (IGNBRK | IGNPAR | INPCK)
#define OUTPUT_ON (OPOST | ONLCR)

static void
settings_flags(void **state)
{
	static const tcflag_t before[] = {0, ~(tcflag_t)0, 0x5555};

	for (size_t i = 0; i < sizeof(before) / sizeof(before[0]); i++) {
		struct termios quiet = tty_settings_quiet(
			terminal_of(before[i]));
		tcflag_t input = (before[i] & ~(tcflag_t)INPUT_OFF) | INPUT_ON;

		assert_int_equal(quiet.c_lflag,
				 before[i] & ~(tcflag_t)LOCAL_OFF);
		assert_int_equal(quiet.c_iflag, input);
		assert_int_equal(quiet.c_oflag, before[i] | OUTPUT_ON);
		/* The line itself, its speed above all, is not ours. */
		assert_int_equal(quiet.c_cflag, before[i]);
	}
}

static void
settings_one_byte_at_a_time(void **state)
{
	struct termios quiet = tty_settings_quiet(terminal_of(~(tcflag_t)0));

	assert_int_equal(quiet.c_cc[VMIN], 1);
	assert_int_equal(quiet.c_cc[VTIME], 0);
	assert_int_equal(quiet.c_cc[VERASE], 'x');
	assert_int_equal(quiet.c_cc[VINTR], 'x');
}

/* What each entry of c_cc is to the editor. */
static const struct {
	int index;
	enum lineedit_key key;
} all[] = {
	{VERASE, KEY_ERASE},  {VWERASE, KEY_ERASE_WORD}, {VKILL, KEY_KILL},
	{VEOF, KEY_END},      {VINTR, KEY_CANCEL},       {VQUIT, KEY_QUIT},
	{VSUSP, KEY_SUSPEND}, {VREPRINT, KEY_REDRAW},    {VLNEXT, KEY_LITERAL},
};
#define ALL (sizeof(all) / sizeof(all[0]))

static void
settings_keys(void **state)
{
	struct termios terminal = {0};
	struct lineedit_keys keys = {0};

	for (size_t i = 0; i < ALL; i++) {
		terminal.c_cc[all[i].index] = (cc_t)(i + 1);
	}
	keys = tty_settings_keys(&terminal);
	for (size_t i = 0; i < ALL; i++) {
		assert_int_equal(keys.of[all[i].key], i + 1);
	}
	assert_int_equal(ALL, KEY_COUNT);
	assert_false(keys.plain);
}

static void
settings_keys_that_are_off(void **state)
{
	struct termios terminal = {0};
	struct lineedit_keys keys = {0};

	memset(terminal.c_cc, _POSIX_VDISABLE, sizeof(terminal.c_cc));
	keys = tty_settings_keys(&terminal);
	for (size_t i = 0; i < KEY_COUNT; i++) {
		assert_int_equal(keys.of[i], 0);
	}
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(settings_flags),
	cmocka_unit_test(settings_one_byte_at_a_time),
	cmocka_unit_test(settings_keys),
	cmocka_unit_test(settings_keys_that_are_off),
};

UNIT_MAIN(tests)
