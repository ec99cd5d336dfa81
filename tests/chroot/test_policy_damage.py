# SPDX-License-Identifier: MIT
"""A damaged policy: a wrong password never opens, nobody becomes root.

Each bit of it, and of the account files: tests/fault/test_every_bit.py.
"""
import os
import shutil

import pytest

from fault.damage import make_socket
from lib import build, matrix
from lib.hashes import PASSWORD, WRONG


@pytest.fixture
def ready(sandbox):
    sandbox.listen()
    sandbox.unix_policy()
    sandbox.user("root", "*", uid=0, gid=0)
    sandbox.user("anna")
    return sandbox


# /etc/pam.d itself

def make_link(path):
    path.symlink_to("/nowhere")


IN_PLACE = {
    "dangling-link": make_link,
    "link-to-itself": lambda path: path.symlink_to(path.name),
    "link-to-a-file": lambda path: path.symlink_to("passwd"),
    "file": lambda path: path.write_text(""),
    "fifo": os.mkfifo,
    "socket": make_socket,
}


@pytest.mark.parametrize("kind", IN_PLACE)
def test_no_directory_of_policies_is_no_reason_for_the_compiled_in_one(ready, kind):
    """Its file system may not be mounted: the rules of the image are gone, not wanted so."""
    shutil.rmtree(ready.path / "etc/pam.d")
    IN_PLACE[kind](ready.path / "etc/pam.d")
    matrix.assert_broken(ready.gate("-u", "anna", answers=[PASSWORD]), "/etc/pam.d/gate")


@pytest.mark.parametrize("emptied", [True, False], ids=["empty", "absent"])
def test_without_policies_the_compiled_in_one_is_taken(ready, emptied):
    if build.configuration().get("POLICY_BUILTIN") != "y":
        pytest.skip("not configured: POLICY_BUILTIN")
    shutil.rmtree(ready.path / "etc/pam.d")
    if emptied:
        (ready.path / "etc/pam.d").mkdir()
    assert ready.gate("-u", "anna", answers=[PASSWORD]).status == 0
    matrix.assert_denied(ready.gate("-u", "anna", "-n", "1", answers=[WRONG]))


# A line end that is lost

LOST = ["\x0b", "\x08", "\x0e", "\x02", "\x1a", "*", "J", "\x8a", " ", "\t", "\x0c", "\x7f", "\0",
        "\r"]
RULES = ("auth required pam_permit.so debug", "auth required pam_unix.so",
         "account required pam_unix.so", "session required pam_permit.so", "")


@pytest.mark.parametrize("byte", LOST, ids=[f"{ord(byte):02x}" for byte in LOST])
def test_a_lost_line_end_is_found(ready, byte):
    """Else the rule behind it would be arguments of the one before."""
    policy = "\n".join(RULES).replace("\n", byte, 1)
    ready.policy("gate", policy.encode("latin-1"))
    matrix.assert_broken(ready.gate("-u", "anna", answers=[WRONG]), "/etc/pam.d/gate")


def test_a_comment_may_say_anything(ready):
    ready.policy("gate", "# Für Anna: pam_unix.so, dann nichts.\n" + "\n".join(RULES))
    assert ready.gate("-u", "anna", answers=[PASSWORD]).status == 0


@pytest.mark.parametrize("number", ["0000", "00", "01000", "0x0", "+0", "-0", " 0", "0 "])
def test_a_number_that_nobody_writes_is_not_root(ready, probe, number):
    """One bit turns 1000 into 0000."""
    ready.write("etc/passwd", f"anna:x:{number}:1000::/:/bin/sh\n")
    done = ready.gate("-u", "anna", "-n", "1", "--", probe, "report", answers=[PASSWORD])
    assert done.status in (matrix.DENIED, matrix.BROKEN) and b"uid=" not in done.out
