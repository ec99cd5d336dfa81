# SPDX-License-Identifier: MIT
"""Builds the unit tests (test_*.c here) with glibc and runs each test of each.

Every program is built twice: under AddressSanitizer and UBSan, where each of
its tests is an item of its own, and plain, for one pass of valgrind's memcheck.
unit_main.h says what a test program looks like.
"""
import concurrent.futures
import functools
import os
import pathlib
import re
import shlex
import shutil
import subprocess

import pytest

from lib import build, shared

HERE = build.TOP / "tests" / "unit"
TIME_LIMIT_S = 60
VALGRIND_LIMIT_S = 300

# The allocator is no builtin: a compiler that knows it leaves out pairs of
# malloc and free that a test means to count.
COMMON_FLAGS = (
    "-g", "-O1", "-std=c11", "-D_GNU_SOURCE", "-Wall", "-Wextra", "-Werror",
    "-Wno-unused-parameter", "-fno-builtin-malloc", "-fno-builtin-calloc",
    "-fno-builtin-realloc", "-fno-builtin-free",
)
KINDS = {
    "sanitized": ("-fsanitize=address,undefined", "-fno-sanitize-recover=all",
                  "-fno-omit-frame-pointer"),
    "plain": (),
    # clang's, whose warnings are others.
    "memory": ("-fsanitize=memory", "-fsanitize-memory-track-origins", "-fno-omit-frame-pointer",
               "-w"),
}
COMPILERS = {"memory": "clang-14"}
SANITIZER_ENVIRONMENT = {
    "ASAN_OPTIONS": "detect_leaks=1:detect_stack_use_after_return=1:exitcode=99",
    "MSAN_OPTIONS": "exitcode=99",
    "UBSAN_OPTIONS": "halt_on_error=1:print_stacktrace=1:exitcode=99",
}


class BuildFailed(Exception):
    pass


def wanted(source, key):
    """The words of the comment lines `// key: ...` of a test program."""
    lines = re.findall(rf"^//\s*{key}:(.*)$", source.read_text(), re.MULTILINE)
    return [word for line in lines for word in shlex.split(line)]


def compile_command(source, kind, program):
    objects = [str(build.TOP / path) for path in wanted(source, "objects")]
    includes = [f"-I{path}" for path in (
        HERE, build.TOP, build.TOP / "applet", build.output() / "config")]
    return [
        COMPILERS.get(kind, "gcc"), *COMMON_FLAGS, *KINDS[kind], *includes, *build.pam_cppflags(),
        *wanted(source, "cflags"), "-o", str(program),
        str(source), str(HERE / "unit_main.c"), *objects,
        *wanted(source, "ldflags"), "-lcmocka",
    ]


@functools.cache
def newest_header():
    """When a header that a test program may include was last changed."""
    rooms = (build.TOP / "applet", build.TOP / "libc-compat", HERE, build.output() / "config")
    headers = [path for room in rooms for path in room.rglob("*.h")]
    return max((path.stat().st_mtime for path in headers), default=0)


def is_fresh(program, command):
    """True when the program is newer than all that it was made of."""
    note = pathlib.Path(f"{program}.cmd")
    if not (program.exists() and note.exists() and note.read_text() == shlex.join(command)):
        return False
    sources = [pathlib.Path(word) for word in command if word.endswith((".c", ".a", ".o"))]
    made = program.stat().st_mtime
    return made > newest_header() and all(
        path.exists() and path.stat().st_mtime <= made for path in sources)


def program_of(source, kind):
    """Builds the test program when it is not fresh, and returns its path."""
    program = build.scratch("unit") / f"{source.stem}.{kind}"
    command = compile_command(source, kind, program)
    with shared.making(build.scratch("unit") / f"{program.name}.lock"):
        if not is_fresh(program, command):
            done = subprocess.run(
                command, cwd=build.TOP, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT, text=True, check=False)
            if done.returncode != 0:
                raise BuildFailed(f"{shlex.join(command)}\n{done.stdout}")
            pathlib.Path(f"{program}.cmd").write_text(shlex.join(command))
    return program


