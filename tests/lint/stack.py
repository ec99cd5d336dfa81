# SPDX-License-Identifier: MIT
"""What the shipped program's functions take of the stack, and who calls whom, as
gcc wrote it down when it optimised the whole (*.ci in $(O)/obj).

A function that was inlined counts with the one that it is in. Calls through a
pointer are not seen. Of a function of libc's that is ours gcc names the header.
"""
import dataclasses
import re

from lib import build
from lint import tree

LIMIT_BYTES = 1024
# What may take more, and why. All of it is called once, or at the end of a chain.
EXCEPTIONS = {
    "wipe_below": "it is there to reach over what others left on the stack",
    "install_links": "two paths of PATH_MAX; no session, no secret",
    "put_changed": "one line of /etc/shadow, of the greatest length; wiped",
    "open_device": "realpath(3)'s PATH_MAX",
    "ask_and_run": "an identity: a name, a home and a shell of the greatest length",
    "is_member": "the same; gate --check",
    "vsyslog": "a line of the log, as it is and escaped, and around it",
}

NODE = re.compile(r'node: \{ title: "([^"]+)" label: "(\w[\w.]*)\\n([^"\\]+):\d+:\d+\\n'
                  r'(\d+) bytes \(([^)]+)\)\\n(\d+) dynamic objects')
EDGE = re.compile(r'edge: \{ sourcename: "([^"]+)" targetname: "([^"]+)"')


@dataclasses.dataclass(frozen=True)
class Function:
    name: str       # as in the source: gcc's ".constprop.0" and the like are gone
    path: str
    bytes: int
    dynamic: int    # VLAs and alloca()
    ours: bool


@dataclasses.dataclass
class Graph:
    functions: dict     # by title
    calls: dict         # {title: {title, ...}}


def parse(*texts, defined=()):
    """defined: the names of our functions, wherever they are declared."""
    functions, calls = {}, {}
    rooms = tuple(f"{room}/" for room in tree.ROOMS)
    for text in texts:
        for title, name, path, size, _, dynamic in NODE.findall(text):
            name = name.split(".")[0]
            ours = path.startswith(rooms) or (path.endswith(".h") and name in defined)
            functions[title] = Function(name, path, int(size), int(dynamic), ours)
        for source, target in EDGE.findall(text):
            calls.setdefault(source, set()).add(target)
    return Graph(functions, calls)


def project():
    """Of the build under test; the objects that stay apart have files of their own."""
    files = [*(build.output() / "obj" / "whole").glob("*.ci"),
             *(build.output() / "obj" / "libc-compat").glob("*.ci")]
    defined = {name for path, text in tree.project().c_files() if path.endswith(".c")
               for name, *_ in tree.functions(text)}
    return parse(*(path.read_text(errors="replace") for path in files), defined=defined)


def own(graph):
    return {title: function for title, function in graph.functions.items() if function.ours}


def too_much_stack(graph):
    return [f"{each.path}: {each.name} takes {each.bytes} bytes of the stack"
            for each in own(graph).values()
            if each.bytes > LIMIT_BYTES and each.name not in EXCEPTIONS]


def exception_without_need(graph):
    needed = {each.name for each in own(graph).values() if each.bytes > LIMIT_BYTES}
    return [f"{name} takes no more than {LIMIT_BYTES} bytes" for name in set(EXCEPTIONS) - needed]


def array_of_no_fixed_size(graph):
    """A VLA, or alloca(): its size would be somebody else's affair."""
    return [f"{each.path}: {each.name} has a VLA or alloca()"
            for each in own(graph).values() if each.dynamic > 0]


def reached_from(graph, start):
    found, open_ends = set(), [start]
    while open_ends:
        for target in graph.calls.get(open_ends.pop(), ()):
            if target not in found:
                found.add(target)
                open_ends.append(target)
    return found


def recursion(graph):
    """Also by way of a function that is not ours."""
    return [f"{each.path}: {each.name} can come to call itself"
            for title, each in own(graph).items() if title in reached_from(graph, title)]


RULES = {"too_much_stack": too_much_stack, "exception_without_need": exception_without_need,
         "array_of_no_fixed_size": array_of_no_fixed_size, "recursion": recursion}
