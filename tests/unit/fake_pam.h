/* SPDX-License-Identifier: MIT */
/*
 * What Linux-PAM does with the callback, for the tests of the conversation:
 * messages, the call, the freeing of what was handed over.
 */
#ifndef UNIT_FAKE_PAM_H
#define UNIT_FAKE_PAM_H

#include <security/pam_appl.h>

#include "fake_heap.h"
#include "fake_prompt.h"
#include "pam/conversation.h"

#define MESSAGES_MAX 40

/* What *resp holds before the call, to see that it was left alone. */
#define UNTOUCHED ((struct pam_response *)&fake_prompt)

extern const struct pam_message *pointers[MESSAGES_MAX];
extern struct pam_response *responses;
extern struct conversation conversation;

/* How many steps of the person there were at each call of on_answer. */
extern int answers_noted[MESSAGES_MAX];
extern int answers_noted_count;

/* cmocka's setup and teardown; the latter does what pam_frees() does. */
int fake_pam_start(void **state);
int fake_pam_end(void **state);

/* Makes the message number i. */
void message(int i, int style, const char *text);

/* What is typed at each step, NULL for messages. */
#define answers(...) answers_of((const char *const[]){__VA_ARGS__, (char *)1})
void answers_of(const char *const *list);

/* One call of the callback with the first count messages; its result. */
int ask(int count);

/* The same, which is to be refused before anything is shown or allocated. */
void assert_refused(int count);

/* Wipes and frees the count responses, as Linux-PAM does. */
void pam_frees(int count);

/* Nothing of an answer is in the arena. */
void assert_arena_is_clean(void);

#endif
