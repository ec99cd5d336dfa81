/* SPDX-License-Identifier: MIT */
/*
 * Names for what libpam has numbers for. A list is strings one behind the other,
 * the last one empty; "-" holds a place that has no name.
 */
#ifndef APPLET_PAMTEST_WORDS_H
#define APPLET_PAMTEST_WORDS_H

#include <stddef.h>

/* By enum transaction_operation: its name, and pamtester's words for success. */
extern const char pamtest_operations[];
extern const char pamtest_done[];

/* From PAM_SERVICE (1) on. */
extern const char pamtest_items[];
#define PAMTEST_ITEM_FIRST 1

/* PAM_* flags, without the "PAM_": from the lowest bit on, then PAM_SILENT. */
extern const char pamtest_flags_names[];
int pamtest_flag(int index);

/* The index of the word of len bytes, whatever its case; -1: not there. */
int pamtest_word_find(const char *list, const char *word, size_t len);

/* The word of an index; empty behind the last one. */
const char *pamtest_word(const char *list, int index);

#endif
