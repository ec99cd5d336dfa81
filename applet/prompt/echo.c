/* SPDX-License-Identifier: MIT */
#include "prompt/echo.h"

#include "autoconf.h"
#include "base/choice.h"

static const struct choice modes[] = {
	[ECHO_NONE] = {ENABLE_ECHO_NONE ? "none" : NULL,
		       ENABLE_ECHO_DEFAULT_NONE},
	[ECHO_STARS] = {ENABLE_ECHO_STARS ? "stars" : NULL,
			ENABLE_ECHO_DEFAULT_STARS},
	[ECHO_LAST] = {ENABLE_ECHO_LAST ? "last" : NULL,
		       ENABLE_ECHO_DEFAULT_LAST},
	[ECHO_FIXED] = {ENABLE_ECHO_FIXED ? "fixed" : NULL,
			ENABLE_ECHO_DEFAULT_FIXED},
	[ECHO_FULL] = {ENABLE_ECHO_FULL ? "full" : NULL,
		       ENABLE_ECHO_DEFAULT_FULL},
};
#define MODES_COUNT (sizeof(modes) / sizeof(modes[0]))

bool
echo_find(const char *name, enum echo_mode *mode)
{
	int found = choice_find(modes, MODES_COUNT, name);

	if (found >= 0) {
		*mode = (enum echo_mode)found;
	}
	return found >= 0;
}

enum echo_mode
echo_default(void)
{
	return (enum echo_mode)choice_default(modes, MODES_COUNT);
}

const char *
echo_default_name(void)
{
	return modes[echo_default()].name;
}

const char *
echo_name(size_t index)
{
	return choice_name(modes, MODES_COUNT, index);
}
