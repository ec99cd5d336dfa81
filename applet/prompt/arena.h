/* SPDX-License-Identifier: MIT */
/*
 * The prompt memory: one block of CONFIG_ARENA_SIZE bytes, fixed when pamlet
 * is built, in which everything that a person types lives, and nothing else.
 *
 * Rules:
 * 1. It never grows and never moves: what does not fit is refused.
 * 2. It is kept out of swap (mlock) and out of core files from arena_open()
 *    on. Linux-PAM's forks find it empty (rule 5 of pam/conversation.h); the one
 *    of prompt mode askpass ends in exec at once.
 * 3. It is a stack. What is released is wiped at once; what is free is zero.
 * 4. One owner at a time: prompt/. No pointer into it outlives the release.
 */
#ifndef PROMPT_ARENA_H
#define PROMPT_ARENA_H

#include <stdbool.h>
#include <stddef.h>

/* A place in the arena: bytes from its start. */
typedef size_t arena_mark;

/*
 * Locks the arena in memory. Returns false (errno says why) when the system
 * does not allow it; the arena can be used all the same, and the caller logs
 * that it may be swapped out.
 */
bool arena_open(void);

arena_mark arena_here(void);

/*
 * Takes len_bytes bytes, all zero. They belong to the caller until
 * arena_release() with a mark taken before. NULL when they do not fit.
 */
void *arena_take(size_t len_bytes);

/* Gives back, wiped, everything that was taken since the mark. */
void arena_release(arena_mark mark);

/*
 * Moves the keep_bytes bytes at data (taken after the mark) down to the mark,
 * and gives back, wiped, everything else that was taken since. Returns where
 * they are now.
 */
void *arena_move(arena_mark mark, const void *data, size_t keep_bytes);

#endif
