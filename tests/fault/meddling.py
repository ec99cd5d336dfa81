# SPDX-License-Identifier: MIT
"""A program one of whose system calls is meddled with (meddle.c): it fails, transfers
less than it was asked to, or a signal comes in it.

    desk = Desk(sandbox, stage, right=True)
    for job in desk.calls():
        end = desk.run("-p", job.process, "-n", job.number, "-e", errno.EIO)

A person or a pipe answers (stages.py says what), and all is looked at that the
battery's one invariant is about: End.
"""
import contextlib
import dataclasses
import functools
import os
import pathlib
import re
import select
import subprocess
import termios
import time

from lib import build, sandbox as sandboxes, shared
from lib.person import settings_of

HERE = pathlib.Path(__file__).resolve().parent
SOURCES = [HERE / name for name in ("meddle.c", "meddle_call.c", "meddle.h")]
HEADER = pathlib.Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h")
LIMIT_S = 20
HANG = "hang"
READ_BYTES = 65536
LOCAL = 3             # c_lflag, in what tcgetattr() returns
# Prompts whose answers are seen.
ECHOED = (b"login: ",)
# In place of an answer: the other end of the terminal is closed.
HANG_UP = None


@functools.cache
def program():
    """Builds it when it is older than its sources; returns its path."""
    made = build.scratch("meddle") / "meddle"
    with shared.making(made.with_suffix(".lock")):
        newest = max(path.stat().st_mtime for path in SOURCES)
        if not made.exists() or made.stat().st_mtime < newest:
            subprocess.run(["gcc", "-static", "-O1", "-Wall", "-Wextra", "-Werror", "-o",
                            str(made), *map(str, SOURCES[:2])], check=True)
    return made


@functools.cache
def can_trace():
    line = [program(), "-o", "/dev/null", "/", "/bin/true", "true"]
    prefix = [] if sandboxes.is_root() else sandboxes.namespace()
    return subprocess.run([*prefix, *line], stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                          check=False).returncode == 0


@functools.cache
def names():
    """{number: name} of the system calls."""
    found = re.findall(r"#define __NR_(\w+) (\d+)", HEADER.read_text())
    return {int(number): name for name, number in found}


@dataclasses.dataclass(frozen=True)
class Call:
    process: int
    number: int
    name: str


@dataclasses.dataclass
class End:
    status: object        # as a shell tells it, or HANG
    out: bytes            # of the terminal: all that was shown
    log: str
    hits: list            # the calls that were meddled with
    left: int             # processes
    before: dict = None   # the terminal's settings
    after: dict = None    # None: it was hung up

    @property
    def ids(self):
        """Those that the command had; an empty set: there was no command."""
        return set(re.findall(rb"^e?[ug]id=(\d+)\r*$", self.out, re.MULTILINE))


class Pipe:
    """Who answers without a terminal: all at once."""

    def __init__(self, answers):
        self._answers = b"".join(answer + b"\n" for _, *row in answers for answer in row)
        self.before = self.after = None

    def talk(self, line, during):
        process = subprocess.Popen(
            line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            start_new_session=True, env=sandboxes.host_environment())
        try:
            with during(process.pid):
                return process.communicate(self._answers, timeout=LIMIT_S)[0], True
        except subprocess.TimeoutExpired:
            process.kill()
            return process.communicate()[0], False


