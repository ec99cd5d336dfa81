/* SPDX-License-Identifier: MIT */
#include "ledger.h"

#include "heap_watch.h"
#include "wipe_free.h"

struct ledger_entry compat_ledger[LEDGER_ENTRIES_MAX + 1];

bool (*compat_free_seen)(const void *block);
void (*compat_malloc_seen)(const void *block);

static size_t count;
static unsigned missed;

/* The entry of a block that is not anybody's again; NULL: there is none. */
static struct ledger_entry *
find(const void *block)
{
	for (size_t i = count; i > 0; i--) {
		if (compat_ledger[i - 1].block == block) {
			return compat_ledger[i - 1].reused
				       ? NULL
				       : &compat_ledger[i - 1];
		}
	}
	return NULL;
}

static bool
holds_zeros(const unsigned char *bytes, size_t size_bytes)
{
	unsigned char all = 0;

	while (size_bytes > 0) {
		all |= bytes[--size_bytes];
	}
	return all == 0;
}

static void
see_malloc(const void *block)
{
	struct ledger_entry *entry = find(block);

	if (entry != NULL) {
		entry->reused = true;
	}
}

/* Rule 2. */
static bool
see_free(const void *block)
{
	struct ledger_entry *entry = find(block);

	if (entry == NULL) {
		return true;
	}
	if (entry->freed) {
		entry->again++;
		return false;
	}
	entry->freed = true;
	entry->wiped = holds_zeros(block, entry->size_bytes);
	return true;
}

void
compat_ledger_start(void)
{
	compat_malloc_seen = see_malloc;
	compat_free_seen = see_free;
}

void
compat_ledger_note(const char *kind, const void *block, size_t size_bytes)
{
	struct ledger_entry *entry = find(block);

	if (kind == NULL) {
		if (entry != NULL) {
			entry->given_back = true;
		}
	} else if (count == LEDGER_ENTRIES_MAX) {
		missed++;
	} else {
		compat_ledger[count++] = (struct ledger_entry){
			.kind = kind,
			.block = block,
			.size_bytes = size_bytes,
		};
	}
}

unsigned
compat_ledger_missed(void)
{
	return missed;
}
