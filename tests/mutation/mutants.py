# SPDX-License-Identifier: MIT
"""The list of mutants: each breaks one rule of pamlet's own source.

    [name]
    rule = "what pamlet does, and the mutant does not"
    file = "applet/base/wipe.c"
    old = '''text of that file, which stands in it once'''
    new = '''what takes its place'''
    also = [['''old''', '''new''']]     where one edit is not enough
    units = ["test_arena"]              programs of tests/unit
    tests = ["chroot/test_elf.py::test_no_core"]    below tests/

units and tests are what has to catch it: one failure of theirs is enough.
Text that is not found, or found twice, is an error: the list must not rot.
"""
import dataclasses
import pathlib
import tomllib

HERE = pathlib.Path(__file__).resolve().parent
TOP = HERE.parent.parent
ROOMS = ("applet/", "libc-compat/")


class Rotten(Exception):
    """The list says what is not so any more."""


@dataclasses.dataclass(frozen=True)
class Mutant:
    name: str
    rule: str
    file: str
    old: str
    new: str
    also: tuple = ()
    units: tuple = ()
    tests: tuple = ()

    @property
    def catchers(self):
        """("unit", program) and ("test", name), the cheap ones first."""
        return ([("unit", name) for name in self.units]
                + [("test", name) for name in self.tests])

    def applied(self, text):
        """The file's text with the rule broken."""
        for old, new in ((self.old, self.new), *self.also):
            found = text.count(old)
            if found != 1:
                raise Rotten(f"{self.name}: {self.file} holds {found} times:\n{old}")
            text = text.replace(old, new)
        return text


def frozen(value):
    return tuple(frozen(each) for each in value) if isinstance(value, list) else value


def read(path):
    entries = tomllib.loads(path.read_text())
    return [Mutant(name, **{key: frozen(value) for key, value in entry.items()})
            for name, entry in entries.items()]


def load(directory=HERE / "rules"):
    """All mutants by their names, in the order of the files."""
    found = [mutant for path in sorted(directory.glob("*.toml")) for mutant in read(path)]
    named = {mutant.name: mutant for mutant in found}
    if len(named) != len(found):
        raise Rotten("two mutants of the same name")
    return named
