/* SPDX-License-Identifier: MIT */
/*
 * The least that a password check can cost: crypt() alone.
 * crypt PASSWORD HASH; status 0 when they belong together. The instructions
 * of bare_crypt() are what counts (valgrind --toggle-collect=bare_crypt).
 */
#define _GNU_SOURCE
#include <string.h>
#include <unistd.h>

char *crypt(const char *password, const char *setting);

__attribute__((noinline)) const char *bare_crypt(const char *password,
						 const char *setting);

const char *
bare_crypt(const char *password, const char *setting)
{
	const char *hash = crypt(password, setting);

	/* No tail call: the function must still be there when crypt() ends. */
	__asm__ volatile("" ::: "memory");
	return hash;
}

int
main(int argc, char **argv)
{
	const char *hash = argc == 3 ? bare_crypt(argv[1], argv[2]) : NULL;

	return hash && strcmp(hash, argv[2]) == 0 ? 0 : 1;
}
