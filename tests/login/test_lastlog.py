# SPDX-License-Identifier: MIT
"""pam_lastlog behind login, in the configuration that has it: the record is laid
out as glibc's, at the place that lastlog(8) looks for it.
"""
import re
import shutil
import struct

import pytest

from lib import build
from lib import sandbox as sandboxes
from lib.hashes import PASSWORD

pytestmark = pytest.mark.slow

RECORD = struct.Struct("<i32s256s")
UID = 1000


@pytest.fixture
def recorded(house):
    sandboxes.needs_names_of_terminals(house.path)
    shutil.copy2(build.pamlet("everything"), house.path / "pamlet")
    (house.path / "etc/pam.d/login").unlink()
    house.write("var/log/lastlog", b"")
    return house


def visit(line):
    there = line("-H", "-h", "far.example")
    there.answer(("login: ", "anna"), ("Password: ", PASSWORD))
    there.see("$ ")
    there.type("exit\r")
    assert there.leave() == 0
    return there


def test_second_login_is_told_of_the_first(line, recorded):
    first = visit(line)
    assert b"Last login" not in first.screen
    data = (recorded.path / "var/log/lastlog").read_bytes()
    assert len(data) == (UID + 1) * RECORD.size
    seconds, name, host = RECORD.unpack(data[UID * RECORD.size:])
    assert seconds > 0
    assert name.rstrip(b"\0").decode() == first.name.removeprefix("/dev/")
    assert host.rstrip(b"\0") == b"far.example"
    assert re.search(rb"Last login: .* from far\.example on pts/", visit(line).screen)
