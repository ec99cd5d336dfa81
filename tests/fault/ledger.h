/* SPDX-License-Identifier: MIT */
/*
 * The ledger: who allocated what, who freed it, and allocations that fail when
 * a test says so. Linked into the gate by --wrap, around libc-compat's own
 * wipe_free.o (its functions renamed: see build.mk), so that the calls of
 * Linux-PAM, its modules, libxcrypt and libc's stdio come here as well as ours.
 *
 * It allocates nothing. What it has to tell it appends to the file /ledger, a
 * line each; addresses of code are counted from the program's first byte, so
 * that the link map names them:
 *
 *	PID fail COUNT CALLER           this allocation was refused (the first
 *	                                hundred of them are told)
 *	PID endless CALLER              and so were thousands: ended by the ledger
 *	PID wrong foreign|twice BLOCK FREER
 *	PID alloc KIND BLOCK SIZE CALLER
 *	PID handed KIND BLOCK
 *	PID free KIND BLOCK handed|kept discard|other FREER
 *	PID left KIND BLOCK handed|kept CALLER
 *	PID broken WORDS...             a rule of the hand-over is broken
 *	PID end PARENT CHILDREN STATUS  allocations so far
 *
 * KIND is array or answer: of other blocks only the wrong frees are told.
 *
 * From the environment, read before main():
 *	FAULT_PARENT=N    the Nth allocation of the gate itself fails
 *	FAULT_CHILD=N     the Nth of all its forked children together
 *	FAULT_ROW=K       and K - 1 more after it; not set: that one alone
 *
 * Not seen: what libc takes from the allocator by a name of its own (atexit).
 * Of mmap only what is called from outside libc is seen: libxcrypt's.
 */
#ifndef FAULT_LEDGER_H
#define FAULT_LEDGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum ledger_kind {
	LEDGER_OTHER,
	LEDGER_ARRAY,
	LEDGER_ANSWER,
};

struct ledger_record {
	uintptr_t block;
	size_t size_bytes;
	uintptr_t caller;
	uintptr_t freer; /* of the last free, when not live */
	pid_t owner;
	enum ledger_kind kind;
	bool live;
	bool handed; /* Linux-PAM has it now */
};

/* What the allocations from here on are; LEDGER_OTHER at the start. */
void ledger_allocate_as(enum ledger_kind kind);

/* While true, a free is told as "discard". */
void ledger_discarding(bool discarding);

/* The record of a block that is allocated now; NULL: there is none. */
struct ledger_record *ledger_find(const void *block);

/* The name of a kind, as in the file. */
const char *ledger_name(enum ledger_kind kind);

/* Appends one line, "PID " in front of it. errno stays. */
__attribute__((format(printf, 1, 2))) void ledger_note(const char *format, ...);

/* The functions that the linker puts in place of those without __wrap_. */
void *__wrap_malloc(size_t size);
void *__real_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__real_calloc(size_t count, size_t size);
void *__wrap_realloc(void *block, size_t size);
void __wrap_free(void *block);
void *__wrap_mmap(void *where, size_t len, int protection, int flags, int fd,
		  off_t offset);
void *__real_mmap(void *where, size_t len, int protection, int flags, int fd,
		  off_t offset);
_Noreturn void __wrap__Exit(int status);
_Noreturn void __real__Exit(int status);

/* The product's, of wipe_free.o. */
void product_free(void *block);
void *product_realloc(void *block, size_t size);

#endif
