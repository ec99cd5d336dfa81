# SPDX-License-Identifier: MIT
"""passwd -S and the edits give the bytes that Debian's passwd gives."""
import originals
import people
import pytest
from people import passwd

from lib import hashes

# What follows the user's name in /etc/shadow.
STATES = {
    "usual": f"{hashes.YESCRYPT}:19000:0:99999:7:::",
    "locked": f"!{hashes.YESCRYPT}:19000:0:99999:7:::",
    "star": "*:19000:0:99999:7:::",
    "bangs": "!!:19000:0:99999:7:::",
    "bang": "!:19000:0:99999:7:::",
    "none": ":19000:0:99999:7:::",
    "bare": ":::::::",
    "expired": "x:0:0:99999:7:::",
    "first-day": "x:1:0:99999:7:::",
    "leap-day": "x:11016:0:99999:7:::",
    "last-of-year": "x:19722:0:99999:7:::",
    "before-march": "x:47540:0:99999:7:::",
    "far": "x:99999999:1:2:3:4:5:6",
    "farthest": "x:2147483647:1:2:3:4:5:6",
    "too-far": "x:4294967294:4294967294:2147483648:2147483647:3::",
    "numbers": "x:20000:1:90:14:30:25000:1",
    "too-few-fields": "x:20000:1:90:14",
    "no-number": "x:20000:1:90x:14:::",
}
EDITS = [["-l"], ["-u"], ["-d"], ["-e"], ["-d", "-l"], ["-l", "-e"], ["-u", "-e"],
         ["-n", "1", "-x", "90", "-w", "7", "-i", "30"], ["-x", "-1"], ["-i", "-1"],
         ["-n", "-1", "-w", "0"], ["-x", "99999", "-l"], ["-e", "-x0"]]


@pytest.fixture
def pair(place, tmp_path):
    for number, (name, rest) in enumerate(STATES.items()):
        place.user(name, rest.split(":")[0], uid=2000 + number, shadow=rest.split(":", 1)[1])
    place.write("etc/passwd", place.read("etc/passwd")
                + "old-none::3000:3000::/:/bin/sh\nold-locked:*:3001:3001::/:/bin/sh\n"
                  f"old-hash:{hashes.SHA512CRYPT}:3002:3002::/:/bin/sh\n")
    people.own(place)
    return place, originals.original(tmp_path / "original", place)


def both(pair, *arguments):
    place, debian = pair
    return passwd(place, *arguments), people.run(debian.command(*arguments, program="/passwd"))


@pytest.mark.parametrize("user", [*STATES, "emil", "old-none", "old-locked", "old-hash", "root"])
def test_status(pair, user):
    if user == "no-number":
        # The original reads on where the number ends; no account is read so here.
        assert passwd(pair[0], "-S", user).out == b"no-number P\n"
        return
    ours, theirs = both(pair, "-S", user)
    assert (ours.status, ours.out) == (theirs.status, theirs.out) and ours.out


def test_status_of_all(pair):
    ours, theirs = both(pair, "-S", "-a")
    without = b"\n".join(line for line in theirs.out.split(b"\n")
                         if not line.startswith(b"no-number "))
    assert ours.out.replace(b"no-number P\n", b"") == without
    assert ours.out.count(b"\n") == len(STATES) + 5 + 3


def test_status_by_its_user(place):
    assert passwd(place, "-S", uid=people.ANNA).out == b"anna P 2022-01-08 0 99999 7 -1\n"
    assert passwd(place, "-S", "anna2", uid=people.ANNA).out.startswith(b"anna2 P 2022")


@pytest.mark.parametrize("edit", EDITS, ids=" ".join)
@pytest.mark.parametrize("user", ["usual", "locked", "none", "bang", "numbers"])
def test_edits(pair, edit, user):
    place, debian = pair
    ours, theirs = both(pair, *edit, user)
    assert place.read("etc/shadow") == debian.read("etc/shadow")
    # The original calls this 3, "unexpected failure".
    assert ours.status == {3: 1}.get(theirs.status, theirs.status)
    assert ours.out == theirs.out
    assert ours.err.split(b"\n")[0] == theirs.err.split(b"\n")[0]
