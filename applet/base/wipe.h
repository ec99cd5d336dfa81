/* SPDX-License-Identifier: MIT */
#ifndef BASE_WIPE_H
#define BASE_WIPE_H

#include <stddef.h>

/*
 * Overwrites len_bytes bytes at data with zeros, in a way that the compiler
 * cannot leave out. data may be NULL when len_bytes is 0.
 */
void wipe_bytes(void *data, size_t len_bytes);

/*
 * Overwrites the part of the stack below the caller's frame that calls made
 * before may have used (WIPE_STACK_BYTES of it): what Linux-PAM and its
 * modules left there of an answer. To be called from the frame that called
 * them, or from one above. Does nothing where the stack's limit is too small.
 */
#define WIPE_STACK_BYTES 32768
void wipe_stack(void);

#endif
