# SPDX-License-Identifier: MIT
"""What happens to a file: damages of its content, and what stands in its place."""
import os
import socket

KIB = 1024


# Damages: (name, content)

def bits(good):
    """Each bit flipped."""
    for at, byte in enumerate(good):
        for bit in range(8):
            yield f"bit {bit} of byte {at}", good[:at] + bytes([byte ^ 1 << bit]) + good[at + 1:]


def cuts(good):
    """Each length but the whole."""
    for length in range(len(good)):
        yield f"cut to {length}", good[:length]


def nuls(good):
    """A NUL in place of each byte: a block that was never written."""
    for at in range(len(good)):
        yield f"NUL for byte {at}", good[:at] + b"\0" + good[at + 1:]


def wholes(good):
    """What editors, copies and file systems do."""
    yield "CRLF", good.replace(b"\n", b"\r\n")
    yield "CR", good.replace(b"\n", b"\r")
    yield "BOM", b"\xef\xbb\xbf" + good
    yield "UTF-16", good.decode().encode("utf-16")
    yield "upper", good.upper()
    yield "twice", good + good
    yield "no final newline", good.rstrip(b"\n")
    yield "NULs behind it", good + bytes(4 * KIB)
    yield "NULs before it", bytes(4 * KIB) + good
    yield "NULs alone", bytes(4 * KIB)
    yield "0xff alone", b"\xff" * 4 * KIB
    for kib in (4, 64):
        comment = b"#" + b"x" * kib * KIB
        yield f"a comment of {kib} KiB before it", comment + b"\n" + good
        yield f"a comment of {kib} KiB behind it", good + comment
        yield f"blanks of {kib} KiB behind each line", good.replace(b"\n", b" " * kib * KIB + b"\n")
        yield f"a line of {kib} KiB of letters before it", b"x" * kib * KIB + b"\n" + good
        yield f"a line of {kib} KiB of colons before it", b":" * kib * KIB + b"\n" + good


def every(good):
    """All of them; good is bytes."""
    for kind in (bits, cuts, nuls, wholes):
        yield from kind(good)


# What stands in a file's place: each takes its path, where nothing is.

def make_socket(path):
    with socket.socket(socket.AF_UNIX) as made:
        here = os.open(path.parent, os.O_RDONLY)
        made.bind(f"/proc/self/fd/{here}/{path.name}")
        os.close(here)


def link_around(path):
    """Two links, each to the other."""
    path.symlink_to(f"{path.name}.around")
    path.with_name(f"{path.name}.around").symlink_to(path.name)


IN_PLACE = {
    "nothing": lambda path: None,
    "an empty file": lambda path: path.touch(),
    "a directory": lambda path: path.mkdir(),
    "a FIFO": os.mkfifo,
    "a socket": make_socket,
    "a link to itself": lambda path: path.symlink_to(path.name),
    "links in a circle": link_around,
    "a dangling link": lambda path: path.symlink_to("/nowhere/at/all"),
    "a link to a directory": lambda path: path.symlink_to("/etc"),
    "a link to the null device": lambda path: path.symlink_to("/dev/null"),
    "a link to the zero device": lambda path: path.symlink_to("/dev/zero"),
}


def remove(path):
    """Whatever stands there."""
    if path.is_dir() and not path.is_symlink():
        path.rmdir()
    else:
        path.unlink(missing_ok=True)
    path.with_name(f"{path.name}.around").unlink(missing_ok=True)


def put(path, kind):
    remove(path)
    IN_PLACE[kind](path)
