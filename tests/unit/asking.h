/* SPDX-License-Identifier: MIT */
/*
 * A question put to people (people.h) on as many of their consoles as a test
 * opens.
 */
#ifndef UNIT_ASKING_H
#define UNIT_ASKING_H

#include "people.h"
#include "prompt/ask.h"

#define TIMEOUT_MS 60000

extern struct console consoles[ASK_CONSOLES_MAX];
extern struct prompt_question question; /* "Password: ", stars, TIMEOUT_MS */
extern struct prompt_answer answer;

/* cmocka's setup and teardown: all that was opened is restored. */
int asking_setup(void **state);
int asking_teardown(void **state);

/* Opens the consoles of the first count people; all take part. */
void open_consoles(int count);
void close_consoles(void);

/* Asks; it ends so, when all steps have happened. */
enum prompt_result ask_now(void);
void assert_result(enum prompt_result wanted);
void assert_answer(int person, const char *wanted);

/* What a slower person sees last. */
void assert_told_of(int person, int winner);

#endif
