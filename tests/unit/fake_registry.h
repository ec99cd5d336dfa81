/* SPDX-License-Identifier: MIT */
/*
 * The registry of linked modules, in place of libc-compat/registry.c:
 * pam_unix.so, pam_permit.so, pam_deny.so with functions of all four types,
 * pam_env.so of auth and session, pam_nologin.so of auth and account.
 */
#ifndef UNIT_FAKE_REGISTRY_H
#define UNIT_FAKE_REGISTRY_H

#include "libc-compat/config_file.h"
#include "libc-compat/registry.h"

/* What compat_config_source() was last called with. */
extern compat_config_source_fn *fake_source;

#endif
