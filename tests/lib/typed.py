# SPDX-License-Identifier: MIT
"""Many lines typed at many gates, some of them at the same time; what each has to come
to is said by the editor's reference (tests/editor/reference.py).

There is an account for each password, so that the right one opens and no other does.
"""
import contextlib
import ctypes
import dataclasses
import functools
import termios

from editor import reference
from lib import matrix
from lib.person import Person

CHEAP = b"$y$j75$pamletSaltB"
AT_ONCE = 24
KEYS = ("VERASE", "VWERASE", "VKILL", "VEOF", "VINTR", "VQUIT", "VSUSP", "VREPRINT", "VLNEXT")
IUTF8 = getattr(termios, "IUTF8", 0o40000)
# No part of a password however it is typed: they end a line, or a string in C.
NEVER = {0x00, 0x0A, 0x0D}


@functools.cache
def crypt(password):
    library = ctypes.CDLL("libcrypt.so.1")
    library.crypt.restype = ctypes.c_char_p
    return library.crypt(password, CHEAP).decode()


@dataclasses.dataclass(frozen=True)
class Typed:
    keys: bytes                # without the Enter behind them
    password: bytes            # the account's
    echo: str = "none"
    utf8: bool = False         # the terminal is set to it

    @property
    def user(self):
        return f"u-{self.password.hex()}"

    def expected(self, keys=reference.NO_KEYS):
        """The status, by the reference."""
        told = reference.play(reference.Case(tuple(self.keys + b"\r"), self.echo, keys=keys))
        if told.event in ("cancel", "end"):
            return matrix.CANCELLED
        right = told.event == "done" and told.answer == self.password
        return 0 if right and not NEVER & set(self.password) else matrix.DENIED

    def enter(self, sandbox):
        def setup(terminal):
            settings = termios.tcgetattr(terminal)
            settings[0] = settings[0] | IUTF8 if self.utf8 else settings[0] & ~IUTF8
            termios.tcsetattr(terminal, termios.TCSANOW, settings)

        return Person(sandbox, "-u", self.user, "-n", "1", "-E", self.echo, setup=setup)


def furnish(sandbox, cases):
    """An account for each password. Of one that none can be: what a gate that cuts it at
    the NUL would take."""
    sandbox.unix_policy()
    users = {case.user: crypt(case.password.split(bytes(1))[0]) for case in cases}
    assert len(users) == len({case.password for case in cases})
    sandbox.write("etc/passwd", "".join(f"{user}:x:1000:1000::/:/bin/sh\n" for user in users))
    sandbox.write("etc/shadow", "".join(f"{user}:{hashed}:19000:0:99999:7:::\n"
                                        for user, hashed in users.items()), 0o600)


def keys_of(settings):
    """What the terminal's c_cc say, in the reference's order."""
    return tuple(ord(settings["cc"][getattr(termios, name)]) for name in KEYS)


def play(sandbox, cases):
    """Types them. Returns how many opened, and those that ended otherwise than they had
    to, or left something behind."""
    opened, wrong = 0, []
    for at in range(0, len(cases), AT_ONCE):
        with contextlib.ExitStack() as stack:
            people = []
            for case in cases[at:at + AT_ONCE]:
                people.append(case.enter(sandbox))
                stack.callback(people[-1].close)
            for case, person in zip(cases[at:], people):
                person.see("Password: ")
                person.type(case.keys + b"\r")
            for case, person in zip(cases[at:], people):
                status = person.leave(60)
                opened += status == 0
                if (status != case.expected(keys_of(person.before))
                        or person.after != person.before or person.left_in_queue()):
                    wrong.append((case, status, person.screen))
    return opened, wrong


def assert_all(sandbox, cases):
    """Returns how many cases there were; some opened, and some did not."""
    cases = list(cases)
    furnish(sandbox, cases)
    opened, wrong = play(sandbox, cases)
    print(f"{len(cases)} cases, {opened} opened")
    assert not wrong, wrong[:5]
    assert 0 < opened < len(cases)
    return len(cases)
