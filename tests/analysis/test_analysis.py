# SPDX-License-Identifier: MIT
"""`make analyze`: the analysers find nothing in the project's own C code, each
of them finds what is wrong with a bad sample, and nothing is suppressed that
they would not find."""
import re
import shutil

import pytest

from analysis import tools

pytestmark = [pytest.mark.slow, pytest.mark.limit(600)]
FILES_MIN = 100

# What each is to find: (the finding, a program with it).
BAD = {
    "gcc -fanalyzer": ("Wanalyzer-double-free", """
        #include <stdlib.h>
        void twice(int number);
        void twice(int number)
        {
                char *text = malloc(7);

                if (number > 3) {
                        free(text);
                }
                free(text);
        }"""),
    "clang-tidy": ("bugprone-sizeof-expression", """
        #include <string.h>
        void clear(char *text);
        void clear(char *text)
        {
                memset(text, 0, sizeof(sizeof(text)));
        }"""),
    "scan-build": ("unix.Malloc", """
        #include <stdlib.h>
        int lose(int number);
        int lose(int number)
        {
                char *text = malloc(7);

                if (text == NULL || number > 3) {
                        return 0;
                }
                free(text);
                return 1;
        }"""),
    "cppcheck": ("arrayIndexOutOfBounds", """
        int beyond(void);
        int beyond(void)
        {
                int numbers[4] = {1, 2, 3, 4};

                return numbers[4];
        }"""),
}
OVERFLOW = """
        #include <string.h>
        void fill(void);
        void fill(void)
        {
                char small[4];

                memcpy(small, "much too long", 14);
                __asm__ volatile("" : : "r"(small) : "memory");
        }"""


@pytest.fixture(params=tools.TOOLS)
def tool(request):
    if shutil.which(tools.PROGRAMS[request.param]) is None:
        pytest.skip(f"needs {tools.PROGRAMS[request.param]}")
    return request.param


def test_no_findings(tool, evidence):
    findings = tools.TOOLS[tool](tools.files())
    assert len(tools.files()) >= FILES_MIN
    assert not findings, "\n".join(findings)
    evidence("analysis", f"C files, {tool}", len(tools.files()))


def test_finds_what_is_bad(tool, tmp_path):
    what, text = BAD[tool]
    (tmp_path / "bad.c").write_text(text + "\n")
    findings = "\n".join(tools.TOOLS[tool]([tmp_path / "bad.c"]))
    assert what.lower() in findings.lower(), findings or "nothing was found"


def test_the_compiler_finds_an_overflow(tmp_path):
    (tmp_path / "bad.c").write_text(OVERFLOW + "\n")
    assert "out of the bounds" in "\n".join(tools.gcc([tmp_path / "bad.c"]))


def test_what_tidy_leaves_out_has_reasons():
    """Those that are off are those that have a reason, and no others."""
    checks = re.search(r"^Checks: '(.*)'$", tools.TIDY.read_text(), re.MULTILINE).group(1)
    off = {check[1:] for check in checks.split(",") if check.startswith("-") and check != "-*"}
    assert off == set(tools.tidy_off()) and all(tools.tidy_off().values())


def test_what_tidy_leaves_out_is_there():
    """A check that would find nothing any more need not be off."""
    if shutil.which("clang-tidy-14") is None:
        pytest.skip("needs clang-tidy-14")
    findings = "\n".join(tools.tidy_all(tools.files()))
    assert [check for check in tools.tidy_off()
            if not re.search(rf"[\[,]{re.escape(check)}[\],]", findings)] == []


def test_no_other_suppressions():
    """None in the sources, where nobody would see them."""
    marks = r"NOLINT|cppcheck-suppress|GCC diagnostic|__clang_analyzer__|lint -"
    assert [f"{path.name}: {found.group(0)}" for path in tools.files()
            if (found := re.search(marks, path.read_text()))] == []


def test_a_useless_suppression_is_found(tmp_path):
    if shutil.which("cppcheck") is None:
        pytest.skip("needs cppcheck")
    (tmp_path / "list").write_text("# a reason\nmemleak\n")
    (tmp_path / "good.c").write_text("int good(void);\nint good(void)\n{\n\treturn 7;\n}\n")
    findings = tools.cppcheck([tmp_path / "good.c"], tmp_path / "list")
    assert any("Unmatched suppression: memleak" in finding for finding in findings), findings
