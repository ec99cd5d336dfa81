/* SPDX-License-Identifier: MIT */
/*
 * Prompt mode consoles with people at real terminals (people.h), and with the
 * kernel's consoles as the test names them.
 */
#ifndef UNIT_CONSOLES_MODE_H
#define UNIT_CONSOLES_MODE_H

#include "people.h"
#include "prompt/mode.h"

#define MODE prompt_mode_consoles

/* What -c names, and what the kernel names; NULL behind the last. */
extern const char *named[8];
extern const char *kernel_names[8];
extern struct prompt_options options;

/* What was noted: how often, the last console, the last error. */
extern int notes;
extern char noted[64];
extern int noted_error;

/* How many were asked whether they are the kernel's; the second one is. */
extern int kernel_fd_asked;

/* cmocka's setup and teardown. */
int mode_setup(void **state);
int mode_teardown(void **state);

enum prompt_result open_mode(void);

/* On the terminals of the first count people; a try begins. */
void open_for(int count);

/* Asks "Password: " without an echo; all steps have happened then. */
enum prompt_result ask(void);

/* After a second and a half, which is no haste. */
void will_answer(int person);

/* Whose terminal is in use; -1: it is not known. */
void assert_terminal(int person);

#endif
