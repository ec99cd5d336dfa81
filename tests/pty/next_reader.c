/* SPDX-License-Identifier: MIT */
/*
 * The shell behind every applet in the battery: says that it is open, what is in its
 * environment, and what the next reader of the terminal gets without typing.
 */
#include <poll.h>
#include <stdio.h>
#include <unistd.h>

#define REST_MS 200

int
main(int argc, char **argv, char **environment)
{
	struct pollfd input = {.fd = 0, .events = POLLIN};
	unsigned char byte = 0;

	(void)argc;
	(void)argv;
	printf("it is open\n");
	for (char **each = environment; *each; each++) {
		printf("env:%s\n", *each);
	}
	printf("rest=[");
	while (poll(&input, 1, REST_MS) > 0 && read(0, &byte, 1) == 1) {
		printf("%02x ", byte);
	}
	printf("]\n");
	return 0;
}
