/* SPDX-License-Identifier: MIT */
/*
 * The consoles of the kernel: what console= on its command line named, or what
 * it chose itself.
 */
#ifndef PROMPT_KERNEL_CONSOLE_H
#define PROMPT_KERNEL_CONSOLE_H

#include <stdbool.h>
#include <stddef.h>

#define KERNEL_CONSOLE_NAME_BYTES 32

/*
 * Fills names[0..max) with the names of the active ones ("ttyS0"), the virtual
 * terminal that is in front ("tty1") in place of tty0, which is an alias of
 * it. Returns how many; where the kernel does not tell (no /sys, none
 * active), one: "console".
 */
size_t kernel_console_names(char names[][KERNEL_CONSOLE_NAME_BYTES],
			    size_t max);

/*
 * Whether the terminal fd is one of them, or a virtual terminal when one is:
 * their messages appear in front. True also when the kernel does not tell.
 */
bool kernel_console_is(int fd);

#endif
