# SPDX-License-Identifier: MIT
"""System calls of one login, counted by strace over parent and children.

Counted are the execve of the program itself, all that follows, and for the
prompt the write that shows it.
"""
import re
import shutil
import tempfile

from bench import place
from bench.table import Row, Skip

TARGET_PROMPT = 40
TARGET_LOGIN = 260

PROMPT = re.compile(r'write\(\d+, "(login|Password): ?"')
NO_CALL = re.compile(r"resumed>|--- SIG|\+\+\+ ")


def calls_of(lines, program):
    """strace's lines, from the execve of the program on, a call each."""
    begin = next(i for i, text in enumerate(lines) if f'execve("{program}"' in text)
    return [text for text in lines[begin:] if not NO_CALL.search(text)]


def calls_to_prompt(calls):
    return next(i for i, text in enumerate(calls, 1) if PROMPT.search(text))


def counts(lines, program):
    """(calls to the prompt, calls of all) of strace's lines."""
    calls = calls_of(lines, program)
    return calls_to_prompt(calls), len(calls)


def traced(where, mode):
    """(to the prompt, of all) of one login in this place."""
    if not shutil.which("strace"):
        raise Skip("strace is not installed")
    command = place.command_of(where, mode)
    program = command[command.index(str(where.path)) + 1]
    with tempfile.NamedTemporaryFile("r", prefix="pamlet-trace-") as log:
        # Behind unshare(1), whose helper is setuid and so must not be traced.
        at = command.index("chroot")
        command[at:at] = ["strace", "-f", "-o", log.name]
        if mode == "stdio":
            place.by_pipe(command)
        else:
            with place.person(where, command):
                pass
        return counts(log.read().splitlines(), program)


def measure(mode, config=None):
    """Of pamlet; a terminal in the sandbox needs a device node, which needs root."""
    if mode == "tty":
        place.needs_root()
    with place.pamlet_root(config) as where:
        return traced(where, mode)


def measure_pamtester(mode):
    with place.pamtester_root() as where:
        return traced(where, mode)


def rows(mode, config=None):
    prompt, login = measure(mode, config)
    try:
        their_prompt, their_login = measure_pamtester(mode)
    except Skip:
        their_prompt = their_login = None
    return [Row(f"to the prompt, {mode}", prompt, "", "pamtester", their_prompt, TARGET_PROMPT),
            Row(f"whole login, {mode}", login, "", "pamtester", their_login, TARGET_LOGIN)]
