/* SPDX-License-Identifier: MIT */
/* pam/response.c as it is, on a heap of the fuzz target. */
#include "fuzz.h"

#include <string.h>
#include <security/pam_appl.h>

#include "fuzz_heap.h"

#define LIVE_MAX 64

static struct {
	void *pointer;
	size_t len_bytes;
} live[LIVE_MAX];
static size_t live_count;
static unsigned made;
static unsigned failing_at;
static bool failed;

static void *
allocate(size_t len_bytes)
{
	void *pointer = NULL;

	made++;
	if (failing_at != 0 && made >= failing_at) {
		failed = true;
		return NULL;
	}
	MUST(live_count < LIVE_MAX && len_bytes > 0);
	pointer = exactly(len_bytes);
	live[live_count].pointer = pointer;
	live[live_count++].len_bytes = len_bytes;
	return pointer;
}

static size_t
place_of(const void *pointer)
{
	size_t at = 0;

	while (at < live_count && live[at].pointer != pointer) {
		at++;
	}
	MUST(at < live_count);
	return at;
}

void
fuzz_heap_start(unsigned fail_at)
{
	MUST(live_count == 0);
	made = 0;
	failing_at = fail_at;
	failed = false;
}

bool
fuzz_heap_failed(void)
{
	return failed;
}

size_t
fuzz_heap_live(void)
{
	return live_count;
}

size_t
fuzz_heap_size(const void *pointer)
{
	return live[place_of(pointer)].len_bytes;
}

void
fuzz_heap_give_back(void *pointer)
{
	if (pointer != NULL) {
		live[place_of(pointer)] = live[live_count - 1];
		live_count--;
		free(pointer);
	}
}

void *
fuzz_malloc(size_t len_bytes)
{
	return allocate(len_bytes);
}

void *
fuzz_calloc(size_t count, size_t each_bytes)
{
	MUST(count > 0 && each_bytes == sizeof(struct pam_response));
	return allocate(count * each_bytes);
}

void
fuzz_free(void *pointer)
{
	size_t len_bytes = fuzz_heap_size(pointer);
	const char *bytes = pointer;

	/* The array, which comes first, holds no secret of its own. */
	for (size_t i = 0; pointer != live[0].pointer && i < len_bytes; i++) {
		MUST(bytes[i] == '\0');
	}
	fuzz_heap_give_back(pointer);
}

#define malloc fuzz_malloc
#define calloc fuzz_calloc
#define free fuzz_free

#include "../../applet/pam/response.c"