def run(command, limit_s=TIME_LIMIT_S):
    return subprocess.run(
        [str(word) for word in command], cwd=build.TOP, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=limit_s, check=False,
        env={**os.environ, **SANITIZER_ENVIRONMENT})


def names_in(source):
    """The names of a program's tests; [None] where it cannot be built."""
    try:
        listed = run([program_of(source, "sanitized"), "--list"])
    except BuildFailed:
        return [None]
    names = listed.stdout.decode(errors="replace").split()
    return names if listed.returncode == 0 and names else [None]


@functools.cache
def sources():
    return sorted(HERE.glob("test_*.c"))


def pytest_generate_tests(metafunc):
    if "test_name" in metafunc.fixturenames:
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            names = pool.map(names_in, sources())
        pairs = [(source, name) for source, each in zip(sources(), names) for name in each]
        metafunc.parametrize("source,test_name", pairs, ids=[
            f"{source.stem}:{name or 'build'}" for source, name in pairs])
    elif "source" in metafunc.fixturenames:
        metafunc.parametrize("source", sources(), ids=[source.stem for source in sources()])


def test_unit(source, test_name, evidence):
    program = program_of(source, "sanitized")
    assert test_name is not None, f"{source.name} lists no tests"
    done = run([program, test_name])
    text = done.stdout.decode(errors="replace")
    assert done.returncode == 0, text
    assert "ERROR: AddressSanitizer" not in text and "runtime error:" not in text, text
    evidence("analysis", "unit tests under AddressSanitizer and UBSan", 1)


@pytest.mark.slow
@pytest.mark.limit(VALGRIND_LIMIT_S + 60)
def test_memcheck(source, evidence):
    without = wanted(source, "memcheck-without")
    if without == ["*"]:
        pytest.skip(f"valgrind can run no test of {source.stem}")
    done = run(["valgrind", "--error-exitcode=99", "--leak-check=full",
                "--errors-for-leak-kinds=definite,possible", "--child-silent-after-fork=yes",
                program_of(source, "plain"), *(("--without", *without) if without else ())],
               VALGRIND_LIMIT_S)
    text = done.stdout.decode(errors="replace")
    # Valgrind that sees no allocation at all has not seen the program.
    seen = re.search(r"total heap usage: ([\d,]+) allocs", text)
    assert seen and int(seen.group(1).replace(",", "")) > 0, text
    assert done.returncode == 0, text
    evidence("analysis", "unit test programs under valgrind", 1)


@pytest.mark.slow
def test_memory_sanitized(source, evidence):
    """No decision and no output depends on memory that nobody has written."""
    if shutil.which(COMPILERS["memory"]) is None:
        pytest.skip(f"needs {COMPILERS['memory']}")
    without = wanted(source, "memory-without")
    if without == ["*"]:
        pytest.skip(f"MemorySanitizer can run no test of {source.stem}")
    done = run([program_of(source, "memory"), *(("--without", *without) if without else ())])
    text = done.stdout.decode(errors="replace")
    assert done.returncode == 0 and "MemorySanitizer" not in text, text
    evidence("analysis", "unit test programs under MemorySanitizer", 1)


# What each is to find in a program.
BAD = {
    "sanitized": ("heap-buffer-overflow", "char *p = malloc(7); return p[argc + 6];"),
    "memory": ("use-of-uninitialized-value", "int *p = malloc(8); return p[argc] ? 1 : 0;"),
}


@pytest.mark.slow
@pytest.mark.parametrize("kind", BAD)
def test_sanitizers_find_what_is_bad(kind, tmp_path):
    compiler = COMPILERS.get(kind, "gcc")
    if shutil.which(compiler) is None:
        pytest.skip(f"needs {compiler}")
    what, text = BAD[kind]
    (tmp_path / "bad.c").write_text(
        f"#include <stdlib.h>\nint main(int argc, char **argv)\n{{\n\t{text}\n}}\n")
    subprocess.run([compiler, "-g", "-w", *KINDS[kind], "-o", tmp_path / "bad",
                    tmp_path / "bad.c"], check=True)
    done = run([tmp_path / "bad"])
    assert done.returncode == 99 and what in done.stdout.decode(), done.stdout
