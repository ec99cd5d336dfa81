/* SPDX-License-Identifier: MIT */
/* The first program of a system that does nothing: what a boot costs alone. */
#include <unistd.h>

int
main(void)
{
	static const char text[] = "bare init is here\n";

	(void)!write(1, text, sizeof(text) - 1);
	for (;;) {
		pause();
	}
}
