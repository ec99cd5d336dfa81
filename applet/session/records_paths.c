/* SPDX-License-Identifier: MIT */
/* The one place that names the files of records; a test links its own. */
#include "session/records.h"

const char *const records_utmp_path = "/var/run/utmp";
const char *const records_wtmp_path = "/var/log/wtmp";
const char *const records_btmp_path = "/var/log/btmp";
