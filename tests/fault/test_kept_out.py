# SPDX-License-Identifier: MIT
"""The file that keeps somebody out is there, and cannot be read: a directory stands in
its place, a socket, a link in a circle. pamlet's own readers refuse; modules of Linux-PAM
take it for no rules at all, and so their yes is not believed (libc-compat/module_file.h)."""
import pytest

from fault import damage, stage
from fault.test_every_file import place, play
from lib.hashes import PASSWORD, WRONG

__all__ = ["place"]

UNREADABLE = ("a directory", "a socket", "a link to itself", "links in a circle",
              "a link to a directory")
NOT_STAFF = stage.FILES["etc/group"].replace("root,anna", "")
KEEPS_OUT = {
    "etc/security/access.conf": "-:ALL:ALL\n",
    "etc/security/time.conf": "gate;*;anna;!Al0000-2400\n",
    "etc/may": "emil\n", "etc/nologin": "", "var/run/nologin": "", "etc/group": NOT_STAFF,
    "etc/passwd": stage.FILES["etc/passwd"].replace("anna:", "emil:"),
    "etc/shadow": stage.FILES["etc/shadow"].replace("anna:", "anna:!"),
    "etc/pam.d/gate": stage.POLICY.replace("ingroup staff", "ingroup nobodyhere"),
}

@pytest.mark.parametrize("file", KEEPS_OUT)
def test_what_keeps_out_and_cannot_be_read(place, file, evidence):
    gate = stage.APPLETS["gate"]
    place.prepare(gate, [(file, KEEPS_OUT[file])])
    assert not place.play(gate, PASSWORD).opened
    opened = {kind for kind in UNREADABLE if play(place, gate, file, kind, PASSWORD).opened}
    assert not opened, opened
    assert not any(play(place, gate, file, kind, WRONG).opened for kind in UNREADABLE)
    evidence("files", "gate: what keeps out is there and cannot be read",
             2 * len(UNREADABLE))


def test_a_tally_that_cannot_be_read(place):
    """Three wrong tries lock the account; what stands in the tally's place opens nothing."""
    gate = stage.APPLETS["gate"]
    place.prepare(gate)
    for _ in range(3):
        assert not place.play(gate, WRONG).opened
    assert not place.play(gate, PASSWORD).opened
    for kind in damage.IN_PLACE:
        done = play(place, gate, "var/run/faillock/anna", kind, PASSWORD)
        assert done.opened == (kind in ("nothing", "an empty file")), (kind, done)
