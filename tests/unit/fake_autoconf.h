/* SPDX-License-Identifier: MIT */
/*
 * The configuration that unit tests of applet/ are built with, whatever the
 * one under test is: it is included in front (`-include`), and its guard is
 * that of the generated autoconf.h, which is empty then. A test that wants
 * something else says so by -D.
 */
#ifndef PAMLET_AUTOCONF_H
#define PAMLET_AUTOCONF_H

#ifndef CONFIG_ARENA_SIZE
#define CONFIG_ARENA_SIZE 8192
#endif

#ifndef CONFIG_GATE_USER
#define CONFIG_GATE_USER ""
#endif
#define CONFIG_GATE_TIMEOUT 61
#define CONFIG_GATE_CHANGE_TIMEOUT 301
#define CONFIG_GATE_TRIES 4
#define CONFIG_GATE_FAIL_DELAY_MS 2000

#define ENABLE_APPLET_PAMTEST 1

#ifndef ENABLE_PROMPT_STDIO
#define ENABLE_PROMPT_STDIO 1
#endif
#ifndef ENABLE_PROMPT_CONSOLES
#define ENABLE_PROMPT_CONSOLES 1
#endif
#define ENABLE_PROMPT_TTY 1
#define ENABLE_PROMPT_ASKPASS 1
#define ENABLE_PROMPT_DEFAULT_TTY 1
#define ENABLE_PROMPT_DEFAULT_STDIO 0
#define ENABLE_PROMPT_DEFAULT_CONSOLES 0
#define ENABLE_PROMPT_DEFAULT_ASKPASS 0
#define CONFIG_ASKPASS_PROGRAM "/bin/ask --it"

#ifndef ENABLE_QUIET_KERNEL
#define ENABLE_QUIET_KERNEL 1
#endif
#ifndef ENABLE_QUIET_KERNEL_DEFAULT
#define ENABLE_QUIET_KERNEL_DEFAULT 0
#endif

#ifndef ENABLE_ECHO_FULL
#define ENABLE_ECHO_FULL 1
#endif
#ifndef ENABLE_ECHO_COMBINING
#define ENABLE_ECHO_COMBINING 1
#endif
#define ENABLE_ECHO_NONE 1
#define ENABLE_ECHO_STARS 1
#define ENABLE_ECHO_LAST 1
#define ENABLE_ECHO_FIXED 1
#define ENABLE_ECHO_DEFAULT_NONE 0
#define ENABLE_ECHO_DEFAULT_STARS 1
#define ENABLE_ECHO_DEFAULT_LAST 0
#define ENABLE_ECHO_DEFAULT_FIXED 0
#define ENABLE_ECHO_DEFAULT_FULL 0

#define ENABLE_USAGE_TEXT 1
#define ENABLE_INSTALL 1
#define ENABLE_LOG_AUTO 1
#define ENABLE_LOG_KMSG 0
#define ENABLE_LOG_STDERR 0

#endif
