/* SPDX-License-Identifier: MIT */
/* A user's shell that ends at once: what a login costs without one. */

int
main(void)
{
	return 0;
}
