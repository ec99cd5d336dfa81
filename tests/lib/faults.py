# SPDX-License-Identifier: MIT
"""A gate one of whose system calls fails, by strace's injection.

    faults = Faults(sandbox, "-u", "anna", answers=[PASSWORD])
    for name, number, error in faults.jobs(["read", "openat"]):
        done = faults.run(name, number, error)

The number of a call is counted in each process alone: the gate, its helper and the
command. busybox's chroot starts the gate, because a static program makes few calls
before; those are counted too, and never made to fail. The failure delay is skipped.
"""
import collections
import dataclasses
import functools
import os
import re
import signal
import subprocess

import pytest

from lib import sandbox as sandboxes

BUSYBOX = os.environ.get("BUSYBOX", "/bin/busybox")
LIMIT_S = 8
HANG = "hang"

NO_DELAY = "clock_nanosleep:retval=0"
# What a program cannot go on without: musl's own start, and its end.
NOT_THESE = {"execve", "exit_group", "arch_prctl", "set_tid_address", "rt_sigreturn"}
# Where another error than EIO is what a machine would give.
ERRORS = {
    "open": ("EMFILE", "EROFS"), "openat": ("EMFILE", "EIO"), "fork": ("EAGAIN",),
    "clone": ("EAGAIN",), "mmap": ("ENOMEM",), "brk": ("ENOMEM",), "mlock": ("ENOMEM",),
    "wait4": ("ECHILD",), "write": ("ENOSPC",), "writev": ("ENOSPC",), "rename": ("EROFS",),
    "pipe": ("EMFILE",), "pipe2": ("EMFILE",), "dup2": ("EMFILE",), "setresuid": ("EAGAIN",),
    "ppoll": ("ENOMEM",), "poll": ("ENOMEM",),
}
CALL = re.compile(r"(\d+) +(\w+)\((.*)")


@functools.cache
def can_trace():
    try:
        done = subprocess.run(["strace", "-f", "-o", "/dev/null", "true"], check=False,
                              stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=30)
        return done.returncode == 0
    except FileNotFoundError:
        return False


def needs_ptrace():
    sandboxes.needs_root()
    if not can_trace():
        pytest.skip("needs ptrace, and strace")


@dataclasses.dataclass
class Done:
    status: object     # as a shell tells it, or HANG
    out: bytes
    err: bytes
    log: str


class Faults:
    def __init__(self, sandbox, *arguments, answers=(), before=lambda: None):
        """before() is called before each run, to write the files anew."""
        needs_ptrace()
        self.sandbox = sandbox
        self.log = sandbox.log or sandbox.listen()
        self._line = [BUSYBOX, "chroot", str(sandbox.path), "/pamlet", "gate", "-P", "stdio",
                      *arguments]
        self._input = b"".join(answer.encode() + b"\n" for answer in answers)
        self._before = before
        self._trace = sandbox.path.parent / f"{sandbox.path.name}.trace"
        self.good = self._run(NO_DELAY)
        self._counts, self._skipped, self._lines = self._count()

    def _run(self, *injections):
        self._before()
        seen = len(self.log.lines())
        options = [word for injection in injections for word in ("-e", f"inject={injection}")]
        with subprocess.Popen(
                ["strace", "-f", "-y", "-qq", "-o", self._trace, *options, *self._line],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                start_new_session=True, env=sandboxes.host_environment()) as process:
            try:
                out, err = process.communicate(self._input, timeout=LIMIT_S)
                status = sandboxes.shell_status(process.returncode)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                out, err = process.communicate()
                status = HANG
        return Done(status, out, err, "\n".join(self.log.lines()[seen:]))

    def _count(self):
        """Of the good run: each call's greatest number in a process, how many come
        before the gate, and for each (call, number) its lines."""
        per_process = collections.Counter()
        skipped, lines = collections.Counter(), collections.defaultdict(list)
        for line in self._trace.read_text(errors="replace").splitlines():
            match = CALL.match(line)
            if not match:
                continue
            pid, name, rest = match.groups()
            per_process[pid, name] += 1
            lines[name, per_process[pid, name]].append(rest)
            if name == "execve" and rest.startswith('"/pamlet"'):
                skipped = collections.Counter({each: count for (_, each), count
                                               in per_process.items()})
        greatest = collections.Counter()
        for (_, name), count in per_process.items():
            greatest[name] = max(greatest[name], count)
        return greatest, skipped, lines

    def calls(self):
        return sorted(set(self._counts) - NOT_THESE)

    def has(self, name, number, where):
        """Whether that call, in one of the processes, has `where` in its line."""
        return any(where in line for line in self._lines[name, number])

    def jobs(self, names=None, where=""):
        """(call, number, error) for each call of these names whose line has `where`."""
        return [(name, number, error)
                for name in (names or self.calls())
                for number in range(self._skipped[name] + 1, self._counts[name] + 1)
                if any(where in line for line in self._lines[name, number])
                for error in ERRORS.get(name, ("EIO",))]

    def run(self, name, number, error):
        injection = f"{name}:error={error}:when={number}"
        return self._run(injection, *([NO_DELAY] if name != "clock_nanosleep" else []))
