/* SPDX-License-Identifier: MIT */
/*
 * Who freed the blocks that somebody noted: pamtest's ledger of the responses.
 * It looks at malloc (heap_watch.c) and free (wipe_free.c), allocates nothing,
 * and forgets nothing until the process ends.
 *
 * Rules:
 * 1. No byte of a block is kept: its size, and whether it held zeros alone when
 *    it was freed.
 * 2. A block that is freed a second time, its memory not being anybody's again
 *    meanwhile, is counted and left alone: the allocator would end the process.
 * 3. Blocks that were not noted are not looked at.
 */
#ifndef COMPAT_LEDGER_H
#define COMPAT_LEDGER_H

#include <stdbool.h>
#include <stddef.h>

#define LEDGER_ENTRIES_MAX 1024

struct ledger_entry {
	const char *kind; /* the caller's; NULL behind the last entry */
	const void *block;
	size_t size_bytes;
	bool given_back; /* freed by whoever noted it */
	bool freed;
	bool wiped;     /* freed: it held zeros alone */
	bool reused;    /* freed, and allocated again by others */
	unsigned again; /* how often it was freed after that */
};

/* All that was noted, in that order; ends with a kind of NULL. */
extern struct ledger_entry compat_ledger[LEDGER_ENTRIES_MAX + 1];

/* Starts looking at malloc and free. */
void compat_ledger_start(void);

/*
 * Notes a block that was just allocated, kind (constant text) not NULL; or,
 * kind being NULL, that its own allocator is about to free it. Without room it
 * counts instead: compat_ledger_missed().
 */
void compat_ledger_note(const char *kind, const void *block, size_t size_bytes);

/* How many blocks there was no room for. */
unsigned compat_ledger_missed(void);

#endif
