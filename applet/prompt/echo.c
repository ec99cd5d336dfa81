/* SPDX-License-Identifier: MIT */
#include "prompt/echo.h"

#include "autoconf.h"

#include <string.h>

static char
sign_none(unsigned char first)
{
	(void)first;
	return 0;
}

static char
sign_star(unsigned char first)
{
	(void)first;
	return '*';
}

static char
sign_itself(unsigned char first)
{
	return first >= 0x20 && first <= 0x7e ? (char)first : '?';
}

const struct echo_mode echo_none = {"none", sign_none};
const struct echo_mode echo_stars = {"stars", sign_star};
const struct echo_mode echo_full = {"full", sign_itself};

static const struct {
	const struct echo_mode *mode;
	int enabled;
	int chosen;
} modes[] = {
	{&echo_none, ENABLE_ECHO_NONE, ENABLE_ECHO_DEFAULT_NONE},
	{&echo_stars, ENABLE_ECHO_STARS, ENABLE_ECHO_DEFAULT_STARS},
	{&echo_full, ENABLE_ECHO_FULL, ENABLE_ECHO_DEFAULT_FULL},
};
#define MODES_COUNT (sizeof(modes) / sizeof(modes[0]))

const struct echo_mode *
echo_find(const char *name)
{
	for (size_t i = 0; i < MODES_COUNT; i++) {
		if (modes[i].enabled
		    && strcmp(modes[i].mode->name, name) == 0) {
			return modes[i].mode;
		}
	}
	return NULL;
}

const struct echo_mode *
echo_default(void)
{
	for (size_t i = 0; i < MODES_COUNT; i++) {
		if (modes[i].chosen) {
			return modes[i].mode;
		}
	}
	return &echo_none;
}

const char *
echo_name(size_t index)
{
	for (size_t i = 0; i < MODES_COUNT; i++) {
		if (modes[i].enabled && index-- == 0) {
			return modes[i].mode->name;
		}
	}
	return NULL;
}

size_t
echo_change(const struct echo_mode *mode, char *out, size_t before,
	    size_t after, unsigned char first)
{
	size_t len = 0;
	char sign = mode->sign(first);

	if (sign == 0) {
		return 0;
	}
	for (; before > after; before--) {
		memcpy(out + len, "\b \b", 3);
		len += 3;
	}
	for (; before < after; before++) {
		out[len++] = sign;
	}
	return len;
}
