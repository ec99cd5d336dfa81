/* SPDX-License-Identifier: MIT */
#include "prompt/arena.h"

#include "autoconf.h"
#include "base/wipe.h"

#include <string.h>
#include <sys/mman.h>

#define PAGE_BYTES 4096
#define ARENA_PAGES ((CONFIG_ARENA_SIZE + PAGE_BYTES - 1) / PAGE_BYTES)

/* Whole pages, so that no neighbour is locked or hidden with it. */
static _Alignas(PAGE_BYTES) unsigned char arena[ARENA_PAGES * PAGE_BYTES];
static size_t used_bytes;

bool
arena_open(void)
{
	madvise(arena, sizeof(arena), MADV_DONTDUMP);
	return mlock(arena, sizeof(arena)) == 0;
}

arena_mark
arena_here(void)
{
	return used_bytes;
}

void *
arena_take(size_t len_bytes)
{
	unsigned char *taken = arena + used_bytes;

	if (len_bytes > CONFIG_ARENA_SIZE - used_bytes) {
		return NULL;
	}
	used_bytes += len_bytes;
	return taken;
}

void
arena_release(arena_mark mark)
{
	if (mark < used_bytes) {
		wipe_bytes(arena + mark, used_bytes - mark);
		used_bytes = mark;
	}
}

void *
arena_move(arena_mark mark, const void *data, size_t keep_bytes)
{
	memmove(arena + mark, data, keep_bytes);
	arena_release(mark + keep_bytes);
	return arena + mark;
}
