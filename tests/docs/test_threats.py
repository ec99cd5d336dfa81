# SPDX-License-Identifier: MIT
"""docs/THREATS.md: each line names tests that are there, or gives a reason."""
import functools
import re

import pytest

from lib import build

PAGE = build.TOP / "docs" / "THREATS.md"
ROW = re.compile(r"^\| (.+?) \|$", re.MULTILINE)
HEADS = {"threat | what holds against it | test": 3, "defect | here | test": 3,
         "threat | why": 2}
LEAST_DEFENDED, LEAST_NOT = 35, 10


def tables():
    """(cells of the head, rows of cells) of each table."""
    found = re.findall(r"^\| ((?:threat|defect) \|.*) \|\n\|[-|]+\|\n((?:\|.*\n)+)", PAGE.read_text(),
                       re.MULTILINE)
    return [(head, [row.split(" | ") for row in ROW.findall(body)]) for head, body in found]


def rows_with(count):
    return [row for head, rows in tables() for row in rows if HEADS[head] == count]


@functools.cache
def functions(path):
    return set(re.findall(r"^def (test_\w+)\(", path.read_text(), re.MULTILINE))


def is_there(name):
    path, _, function = name.partition("::")
    file = build.TOP / "tests" / path
    return file.is_file() and (not function or function in functions(file))


def test_every_table_is_read():
    assert {head for head, _ in tables()} == set(HEADS)
    assert len(rows_with(3)) >= LEAST_DEFENDED and len(rows_with(2)) >= LEAST_NOT
    assert all(len(row) == HEADS[head] and all(cell.strip() for cell in row)
               for head, rows in tables() for row in rows)


@pytest.mark.parametrize("row", rows_with(3), ids=lambda row: row[0][:40])
def test_its_tests_are_there(row):
    names = re.findall(r"`([\w/.]+\.py(?:::\w+)?)`", row[2])
    assert names and [name for name in names if not is_there(name)] == []


@pytest.mark.parametrize("name", ["chroot/test_none.py", "chroot/test_log.py::test_none"])
def test_a_test_that_is_gone_is_seen(name):
    assert not is_there(name)
