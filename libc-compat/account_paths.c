/* SPDX-License-Identifier: MIT */
/* The one place that names the account files; a test links its own. */
#include "account.h"

const char *const account_directory = "/etc";
const char *const account_passwd_path = "/etc/passwd";
const char *const account_shadow_path = "/etc/shadow";
/* pam_unix's name for it: what a kill left there is replaced by whoever is next. */
const char *const account_shadow_new_path = "/etc/nshadow";
const char *const account_group_path = "/etc/group";
/* The same file as glibc's and shadow-utils' lckpwdf. */
const char *const account_lock_path = "/etc/.pwd.lock";
