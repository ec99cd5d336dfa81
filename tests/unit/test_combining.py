# SPDX-License-Identifier: MIT
"""The table of combining marks in applet/prompt/combining.h: it is what
config/combining.py writes, and names the categories Mn and Me of Unicode and
nothing else."""
import re
import subprocess
import unicodedata

import pytest

from lib import build

HEADER = build.TOP / "applet" / "prompt" / "combining.h"
LIMIT_S = 60


def numbers():
    """The table's numbers: seven bits a byte, the lowest first."""
    data = [int(byte, 16) for byte in re.findall(r"0x([0-9a-f]{2}),", HEADER.read_text())]
    value = shift = 0
    for byte in data:
        value |= (byte & 0x7f) << shift
        shift += 7
        if byte < 0x80:
            yield value
            value = shift = 0
    assert shift == 0, "the table ends within a number"


def marks():
    """The code points that the table names."""
    listed = list(numbers())
    assert len(listed) % 2 == 0
    edge = 0
    for skipped, length in zip(listed[::2], listed[1::2]):
        assert skipped > 0 and length > 0
        edge += skipped
        yield from range(edge, edge + length)
        edge += length


def version():
    return re.search(r"from Unicode ([\d.]+):", HEADER.read_text()).group(1)


def needs_this_unicode():
    if version() != unicodedata.unidata_version:
        pytest.skip(f"combining.h is Unicode {version()}, this Python has "
                    f"{unicodedata.unidata_version}")


def test_the_header_is_what_the_script_writes():
    needs_this_unicode()
    done = subprocess.run(
        ["/usr/bin/python3", "-B", str(build.TOP / "config" / "combining.py")],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, timeout=LIMIT_S, check=True, text=True)
    assert done.stdout == HEADER.read_text()


def test_the_table_names_all_combining_marks():
    needs_this_unicode()
    wanted = {code for code in range(0x110000)
              if unicodedata.category(chr(code)) in ("Mn", "Me")}
    assert set(marks()) == wanted


def test_the_table_names_marks_that_every_unicode_has():
    found = set(marks())
    assert {0x300, 0x36f, 0x483, 0x489, 0x5bf, 0x20dd, 0xfe0f, 0x1d167, 0xe0100, 0xe01ef} <= found
    assert not {0, 0x20, 0x61, 0x2ff, 0x370, 0x903, 0x200d, 0x4e2d, 0x1f600, 0x10ffff} & found
