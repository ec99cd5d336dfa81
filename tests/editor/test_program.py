# SPDX-License-Identifier: MIT
"""The reference against the shipped file, on a terminal: random keys are typed,
and the password that the reference makes of them must open the gate, the name
that it makes of them must stand in the log, and the screen must be its screen.

This ties harness.c, which has neither a terminal nor a clock, to the product.
"""
import contextlib
import ctypes
import fcntl
import itertools
import re
import struct
import termios
import time

import pytest

from lib import matrix
from lib.person import LIMIT_S, Person

from editor import cases, terminal
from editor.reference import NO_KEYS, Case, play, tidy

SEED = 0x74657374
SECRETS, SECRETS_QUICK = 400, 40
NAMES, NAMES_QUICK = 100, 10
NAME_SHOWN_MAX = 60   # longer names are cut in the log
ENTER = 0x0D
CONTROL_C = "\x03"
# The terminal's names for the reference's KEYS.
C_CC = (termios.VERASE, termios.VWERASE, termios.VKILL, termios.VEOF, termios.VINTR, termios.VQUIT,
        termios.VSUSP, termios.VREPRINT, termios.VLNEXT)
TEST_LIMIT_S = 600


def crypt(password):
    """The hash of a password of any bytes."""
    library = ctypes.CDLL("libcrypt.so.1")
    library.crypt.restype = ctypes.c_char_p
    return library.crypt(password, b"$5$rounds=1000$pamletSalt$").decode()


def typed_by(seed, visible, prompt):
    """Cases without a clock in them, each to the end of its line."""
    for case in cases.cases(seed, 10 ** 6):
        symbols = tuple(symbol for symbol in case.symbols if symbol < 256) + (ENTER,)
        made = Case(symbols=symbols, echo=case.echo, visible=visible, columns=case.columns,
                    prompt=prompt, keys=case.keys)
        told = play(made)
        if told.event in ("end", "cancel") or (told.event == "done" and told.answer):
            yield made, told


def secrets(count):
    return itertools.islice(typed_by(SEED, False, "Password: "), count)


def names(count):
    """Lines that are a name to pam_unix: it wants no sign in front."""
    def is_name(answer):
        return len(escaped(answer)) <= NAME_SHOWN_MAX and answer[:1] not in (b"-", b"+")
    found = (pair for pair in typed_by(SEED + 1, True, "login: ")
             if pair[1].event == "done" and is_name(pair[1].answer))
    return itertools.islice(found, count)


def as_it_is_typed(case):
    """What is typed up to the end of the line, and no byte behind it."""
    symbols = case.symbols
    while symbols and play(Case(symbols[:-1], keys=case.keys)).event != "open":
        symbols = symbols[:-1]
    return bytes(symbols)


def terminal_of(case):
    """The settings of a terminal that has the case's width and keys."""
    def setup(descriptor):
        fcntl.ioctl(descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", 24, case.columns, 0, 0))
        if case.keys != NO_KEYS:
            settings = termios.tcgetattr(descriptor)
            for index, key in zip(C_CC, case.keys):
                settings[6][index] = bytes([key])
            termios.tcsetattr(descriptor, termios.TCSANOW, settings)
    return setup


def rows_on(screen, width):
    """What pyte makes of the bytes of a terminal, its \\r\\n as they are."""
    return tidy(terminal.show_by_pyte(screen.replace(b"\r\n", b"\n"), width)[0])


def without_blank_rows(rows):
    return [row.rstrip() for row in rows if row.strip()]


def wrapped(text, case):
    return [text[at:at + case.width] for at in range(0, len(text), case.width)]


def same_rows(case, person, rows, before=None):
    """What is seen, up to the text before, becomes these rows. As terminals differ
    there, but for the empty rows behind a full one."""
    end = time.monotonic() + LIMIT_S
    wanted = without_blank_rows(rows)
    seen = None
    while seen != wanted and time.monotonic() < end:
        # What the gate wrote may be on its way when the gate has ended.
        with contextlib.suppress(AssertionError):
            person.see(re.compile(rb"(?!)"), limit_s=0.02)
        screen = person.screen.rpartition(before)[0] if before else person.screen
        seen = without_blank_rows(rows_on(screen, case.width))
    assert seen == wanted, (case, person.screen)


def leave(person, case):
    try:
        return person.leave()
    except AssertionError as wrong:
        raise AssertionError(f"{case}: {wrong}") from None


def type_secret(sandbox, case, told):
    if told.event == "done":
        sandbox.user("anna", crypt(told.answer))
    with contextlib.closing(Person(sandbox, "-u", "anna", "-E", case.echo,
                                   setup=terminal_of(case))) as person:
        person.see(case.prompt)
        person.type(as_it_is_typed(case))
        wanted = 0 if told.event == "done" else matrix.CANCELLED
        assert leave(person, case) == wanted, (case, told, person.screen)
        assert person.after == person.before
        rows = told.rows if told.event == "done" else [*told.rows, *wrapped("Cancelled", case)]
        same_rows(case, person, rows)


def escaped(name):
    """As it stands between quotes in the log: base/escape.h."""
    return "".join(chr(byte) if 0x20 <= byte <= 0x7E and byte not in b'"\\' else f"\\x{byte:02x}"
                   for byte in name)


def type_name(sandbox, case, told):
    with contextlib.closing(Person(sandbox, "-E", case.echo, setup=terminal_of(case))) as person:
        person.see(case.prompt)
        person.type(as_it_is_typed(case))
        person.see("Password: ")
        same_rows(case, person, told.rows, before=b"Password: ")
        person.type(CONTROL_C)
        assert leave(person, case) == matrix.CANCELLED
    assert f'user="{escaped(told.answer)}"' in sandbox.log.text().split("\n")[-1], case


@pytest.fixture(autouse=True)
def policy(sandbox):
    sandbox.unix_policy()
    sandbox.user("anna")
    sandbox.listen()


def type_secrets(sandbox, pairs):
    count = 0
    for count, (case, told) in enumerate(pairs, 1):
        type_secret(sandbox, case, told)
    print(f"seed {SEED:#x}: {count} secrets, all alike")
    return count


def type_names(sandbox, pairs):
    count = 0
    for count, (case, told) in enumerate(pairs, 1):
        type_name(sandbox, case, told)
    print(f"seed {SEED + 1:#x}: {count} names, all alike")
    return count


def test_some_secrets(sandbox):
    assert type_secrets(sandbox, secrets(SECRETS_QUICK)) == SECRETS_QUICK


def test_some_names(sandbox):
    assert type_names(sandbox, names(NAMES_QUICK)) == NAMES_QUICK


@pytest.mark.slow
@pytest.mark.limit(TEST_LIMIT_S)
@pytest.mark.parametrize("part", range(2))
def test_secrets(sandbox, part):
    pairs = itertools.islice(secrets(SECRETS), part, None, 2)
    assert type_secrets(sandbox, pairs) == SECRETS // 2


@pytest.mark.slow
@pytest.mark.limit(TEST_LIMIT_S)
def test_names(sandbox):
    assert type_names(sandbox, names(NAMES)) == NAMES
