/* SPDX-License-Identifier: MIT */
/*
 * What a locked terminal keeps from everybody besides its own keys: the other
 * virtual consoles, and SysRq.
 *
 * Rules:
 * 1. What is taken is put back by console_unlock(), and was so before: what
 *    somebody else holds is refused, since it could not be put back.
 * 2. After SIGKILL nobody puts anything back. The kernel itself gives the
 *    virtual consoles free then, but not SysRq.
 */
#ifndef SESSION_CONSOLE_LOCK_H
#define SESSION_CONSOLE_LOCK_H

/*
 * No switch to another virtual console from standard input's, which is one and
 * in front. NULL, or what is wrong (constant text, errno the reason or 0).
 */
const char *console_lock_switch(void);

/* SysRq off. NULL, or what is wrong. */
const char *console_lock_sysrq(void);

/* Whatever of the two is locked, as it was. */
void console_unlock(void);

#endif
