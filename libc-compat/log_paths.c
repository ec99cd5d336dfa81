/* SPDX-License-Identifier: MIT */
/* The one place that names the log's devices; a test links its own. */
#include "log_target.h"

const char *const compat_log_socket_path = "/dev/log";
const char *const compat_log_kmsg_path = "/dev/kmsg";
