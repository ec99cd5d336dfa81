/* SPDX-License-Identifier: MIT */
#include "prompt/tty_settings.h"

#include <unistd.h>

#define PUT_BACK_TRIES 3

static unsigned char
key_of(cc_t key)
{
	return key == _POSIX_VDISABLE ? 0 : key;
}

struct lineedit_keys
tty_settings_keys(const struct termios *terminal)
{
	const cc_t *keys = terminal->c_cc;

	return (struct lineedit_keys){
		.of =
			{
				[KEY_ERASE] = key_of(keys[VERASE]),
				[KEY_ERASE_WORD] = key_of(keys[VWERASE]),
				[KEY_KILL] = key_of(keys[VKILL]),
				[KEY_END] = key_of(keys[VEOF]),
				[KEY_CANCEL] = key_of(keys[VINTR]),
				[KEY_QUIT] = key_of(keys[VQUIT]),
				[KEY_SUSPEND] = key_of(keys[VSUSP]),
				[KEY_REDRAW] = key_of(keys[VREPRINT]),
				[KEY_LITERAL] = key_of(keys[VLNEXT]),
			},
	};
}

struct termios
tty_settings_quiet(struct termios terminal)
{
	terminal.c_lflag &= ~(tcflag_t)(ECHO | ECHONL | ICANON | ISIG | IEXTEN);
	terminal.c_iflag &= ~(tcflag_t)(BRKINT | ICRNL | INLCR | IGNCR | ISTRIP
					| IXON | IXOFF | PARMRK);
	/* Without INPCK a byte that arrived damaged counts as a good one. */
	terminal.c_iflag |= IGNBRK | IGNPAR | INPCK;
	terminal.c_oflag |= OPOST | ONLCR;
	terminal.c_cc[VMIN] = 1;
	terminal.c_cc[VTIME] = 0;
	return terminal;
}

struct termios
tty_settings_to_restore(struct termios terminal)
{
	struct termios quiet = tty_settings_quiet(terminal);

	if (quiet.c_iflag != terminal.c_iflag
	    || quiet.c_oflag != terminal.c_oflag
	    || quiet.c_lflag != terminal.c_lflag) {
		return terminal;
	}
	terminal.c_iflag &= ~(tcflag_t)(IGNBRK | IGNPAR | INPCK);
	terminal.c_iflag |= BRKINT | ICRNL | IXON;
	terminal.c_lflag |= ICANON | ISIG | IEXTEN | ECHO | ECHOE | ECHOK
			    | ECHOCTL | ECHOKE;
	return terminal;
}

void
tty_settings_put_back(int fd, const struct termios *settings)
{
	int tried = 0;

	while (tcsetattr(fd, TCSANOW, settings) != 0
	       && ++tried < PUT_BACK_TRIES) {
		/* once more */
	}
}
