/* SPDX-License-Identifier: MIT */
#ifndef APPLET_VERSION_H
#define APPLET_VERSION_H

/*
 * Prints to standard output the versions of pamlet and of what is linked in,
 * the modules, and what Kconfig chose.
 */
void version_print(void);

#endif
