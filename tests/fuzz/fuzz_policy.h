/* SPDX-License-Identifier: MIT */
/* /etc/pam.d out of a fuzzer's bytes, and the modules that are "linked in". */
#ifndef FUZZ_FUZZ_POLICY_H
#define FUZZ_FUZZ_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The files gate, a, b and c: what stands between the bytes 0x1e. */
void fuzz_policy_files(const uint8_t *data, size_t len_bytes);

/* One of them as it stands, as compat_config_source() wants it. */
int fuzz_policy_raw(const char *path, const char **text, size_t *len_bytes);

/* One of those that were read has the word @include. */
bool fuzz_policy_has_debian_include(void);

#endif
