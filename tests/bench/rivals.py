# SPDX-License-Identifier: MIT
"""login, su and pamtest beside the programs whose names or words they have:
Debian's, with the same accounts, policies and shell, in the same root directory,
on a terminal, where a person types what is asked for.

The shell ends at once: of a session, what is measured is what stands around it.
"""
import contextlib
import dataclasses
import os
import pathlib
import re
import shutil
import stat
import subprocess
import tempfile
import types

from bench import instructions, memory, peers, place, trace
from bench.table import Row, Skip
from lib import build, hashes, sandbox
from login.line import Line

SOURCE = build.TOP / "tests" / "bench" / "leave.c"
MODULES = ("unix", "permit", "deny", "rootok")
LOGIN, SU = pathlib.Path("/usr/bin/login"), pathlib.Path("/usr/bin/su")

# The set-user-ID files are copies: valgrind runs none.
OURS, OURS_SET_UID = "/pamlet", "/set-uid/pamlet/su"
THEIR_SET_UID = "/set-uid/debian/su"
UID = 1000
LIMIT_S = 100


@dataclasses.dataclass(frozen=True)
class Case:
    what: str
    peer: str
    ours: tuple
    theirs: tuple
    asks: bool = True
    uid: int = 0       # who starts it

    @property
    def applet(self):
        return self.ours[1] if self.ours[0] == OURS else "su"


CASES = (
    Case("login", "Debian's login", (OURS, "login", place.USER), (str(LOGIN), place.USER)),
    # A terminal of the command's own is what pamlet's su makes without -P.
    Case("su, root to a user", "Debian's su -P", (OURS, "su", place.USER, "-c", "true"),
         (str(SU), "-P", place.USER, "-c", "true"), asks=False),
    Case("su, a user to root", "Debian's su -P", (OURS_SET_UID, "root", "-c", "true"),
         (THEIR_SET_UID, "-P", "root", "-c", "true"), uid=UID),
    Case("pamtest", "pamtester", (OURS, "pamtest", "gate", place.USER, *peers.OPERATIONS),
         (str(peers.PAMTESTER), "gate", place.USER, *peers.OPERATIONS)),
)


def shell():
    """The shell that ends at once."""
    program = build.scratch("bench") / "leave"
    subprocess.run([str(build.third() / "musl" / "bin" / "musl-gcc"), "-static", "-Os", "-o",
                    str(program), str(SOURCE)], check=True)
    return program


@contextlib.contextmanager
def room(config=None):
    """A root directory with both sides in it."""
    place.needs_root()
    peers.needs(LOGIN, SU, peers.PAMTESTER)
    with tempfile.TemporaryDirectory(prefix="pamlet-bench-") as directory:
        made = sandbox.Sandbox(f"{directory}/root", build.pamlet(config))
        furnish(made)
        yield made


def furnish(made):
    peers.bring(made, [LOGIN, SU, peers.PAMTESTER], MODULES)
    (made.path / str(SU).lstrip("/")).chmod(0o755)
    for source, name in ((made.path / "pamlet", OURS_SET_UID), (SU, THEIR_SET_UID)):
        copy = made.path / name.lstrip("/")
        copy.parent.mkdir(parents=True)
        shutil.copy(source, copy)
        copy.chmod(0o4755)
    (made.path / "bin").mkdir(exist_ok=True)
    shutil.copy2(shell(), made.path / "bin/sh")
    made.user("root", hashes.YESCRYPT_DEFAULT, uid=0, gid=0)
    made.user(place.USER, hashes.YESCRYPT_DEFAULT, uid=UID, gid=UID)
    made.groups(root=(0, ""), tty=(5, ""), users=(UID, ""))
    for service in ("login", "gate", "su", "other"):
        made.unix_policy(service)
    made.policy("su", "auth sufficient pam_rootok.so\n" + made.read("etc/pam.d/su"))
    made.write("etc/login.defs", "LOGIN_TIMEOUT 60\n")
    made.nodes("null", "tty", "urandom")
    os.mknod(made.path / "dev/ptmx", stat.S_IFCHR | 0o666, os.makedev(5, 2))
    (made.path / "dev/ptmx").chmod(0o666)
    made.mount("proc")
    made.mount("dev/pts")


def command(where, case, words):
    line = where.command(*words[1:], program=words[0])
    at = line.index("chroot") + 1
    who = [f"--userspec={case.uid}:{case.uid}", "--groups="] if case.uid else []
    return [*line[:at], *who, *line[at:]]


@contextlib.contextmanager
def seat(case, line, environment=None):
    """Somebody at the prompt, where there is one; on leaving the answer is typed."""
    somebody = Line(types.SimpleNamespace(command=lambda *_: line), environment=environment,
                    setup=lambda terminal: os.fchown(terminal, case.uid, -1))
    try:
        if case.asks:
            somebody.see(re.compile(rb"Password: ?"))
        yield somebody
        if case.asks:
            somebody.type(f"{hashes.PASSWORD}\r")
        status = somebody.leave(LIMIT_S)
        if status != 0:
            raise RuntimeError(f"{case.what}: status {status}: {somebody.screen!r}")
    finally:
        somebody.close()


def calls(case, words):
    """(system calls to the prompt or None, of all)."""
    if not shutil.which("strace"):
        raise Skip("strace is not installed")
    with room() as where, tempfile.NamedTemporaryFile("r", prefix="pamlet-trace-") as log:
        line = command(where, case, words)
        at = line.index("chroot")
        with seat(case, [*line[:at], "strace", "-f", "-o", log.name, *line[at:]]):
            pass
        found = trace.calls_of(log.read().splitlines(), words[0])
    return trace.calls_to_prompt(found) if case.asks else None, len(found)


def counted(case, words):
    """Instructions of all processes."""
    instructions.needs_valgrind()
    if case.uid:
        raise Skip("valgrind runs no set-user-ID program")
    with room() as where:
        instructions.bring_valgrind(where)
        line = instructions.under_callgrind(where, command(where, case, words))
        with seat(case, line, instructions.ENVIRONMENT):
            pass
        return instructions.instructions_in(where.path / "tmp")


def resident(case, words):
    """RSS at the prompt, KiB."""
    with room() as where, seat(case, command(where, case, words)) as somebody:
        return memory.rollup(somebody.process.pid)["Rss"]


def both(measure, case):
    return measure(case, case.ours), measure(case, case.theirs)


def in_build(case):
    if build.configuration().get(f"APPLET_{case.applet.upper()}") != "y":
        raise Skip(f"{case.applet} is not in this build")


def rows(case):
    in_build(case)
    made = []
    ours, theirs = both(calls, case)
    if case.asks:
        made.append(Row(f"{case.what}: calls to the prompt", ours[0], "", case.peer, theirs[0]))
    made.append(Row(f"{case.what}: calls, whole", ours[1], "", case.peer, theirs[1]))
    try:
        ours, theirs = both(counted, case)
        made.append(Row(f"{case.what}: instructions", ours, "", case.peer, theirs))
    except Skip as reason:
        made.append(Row(f"{case.what}: instructions", skipped=str(reason)))
    if case.asks:
        ours, theirs = both(resident, case)
        made.append(Row(f"{case.what}: RSS at the prompt, KiB", ours, "", case.peer, theirs))
    return made
