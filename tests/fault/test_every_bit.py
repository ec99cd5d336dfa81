# SPDX-License-Identifier: MIT
"""Each bit flipped, each length, a NUL in place of each byte of the policy and of the
account files: a wrong password never opens; a right one never where the undamaged
files keep its user out; and nobody becomes root."""
import pytest

from fault import damage
from fault.desks import DATES, FILES, POLICY, SHADOW, Sweep, check
from lib import hashes, matrix
from lib.hashes import PASSWORD, WRONG
from lib.sandbox import LONG_AGO

EXPIRED = SHADOW.replace(f"{hashes.YESCRYPT}:{DATES}",
                         f"{hashes.YESCRYPT}:19000:0:99999:7::{LONG_AGO}:")
LOCKED = SHADOW.replace("anna:", "anna:!")
NOT_STAFF = FILES["etc/group"].replace("emil,anna", "emil,berta")
POLICY_FILE = "etc/pam.d/gate"
# Refused by a rule alone.
KEPT_OUT = {
    "nologin": ("etc/nologin", ""),
    "group": ("etc/group", NOT_STAFF),
    "access": ("etc/security/access.conf", "-:ALL:ALL\n"),
    "expired": ("etc/shadow", EXPIRED),
    "locked": ("etc/shadow", LOCKED),
}
SWEEPS = [
    Sweep("policy, wrong password", POLICY_FILE, WRONG),
    *(Sweep(f"policy, kept out by {name}", POLICY_FILE, PASSWORD, files=(file,))
      for name, file in KEPT_OUT.items()),
    Sweep("passwd, wrong password", "etc/passwd", WRONG),
    Sweep("passwd, right password", "etc/passwd", PASSWORD, may_open=True),
    Sweep("shadow, wrong password", "etc/shadow", WRONG),
    Sweep("shadow, right password", "etc/shadow", PASSWORD, may_open=True),
    Sweep("shadow, expired", "etc/shadow", PASSWORD, files=(("etc/shadow", EXPIRED),)),
    Sweep("shadow, locked", "etc/shadow", PASSWORD, files=(("etc/shadow", LOCKED),)),
    Sweep("group, wrong password", "etc/group", WRONG),
    Sweep("group, right password", "etc/group", PASSWORD, may_open=True),
    Sweep("group, not a member", "etc/group", PASSWORD, files=(("etc/group", NOT_STAFF),)),
    Sweep("group, not in that of -g", "etc/group", PASSWORD, arguments=("-g", "wheel")),
]
# Every so manyth damage: neither has a divisor with the eight bits of a byte in common.
QUICK, SLOW = 37, 5


def look_at(tmp_path, sweep, every):
    damages = list(damage.every(sweep.good))[::every]
    assert len(damages) > len(sweep.good) * 10 // every
    ends = check(tmp_path, sweep, damages)
    assert ends[matrix.DENIED] and bool(ends[0]) == sweep.may_open, ends
    return sum(ends.values())


def word(sweep):
    return f"gate: each bit, length and NUL of {sweep.name.partition(',')[0]}"


@pytest.mark.parametrize("sweep", SWEEPS, ids=lambda sweep: sweep.name)
def test_a_few(tmp_path, sweep):
    look_at(tmp_path, sweep, QUICK)


@pytest.mark.slow
@pytest.mark.parametrize("sweep", SWEEPS, ids=lambda sweep: sweep.name)
def test_every_fifth(tmp_path, sweep, evidence):
    evidence("files", f"{word(sweep)}, every fifth", look_at(tmp_path, sweep, SLOW))


@pytest.mark.long
@pytest.mark.parametrize("sweep", SWEEPS, ids=lambda sweep: sweep.name)
def test_each(tmp_path, sweep, evidence):
    evidence("files", word(sweep), look_at(tmp_path, sweep, 1))
