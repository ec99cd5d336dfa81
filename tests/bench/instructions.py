# SPDX-License-Identifier: MIT
"""Instructions of one whole login, parent and children, by callgrind.

pamlet runs in a chroot that holds nothing but it, the account's files and
valgrind itself; bare crypt() is a program of the same libxcrypt and musl.
"""
import pathlib
import re
import shutil
import subprocess
import tempfile

from bench import peers, place
from bench.table import Row, Skip
from lib import build, hashes

TARGET_RATIO = 1.01
VALGRIND = pathlib.Path("/usr/libexec/valgrind")
TOOL = VALGRIND / "callgrind-amd64-linux"
SOURCE = build.TOP / "tests" / "bench" / "crypt.c"
HASHES = ("bcrypt", "sha256crypt", "sha512crypt", "yescrypt")
LIMIT_S = 100


def needs_valgrind():
    peers.needs(TOOL)


def instructions_in(directory):
    """The sum over all processes that left a callgrind.out.PID here.

    A forked process starts with its parent's count: what came before the fork
    is counted twice, so the sum is a little too high (0.2 %), never too low.
    """
    files = sorted(pathlib.Path(directory).glob("callgrind.out.*"))
    texts = [file.read_text(errors="replace") for file in files]
    found = [re.search(r"^(?:totals|summary): (\d+)", text, re.MULTILINE) for text in texts]
    if not found or None in found:
        raise RuntimeError(f"valgrind left no totals in {directory}")
    return sum(int(total[1]) for total in found)


def bring_valgrind(where):
    """The tool itself, without its launcher: it is static and needs /proc."""
    (where.path / VALGRIND.relative_to("/")).mkdir(parents=True)
    for name in ("callgrind-amd64-linux", "default.supp", "vgpreload_core-amd64-linux.so"):
        shutil.copy2(VALGRIND / name, where.path / VALGRIND.relative_to("/"))
    (where.path / "tmp").chmod(0o1777)
    where.mount("proc")


# What the tool wants to know of its launcher.
ENVIRONMENT = {"VALGRIND_LAUNCHER": "/usr/bin/valgrind", "VALGRIND_LIB": str(VALGRIND)}


def under_callgrind(where, command):
    """The command with the tool behind its chroot. What is forked is counted, too; what
    is executed is not: that would need the launcher, and its libraries."""
    at = len(command) - command[::-1].index(str(where.path))
    tool = [str(TOOL), "--trace-children=no", "--vgdb=no",
            "--callgrind-out-file=/tmp/callgrind.out.%p"]
    return [*command[:at], *tool, *command[at:]]


def watched(where):
    """One login under callgrind in this place: its instructions."""
    bring_valgrind(where)
    place.by_pipe(under_callgrind(where, place.command_of(where)), **ENVIRONMENT)
    return instructions_in(where.path / "tmp")


def libxcrypt(config=None):
    """The libcrypt.a that this configuration is linked with."""
    chosen = build.configuration(config)
    names = [name for name in HASHES if chosen.get(f"HASH_{name.upper()}") == "y"]
    return build.third() / f"xcrypt-{'+'.join(names)}" / "lib" / "libcrypt.a"


def crypt_program(directory, config=None):
    program = pathlib.Path(directory) / "crypt"
    compiler = build.third() / "musl" / "bin" / "musl-gcc"
    subprocess.run([str(compiler), "-static", "-Os", "-o", str(program), str(SOURCE),
                    str(libxcrypt(config))], check=True)
    return program


def bare_crypt(config=None):
    """The instructions of crypt() alone."""
    needs_valgrind()
    with tempfile.TemporaryDirectory(prefix="pamlet-bench-") as directory:
        program = crypt_program(directory, config)
        subprocess.run(
            ["valgrind", "-q", "--tool=callgrind", "--toggle-collect=bare_crypt",
             f"--callgrind-out-file={directory}/callgrind.out.%p", str(program),
             hashes.PASSWORD, hashes.YESCRYPT_DEFAULT], check=True, timeout=LIMIT_S,
            stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return instructions_in(directory)


def login(config=None):
    place.needs_root()
    needs_valgrind()
    with place.pamlet_root(config) as where:
        return watched(where)


def pamtester():
    with place.pamtester_root() as where:
        return watched(where)


def rows(config=None):
    ours = login(config)
    made = [Row("one yescrypt login", ours, "", "crypt() alone", bare_crypt(config),
                TARGET_RATIO, of_ratio=True)]
    try:
        made.append(Row("one yescrypt login", ours, "", "pamtester", pamtester()))
    except Skip as reason:
        made.append(Row("beside pamtester", skipped=str(reason)))
    return made
