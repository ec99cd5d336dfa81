# SPDX-License-Identifier: MIT
"""`make lint`: the rules hold, each rule can fail, and the code is formatted."""
import subprocess

import pytest

from lint import rules, samples, tree

from lib import build

GOOD_FUNCTION = "static int\nshort_one(int a,\n\t  int b)\n{\n\treturn 0;\n}\n"


@pytest.mark.parametrize("name", rules.RULES)
def test_rule_holds(name):
    findings = rules.RULES[name](tree.project())
    assert not findings, "\n".join(findings)


@pytest.mark.parametrize("name", rules.RULES)
def test_rule_can_fail(name):
    for number, bad in enumerate(samples.BAD[name]):
        assert rules.RULES[name](bad), f"bad sample {number} of {name} passes"


def test_every_object_is_looked_at():
    """A rule that reads symbols is blind where there are none."""
    objects = tree.project().objects
    assert "applet/main.c" in objects and "applet/pam/transaction.c" in objects
    assert "exit" in objects["applet/main.c"].wanted, "objects of link-time optimisation?"


def test_symbols_are_seen(tmp_path):
    (tmp_path / "a.c").write_text("#include <stdlib.h>\nvoid *own(void);\n"
                                  "void *own(void) { return malloc(7); }\n")
    subprocess.run(["gcc", "-Os", "-c", "-o", tmp_path / "a.o", tmp_path / "a.c"], check=True)
    symbols = tree.symbols_of(tmp_path / "a.o")
    assert symbols.defined == {"own"} and "malloc" in symbols.wanted


def test_functions_are_found():
    assert tree.functions(GOOD_FUNCTION * 2) == [("short_one", 2, 5), ("short_one", 8, 5)]
    assert tree.functions("int x = f(1);\nint f(int);\nstruct s {\n\tint a;\n};\n") == []



def formatted(path):
    done = subprocess.run(
        ["clang-format", "--style=file", "--dry-run", "-Werror", str(path)], cwd=build.TOP,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, check=False, timeout=60)
    return done.returncode == 0, done.stdout


def c_files():
    return [name for name in tree.tracked_files() if name.endswith((".c", ".h"))]


@pytest.mark.parametrize("name", c_files())
def test_is_formatted(name):
    good, said = formatted(name)
    assert good, said


def test_formatting_can_fail(tmp_path):
    (tmp_path / ".clang-format").write_bytes((build.TOP / ".clang-format").read_bytes())
    (tmp_path / "bad.c").write_text("int  f( void ){return 0;}\n")
    good, _ = formatted(tmp_path / "bad.c")
    assert not good
