/* SPDX-License-Identifier: MIT */
/* In place of musl's own of that name, of which its sources here need nothing. */
#ifndef FUZZ_LOCALE_IMPL_H
#define FUZZ_LOCALE_IMPL_H
#endif
