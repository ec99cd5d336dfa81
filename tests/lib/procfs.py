# SPDX-License-Identifier: MIT
"""What /proc tells about a running process."""
import dataclasses
import pathlib
import re


@dataclasses.dataclass(frozen=True)
class Mapping:
    start: int
    end: int
    permissions: str
    name: str


def maps(pid):
    lines = pathlib.Path(f"/proc/{pid}/maps").read_text().splitlines()
    return [_mapping(line) for line in lines]


def _mapping(line):
    area, permissions, _, _, _, *name = line.split(maxsplit=5)
    start, end = (int(part, 16) for part in area.split("-"))
    return Mapping(start, end, permissions, name[0] if name else "")


def status(pid):
    """/proc/PID/status as a dictionary of strings."""
    text = pathlib.Path(f"/proc/{pid}/status").read_text()
    return dict(re.findall(r"^(\w+):\s*(.*)$", text, re.MULTILINE))


def limits(pid):
    """{"Max core file size": "0", ...}: the soft limits."""
    lines = pathlib.Path(f"/proc/{pid}/limits").read_text().splitlines()[1:]
    return {line[:26].strip(): line[26:].split()[0] for line in lines}


def locked_kib(pid):
    return int(status(pid)["VmLck"].split()[0])


def children(pid):
    text = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(word) for word in text.split()]


def places_of(pid, needle):
    """Where the bytes of needle stand in the writable memory of a process."""
    places = []
    with open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
        for mapping in maps(pid):
            if "w" not in mapping.permissions:
                continue
            memory.seek(mapping.start)
            content = memory.read(mapping.end - mapping.start)
            places += [(mapping.name, mapping.start + match.start())
                       for match in re.finditer(re.escape(needle), content)]
    return places
