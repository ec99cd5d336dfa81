/* SPDX-License-Identifier: MIT */
/*
 * Frees what it must not, with the program's own free (wipe_free.o) and heap:
 *
 *	trap KIND    one of kinds below; "good" ends with 0, no other may end
 *	trap         the kinds, one a line
 */
#include "prompt/arena.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define BLOCK_BYTES 100
#define LARGE_BYTES 300000
#define PAGE_BYTES 4096
#define SURVIVED 9

/* Keeps the compiler from knowing what a pointer points at. */
static void *
hide(void *block)
{
	__asm__ volatile("" : "+r"(block) : : "memory");
	return block;
}

static void
good(void)
{
	free(hide(malloc(BLOCK_BYTES)));
	free(hide(malloc(LARGE_BYTES)));
	free(hide(realloc(hide(malloc(1)), BLOCK_BYTES)));
	free(NULL);
}

static void
of_static_memory(void)
{
	static char block[PAGE_BYTES];

	free(hide(block + BLOCK_BYTES));
}

static void
of_stack(void)
{
	char block[BLOCK_BYTES] = "";

	free(hide(block));
}

static void
of_constant(void)
{
	free(hide((char *)(size_t) "text"));
}

/* What rule 1 of the memory contract forbids: the prompt's, as a response. */
static void
of_prompt_memory(void)
{
	char *answer = arena_open() ? arena_take(BLOCK_BYTES) : NULL;

	if (answer == NULL) {
		exit(2);
	}
	free(hide(answer));
}

static void
of_map(void)
{
	char *block = mmap(NULL, 2 * PAGE_BYTES, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	free(hide(block + PAGE_BYTES));
}

static void
of_inside(void)
{
	char *block = malloc(BLOCK_BYTES);

	free(hide(block + 16));
}

static void
twice_small(void)
{
	char *keep = malloc(BLOCK_BYTES);
	char *block = malloc(BLOCK_BYTES);

	free(hide(block));
	free(hide(block));
	free(hide(keep));
}

static void
twice_large(void)
{
	char *block = malloc(LARGE_BYTES);

	free(hide(block));
	free(hide(block));
}

static void
after_overrun(void)
{
	char *block = hide(malloc(BLOCK_BYTES));

	memset(block, 'x', BLOCK_BYTES + 24);
	free(hide(block));
}

static void
realloc_of_foreign(void)
{
	static char block[PAGE_BYTES];

	free(realloc(hide(block + BLOCK_BYTES), LARGE_BYTES));
}

static const struct {
	const char *name;
	void (*run)(void);
} kinds[] = {
	{"good", good},
	{"static", of_static_memory},
	{"stack", of_stack},
	{"constant", of_constant},
	{"map", of_map},
	{"prompt", of_prompt_memory},
	{"inside", of_inside},
	{"twice-small", twice_small},
	{"twice-large", twice_large},
	{"overrun", after_overrun},
	{"realloc", realloc_of_foreign},
};
#define KINDS_COUNT (sizeof(kinds) / sizeof(kinds[0]))

int
main(int argc, char **argv)
{
	for (size_t i = 0; i < KINDS_COUNT; i++) {
		if (argc < 2) {
			puts(kinds[i].name);
		} else if (strcmp(argv[1], kinds[i].name) == 0) {
			kinds[i].run();
			exit(i == 0 ? 0 : SURVIVED);
		}
	}
	exit(argc < 2 ? 0 : 2);
}
