# SPDX-License-Identifier: MIT
"""Programs that ask, made for a test: shell scripts of busybox, and asker.c.

    asking.script(sandbox, "echo secret")             # is /asker
    done = asking.gate(sandbox, "-u", "anna")
"""
import contextlib
import functools
import os
import pathlib
import re
import shutil
import signal
import subprocess

import pytest

from lib import build, procfs, waiting
from lib import sandbox as sandboxes

BUSYBOX = os.environ.get("BUSYBOX", "/bin/busybox")
LIMIT_S = 30
wait_until = functools.partial(waiting.wait_until, limit_s=LIMIT_S)
ASKER = "/asker"


def reporter():
    """The path of asker.c's program."""
    return build.static_program("askpass/asker.c")


# What is put in


def script(sandbox, *lines, name=ASKER, mode=0o755):
    """A shell script in the sandbox; busybox's programs are `/bin/busybox NAME`."""
    shell = sandbox.path / "bin" / "busybox"
    if not shell.exists():
        shell.parent.mkdir(exist_ok=True)
        shutil.copy2(BUSYBOX, shell)
    return sandbox.write(name, "\n".join(["#!/bin/busybox sh", *lines, ""]), mode)


def answering(sandbox, answer, *lines):
    """A script that writes these bytes, and then goes on with lines."""
    sandbox.write("answer", answer)
    return script(sandbox, 'echo "$1" >>/questions', "/bin/busybox cat /answer", *lines)


def questions(sandbox):
    """What such scripts were asked, in order."""
    return sandbox.read("questions").splitlines()


# How it runs


def gate(sandbox, *arguments, program=ASKER, **how):
    """Runs a gate with this program to its end."""
    chosen = ["-A", program] if program is not None else []
    return sandbox.run("gate", "-P", "askpass", *chosen, *arguments, **how)


def running(sandbox, *arguments, program=ASKER):
    """A gate that is left running meanwhile, as a Popen; killed at the end."""
    return running_line(sandbox.command("gate", "-P", "askpass", "-A", program, *arguments))


@contextlib.contextmanager
def running_line(line):
    """The same for any command line."""
    process = subprocess.Popen(
        line, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env=sandboxes.host_environment(), start_new_session=True)
    try:
        yield process
    finally:
        kill_all(process.pid)
        process.wait(LIMIT_S)
        process.stdout.close()
        process.stderr.close()


def kill_all(pid):
    """Kills a process of ours and all that it has started."""
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        for child in procfs.children(pid):
            kill_all(child)
        os.kill(pid, signal.SIGKILL)


def end_of(process):
    """Waits for the gate's end: (status, what it wrote to standard error)."""
    _, err = process.communicate(timeout=LIMIT_S)
    return sandboxes.shell_status(process.returncode), err


# Processes


def is_running(pid):
    """False when it is gone, or a zombie that somebody else has to reap."""
    try:
        state = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state not in "ZX"


def pids(sandbox, count):
    """The pids that a script has written to /pids, one a line, when they are all there."""
    path = sandbox.path / "pids"
    wait_until(lambda: path.exists() and path.read_text().count("\n") >= count,
               f"{count} pids")
    return [int(line) for line in path.read_text().split()]


def assert_gone(processes):
    """What is not gone in time fails the test, and is killed."""
    assert processes
    try:
        for pid in processes:
            wait_until(lambda: not is_running(pid), f"the end of {pid}")
    finally:
        for pid in filter(is_running, processes):
            os.kill(pid, signal.SIGKILL)


# Real programs


def install(sandbox, *programs):
    """Puts programs of this machine in, at their places, with the libraries they need."""
    for program in programs:
        told = subprocess.run(["ldd", program], stdout=subprocess.PIPE, text=True, check=True)
        libraries = re.findall(r"(/\S+) \(0x", told.stdout)
        assert libraries, told.stdout
        for path in [program, *libraries]:
            inside = sandbox.path / path.lstrip("/")
            if not inside.exists():
                inside.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(path, inside)


def needs_programs(*programs):
    for program in programs:
        if not os.access(program, os.X_OK):
            pytest.skip(f"needs {program}")
