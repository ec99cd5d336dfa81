# SPDX-License-Identifier: MIT
"""The programs of tests/fault, built (build.mk), and what their link map tells."""
import bisect
import functools
import os
import pathlib
import re
import subprocess

from lib import build, shared

# A line of lld's map: address, load address, size, alignment, and what is there.
# An input section names its object; the symbols in it stand indented below.
MAP_LINE = re.compile(r" *([0-9a-f]+) +[0-9a-f]+ +([0-9a-f]+) +\d+ (\s*)(\S.*)")
SECTION = re.compile(r"(.+):\((\.text\S*)\)$")


@functools.cache
def built(config=None):
    """Makes the programs, once; returns the directory that they are in. config: of a
    named defconfig, as in build.pamlet().

    The names are those that `make check` has built with, so that make finds
    what is there already.
    """
    made = build.output() / config if config else build.output()
    output = os.path.relpath(made, build.TOP)
    third = os.path.relpath(build.third(), build.TOP)
    environment = {name: value for name, value in os.environ.items()
                   if name not in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS", "GNUMAKEFLAGS")}
    with shared.making(build.scratch("fault") / "lock"):
        done = subprocess.run(
            ["make", "--no-print-directory", "-C", str(build.TOP), "-f", "Makefile",
             "-f", "tests/fault/build.mk", f"O={output}", f"THIRD={third}", "fault-programs"],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, check=False, env=environment)
    assert done.returncode == 0, done.stdout
    return made / "fault"


def gate():
    return built() / "gate.unstripped"


def hurry():
    return built() / "hurry.unstripped"


def trap(config=None):
    return built(config) / "trap.unstripped"


class Map:
    """Whose code is at an address: (object, function)."""

    def __init__(self, path):
        self._sections, self._functions = [], []
        for line in path.read_text().splitlines():
            match = MAP_LINE.fullmatch(line)
            if match and int(match[2], 16) > 0:
                self._take(int(match[1], 16), int(match[2], 16), match[4])
        self._sections.sort()
        self._functions.sort()
        self._object = ""

    def _take(self, start, size, what):
        match = SECTION.fullmatch(what)
        if match:
            self._object = re.sub(r"^.*/", "", match[1])
            self._sections.append((start, start + size, self._object))
        elif re.fullmatch(r"[\w.]+", what) and not what.startswith("."):
            self._functions.append((start, start + size, what))

    def place(self, return_address):
        """A return address lies behind its call: the byte before it counts."""
        return (_at(self._sections, return_address - 1), _at(self._functions, return_address - 1))


def _at(areas, address):
    found = bisect.bisect_right(areas, (address, float("inf"), "")) - 1
    if found >= 0 and areas[found][0] <= address < areas[found][1]:
        return areas[found][2]
    return "?"


@functools.cache
def gate_map():
    return Map(pathlib.Path(built() / "gate.map"))
