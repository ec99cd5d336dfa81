/* SPDX-License-Identifier: MIT */
#include "ledger.h"

#include "libc-compat/heap_failure.h"
#include "refuse.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define FILE_NAME "/ledger"
#define LINE_BYTES 256
#define SLOTS 8192 /* a power of 2 */
#define STATUS_FULL 97
#define CALLER place_of(__builtin_return_address(0))

extern const char __ehdr_start[] __attribute__((visibility("hidden")));

static struct ledger_record records[SLOTS];
static enum ledger_kind kind_now;
static bool is_discarding;
/* Whom an allocation inside another one of these functions belongs to. */
static uintptr_t outer_caller;

static uintptr_t
place_of(const void *code)
{
	return (uintptr_t)code - (uintptr_t)__ehdr_start;
}

const char *
ledger_name(enum ledger_kind kind)
{
	static const char *const names[] = {"other", "array", "answer"};

	return names[kind];
}

void
ledger_note(const char *format, ...)
{
	int saved_errno = errno;
	char line[LINE_BYTES];
	int len = snprintf(line, sizeof(line), "%d ", (int)getpid());
	int fd = open(FILE_NAME, O_WRONLY | O_APPEND | O_CLOEXEC);
	va_list list;

	va_start(list, format);
	len += vsnprintf(line + len, sizeof(line) - (size_t)len - 1, format,
			 list);
	va_end(list);
	line[len++] = '\n';
	if (fd >= 0) {
		(void)!write(fd, line, (size_t)len);
		close(fd);
	}
	errno = saved_errno;
}

/* The slot of an address; a free one (block 0) when it was never seen. */
static struct ledger_record *
slot_of(const void *block)
{
	size_t slot = ((uintptr_t)block >> 4) % SLOTS;

	for (size_t tried = 0; tried < SLOTS; tried++) {
		struct ledger_record *record = &records[(slot + tried) % SLOTS];

		if (record->block == 0 || record->block == (uintptr_t)block) {
			return record;
		}
	}
	ledger_note("broken the ledger is full");
	__real__Exit(STATUS_FULL);
}

struct ledger_record *
ledger_find(const void *block)
{
	struct ledger_record *record = slot_of(block);

	return record->live ? record : NULL;
}

void
ledger_allocate_as(enum ledger_kind kind)
{
	kind_now = kind;
}

void
ledger_discarding(bool discarding)
{
	is_discarding = discarding;
}

static void
add(const void *block, size_t size_bytes, uintptr_t caller)
{
	struct ledger_record *record = slot_of(block);

	if (record->live) {
		ledger_note("broken allocated twice: %p", block);
	}
	*record = (struct ledger_record){
		.block = (uintptr_t)block,
		.size_bytes = size_bytes,
		.caller = caller,
		.owner = getpid(),
		.kind = kind_now,
		.live = true,
	};
	if (kind_now != LEDGER_OTHER) {
		ledger_note("alloc %s %p %zu %lx", ledger_name(kind_now), block,
			    size_bytes, caller);
	}
}

/* A wrong one is told, and left to do the damage that it would do. */
static void
drop(const void *block, uintptr_t freer)
{
	struct ledger_record *record = slot_of(block);

	if (!record->live) {
		ledger_note("wrong %s %p %lx",
			    record->block == 0 ? "foreign" : "twice", block,
			    freer);
		return;
	}
	record->live = false;
	record->freer = freer;
	if (record->kind != LEDGER_OTHER) {
		ledger_note("free %s %p %s %s %lx", ledger_name(record->kind),
			    block, record->handed ? "handed" : "kept",
			    is_discarding ? "discard" : "other", freer);
	}
}

void *
__wrap_malloc(size_t size)
{
	uintptr_t caller = outer_caller != 0 ? outer_caller : CALLER;
	void *block = refuse_now(caller) ? NULL : __real_malloc(size);

	if (block != NULL) {
		add(block, size, caller);
	} else {
		compat_heap_note_failure(); /* as heap_watch.c does */
	}
	return block;
}

/* libc's calloc and the product's realloc call malloc for what they give. */
void *
__wrap_calloc(size_t count, size_t size)
{
	void *block = NULL;

	outer_caller = CALLER;
	block = __real_calloc(count, size);
	outer_caller = 0;
	return block;
}

void *
__wrap_realloc(void *block, size_t size)
{
	void *fresh = NULL;

	outer_caller = CALLER;
	if (block != NULL && ledger_find(block) == NULL) {
		drop(block, outer_caller);
	}
	fresh = product_realloc(block, size);
	if (block != NULL && fresh != NULL && fresh != block) {
		drop(block, outer_caller);
	}
	outer_caller = 0;
	return fresh;
}

void
__wrap_free(void *block)
{
	if (block != NULL) {
		drop(block, CALLER);
	}
	product_free(block);
}

void *
__wrap_mmap(void *where, size_t len, int protection, int flags, int fd,
	    off_t offset)
{
	if ((flags & MAP_ANONYMOUS) != 0 && refuse_now(CALLER)) {
		return MAP_FAILED;
	}
	return __real_mmap(where, len, protection, flags, fd, offset);
}

_Noreturn void
__wrap__Exit(int status)
{
	for (size_t i = 0; i < SLOTS; i++) {
		const struct ledger_record *record = &records[i];

		if (record->live && record->kind != LEDGER_OTHER
		    && record->owner == getpid()) {
			ledger_note("left %s %lx %s %lx",
				    ledger_name(record->kind), record->block,
				    record->handed ? "handed" : "kept",
				    record->caller);
		}
	}
	refuse_tell_end(status);
	__real__Exit(status);
}
