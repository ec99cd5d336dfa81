# SPDX-License-Identifier: MIT
"""A damaged policy or account file: a wrong password never opens, nobody becomes root.

The sweeps try each bit and each length of a good file. They stop a gate as soon as
its log says that it refuses: what follows is only the delay.
"""
import collections
import concurrent.futures
import os
import queue
import shutil
import socket
import subprocess
import time

import pytest

from lib import build, hashes, matrix, probe as probes
from lib.hashes import PASSWORD, WRONG
from lib.sandbox import Sandbox, host_environment, needs_root

PARALLEL = 4
ONE_S = 20
# The quick sample takes every so manyth damage.
SAMPLE = 41


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


def make_socket(path):
    with socket.socket(socket.AF_UNIX) as made:
        here = os.open(path.parent, os.O_RDONLY)
        made.bind(f"/proc/self/fd/{here}/{path.name}")
        os.close(here)


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


# Sweeps

POLICY = """\
# gate
auth required pam_nologin.so
auth [success=1 default=ignore] pam_succeed_if.so user ingroup nobodyhere
auth required pam_unix.so
auth optional pam_permit.so
account required pam_unix.so
session required pam_permit.so
"""
PASSWD = "root:x:0:0:r:/:/bin/sh\nanna:x:1000:1000:anna:/:/bin/sh\n"
SHADOW = f"root:*:19000:0:99999:7:::\nanna:{hashes.YESCRYPT}:19000:0:99999:7:::\n"

# file: (its good content, the password that is typed)
SWEEPS = {
    "policy": ("etc/pam.d/gate", POLICY, WRONG),
    "passwd-wrong": ("etc/passwd", PASSWD, WRONG),
    "passwd-right": ("etc/passwd", PASSWD, PASSWORD),
    "shadow": ("etc/shadow", SHADOW, WRONG),
}


def damages(good):
    """(name, content): each bit flipped, each length, and what editors and copies do."""
    for at, byte in enumerate(good):
        for bit in range(8):
            yield f"bit {bit} of byte {at}", good[:at] + bytes([byte ^ 1 << bit]) + good[at + 1:]
    for length in range(len(good)):
        yield f"cut to {length}", good[:length]
    yield "CRLF", good.replace(b"\n", b"\r\n")
    yield "BOM", b"\xef\xbb\xbf" + good
    yield "NUL", good + b"\0"
    yield "upper", good.upper()
    yield "twice", good + good


class Desk:
    """A root of its own for each of the gates that run at the same time."""

    def __init__(self, path, name):
        self.sandbox = Sandbox(path)
        self.log = self.sandbox.listen()
        self.file, _, self.password = SWEEPS[name]
        self.sandbox.probe(probes.program())
        self.sandbox.policy("gate", POLICY)
        self.sandbox.write("etc/passwd", PASSWD)
        self.sandbox.write("etc/shadow", SHADOW, 0o600)
        self.sandbox.write("etc/group", "nobodyhere:x:99:\n")

    def try_with(self, content):
        """("refused", b"") or (status, what the command said)."""
        self.sandbox.write(self.file, content, 0o600)
        before = len(self.log.lines())
        answer, typed = os.pipe()
        os.write(typed, self.password.encode() + b"\n")
        os.close(typed)
        with subprocess.Popen(
                self.sandbox.command("gate", "-P", "stdio", "-u", "anna", "-n", "1", "--",
                                     "/probe", "report"),
                stdin=answer, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                env=host_environment()) as gate:
            os.close(answer)
            refused = self._wait(gate, before)
            gate.kill()
            out = gate.stdout.read()
        return ("refused" if refused else gate.returncode), out

    def _wait(self, gate, before):
        """Until it ends, or says that it refuses: what is behind that is its delay."""
        end = time.monotonic() + ONE_S
        while gate.poll() is None:
            if any(" tty=none: denied: " in line for line in self.log.lines()[before:]):
                return True
            assert time.monotonic() < end, self.log.text()
            time.sleep(0.001)
        return False


def is_open(status, out):
    """A command that the last refusal did not keep from running counts too."""
    return status == 0 or b"uid=" in out


def sweep(tmp_path, name, every):
    """The damages that opened, or opened to root; and how many there were of which end."""
    needs_root()
    good = SWEEPS[name][1].encode()
    desks = queue.Queue()
    for number in range(PARALLEL):
        desks.put(Desk(tmp_path / f"desk-{number}", name))

    def try_one(damage):
        desk = desks.get()
        try:
            return damage[0], *desk.try_with(damage[1])
        finally:
            desks.put(desk)

    with concurrent.futures.ThreadPoolExecutor(PARALLEL) as pool:
        found = list(pool.map(try_one, list(damages(good))[::every]))
        good_one = try_one(("good", good))
    while not desks.empty():
        desks.get().sandbox.close()
    ends = collections.Counter(status for _, status, _ in found)
    print(f"{name}: {len(found)} damages: {dict(ends)}")
    assert len(found) > 0 and ends["refused"] > 0, ends
    assert is_open(*good_one[1:]) == (SWEEPS[name][2] == PASSWORD), good_one
    return found


def assert_harmless(name, found):
    opened = [what for what, status, out in found if is_open(status, out)]
    if SWEEPS[name][2] == PASSWORD:
        assert opened, "no damage was small enough: is anybody ever let in?"
        opened = [what for what, _, out in found if b"uid=0\n" in out or b"gid=0\n" in out]
    assert not opened, opened
    crashed = [(what, status) for what, status, _ in found
               if status != "refused" and (status < 0 or status not in (0, 111))]
    assert not crashed, crashed


@pytest.mark.parametrize("name", SWEEPS)
def test_a_sample_of_damages(tmp_path, name):
    assert_harmless(name, sweep(tmp_path, name, SAMPLE))


@pytest.mark.slow
@pytest.mark.parametrize("name", SWEEPS)
def test_each_damage(tmp_path, name):
    assert_harmless(name, sweep(tmp_path, name, 1))
