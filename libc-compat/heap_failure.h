/* SPDX-License-Identifier: MIT */
/*
 * Whether memory ran out. Modules take a failed allocation for many things:
 * pam_time for the end of its rules (and lets in), pam_unix for a password that
 * needs no writing (and reports success), libpam's pam_modutil_* for a name
 * that is taken (and tries the next of 2^31). So nobody's yes is believed after
 * one: the caller asks here.
 *
 * Every malloc of the linked file, also inside calloc, realloc and strdup,
 * comes through heap_watch.c (--wrap=malloc).
 */
#ifndef COMPAT_HEAP_FAILURE_H
#define COMPAT_HEAP_FAILURE_H

#include <stdbool.h>

/* Forgets what was; for the start of a transaction. */
void compat_heap_reset(void);

/* Whether an allocation has failed since then. */
bool compat_heap_failed(void);

/*
 * Who is called when that has happened COMPAT_HEAP_FAILURES_MAX times, which
 * only a loop in a module does: give_up must not return, and may not allocate.
 */
#define COMPAT_HEAP_FAILURES_MAX 1000
void compat_heap_on_exhaustion(void (*give_up)(void));

/* For heap_watch.c: one allocation has failed. errno stays. */
void compat_heap_note_failure(void);

#endif
