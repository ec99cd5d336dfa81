# SPDX-License-Identifier: MIT
"""Whose bytes the program's are, by lld's link map (-Map).

A line of the map is VMA, LMA, size, alignment and then, indented by its kind:
an output section, an input section `FILE:(SECTION)`, or a symbol. lld keeps
all string literals in one pool, `<internal>`; its strings are counted for the
objects that they came from.
"""
import collections
import io
import pathlib
import re

from elftools.elf.elffile import ELFFile

LINE = re.compile(r"\s*([0-9a-f]+)\s+[0-9a-f]+\s+([0-9a-f]+)\s+\d+ ( *)(.*)$")
INPUT = re.compile(r"(.*):\((.*)\)$")
MEMBER = re.compile(r"(.*\.a)\((.*)\)$")

# What takes no room in the file that ships.
NOT_SHIPPED = re.compile(r"\.(bss|comment|symtab|strtab|shstrtab|debug_.*)$")

SHARED_POOL = "strings that several rooms share"
INPUT_INDENT = 8
AR_HEADER_BYTES = 60


def inputs(path):
    """(address, bytes, file, section) of every input section that ships."""
    output = ""
    for text in pathlib.Path(path).read_text().splitlines():
        found = LINE.match(text)
        if not found:
            continue
        address, size, indent, name = found.groups()
        if not indent:
            output = name
        elif len(indent) == INPUT_INDENT and not NOT_SHIPPED.match(output):
            file, section = INPUT.match(name).groups()
            yield int(address, 16), int(size, 16), file, section


def component(file):
    """The name under which a file's bytes are counted."""
    archive = MEMBER.match(file)
    name = pathlib.Path(archive[1] if archive else file).name
    if "/obj/applet/" in file or name == "policies.o":
        return "applet"
    if "/obj/libc-compat/" in file:
        return "libc-compat"
    named = {"libc.a": "musl", "libcrypt.a": "libxcrypt", "libpam.o": "libpam",
             "libgcc.a": "libgcc"}
    # pam_unix-unix_chkpwd.o is the helper of pam_unix.
    return named.get(name) or name.removesuffix(".o")


def members(path):
    """{name: contents} of an ar archive (System V names)."""
    data, names, found, at = path.read_bytes(), b"", {}, 8
    while at + AR_HEADER_BYTES <= len(data):
        header = data[at:at + AR_HEADER_BYTES]
        name, size = header[:16].rstrip(), int(header[48:58])
        at += AR_HEADER_BYTES
        content = data[at:at + size]
        if name == b"//":
            names = content
        elif name[1:].isdigit():
            start = int(name[1:])
            found[names[start:names.index(b"/", start)].decode()] = content
        else:
            found[name.rstrip(b"/").decode()] = content
        at += size + size % 2
    return found


def strings_of(content):
    """The string literals of an object file, as lld's pool takes them."""
    for section in ELFFile(io.BytesIO(content)).iter_sections():
        flags = section["sh_flags"]
        if flags & 0x10 and flags & 0x20:   # SHF_MERGE, SHF_STRINGS
            yield from section.data().split(b"\0")


def owners_of_strings(files, top):
    """{string: the components that have it} of all objects of the link."""
    archives, owners = {}, collections.defaultdict(set)
    for file in files:
        found = MEMBER.match(file)
        path = top / (found[1] if found else file)
        if found and path not in archives:
            archives[path] = members(path)
        content = archives[path][found[2]] if found else path.read_bytes()
        for text in strings_of(content):
            owners[text].add(component(file))
    return owners


def pool(program, rows):
    """The strings of lld's pool in the linked program, each with its NUL."""
    start, size = max(((row[0], row[1]) for row in rows
                       if row[2] == "<internal>" and row[3] == ".rodata"),
                      key=lambda place: place[1], default=(0, 0))
    with open(program, "rb") as file:
        for segment in ELFFile(file).iter_segments("PT_LOAD"):
            begin = segment["p_vaddr"]
            if begin <= start < begin + segment["p_filesz"]:
                content = segment.data()[start - begin:start - begin + size]
                return content.rstrip(b"\0").split(b"\0")
    return []


def components(program, link_map, top):
    """{component: bytes in the file}; program is the one with symbols."""
    rows = list(inputs(link_map))
    sizes = collections.Counter()
    for _, size, file, _ in rows:
        if file != "<internal>":
            sizes[component(file)] += size
    files = sorted({row[2] for row in rows if row[2] != "<internal>"})
    owners = owners_of_strings(files, pathlib.Path(top))
    for text in pool(program, rows):
        whose = owners.get(text, set())
        sizes[whose.copy().pop() if len(whose) == 1 else SHARED_POOL] += len(text) + 1
    return sizes
