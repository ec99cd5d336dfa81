/* SPDX-License-Identifier: MIT */
/*
 * musl changes ids and limits on every thread at once (__synccall), with
 * signals and semaphores. There is one thread here: 1.3 KB less in the file.
 *
 * Rule: nothing in the static link starts a thread (a test looks for
 * pthread_create).
 */
#include "synccall.h"

void
__synccall(void (*function)(void *), void *argument)
{
	function(argument);
}