class Screen:
    """Who answers on a terminal, each question when it is asked."""

    def __init__(self, answers, owner):
        self._answers = {prompt: list(row) for prompt, *row in answers}
        self._prompt = re.compile(b"|".join(map(re.escape, self._answers)))
        self._master, self._terminal = os.openpty()
        self._name = os.ttyname(self._terminal)
        if owner:
            os.fchown(self._terminal, owner, -1)
        os.set_blocking(self._master, False)
        self.before, self.after = settings_of(self._terminal), None
        self._shown, self._at = b"", 0

    def _take(self):
        try:
            self._shown += os.read(self._master, READ_BYTES)
        except BlockingIOError:
            pass
        except OSError:      # hung up for a moment, by login
            time.sleep(0.001)
        self._keep_open()
        self._answer()

    def _keep_open(self):
        """login hangs the line up: who had it open has to open it anew."""
        try:
            termios.tcgetattr(self._terminal)
        except termios.error:
            os.close(self._terminal)
            self._terminal = os.open(self._name, os.O_RDWR | os.O_NOCTTY)

    def _is_over(self):
        """The question: echo is off from before it is shown to its end."""
        with contextlib.suppress(termios.error):
            return bool(termios.tcgetattr(self._terminal)[LOCAL] & termios.ECHO)
        return False

    def _answer(self):
        """To each question its answers in turn, the last one for good. What is typed
        late, behind a signal, may have answered the next one: then nobody asks."""
        while self._master >= 0 and (asked := self._prompt.search(self._shown, self._at)):
            self._at = asked.end()
            row = self._answers[asked[0]]
            answer = row.pop(0) if len(row) > 1 else row[0]
            if answer is HANG_UP:
                os.close(self._master)
                self._master = -1
            elif asked[0] in ECHOED or not self._is_over():
                os.write(self._master, answer + b"\r")

    def talk(self, line, during):
        process = subprocess.Popen(line, stdin=self._terminal, stdout=self._terminal,
                                   stderr=self._terminal, start_new_session=True,
                                   env=sandboxes.host_environment())
        end = time.monotonic() + LIMIT_S
        watched = os.pidfd_open(process.pid)
        with during(process.pid):
            while (in_time := time.monotonic() < end):
                waited = [watched] + ([self._master] if self._master >= 0 else [])
                ready, _, _ = select.select(waited, [], [], 0.1)
                if self._master in ready:
                    self._take()
                elif watched in ready:
                    break
        process.kill()
        process.wait()
        if self._master >= 0:
            self._keep_open()
            self.after = settings_of(self._terminal)
            os.close(self._master)
        os.close(watched)
        os.close(self._terminal)
        return self._shown, in_time


class Desk:
    """A place where a stage is played again and again."""

    def __init__(self, sandbox, stage, right):
        self.sandbox, self.stage, self.right = sandbox, stage, right
        self.log = sandbox.log or sandbox.listen()
        self._report = sandbox.path.parent / f"{sandbox.path.name}.report"
        stage.furnish(sandbox)
        self.good = self.run("-l")

    def _line(self, options):
        prefix = [] if sandboxes.is_root() else sandboxes.namespace()
        mounts = [word for name in self.stage.mounts for word in ("-m", name)]
        return [*prefix, program(), "-o", self._report, "-u", str(self.stage.uid), *mounts,
                *(["-t"] if self.stage.terminal else []), *map(str, options), self.sandbox.path,
                "/pamlet", *self.stage.words]

    def run(self, *options, during=contextlib.nullcontext):
        """Plays it once, with these options of meddle; during(its pid) surrounds it."""
        self.stage.prepare(self.sandbox)
        self._report.unlink(missing_ok=True)
        seen = len(self.log.lines())
        answers = self.stage.right if self.right else self.stage.wrong
        who = Screen(answers, self.stage.uid) if self.stage.terminal else Pipe(answers)
        out, in_time = who.talk(self._line(options), during)
        self.told = [line.split() for line in self._report.read_text().splitlines()]
        status = [int(words[1]) for words in self.told if words[0] == "end"]
        assert status or not in_time, f"meddle ended without a word: {out!r}"
        return End(status=sandboxes.shell_status(os.waitstatus_to_exitcode(status[0]))
                   if in_time else HANG, out=out, log="\n".join(self.log.lines()[seen:]),
                   hits=self._calls("hit"), before=who.before, after=who.after,
                   left=sum(int(words[1]) for words in self.told if words[0] == "left"))

    def _calls(self, word):
        return [Call(int(words[1]), int(words[2]), names().get(int(words[3]), words[3]))
                for words in self.told if words[0] == word]

    def calls(self):
        """All calls of a run that nobody meddles with."""
        assert self.run("-l").status == self.good.status
        return self._calls("call")
