/* SPDX-License-Identifier: MIT
 *
 * In front of musl's vfscanf.c: reading a floating-point number consumes no
 * character and yields 0, which vfscanf.c takes for a matching failure.
 *
 * Why: no format in Linux-PAM or pamlet scans one, and the code is some 4 KB.
 * What would differ: %f, %e, %g and %a never match. strtod() is as it was.
 */
#ifndef SCANF_NO_FLOAT_H
#define SCANF_NO_FLOAT_H

#include "floatscan.h"
#define __floatscan(stream, precision, push_back) 0.0L

#endif
