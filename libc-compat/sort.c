/* SPDX-License-Identifier: MIT */
/*
 * qsort in place of musl's smoothsort, for size. What is sorted here are the
 * names of the files in a configuration directory (limits.d, access.d, motd.d).
 * Shell's sort: no memory, no recursion, and not quadratic on a full directory.
 */
#include <stddef.h>
#include <stdlib.h>

static void
swap_bytes(unsigned char *left, unsigned char *right, size_t width)
{
	while (width-- > 0) {
		unsigned char byte = *left;

		*left++ = *right;
		*right++ = byte;
	}
}

void
qsort(void *base, size_t count, size_t width,
      int (*compare)(const void *, const void *))
{
	unsigned char *const first = base;

	for (size_t gap = count / 2; gap > 0; gap /= 2) {
		for (size_t i = gap; i < count; i++) {
			unsigned char *right = first + i * width;

			for (size_t j = i; j >= gap; j -= gap) {
				unsigned char *left = right - gap * width;

				if (compare(left, right) <= 0) {
					break;
				}
				swap_bytes(left, right, width);
				right = left;
			}
		}
	}
}
