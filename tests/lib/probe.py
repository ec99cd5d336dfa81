# SPDX-License-Identifier: MIT
"""The command that tests start behind the gate (tests/chroot/probe.c)."""
import fcntl
import functools
import re
import subprocess

from lib import build

SOURCE = build.TOP / "tests" / "chroot" / "probe.c"


@functools.cache
def program():
    """Builds the probe when it is older than its source; returns its path."""
    made = build.scratch("probe") / "probe"
    with open(made.with_suffix(".lock"), "w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists() or made.stat().st_mtime < SOURCE.stat().st_mtime:
            subprocess.run(["gcc", "-static", "-O1", "-Wall", "-Wextra", "-Werror",
                            "-o", str(made), str(SOURCE)], check=True)
    return made


def facts(text):
    """What `probe report` printed: ({name: value}, {variable: value})."""
    text = text.decode(errors="replace") if isinstance(text, bytes) else text
    lines = [line.rstrip("\r") for line in text.split("\n")]
    environment = dict(line[4:].split("=", 1) for line in lines if line.startswith("env:"))
    told = dict(line.split("=", 1) for line in lines if re.match(r"[a-z]+=", line))
    return told, environment
