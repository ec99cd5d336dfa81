# SPDX-License-Identifier: MIT
"""In the file that ships nobody gets past what is wrapped.

Every free wipes, every malloc that fails is noted, no clock stands before the
build (libc-compat's wipe_free.c, heap_watch.c, clock.c): because the linker
gives each call of these functions another target. A compiler that optimises the
program as a whole could do so first. So the machine code is read: who refers to
the functions themselves?
"""
import collections
import re
import subprocess

import pytest

from lib import build

# function: those that may refer to it. Beside what wraps it these are musl's
# own, which speak to the hidden names (__libc_malloc, __clock_gettime):
# pattern_enter_utf8 by newlocale, which is a part of it in a whole.
ALLOWED = {
    "malloc": {"__wrap_malloc", "do_tzset", "newlocale", "pattern_enter_utf8"},
    "free": {"__wrap_free"},
    "realloc": set(),
    "time": set(),
    "gettimeofday": set(),
    "clock_gettime": {"__wrap_clock_gettime", "__timedwait_cp", "clock", "clock_gettime",
                      "cgt_init", "__randname"},
}
LEAST_OF_WRAPPERS = {"malloc": 20, "free": 100, "realloc": 1, "time": 3, "clock_gettime": 3}

FUNCTION = re.compile(r"^([0-9a-f]+) <(.*)>:$")
TARGET = re.compile(r"([0-9a-f]+) <[^>+]*>$")


@pytest.fixture(scope="module", params=[None, pytest.param("everything", marks=pytest.mark.slow)])
def program(request):
    return build.pamlet(request.param).with_suffix(".unstripped")


def output_of(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True,
                          timeout=60).stdout.splitlines()


@pytest.fixture(scope="module")
def symbols(program):
    """{address: names}; a function may have several."""
    found = collections.defaultdict(set)
    for line in output_of("nm", str(program)):
        words = line.split()
        if len(words) == 3 and words[1] in "TtWw":
            found[int(words[0], 16)].add(words[2])
    return found


@pytest.fixture(scope="module")
def references(program):
    """{address: functions that refer to it}, calls, jumps and addresses taken."""
    found, function = collections.defaultdict(list), ""
    for line in output_of("objdump", "-d", "--no-show-raw-insn", str(program)):
        start = FUNCTION.match(line)
        target = TARGET.search(line)
        if start:
            function = re.sub(r"\.(isra|constprop|part|lto_priv|cold)\b.*", "", start[2])
        elif target:
            found[int(target[1], 16)].append(function)
    return found


def address_of(symbols, name):
    return next((address for address, names in symbols.items() if name in names), None)


@pytest.mark.parametrize("name", ALLOWED)
def test_nobody_else_refers_to_it(symbols, references, name):
    address = address_of(symbols, name)
    assert set(references.get(address, ())) <= ALLOWED[name]


@pytest.mark.parametrize("name", LEAST_OF_WRAPPERS)
def test_what_wraps_it_is_called(symbols, references, name):
    """That the reader of the code sees calls at all."""
    callers = references[address_of(symbols, f"__wrap_{name}")]
    assert len(callers) >= LEAST_OF_WRAPPERS[name]


def test_no_address_of_them_in_data(program, symbols):
    """Nor by way of a pointer in a table."""
    addresses = {address_of(symbols, name) for name in ALLOWED} - {None}
    sections = output_of("readelf", "-SW", str(program))
    data = [line.split("]")[1].split()[0] for line in sections
            if re.search(r"\] \.(data|init_array|fini_array|got)", line)]
    assert data
    for section in data:
        for line in output_of("objdump", "-s", "-j", section, str(program)):
            words = re.match(r" [0-9a-f]+ ((?:[0-9a-f]+ ){1,4})", line)
            raw = bytes.fromhex(words[1].replace(" ", "")) if words else b""
            for at in range(0, len(raw) - 7, 8):
                assert int.from_bytes(raw[at:at + 8], "little") not in addresses, section
