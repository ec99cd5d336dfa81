/* SPDX-License-Identifier: MIT */
// objects: applet/prompt/keyseq.c
/* Escape sequences: where each begins and ends, and what no one swallows. */
#include "unit_main.h"

#include <string.h>

#include "prompt/keyseq.h"

static struct keyseq sequence;

static int
setup(void **state)
{
	sequence = (struct keyseq){0};
	return 0;
}

static bool
takes(int byte)
{
	return keyseq_takes(&sequence, (unsigned char)byte);
}

/* All of it is taken, and the last byte ends it. */
static void
assert_whole(const char *bytes)
{
	size_t len = strlen(bytes);

	for (size_t i = 0; i < len; i++) {
		assert_true(takes(bytes[i]));
		assert_int_equal(sequence.state == KEYSEQ_NONE, i == len - 1);
	}
}

/* All of it is taken, and it goes on. */
static void
assert_open(const char *bytes)
{
	for (; *bytes != '\0'; bytes++) {
		assert_true(takes(*bytes));
		assert_int_not_equal(sequence.state, KEYSEQ_NONE);
	}
}

static void
keyseq_text_is_none(void **state)
{
	for (int byte = 0; byte < 256; byte++) {
		if (byte != 0x1b) {
			assert_false(takes(byte));
			assert_int_equal(sequence.state, KEYSEQ_NONE);
		}
	}
}

static void
keyseq_csi(void **state)
{
	static const char *const all[] = {
		"\x1b[A",         "\x1b[D",      "\x1b[H",
		"\x1b[3~",        "\x1b[15~",    "\x1b[24;5~",
		"\x1b[1;5C",      "\x1b[Z",      "\x1b[?1;2c",
		"\x1b[>0;276;0c", "\x1b[24;80R", "\x1b[<0;10;20M",
		"\x1b[27;5;13~",  "\x1b[97;5u",  "\x1b[?2026;2$y",
		"\x1b[I",         "\x1b[O",      "\x1b[9999999999;1~",
		"\x1b[@",         "\x1b[1~",
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		assert_whole(all[i]);
		assert_false(sequence.pasting);
	}
}

/* Each byte that can end one, does. */
static void
keyseq_csi_finals(void **state)
{
	for (int final = 0x40; final <= 0x7e; final++) {
		char bytes[] = {0x1b, '[', '1', (char) final, 0};

		assert_whole(bytes);
	}
}

/* Linux's own: ESC [ [ A to E. */
static void
keyseq_linux_function_keys(void **state)
{
	assert_whole("\x1b[[A");
	assert_whole("\x1b[[E");
	assert_false(takes('A'));
}

static void
keyseq_ss3_and_ss2(void **state)
{
	assert_whole("\x1bOP");
	assert_whole("\x1bOA");
	assert_whole("\x1bO5P");
	assert_whole("\x1bO1;2S");
	assert_whole("\x1bOO");
	assert_whole("\x1bNx");
	assert_false(takes('x'));
}

static void
keyseq_alt_and_a_key(void **state)
{
	static const char introducers[] = "[ON]PX^_";

	for (int byte = 0x20; byte <= 0x7e; byte++) {
		char bytes[] = {0x1b, (char)byte, 0};

		if (strchr(introducers, byte) == NULL) {
			assert_whole(bytes);
		} else {
			assert_open(bytes);
			sequence.state = KEYSEQ_NONE;
		}
	}
}

/* The answers of a terminal: they end with BEL or with ESC \. */
static void
keyseq_strings(void **state)
{
	static const char *const all[] = {
		"\x1b]11;rgb:1e1e/1e1e/1e1e",
		"\x1bP>|xterm(370)",
		"\x1bXsos",
		"\x1b^pm [A O N ] ~",
		"\x1b_Gi=31;OK",
		"\x1b]0;\xc3\xa9\xff",
		"\x1b]",
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		assert_open(all[i]);
		assert_whole("\x07");
		assert_open(all[i]);
		assert_open("\x1b");
		assert_whole("\\");
		assert_false(takes('\\'));
	}
}

/* An ESC in a string that is not its end begins another sequence. */
static void
keyseq_string_that_does_not_end(void **state)
{
	assert_open("\x1b]0;title");
	assert_whole("\x1b[A");
	assert_open("\x1b]0;title\x1b");
	assert_whole("\x1b[B");
	assert_open("\x1bPq");
	assert_open("\x1b]");
	assert_whole("\x07");
	assert_open("\x1b]\x1b");
	assert_whole("x");
}

