/* SPDX-License-Identifier: MIT */
/*
 * Where syslog() writes. syslog.c gives libc's openlog, syslog, vsyslog,
 * closelog and setlogmask, declared in <syslog.h>; linked before libc.a they
 * take the place of musl's, which wait for ever on a /dev/log that nobody
 * reads. (This header's name is not syslog.h so that it never hides that one.)
 *
 * A call never waits, allocates nothing, keeps errno and keeps no descriptor
 * open. What differs from the manual page:
 *  - openlog: ident is copied (31 bytes of it) and LOG_PID is always in force.
 *    LOG_PERROR and LOG_CONS are not obeyed: the person at the console must
 *    not see the log. Without openlog the ident is "pamlet".
 *  - a message is one line of at most 900 bytes. Bytes below 0x20 and above
 *    0x7e become \xNN, so that no text can forge a line or drive a terminal;
 *    one newline at the end is taken off. Longer text is cut between escapes.
 *  - %m is the error of the moment of the call.
 *  - the time in the message is UTC, as with musl.
 *  - a message that no target takes is lost.
 * For one thread, not for signal handlers.
 */
#ifndef COMPAT_LOG_TARGET_H
#define COMPAT_LOG_TARGET_H

enum compat_log_target {
	/* /dev/log (datagrams); if that fails for any reason, /dev/kmsg. */
	COMPAT_LOG_AUTO,
	/* /dev/kmsg only. */
	COMPAT_LOG_KMSG,
	/* Descriptor 2 only, as far as it takes bytes at once. */
	COMPAT_LOG_STDERR,
};

/* From the next message on; COMPAT_LOG_AUTO at the start. */
void compat_log_target(enum compat_log_target target);

/* ---- between syslog.c and log_device.c ---- */

#include <stdbool.h>
#include <stddef.h>

/* Where the devices are; in log_paths.c, so that a test links its own. */
extern const char *const compat_log_socket_path;
extern const char *const compat_log_kmsg_path;

/*
 * Each hands over one message as it stands, without waiting; true if it was
 * taken whole. kmsg must be a character device, and /dev/log a datagram socket.
 */
bool compat_log_to_socket(const char *message, size_t len_bytes);
bool compat_log_to_kmsg(const char *message, size_t len_bytes);
bool compat_log_to_stderr(const char *message, size_t len_bytes);

#endif
