#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Pack an initramfs: a cpio archive (newc) without root and without cpio.

    mkinitramfs.py LIST... -o OUT [-D NAME=VALUE]...

LIST holds one entry a line, as the kernel's own usr/gen_init_cpio reads
them, so that a list can be given to either; `#` starts a comment:

    dir   NAME MODE UID GID
    file  NAME SOURCE MODE UID GID
    slink NAME TARGET MODE UID GID
    nod   NAME MODE UID GID b|c MAJOR MINOR

${NAME} in a line is replaced by -D NAME=VALUE. A SOURCE that is not
absolute is looked for beside its list. A later entry of the same name
replaces an earlier one: a second list can change a first one. Directories
above an entry must be listed before it, as the kernel makes none itself.

The same input gives the same bytes: entries stand in the order of the
lists, inode numbers count up, and every time is SOURCE_DATE_EPOCH (else 0).
"""

import argparse
import os
import re
import stat
import sys

KINDS = {"dir": 5, "file": 6, "slink": 6, "nod": 8}
TYPES = {"dir": stat.S_IFDIR, "file": stat.S_IFREG, "slink": stat.S_IFLNK}


class ListError(Exception):
    """A line of a list is wrong; the text names file and line."""


class Entry:
    """One name in the archive: `mode` with type bits, `data` as bytes."""

    def __init__(self, name, mode, owner, data=b"", device=(0, 0)):
        self.name = name
        self.mode = mode
        self.uid, self.gid = owner
        self.data = data
        self.device = device


def device_type(letter):
    return {"b": stat.S_IFBLK, "c": stat.S_IFCHR}[letter]


def parse_entry(words, here):
    """Make an Entry of one line's words; here is the list's directory."""
    kind, name = words[0], words[1].lstrip("/")
    if len(words) != KINDS[kind]:
        raise ValueError(f"{kind} takes {KINDS[kind] - 1} values")
    if kind == "nod":
        mode, uid, gid, letter, major, minor = words[2:]
        return Entry(name, int(mode, 8) | device_type(letter),
                     (int(uid), int(gid)), device=(int(major), int(minor)))
    mode, uid, gid = words[-3:]
    entry = Entry(name, int(mode, 8) | TYPES[kind], (int(uid), int(gid)))
    if kind == "file":
        with open(os.path.join(here, words[2]), "rb") as file:
            entry.data = file.read()
    elif kind == "slink":
        entry.data = words[2].encode()
    return entry


def expand(text, values):
    """Replace ${NAME}; a name without a value is an error."""
    def value_of(match):
        if match.group(1) not in values:
            raise ValueError(f"no value for {match.group(0)}")
        return values[match.group(1)]
    return re.sub(r"\$\{(\w+)\}", value_of, text)


def read_list(path, values):
    """Read one list; return its entries in order."""
    entries = []
    here = os.path.dirname(os.path.abspath(path))
    with open(path, encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            # Split first: a value may hold a space (a path does).
            words = line.partition("#")[0].split()
            if not words:
                continue
            try:
                if words[0] not in KINDS or len(words) < 2:
                    raise ValueError(f"not an entry: {line.strip()}")
                words = [expand(word, values) for word in words]
                entries.append(parse_entry(words, here))
            except (ValueError, KeyError, OSError) as error:
                raise ListError(f"{path}:{number}: {error}") from error
    return entries


def merge(entries):
    """Drop entries that a later one replaces; check that parents exist."""
    by_name = {}
    for entry in entries:
        by_name[entry.name] = entry
    for position, name in enumerate(by_name):
        parent = os.path.dirname(name)
        if parent and parent not in list(by_name)[:position]:
            raise ListError(f"/{name}: no entry for /{parent} before it")
    return list(by_name.values())


def pad(length):
    return b"\0" * (-length % 4)


def newc(entry, inode, time):
    """One archive member: header of 13 hexadecimal fields, name, data."""
    name = entry.name.encode() + b"\0"
    links = 2 if stat.S_ISDIR(entry.mode) else 1
    fields = (inode, entry.mode, entry.uid, entry.gid, links, time,
              len(entry.data), 0, 0, *entry.device, len(name), 0)
    header = b"070701" + b"".join(b"%08x" % field for field in fields)
    return (header + name + pad(len(header) + len(name))
            + entry.data + pad(len(entry.data)))


def pack(entries, time):
    """The whole archive as bytes."""
    members = [newc(entry, number, time)
               for number, entry in enumerate(merge(entries), 1)]
    members.append(newc(Entry("TRAILER!!!", 0, (0, 0)), 0, 0))
    archive = b"".join(members)
    return archive + b"\0" * (-len(archive) % 512)


def build(lists, out, values):
    """Pack `lists` into the file `out`, whole or not at all."""
    time = int(os.environ.get("SOURCE_DATE_EPOCH") or 0)
    entries = [entry for path in lists for entry in read_list(path, values)]
    archive = pack(entries, time)
    with open(f"{out}.new", "wb") as file:
        file.write(archive)
    os.replace(f"{out}.new", out)
    return len(archive)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("lists", nargs="+", metavar="LIST")
    parser.add_argument("-o", dest="out", required=True)
    parser.add_argument("-D", dest="values", action="append", default=[],
                        metavar="NAME=VALUE")
    args = parser.parse_args()
    try:
        values = dict(text.split("=", 1) for text in args.values)
        size = build(args.lists, args.out, values)
    except (ListError, OSError, ValueError) as error:
        print(f"mkinitramfs: {error}", file=sys.stderr)
        return 1
    print(f"  initramfs: {args.out} ({size:,} bytes)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
