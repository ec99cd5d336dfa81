/* SPDX-License-Identifier: MIT */
/*
 * What is freed is wiped first. Linux-PAM's modules, libxcrypt and stdio free
 * passwords and hashes, and not each of them wipes what it frees. Linked with
 *
 *	-Wl,--wrap=free -Wl,--wrap=realloc
 *
 * every call of free and realloc, those inside libc.a included, comes here.
 * The one allocator stays libc's; this file allocates nothing of its own.
 *
 * Not covered: memory that libc itself hands back without free (the moves
 * inside its own realloc are not used), stacks, and static buffers.
 */
#ifndef COMPAT_WIPE_FREE_H
#define COMPAT_WIPE_FREE_H

#include <stdbool.h>
#include <stddef.h>

/* Whether this build has the ledger (ledger.h); the build says so. */
#ifndef HEAP_IS_WATCHED
#define HEAP_IS_WATCHED 0
#endif

/*
 * Asked before each block is freed: false leaves the block alone. NULL: nobody
 * is asked. The ledger has it.
 */
extern bool (*compat_free_seen)(const void *block);

/* free(3): wipes all usable bytes of block first. errno stays. */
void __wrap_free(void *block);

/*
 * realloc(3), without ever leaving a copy behind. A size that the block holds
 * already gives the same block, with all bytes beyond size wiped (it does not
 * shrink; size 0 is such a size, as with musl, and frees nothing). A larger
 * size gives a new block; the old one is wiped and freed. NULL with errno
 * ENOMEM leaves the old block as it was.
 */
void *__wrap_realloc(void *block, size_t size);

/* What the linker calls the functions themselves. */
void __real_free(void *block);

#endif
