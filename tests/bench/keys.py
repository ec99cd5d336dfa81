# SPDX-License-Identifier: MIT
"""System calls that one key costs, counted by strace while somebody types.

Typed is the right password in between keys of all kinds: letters, characters of
several bytes, erase, a whole line killed, an arrow, a redraw. A byte is a read; what
stands between two reads is what the first of both cost.
"""
import re
import shutil
import tempfile

from bench import place, trace
from bench.table import Row, Skip
from lib import hashes

TARGET_READS = TARGET_WRITES = 1

# Ends with an empty line and the right password.
DETOURS = "abcdef\x7f\x7f", "éß字\x7f", "\x1b[A", "many words " * 9, "\x12", "\x17", "\x15"

READ = re.compile(r'read\(\d+, "(?:[^"\\]|\\.)*", 1\) += 1')
CALL = re.compile(r"(\w+)\(")


def typed_lines(echo):
    """strace's lines from the prompt to the end of the line, of one login."""
    if not shutil.which("strace"):
        raise Skip("strace is not installed")
    place.needs_root()
    with place.pamlet_root() as where, tempfile.NamedTemporaryFile("r") as log:
        command = where.command("gate", "-E", echo, "-u", place.USER)
        at = command.index("chroot")
        command[at:at] = ["strace", "-o", log.name]
        with place.person(where, command) as person:
            person.type("".join(DETOURS))
        lines = log.read().splitlines()
    begin = next(i for i, text in enumerate(lines) if trace.PROMPT.search(text))
    reads = [i for i, text in enumerate(lines) if i > begin and READ.match(text)]
    end = next(i for i in reads if r'"\r"' in lines[i])
    return lines[reads[0]:end]


def measure(echo):
    """(keys, most reads a key, most writes a key, calls a key) of typing."""
    keys = []
    for text in typed_lines(echo):
        if READ.match(text):
            keys.append([])
        keys[-1].append(CALL.match(text)[1])
    wanted = len("".join([*DETOURS, hashes.PASSWORD]).encode())
    assert len(keys) == wanted, f"{len(keys)} reads for {wanted} bytes"
    return (len(keys), max(key.count("read") for key in keys),
            max(key.count("write") for key in keys), sum(map(len, keys)) / len(keys))


def rows(echo):
    keys, reads, writes, calls = measure(echo)
    return [Row(f"reads of one key at most, echo {echo}", reads, target=TARGET_READS),
            Row(f"writes of one key at most, echo {echo}", writes, target=TARGET_WRITES),
            Row(f"calls of one key, the mean of {keys}, echo {echo}", calls)]
