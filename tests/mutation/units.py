# SPDX-License-Identifier: MIT
"""Builds and runs programs of tests/unit, without a look at all the others.

    units.py TREE PROGRAM...    0: all pass; 10: one failed, which the last line
                                says; else: it cannot be told (not built, hangs)
"""
import importlib
import pathlib
import re
import subprocess
import sys

PASSED, FAILED, ERROR = 0, 10, 11


def first_failure(text):
    """What failed in a program's output: cmocka's name of it, or how it died."""
    named = re.search(r"\[  FAILED  \] (\w+)", text)
    died = re.search(r"(ERROR: \w+Sanitizer: [\w-]+|runtime error: .*)", text)
    found = named or died
    return found.group(1) if found else "the program ended otherwise"


def verdict(test_units, name):
    """(status, words) of one program."""
    try:
        program = test_units.program_of(test_units.HERE / f"{name}.c", "sanitized")
        done = test_units.run([program])
    except test_units.BuildFailed as error:
        return ERROR, str(error)
    except subprocess.TimeoutExpired:
        return ERROR, f"{name} hangs"
    if done.returncode == 0:
        return PASSED, f"{name} passes"
    return FAILED, f"{name}: {first_failure(done.stdout.decode(errors='replace'))}"


def main(tree, *names):
    sys.path[:0] = [str(pathlib.Path(tree) / "tests"), str(pathlib.Path(tree) / "tests/unit")]
    test_units = importlib.import_module("test_units")
    for name in names:
        status, words = verdict(test_units, name)
        print(words)
        if status != PASSED:
            return status
    return PASSED


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
