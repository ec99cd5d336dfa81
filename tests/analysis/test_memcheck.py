# SPDX-License-Identifier: MIT
"""The whole static program under valgrind's memcheck, for the right password and
a wrong one: no decision hangs on memory that nobody has written, and nothing of
the kind goes to the kernel. (A static file has a heap of its own, which valgrind
cannot put its own in place of: leaks are looked for in the unit tests.)
"""
import pathlib
import re
import shutil
import subprocess

import pytest

from lib import build, hashes
from lib.sandbox import Sandbox, needs_root

VALGRIND = pathlib.Path("/usr/libexec/valgrind")
TOOL = VALGRIND / "memcheck-amd64-linux"
ENVIRONMENT = {"VALGRIND_LAUNCHER": "/usr/bin/valgrind", "VALGRIND_LIB": str(VALGRIND)}
LIMIT_S = 200
pytestmark = [pytest.mark.slow, pytest.mark.limit(LIMIT_S + 60)]
BAD = """
#include <unistd.h>
int main(int argc, char **argv)
{
        volatile int numbers[4];

        return numbers[argc] > 7 ? 1 : 0;
}
"""


def furnish(path, program):
    """A root with the tool in it: it is static, and needs /proc."""
    needs_root()
    if not TOOL.exists():
        pytest.skip("needs valgrind")
    where = Sandbox(path, program)
    (where.path / VALGRIND.relative_to("/")).mkdir(parents=True)
    for name in (TOOL.name, "default.supp", "vgpreload_core-amd64-linux.so",
                 "vgpreload_memcheck-amd64-linux.so"):
        shutil.copy2(VALGRIND / name, where.path / VALGRIND.relative_to("/"))
    (where.path / "tmp").chmod(0o1777)
    where.mount("proc")
    return where


def watched(where, *arguments, stdin=b""):
    """(status, {process: errors}, what the tool said)."""
    command = where.command(*arguments)
    at = len(command) - command[::-1].index(str(where.path))
    tool = [str(TOOL), "--vgdb=no", "--log-file=/tmp/log.%p", "--leak-check=no",
            "--undef-value-errors=yes"]
    done = subprocess.run([*command[:at], *tool, *command[at:]], input=stdin, check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=LIMIT_S,
                          env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", **ENVIRONMENT})
    texts = [path.read_text() for path in sorted((where.path / "tmp").glob("log.*"))]
    counts = [int(found.group(1).replace(",", "")) for text in texts
              if (found := re.search(r"ERROR SUMMARY: ([\d,]+) errors", text))]
    return done.returncode, counts, done.stdout.decode(errors="replace") + "\n".join(texts)


@pytest.mark.parametrize("password,status", [(hashes.PASSWORD, 0), ("wrong", 1)])
def test_gate(tmp_path, password, status, evidence):
    where = furnish(tmp_path / "root", build.output() / "pamlet.unstripped")
    try:
        where.unix_policy(auth="nodelay")
        where.user("anna")
        got, counts, text = watched(where, "gate", "-P", "stdio", "-n", "1", "-u", "anna",
                                    stdin=password.encode() + b"\n")
    finally:
        where.close()
    assert got == status, text
    # The gate and unix_chkpwd or not: at least the gate itself has told.
    assert counts and sum(counts) == 0, text
    evidence("analysis", "logins under valgrind, the static file", 1)


def test_the_tool_finds_what_is_bad(tmp_path):
    (tmp_path / "bad.c").write_text(BAD)
    subprocess.run(["gcc", "-static", "-g", "-w", "-o", tmp_path / "bad", tmp_path / "bad.c"],
                   check=True)
    where = furnish(tmp_path / "root", tmp_path / "bad")
    try:
        _, counts, text = watched(where)
    finally:
        where.close()
    assert sum(counts) > 0, text
