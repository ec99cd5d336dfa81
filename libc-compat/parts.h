/* SPDX-License-Identifier: MIT */
#ifndef COMPAT_PARTS_H
#define COMPAT_PARTS_H

/*
 * Where the code of each linked part begins: the link (build.mk) puts a mark in
 * front of each module, libpam, and whatever follows them. A mark is its part's
 * name, that of the last one is empty. In the order of the link; NULL behind the
 * last one. Written by the build, only for builds with the ledger.
 */
#include <stddef.h>

extern const char *const compat_parts[];

#endif
