# SPDX-License-Identifier: MIT
"""The whole memory of a machine, looked at from outside: behind the right answer no
page of any process holds a copy of the password, nor does a page that a process has
given back; while one that is typed at a shell is found at once.

What remains belongs to the kernel: its buffers of the terminal and of pipes, which it
does not wipe; the next line that is typed, or whoever gets the page next, is written
over it. How many those are is printed, and no more than a few.
"""
import pytest

from house import LINES
from lib.hashes import NEW_PASSWORD, PASSWORD
from physical import Dumped

pytestmark = pytest.mark.slow

MARKER = "Sumpfschildkroete-77"
GETTY, ASKED = "demo login: ", "Password: "
ANNA, ROOT = "anna at /dev/", "root at /dev/"
# Copies that the kernel keeps: of a line in the terminal's buffers, of a pipe.
KERNELS_MOST = 4


class Sitting:
    """Somebody on ttyS0, and what was found in memory so far."""

    def __init__(self, house):
        self.house = house
        self.line = house["ttyS0"]
        self.dumps, self.kernels = 0, 0

    def type(self, *pairs):
        """(what is typed, what is seen then)..."""
        for text, prompt in pairs:
            self.line.type(text)
            self.line.expect(prompt)

    def is_clean(self, when, *secrets):
        for secret in secrets:
            found = self.house.found(secret.encode())
            self.dumps += 1
            print(f"{when}: {found}")
            kernels = found.pop("kernel", []) + found.pop("kernel, slab", [])
            self.kernels = max(self.kernels, len(kernels))
            assert found == {} and len(kernels) <= KERNELS_MOST, (when, found, kernels)

    def finds(self, text):
        """What is typed at a shell is in the shell's memory: it would be seen."""
        self.type((f": {text}", ANNA))
        assert self.house.found(text.encode()).get("process"), "the dump is blind"


@pytest.fixture
def house(kernel):
    made = Dumped(kernel)
    try:
        for name in LINES:
            made[name].expect(GETTY)
        made.shell("cd /bin; for name in su passwd; do rm -f $name; cp /pamlet $name;"
                   " chmod 4755 $name; done; cd /")
        yield made
    finally:
        made.close()


def test_no_process_keeps_it(house, evidence):
    here = Sitting(house)
    assert house.found(PASSWORD.encode()) == {}
    here.type(("anna", ASKED), (PASSWORD, ANNA))
    here.is_clean("login", PASSWORD)
    here.finds(MARKER)
    here.type(("/bin/su -", ASKED), (PASSWORD, ROOT))
    here.is_clean("su", PASSWORD)
    here.type(("/pamlet gate -u anna -- /bin/sh -l", ASKED), (PASSWORD, ANNA))
    here.is_clean("gate", PASSWORD)
    here.type(("exit", ROOT), ("exit", ANNA))
    here.is_clean("gate and su have ended", PASSWORD)
    here.type(("/bin/passwd", "urrent password: "), (PASSWORD, "New password: "),
              (NEW_PASSWORD, "etype new password: "), (NEW_PASSWORD, ANNA))
    here.is_clean("passwd", PASSWORD, NEW_PASSWORD)
    here.type(("exit", GETTY))
    here.is_clean("logout", PASSWORD, NEW_PASSWORD)
    print(f"the kernel's own: at most {here.kernels} at a time")
    evidence("memory", "a whole machine's memory, behind login, su, gate, passwd, logout",
             here.dumps)
