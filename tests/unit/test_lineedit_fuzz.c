/* SPDX-License-Identifier: MIT */
// objects: applet/prompt/lineedit.c applet/prompt/keyseq.c
// objects: applet/prompt/utf8.c applet/base/wipe.c
// cflags: -DENABLE_ECHO_COMBINING=0 -include tests/unit/fake_autoconf.h
/*
 * Random lines, the same ones at each run, through the line editor and through
 * a model of it that is plain rather than fast. Without sequences and combining
 * marks, which have tests of their own.
 */
#include "unit_main.h"

#include <string.h>

#include "prompt/lineedit.h"

#define CAP_MAX 24
#define SEQUENCES 30000
#define KEYS_MAX 24

/* What the line should be. */
struct model {
	size_t cap;
	size_t len;
	bool refused;
	bool literal;
	bool touched; /* something was typed or erased */
	unsigned char line[CAP_MAX];
};

static uint64_t seed;

/* xorshift64*, so that each C library makes the same lines. */
static unsigned
any(unsigned below)
{
	seed ^= seed >> 12;
	seed ^= seed << 25;
	seed ^= seed >> 27;
	return (unsigned)((seed * 2685821657736338717u) >> 33) % below;
}

static bool
goes_on(unsigned char byte)
{
	return byte >= 0x80 && byte <= 0xbf;
}

/* How many bytes lead announces. */
static size_t
announced(unsigned char lead)
{
	size_t count = 1;

	count += lead >= 0xc2 && lead <= 0xf4 ? 1 : 0;
	count += lead >= 0xe0 && lead <= 0xf4 ? 1 : 0;
	count += lead >= 0xf0 && lead <= 0xf4 ? 1 : 0;
	return count;
}

/*
 * Whether a character starts at at: it does unless the nearest byte before
 * that is no continuation announces so many.
 */
static bool
starts(const struct model *model, size_t at)
{
	size_t lead = at;

	if (!goes_on(model->line[at])) {
		return true;
	}
	while (lead > 0 && goes_on(model->line[lead])) {
		lead--;
	}
	return goes_on(model->line[lead])
	       || announced(model->line[lead]) <= at - lead;
}

static size_t
model_chars(const struct model *model)
{
	size_t chars = 0;

	for (size_t at = 0; at < model->len; at++) {
		chars += starts(model, at) ? 1 : 0;
	}
	return chars;
}

static void
model_erase(struct model *model)
{
	while (model->len > 0) {
		model->len--;
		if (starts(model, model->len)) {
			return;
		}
	}
}

static void
model_erase_word(struct model *model)
{
	while (model->len > 0 && model->line[model->len - 1] == ' ') {
		model->len--;
	}
	while (model->len > 0 && model->line[model->len - 1] != ' ') {
		model->len--;
	}
}

static void
model_append(struct model *model, unsigned char byte)
{
	model->touched = true;
	if (byte == 0 || model->len == model->cap - 1) {
		model->refused = true;
	}
	if (model->refused) {
		model->len = 0;
		return;
	}
	model->line[model->len++] = byte;
}

static const struct lineedit_keys keys = {
	.of = {[KEY_ERASE] = '#', [KEY_KILL] = 0x15},
};

static enum lineedit_event
model_key(struct model *model, unsigned char byte)
{
	switch (byte) {
	case 0x03:
	case 0x1c:
		return LINEEDIT_CANCEL;
	case 0x04:
		return model->len == 0 && !model->refused ? LINEEDIT_END
							  : LINEEDIT_MORE;
	case '#':
	case 0x08:
	case 0x7f:
		model->touched = true;
		model_erase(model);
		return LINEEDIT_MORE;
	case 0x15:
		model->touched = true;
		model->len = 0;
		return LINEEDIT_MORE;
	case 0x17:
		model->touched = true;
		model_erase_word(model);
		return LINEEDIT_MORE;
	case 0x12:
	case 0x0c:
		return LINEEDIT_REDRAW;
	case 0x16:
		model->literal = true;
		return LINEEDIT_MORE;
	case 0x1a:
		return LINEEDIT_MORE;
	default:
		model_append(model, byte);
		return LINEEDIT_MORE;
	}
}

