/* SPDX-License-Identifier: MIT */
#ifndef PROMPT_RESULT_H
#define PROMPT_RESULT_H

/* How an attempt to read from or to write to the person ended. */
enum prompt_result {
	PROMPT_OK = 0,
	PROMPT_REFUSED,   /* this answer: too long, or it holds a NUL */
	PROMPT_LOST,      /* this try: its console is gone, others are left */
	PROMPT_TIMEOUT,   /* the deadline passed */
	PROMPT_CANCELLED, /* ^C, ^\, ^D, a caught signal */
	PROMPT_GONE,      /* end of input, hang-up: nobody comes back there */
	PROMPT_FULL,      /* the arena is too small */
	PROMPT_BROKEN,    /* no console, I/O error */
};

#endif
