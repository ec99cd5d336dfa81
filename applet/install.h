/* SPDX-License-Identifier: MIT */
#ifndef APPLET_INSTALL_H
#define APPLET_INSTALL_H

#include "autoconf.h"

#if ENABLE_INSTALL
#define INSTALL_USAGE                                                 \
	"   or: pamlet --install [-s] DIR   links to this file (-s: " \
	"symbolic)\n"
#else
#define INSTALL_USAGE ""
#endif

/*
 * pamlet --install [-s] DIR: makes DIR/NAME for each applet, hard links to
 * this file or (-s) symbolic links to its path. argv[0] is "--install".
 * What exists is never replaced; a link that is there already is left. Returns
 * STATUS_OK, _USAGE, or _BROKEN (told on standard error).
 */
int install_links(int argc, char **argv);

#endif