static enum lineedit_event
model_feed(struct model *model, unsigned char byte)
{
	bool literal = model->literal;

	model->literal = false;
	if (byte == '\n' || byte == '\r') {
		return model->refused ? LINEEDIT_REFUSED : LINEEDIT_DONE;
	}
	if (literal) {
		model_append(model, byte);
		return LINEEDIT_MORE;
	}
	if (byte == '\t' && !model->touched) {
		model->touched = true;
		return LINEEDIT_QUIET;
	}
	return model_key(model, byte);
}

static enum lineedit_event
plain_feed(struct model *model, unsigned char byte)
{
	if (byte == '\n') {
		return model->refused ? LINEEDIT_REFUSED : LINEEDIT_DONE;
	}
	model_append(model, byte);
	return LINEEDIT_MORE;
}

/* Bytes that mean something are much more frequent than they are. */
static unsigned char
any_byte(void)
{
	static const unsigned char often[] =
		"ab  \x7f\x7f\x7f\x08##\x15\x17\x17\x04\x1a\x16\x12\t"
		"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\xc0\xf4\xf5\xe0";

	if (any(8) == 0) {
		unsigned char byte = (unsigned char)any(256);

		return byte != 0x1b ? byte : 0;
	}
	if (any(200) == 0) {
		return (unsigned char)"\n\r\x03\x1c"[any(5)];
	}
	return often[any(sizeof(often) - 1)];
}

static void
assert_same(const struct lineedit *editor, const struct model *model,
	    const char *buf)
{
	assert_int_equal(editor->len_bytes, model->len);
	assert_memory_equal(buf, model->line, model->len);
	assert_int_equal(lineedit_chars(editor), model_chars(model));
	for (size_t i = model->len; i < model->cap; i++) {
		assert_int_equal(buf[i], 0);
	}
}

static bool
is_over(enum lineedit_event event)
{
	return event != LINEEDIT_MORE && event != LINEEDIT_REDRAW
	       && event != LINEEDIT_QUIET;
}

/* One line; buf has cap bytes and not one more. */
static enum lineedit_event
one_line(bool plain, size_t cap)
{
	static const struct lineedit_keys none = {.plain = true};
	struct model model = {.cap = cap};
	struct lineedit editor = {0};
	char *buf = test_calloc(1, cap);
	enum lineedit_event event = LINEEDIT_MORE;

	lineedit_start(&editor, buf, cap, plain ? &none : &keys);
	for (int i = 0; !is_over(event) && i <= KEYS_MAX; i++) {
		unsigned char byte = i < KEYS_MAX ? any_byte() : '\n';

		event = plain ? plain_feed(&model, byte)
			      : model_feed(&model, byte);
		assert_int_equal(lineedit_feed(&editor, byte), event);
		assert_same(&editor, &model, buf);
	}
	test_free(buf);
	return event;
}

/* All events come up, often: the lines are not all of one kind. */
static void
many_lines(bool plain, uint64_t start)
{
	int seen[LINEEDIT_QUIET + 1] = {0};

	seed = start;
	for (int i = 0; i < SEQUENCES; i++) {
		seen[one_line(plain, 2 + any(CAP_MAX - 2))]++;
	}
	assert_int_equal(seen[LINEEDIT_MORE], 0);
	assert_true(seen[LINEEDIT_DONE] > SEQUENCES / 100);
	assert_true(seen[LINEEDIT_REFUSED] > SEQUENCES / 100);
	if (!plain) {
		assert_true(seen[LINEEDIT_END] > SEQUENCES / 100);
		assert_true(seen[LINEEDIT_CANCEL] > SEQUENCES / 100);
	}
}

static void
lineedit_fuzz_keys(void **state)
{
	many_lines(false, 0x9e3779b97f4a7c15u);
	many_lines(false, 42);
}

static void
lineedit_fuzz_plain(void **state)
{
	many_lines(true, 0xd1b54a32d192ed03u);
}

static const struct CMUnitTest tests[] = {
	cmocka_unit_test(lineedit_fuzz_keys),
	cmocka_unit_test(lineedit_fuzz_plain),
};

UNIT_MAIN(tests)
