/* SPDX-License-Identifier: MIT */
#include "fake_heap.h"

#include <string.h>

#define BLOCKS_MAX 256

void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void __wrap_free(void *block);
void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void __real_free(void *block);

struct fake_heap fake_heap;

static struct {
	char *start;
	size_t size;
	bool is_text; /* of malloc: what an answer is copied to */
} blocks[BLOCKS_MAX];

void
fake_heap_start(int fail_at)
{
	memset(blocks, 0, sizeof(blocks));
	fake_heap = (struct fake_heap){.fail_at = fail_at};
}

static int
find(const void *start)
{
	for (int i = 0; i < BLOCKS_MAX; i++) {
		if (blocks[i].start == start) {
			return i;
		}
	}
	return -1;
}

size_t
fake_heap_size(const void *block)
{
	int i = block != NULL ? find(block) : -1;

	return i >= 0 ? blocks[i].size : 0;
}

static void
keep(void *block, size_t size, bool is_text)
{
	int i = find(NULL);

	blocks[i].start = block;
	blocks[i].size = size;
	blocks[i].is_text = is_text;
	fake_heap.live++;
	fake_heap.last_size = size;
}

void *
__wrap_malloc(size_t size)
{
	void *block = NULL;

	if (++fake_heap.allocations == fake_heap.fail_at) {
		return NULL;
	}
	block = __real_malloc(size);
	memset(block, '#', size); /* what was there before */
	keep(block, size, true);
	return block;
}

void *
__wrap_calloc(size_t count, size_t size)
{
	void *block = NULL;

	if (++fake_heap.allocations == fake_heap.fail_at) {
		return NULL;
	}
	block = __real_calloc(count, size);
	keep(block, count * size, false);
	return block;
}

static bool
is_wiped(int i)
{
	for (size_t at = 0; at < blocks[i].size; at++) {
		if (blocks[i].start[at] != 0) {
			return false;
		}
	}
	return true;
}

void
__wrap_free(void *block)
{
	int i = -1;

	if (block == NULL) {
		return;
	}
	i = find(block);
	if (i < 0) {
		fake_heap.strange++;
		return;
	}
	if (blocks[i].is_text && !is_wiped(i)) {
		fake_heap.unwiped++;
	}
	blocks[i].start = NULL;
	fake_heap.frees++;
	fake_heap.live--;
	__real_free(block);
}
