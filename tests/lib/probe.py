# SPDX-License-Identifier: MIT
"""The command that tests start behind the gate (tests/chroot/probe.c)."""
import re

from lib import build


def program():
    """The probe's path."""
    return build.static_program("chroot/probe.c")


def facts(text):
    """What `probe report` printed: ({name: value}, {variable: value})."""
    text = text.decode(errors="replace") if isinstance(text, bytes) else text
    lines = [line.rstrip("\r") for line in text.split("\n")]
    environment = dict(line[4:].split("=", 1) for line in lines if line.startswith("env:"))
    told = dict(line.split("=", 1) for line in lines if re.match(r"[a-z]+=", line))
    return told, environment
