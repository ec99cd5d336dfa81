/* SPDX-License-Identifier: MIT */
#include "prompt/tty_settings.h"

#include <unistd.h>

static unsigned char
key_of(cc_t key)
{
	return key == _POSIX_VDISABLE ? 0 : key;
}

struct lineedit_keys
tty_settings_keys(const struct termios *terminal)
{
	return (struct lineedit_keys){
		.erase = key_of(terminal->c_cc[VERASE]),
		.erase_word = key_of(terminal->c_cc[VWERASE]),
		.kill = key_of(terminal->c_cc[VKILL]),
		.end = key_of(terminal->c_cc[VEOF]),
		.cancel = key_of(terminal->c_cc[VINTR]),
		.quit = key_of(terminal->c_cc[VQUIT]),
		.suspend = key_of(terminal->c_cc[VSUSP]),
	};
}

struct termios
tty_settings_quiet(struct termios terminal)
{
	terminal.c_lflag &= ~(tcflag_t)(ECHO | ECHONL | ICANON | ISIG | IEXTEN);
	terminal.c_iflag &= ~(tcflag_t)(BRKINT | ICRNL | INLCR | IGNCR | INPCK
					| ISTRIP | IXON | IXOFF | PARMRK);
	terminal.c_iflag |= IGNBRK | IGNPAR;
	terminal.c_oflag |= OPOST | ONLCR;
	terminal.c_cc[VMIN] = 1;
	terminal.c_cc[VTIME] = 0;
	return terminal;
}