static void
keyseq_escape_begins_anew(void **state)
{
	assert_whole("\x1b\x1b[A");
	assert_whole("\x1b[1;\x1b[A");
	assert_whole("\x1bO\x1bOP");
	assert_whole("\x1b[[\x1b[[A");
	assert_open("\x1b\x1b\x1b");
	assert_whole("x");
}

/* The beginnings of every kind, one for each state. */
static const char *const beginnings[] = {
	"\x1b",       "\x1b[",    "\x1b[1",   "\x1b[1;5", "\x1b[[", "\x1bN",
	"\x1bO",      "\x1bO1",   "\x1b]",    "\x1b]0;t", "\x1bP",  "\x1bX",
	"\x1b]t\x1b", "\x1b\x1b", "\x1b[200", "\x1b^",    "\x1b_",  "\x1b[<",
};
#define BEGINNINGS (sizeof(beginnings) / sizeof(beginnings[0]))

/* Enter, ^C and all the others work in the middle of each of them. */
static void
keyseq_swallows_no_control_character(void **state)
{
	for (size_t i = 0; i < BEGINNINGS; i++) {
		for (int byte = 0; byte < 0x80; byte++) {
			bool is_end = byte == 0x07
				      && strchr("]PX^_", beginnings[i][1])
						 != NULL
				      && beginnings[i][1] != '\0'
				      && strchr(beginnings[i] + 1, 0x1b)
						 == NULL;

			if ((byte >= 0x20 && byte != 0x7f) || byte == 0x1b) {
				continue;
			}
			assert_open(beginnings[i]);
			assert_int_equal(takes(byte), is_end);
			assert_int_equal(sequence.state, KEYSEQ_NONE);
			assert_false(takes('A'));
		}
	}
}

/* A letter of another script behind Escape is a letter. */
static void
keyseq_bytes_above_ascii_end_it(void **state)
{
	static const char *const no_strings[] = {"\x1b",   "\x1b[", "\x1b[1;",
						 "\x1b[[", "\x1bO", "\x1bN"};

	for (size_t i = 0; i < sizeof(no_strings) / sizeof(char *); i++) {
		assert_open(no_strings[i]);
		assert_false(takes(0xc3));
		assert_int_equal(sequence.state, KEYSEQ_NONE);
		assert_false(takes(0xa9));
	}
}

static void
keyseq_paste_marks(void **state)
{
	assert_whole("\x1b[200~");
	assert_true(sequence.pasting);
	assert_false(takes('a'));
	assert_whole("\x1b[A");
	assert_whole("\x1b[200~");
	assert_whole("\x1b[20~");
	assert_true(sequence.pasting);
	assert_whole("\x1b[201~");
	assert_false(sequence.pasting);
	assert_whole("\x1b[201~");
	assert_false(sequence.pasting);
}

/* What only looks like a mark is none. */
static void
keyseq_no_paste_marks(void **state)
{
	static const char *const all[] = {
		"\x1b[2000~",       "\x1b[20~",
		"\x1b[200;1~",      "\x1b[1;200~",
		"\x1b[200A",        "\x1b[200$~",
		"\x1b[?200~",       "\x1b[18446744073709551816~",
		"\x1b[4294967496~", "\x1b[1200~",
		"\x1b[~",
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		assert_whole(all[i]);
		assert_false(sequence.pasting);
	}
	assert_open("\x1b[200");
	assert_false(takes('\r'));
	assert_false(takes('~'));
	assert_false(sequence.pasting);
	assert_open("\x1b[20");
	assert_whole("\x1b[0~");
	assert_false(sequence.pasting);
}

#define KEYSEQ_TEST(f) cmocka_unit_test_setup(f, setup)

static const struct CMUnitTest tests[] = {
	KEYSEQ_TEST(keyseq_text_is_none),
	KEYSEQ_TEST(keyseq_csi),
	KEYSEQ_TEST(keyseq_csi_finals),
	KEYSEQ_TEST(keyseq_linux_function_keys),
	KEYSEQ_TEST(keyseq_ss3_and_ss2),
	KEYSEQ_TEST(keyseq_alt_and_a_key),
	KEYSEQ_TEST(keyseq_strings),
	KEYSEQ_TEST(keyseq_string_that_does_not_end),
	KEYSEQ_TEST(keyseq_escape_begins_anew),
	KEYSEQ_TEST(keyseq_swallows_no_control_character),
	KEYSEQ_TEST(keyseq_bytes_above_ascii_end_it),
	KEYSEQ_TEST(keyseq_paste_marks),
	KEYSEQ_TEST(keyseq_no_paste_marks),
};

UNIT_MAIN(tests)
