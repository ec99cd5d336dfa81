# SPDX-License-Identifier: MIT
"""What the rules look at: the sources as text, the objects as symbols."""
import dataclasses
import functools
import pathlib
import re
import subprocess

from lib import build

# The rooms with C code of the product.
ROOMS = ("applet", "libc-compat")
TEXT_SUFFIXES = {
    ".c", ".h", ".py", ".mk", ".sh", ".md", ".txt", ".cfg", ".S", ".ini", ".in", ".json", "",
}
COMMENT_OR_STRING = re.compile(
    r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.DOTALL)


@dataclasses.dataclass(frozen=True)
class Symbols:
    defined: frozenset = frozenset()
    wanted: frozenset = frozenset()


@dataclasses.dataclass
class Tree:
    """Paths are as seen from the top: "applet/prompt/tty.c"; an object has the
    path of its source."""
    sources: dict
    objects: dict = dataclasses.field(default_factory=dict)

    def c_files(self, *rooms):
        """(path, text) of the C sources and headers in these rooms."""
        wanted = tuple(f"{room}/" for room in rooms or ROOMS)
        return [(path, text) for path, text in sorted(self.sources.items())
                if path.startswith(wanted) and path.endswith((".c", ".h"))]


@functools.lru_cache(maxsize=None)
def code_only(text):
    """The C text with comments and strings blanked, its lines where they were."""
    def blank(match):
        found = match.group(0)
        if found[0] in "\"'":
            return found[0] + found[0]
        return "\n" * found.count("\n") or " "
    return COMMENT_OR_STRING.sub(blank, text)


def includes(text):
    """The headers that a C text includes, as they are written."""
    return re.findall(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]', text, re.MULTILINE)


def functions(text):
    """(name, line, lines) of each function that a C text defines, from the
    line of its name to its closing brace."""
    found = []
    name, start = None, 0
    for number, line in enumerate(code_only(text).split("\n"), 1):
        signature = re.match(r"(?:[A-Za-z_][\w \t*]*?[ \t*])?(\w+)\(", line)
        if signature and not line.rstrip().endswith(";"):
            name, start = signature.group(1), number
        elif re.match(r"[^\s{}].*;\s*$|#", line):
            name = None
        if line.startswith("}") and name:
            found.append((name, start, number - start + 1))
            name = None
    return found


def symbols_of(path):
    """What an object file defines for others and wants from others."""
    listing = subprocess.run(["nm", "--target=elf64-x86-64", "-P", "-g", str(path)], stdout=subprocess.PIPE,
                             text=True, check=True, timeout=60).stdout
    pairs = [line.split()[:2] for line in listing.splitlines() if line]
    return Symbols(frozenset(name for name, kind in pairs if kind not in "Uw"),
                   frozenset(name for name, kind in pairs if kind in "Uw"))


def tracked_files():
    """The project's files: those that git does not ignore."""
    listing = subprocess.run(
        ["git", "-c", f"safe.directory={build.TOP}", "ls-files", "-z", "--cached",
         "--others", "--exclude-standard"],
        cwd=build.TOP, stdout=subprocess.PIPE, text=True, check=True, timeout=60).stdout
    return sorted(name for name in listing.split("\0") if name)


def read_sources():
    sources = {}
    for name in tracked_files():
        path = build.TOP / name
        if path.suffix in TEXT_SUFFIXES and path.is_file():
            sources[name] = path.read_text(errors="replace")
    return sources


def read_objects():
    """The product's own objects below $(O)/obj, by the path of their source."""
    top = build.output() / "obj"
    found = {}
    for room in ROOMS:
        for path in sorted((top / room).rglob("*.o")):
            source = pathlib.PurePath(path.relative_to(top)).with_suffix(".c")
            if (build.TOP / source).exists():
                found[str(source)] = symbols_of(path)
    return found


@functools.cache
def project():
    return Tree(read_sources(), read_objects())
