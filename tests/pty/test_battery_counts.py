# SPDX-License-Identifier: MIT
"""What can be counted of a try, for each kind of user: instructions (callgrind) and
system calls (strace), of the program as it is and of all its children.

Up to the question for the password no kind differs. Behind the answer they do: Linux-PAM's
pam_unix counts no hash for a user who is unknown or locked, and each method of hashing has
its own cost. The person at the console does not see that (test_battery_same_time.py); who
may watch the machine's processor does. And with pam_unix's `nullok`, which pamlet's own
policies have not, pam_unix counts a hash before it asks: no delay hides that.
"""
import subprocess

import pytest

from bench import instructions, peers
from lib import hashes, matrix
from lib import sandbox as sandboxes

pytestmark = pytest.mark.slow

DATES = "19000:0:99999:7:::"
# Names of the same length; each in a file where it is the first.
USERS = {
    "unknown": None,
    "correct": (hashes.YESCRYPT, DATES),
    "locked_": ("!" + hashes.YESCRYPT, DATES),
    "starred": ("*", DATES),
    "expired": (hashes.YESCRYPT, "19000:0:99999:7::100:"),
    "another": (hashes.SHA512CRYPT, DATES),
    "default": (hashes.YESCRYPT_DEFAULT, DATES),
}
# 330 of 364,000 are seen: where in the file the user stands.
ALIKE = 0.005
HASH_LEAST = 1_000_000


@pytest.fixture
def counted(tmp_path):
    """counted(NAME, ANSWER...): (instructions, system calls) of a gate that hears them."""
    sandboxes.needs_root()
    peers.needs(instructions.TOOL)
    places = []

    def count(name, *answers, auth=""):
        place = sandboxes.Sandbox(tmp_path / f"place-{len(places)}")
        places.append(place)
        if USERS[name]:
            place.user(name, USERS[name][0], shadow=USERS[name][1])
        place.user("someone", uid=1001)
        place.unix_policy(auth=auth)
        given = "".join(f"{line}\n" for line in (name, *answers)).encode()
        plain = place.command("gate", "-P", "stdio", "-n", "1")
        line = ["strace", "-f", "-qq", "-o", str(tmp_path / "calls"), *plain]
        # The delay of a refusal is no call that could differ.
        assert answers or run(line, given) == matrix.CANCELLED
        instructions.bring_valgrind(place)
        line = instructions.under_callgrind(
            place, place.command("gate", "-P", "stdio", "-n", "1"))
        assert run(line, given) == (matrix.DENIED if answers else matrix.CANCELLED)
        number = instructions.instructions_in(place.path / "tmp")
        return number, 0 if answers else len((tmp_path / "calls").read_text().splitlines())

    yield count
    for place in places:
        place.close()


def run(line, given):
    done = subprocess.run(line, input=given, stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL, check=False, timeout=60,
                          env=sandboxes.host_environment(instructions.ENVIRONMENT))
    return done.returncode


def test_alike_up_to_the_question(counted, evidence):
    """Whoever it is: the name is given, the password asked for, and there it ends."""
    found = {name: counted(name) for name in USERS}
    print(found)
    numbers = [number for number, _ in found.values()]
    assert max(numbers) - min(numbers) < ALIKE * min(numbers), found
    assert len({calls for _, calls in found.values()}) == 1, found
    evidence("time", "instructions and calls until a password is asked for, kinds of users",
             len(USERS))


def test_different_behind_the_answer(counted, evidence):
    """That the counting sees what it should, and what THREATS.md says of it."""
    found = {name: counted(name, hashes.WRONG)[0] for name in USERS}
    print(found)
    for name in ("locked_", "starred"):
        assert found[name] < found["correct"] - HASH_LEAST
    assert found["unknown"] < found["another"] - HASH_LEAST
    assert found["default"] > 10 * found["correct"]
    evidence("time", "instructions of a whole try, counted for the page of threats", len(USERS))


def test_nullok_gives_them_away_before_the_question(counted):
    known, unknown = (counted(name, auth="nullok")[0] for name in ("default", "unknown"))
    assert known > 10 * unknown
