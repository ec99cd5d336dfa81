/* SPDX-License-Identifier: MIT */
#ifndef APPLET_INSTALL_H
#define APPLET_INSTALL_H

/*
 * pamlet --install [-s] DIR: makes DIR/NAME for each applet, hard links to
 * this file or (-s) symbolic links to its path. argv[0] is "--install".
 * What exists is never replaced; a link that is there already is left. Returns
 * STATUS_OK, _USAGE, or _BROKEN (told on standard error).
 */
int install_links(int argc, char **argv);

#endif
