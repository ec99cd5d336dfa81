# SPDX-License-Identifier: MIT
"""What the pages of docs/man, the usage texts and the statuses say, read for
comparison with each other.
"""
import functools
import re
import subprocess

from lib import build

DIRECTORY = build.TOP / "docs" / "man"

# A macro's arguments up to the next macro or the punctuation that ends it.
WORD = re.compile(r'"(?:[^"]|"")*"|\S+')
MACRO = re.compile(r"[A-Z][a-z]$|Fl$|Ar$")
PUNCTUATION = frozenset("., ; : ( ) [ ] | ?".split() + [","])

OPTION = re.compile(r"(?<![\w-])(--[a-z][a-z-]*|-[A-Za-z])(?![\w-])")


@functools.cache
def told(*arguments):
    """What pamlet prints for these arguments."""
    done = subprocess.run([str(build.pamlet()), *arguments], stdout=subprocess.PIPE,
                          stdin=subprocess.DEVNULL, text=True, check=True, timeout=10)
    return done.stdout


def kconfig():
    return (build.TOP / "config" / "Kconfig").read_text()


def applets():
    """The applets that there are, built or not: the symbols of Kconfig."""
    return [name.lower() for name in re.findall(r"^config APPLET_(\w+)$", kconfig(), re.MULTILINE)]


def built():
    """The applets of the configuration under test."""
    return told("--list").split()


def usage(name):
    return told("--help", name) if name != "pamlet" else told("--help")


def path(name):
    found = sorted(DIRECTORY.glob(f"{name}.[18]"))
    assert len(found) == 1, f"{name}: pages {[str(page) for page in found]}"
    return found[0]


def text(name):
    return path(name).read_text()


def sections(page):
    """{heading: its lines} of a page's text."""
    found, name = {}, None
    for line in page.splitlines():
        if line.startswith(".Sh "):
            name = line[4:]
            found[name] = []
        elif name:
            found[name].append(line)
    return found


def flags(line):
    """The options that one line of mdoc names by Fl; -ab is -a and -b."""
    found, taking = [], False
    for word in WORD.findall(line.lstrip(".")):
        if MACRO.match(word):
            taking = word == "Fl"
        elif word in PUNCTUATION:
            continue
        elif taking and word != "-":
            found += [f"-{word}"] if word[0] == "-" else [f"-{letter}" for letter in word]
    return found


def items(lines):
    """The .It lines, and no others, of a section."""
    return [line[4:] for line in lines if line.startswith(".It ")]


def options_listed(page):
    """The options that have an entry of their own in the page's DESCRIPTION."""
    return {flag for item in items(sections(page)["DESCRIPTION"])
            if item.startswith("Fl ") for flag in flags(item)}


def options_of_synopsis(page):
    return {flag for line in sections(page)["SYNOPSIS"] for flag in flags(line)}


def options_with_value(page):
    """Those of the entries whose option takes one."""
    return {flag for item in items(sections(page)["DESCRIPTION"])
            if item.startswith("Fl ") and " Ar " in item for flag in flags(item)}


def options_of_usage(usage_text):
    return set(OPTION.findall(usage_text))


def c_string(literals):
    """What the C compiler makes of string literals one behind the other."""
    pieces = re.findall(r'"((?:[^"\\]|\\.)*)"', literals)
    return "".join(re.sub(r"\\([0-7]{1,3})", lambda octal: chr(int(octal[1], 8)), piece)
                   for piece in pieces)


def table(name, variable):
    """The strings, one behind the other, that applet/NAME*.c has in that variable."""
    rooms = build.TOP / "applet"
    for source in sorted([*rooms.glob(f"{name}.c"), *rooms.glob(f"{name}_*.c")]):
        found = re.search(rf"\bchar {variable}\[\] =(.*?);", source.read_text(), re.DOTALL)
        if found:
            return [word for word in c_string(found[1]).split("\0") if word]
    return None


def options_accepted(name):
    """{option: it takes a value}: what the program reads its command line by, a table
    for options_next(); faillock and pamlet have none, only their usage."""
    specs = table(name, "specs")
    if specs is None:
        said = usage(name) + "--help"
        return {option: bool(re.search(rf"\[?{option} [A-Z]", said))
                for option in options_of_usage(said)}
    return options_of_specs(specs)


def options_of_specs(specs):
    found = {}
    for spec in specs:
        if spec[0] > "9":
            found[f"-{spec[0]}"] = spec[1] == ":"
        if spec[2:]:
            found[f"--{spec[2:]}"] = spec[1] == ":"
    return found


def statuses_listed(page):
    """The numbers that head an entry of EXIT STATUS."""
    return {int(number) for item in items(sections(page)["EXIT STATUS"])
            for number in re.findall(r"\b\d+\b", item)}


def statuses_of_source():
    """{name: number} of status.h."""
    header = (build.TOP / "applet" / "status.h").read_text()
    return {name: int(number) for name, number in re.findall(r"STATUS_(\w+) = (\d+)", header)}


def messages(page):
    """The literal pieces of what DIAGNOSTICS lists: what stands in the program."""
    found, heading = [], False
    for line in sections(page)["DIAGNOSTICS"]:
        heading = line.startswith(".It ") or (heading and line.startswith(".Li "))
        if heading:
            found += literals(line)
    return found


def literals(line):
    """The arguments of Li, quotes taken off."""
    found, taking = [], False
    for word in WORD.findall(line.lstrip(".")):
        if MACRO.match(word):
            taking = word == "Li"
        elif taking and word not in PUNCTUATION:
            found.append(word.strip('"').replace('""', '"'))
    return found
