#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Writes applet/prompt/combining.h to standard output: which code points are
drawn over the one before them, from the Unicode database of this Python.

The header stands in the tree, so that a build does not hang on the version of
Python; a test compares."""
import sys
import unicodedata

HEAD = """\
/* SPDX-License-Identifier: MIT */
/*
 * Made by config/combining.py from Unicode {version}: not to be changed by hand.
 *
 * The code points of the categories Mn and Me, as pairs of numbers: how many
 * code points after the range before a range starts, and how many it has. Each
 * number in seven bits a byte, the lowest first, 0x80 set in all but its last.
 */
#ifndef PROMPT_COMBINING_H
#define PROMPT_COMBINING_H

static const unsigned char combining_ranges[] = {{
"""
TAIL = """\
};

#endif
"""
A_LINE = 12


def ranges():
    start = None
    for code in range(sys.maxunicode + 2):
        inside = code <= sys.maxunicode and unicodedata.category(chr(code)) in ("Mn", "Me")
        if inside and start is None:
            start = code
        elif not inside and start is not None:
            yield start, code - start
            start = None


def number(value):
    out = []
    while value > 0x7f:
        out.append(value & 0x7f | 0x80)
        value >>= 7
    return [*out, value]


def table():
    out, edge = [], 0
    for start, length in ranges():
        out += number(start - edge) + number(length)
        edge = start + length
    return out


def main():
    data = table()
    sys.stdout.write(HEAD.format(version=unicodedata.unidata_version))
    for at in range(0, len(data), A_LINE):
        sys.stdout.write("\t" + ", ".join(f"0x{byte:02x}" for byte in data[at:at + A_LINE]) + ",\n")
    sys.stdout.write(TAIL)


if __name__ == "__main__":
    main()
