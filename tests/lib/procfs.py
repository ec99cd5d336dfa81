# SPDX-License-Identifier: MIT
"""What /proc tells about a running process."""
import dataclasses
import pathlib
import re

PAGE_BYTES = 4096


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


def matches(pid, pattern):
    """[(mapping's name, address, what matched), ...] in the writable memory of a
    process."""
    found = []
    with open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
        for mapping in maps(pid):
            if "w" not in mapping.permissions:
                continue
            memory.seek(mapping.start)
            content = memory.read(mapping.end - mapping.start)
            found += [(mapping.name, mapping.start + match.start(), match.group())
                      for match in pattern.finditer(content)]
    return found


def places_of(pid, needle):
    """Where the bytes of needle stand in the writable memory of a process."""
    return [(name, at) for name, at, _ in matches(pid, re.compile(re.escape(needle)))]


def frame(pid, address):
    """The number of the page of physical memory that an address is in, None where there
    is none; for root."""
    with open(f"/proc/{pid}/pagemap", "rb", buffering=0) as pages:
        pages.seek(address // PAGE_BYTES * 8)
        entry = int.from_bytes(pages.read(8), "little")
    return entry & (1 << 55) - 1 if entry >> 63 else None
