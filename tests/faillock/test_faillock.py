# SPDX-License-Identifier: MIT
"""faillock: what pam_faillock counted is shown as Debian's faillock shows it, and
forgotten; nothing that lies in its directory crashes it, holds it up, or is
changed by it when it is no tally."""
import fcntl
import os
import re
import shutil
import struct
import subprocess

import pytest

from bench import peers, table
from lib.hashes import PASSWORD, WRONG
from lib.sandbox import LIMIT_S, host_environment, needs_root, needs_users

POLICY = """\
auth     required                     pam_faillock.so preauth silent deny={deny} {directory}
auth     [success=1 default=ignore]   pam_unix.so nodelay
auth     [default=die]                pam_faillock.so authfail deny={deny} {directory}
auth     sufficient                   pam_faillock.so authsucc deny={deny} {directory}
account  required                     pam_faillock.so
account  required                     pam_unix.so
"""
FAILLOCK = "/usr/sbin/faillock"
HEAD = "When                Type  Source                                           Valid\n"
WHEN = re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", re.MULTILINE)
RHOST, TTY, VALID = 2, 4, 1


def tally(source, status=VALID, when=1700000000, reserved=0):
    """One record of pam_faillock's."""
    return source.ljust(52, b"\0")[:52] + struct.pack("<HHQ", reserved, status, when)


@pytest.fixture(autouse=True)
def place(sandbox):
    """anna, bert and root; the compiled-in directory is there."""
    prepare(sandbox)


def prepare(sandbox, directory=""):
    sandbox.user("anna")
    sandbox.user("bert", uid=1001)
    sandbox.user("root", uid=0, gid=0)
    sandbox.policy("gate", POLICY.format(deny=3, directory=directory))
    (sandbox.path / "var/run/faillock").mkdir(parents=True, exist_ok=True)


def fail(sandbox, *arguments, times=1):
    for _ in range(times):
        done = sandbox.gate("-u", "anna", "-n", "1", *arguments, answers=[WRONG])
        assert done.status == 1, done.text


def faillock(sandbox, *arguments, **how):
    done = sandbox.run("faillock", *arguments, **how)
    return done.status, done.out.decode(), done.err.decode()


def test_counted_shown_and_reset(sandbox):
    needs_users()
    assert faillock(sandbox) == (0, "", "")
    fail(sandbox, times=2)
    status, out, err = faillock(sandbox, "--user", "anna")
    assert (status, err) == (0, "")
    assert WHEN.sub("W", out) == "anna:\n" + HEAD + f"W SVC   {'gate':52} V\n" * 2
    assert faillock(sandbox) == (0, out, "")
    fail(sandbox)
    done = sandbox.gate("-u", "anna", "-n", "1", answers=[PASSWORD])
    assert done.status == 1, "three failures lock the account"
    assert faillock(sandbox, "--user", "anna", "--reset") == (0, "", "")
    assert faillock(sandbox, "--user", "anna") == (0, "anna:\n" + HEAD, "")
    done = sandbox.gate("-u", "anna", "-n", "1", answers=[PASSWORD])
    assert done.status == 0, "and forgetting them opens it"


def test_reset_of_all(sandbox):
    needs_users()
    for name in ("anna", "bert"):
        sandbox.write(f"var/run/faillock/{name}", tally(b"tty1", VALID | TTY))
    assert faillock(sandbox, "--reset") == (0, "", "")
    assert faillock(sandbox) == (0, f"anna:\n{HEAD}bert:\n{HEAD}", "")


def test_directory(sandbox):
    needs_users()
    prepare(sandbox, "dir=/tmp/tallies")
    fail(sandbox)
    assert faillock(sandbox) == (0, "", "")
    status, out, _ = faillock(sandbox, "--dir", "/tmp/tallies")
    assert status == 0 and out.startswith("anna:\n") and len(WHEN.findall(out)) == 1
    sandbox.write("etc/security/faillock.conf", "dir = /tmp/tallies\n")
    assert faillock(sandbox) == (0, out, "")
    sandbox.write("tmp/other.conf", "dir=/tmp\n")
    assert faillock(sandbox, "--conf", "/tmp/other.conf", "--user", "root")[0] == 0


def test_legacy_output(sandbox):
    needs_users()
    sandbox.write("var/run/faillock/anna", tally(b"tty1") + tally(b"far.example", VALID | RHOST))
    sandbox.write("var/run/faillock/bert", b"")
    status, out, err = faillock(sandbox, "--legacy-output", environment={"TZ": "UTC"})
    assert (status, err) == (0, "")
    assert out == ("Login           Failures    Latest failure         From\n"
                   "anna                2       2023-11-14 22:13:20    far.example\n"
                   "bert                0\n")


def test_what_is_not_there(sandbox):
    status, out, err = faillock(sandbox, "--user", "nobody-here")
    assert (status, out, err) == (1, "", "faillock: Error no such user: nobody-here\n")
    status, out, err = faillock(sandbox, "--dir", "/nowhere")
    assert (status, out) == (2, "") and "No such file or directory" in err
    sandbox.write("var/run/faillock/stranger", tally(b"x"))
    assert faillock(sandbox) == (0, "", "faillock: Error no such user: stranger\n")


@pytest.mark.parametrize("arguments", [
    ["--bogus"], ["--user"], ["--user", ""], ["--dir"], ["--dir", ""], ["--conf"], ["anna"],
    ["--user", "anna", "--help"]])
def test_usage(sandbox, arguments):
    status, out, err = faillock(sandbox, *arguments)
    assert (status, out) == (1, "") and "Usage: faillock [--dir" in err


def test_help(sandbox):
    assert faillock(sandbox, "--help")[:2] == (0, sandbox.run("--help", "faillock").out.decode())


def test_what_is_said_comes_out(sandbox):
    needs_users()
    sandbox.write("var/run/faillock/anna", tally(b"x"))
    with open("/dev/full", "wb") as full:
        done = subprocess.run(sandbox.command("faillock"), stdin=subprocess.DEVNULL, stdout=full,
                              stderr=subprocess.PIPE, timeout=LIMIT_S, check=False)
    assert done.returncode != 0


# What others may have put there.

@pytest.mark.parametrize("content, lines", [
    (b"", []),
    (b"short", []),
    (tally(b"A" * 52, reserved=0xffff), ["A" * 52]),
    (tally(b"\x1b]0;owned\x07\x1b[2J\xff\xfe", VALID | RHOST), ["?]0;owned??[2J??"]),
    (tally(b"x", when=2**63) + tally(b"y", when=2**64 - 1) + tally(b"z"), None),
    (tally(b"%s%n%s%n"), ["%s%n%s%n"]),
    (tally(b"a\nroot:\n"), ["a?root:?"]),
    (tally(b"A" * 52, 0xffff, 2**64 - 1, 0xffff) * 5000, None),
    (b"\xff" * 100000, None),
], ids=["empty", "short", "full", "escapes", "times", "format", "lines", "many", "ff"])
@pytest.mark.parametrize("legacy", [[], ["--legacy-output"]], ids=["new", "legacy"])
def test_hostile_tallies(sandbox, content, lines, legacy):
    needs_users()
    sandbox.write("var/run/faillock/anna", content)
    status, out, _ = faillock(sandbox, *legacy)
    assert status == 0
    assert re.fullmatch(r"[ -~\n]*", out)
    if lines is not None and not legacy:
        assert [line[26:78].rstrip() for line in out.splitlines()[2:]] == lines


@pytest.mark.parametrize("kind", ["fifo", "link", "dangling", "directory", "device"])
@pytest.mark.parametrize("reset", [[], ["--reset"]], ids=["show", "reset"])
def test_what_is_no_tally(sandbox, kind, reset):
    """It is neither waited for nor changed."""
    needs_users()
    path = sandbox.path / "var/run/faillock/anna"
    victim = sandbox.write("etc/victim", tally(b"x"), 0o600)
    if kind == "fifo":
        os.mkfifo(path)
    elif kind == "directory":
        path.mkdir()
    elif kind == "device":
        needs_root()
        sandbox.nodes("zero")
        (sandbox.path / "dev/zero").rename(path)
    else:
        path.symlink_to("/etc/victim" if kind == "link" else "/etc/not-there")
    before = victim.stat()
    for arguments, status in ((["--user", "anna"], 3), ([], 0)):
        told = faillock(sandbox, *arguments, *reset)
        assert told[:2] == (status, "")
        assert "faillock: Error opening the tally file for anna:" in told[2]
    after = victim.stat()
    assert (after.st_uid, after.st_mode, after.st_size) == (before.st_uid, before.st_mode, 64)
    assert not (sandbox.path / "etc/not-there").exists()


def test_module_does_not_follow_a_link_either(sandbox):
    needs_users()
    victim = sandbox.write("etc/victim", b"", 0o600)
    (sandbox.path / "var/run/faillock/anna").symlink_to("/etc/victim")
    done = sandbox.gate("-u", "anna", "-n", "1", answers=[WRONG])
    assert done.status == 111, "no count, no login"
    assert victim.stat().st_size == 0 and victim.stat().st_uid == os.geteuid()


@pytest.mark.parametrize("directory", ["/etc/passwd", "/dev/null", "/tmp/" + "x" * 300,
                                       "/tmp/closed", "relative", "/tmp/odd"])
def test_hostile_directories(sandbox, directory):
    closed = sandbox.path / "tmp/closed"
    closed.mkdir()
    closed.chmod(0)
    odd = sandbox.path / "tmp/odd"
    odd.mkdir()
    for name in ("..x", "-", "\x1b[2J", "a" * 255, ".hidden", "%s"):
        (odd / name).touch()
    status, out, _ = faillock(sandbox, "--dir", directory)
    assert status in (0, 2) and out == ""
    closed.chmod(0o700)


def test_user_that_is_a_path(sandbox):
    for name in ("../../etc/victim", "..", ".", "/", "anna/", "\x1b[2J"):
        status, out, err = faillock(sandbox, "--user", name)
        assert (status, out) == (1, "") and "Error no such user" in err


def test_as_an_ordinary_user(sandbox):
    """His own he may read; not that of others."""
    needs_root()
    for name, uid in (("anna", 1000), ("bert", 1001)):
        path = sandbox.write(f"var/run/faillock/{name}", tally(b"tty1", VALID | TTY), 0o660)
        os.chown(path, uid, 0)

    def as_anna(*arguments):
        done = subprocess.run(
            ["chroot", "--userspec=1000:1000", str(sandbox.path), "/pamlet", "faillock",
             *arguments], stdin=subprocess.DEVNULL, capture_output=True, timeout=LIMIT_S,
            check=False)
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    for directory in (sandbox.path, sandbox.path / "var", sandbox.path / "var/run"):
        directory.chmod(0o755)
    status, out, _ = as_anna("--user", "anna")
    assert status == 0 and len(WHEN.findall(out)) == 1
    status, out, err = as_anna("--user", "bert")
    assert (status, out) == (3, "") and "Permission denied" in err
    assert as_anna("--user", "bert", "--reset")[0] == 3
    assert (sandbox.path / "var/run/faillock/bert").stat().st_size == 64


# Beside Debian's.

class Peer(peers.PamtesterRoot):
    """A root with Debian's faillock and pamlet."""

    def __init__(self, path):
        peers.needs(FAILLOCK)
        super().__init__(path)
        for name in peers.with_libraries([FAILLOCK]):
            target = self.path / name.lstrip("/")
            target.parent.mkdir(parents=True, exist_ok=True)
            if not target.exists():
                shutil.copy2(name, target)
        self.write("etc/security/faillock.conf", "# nothing\n")

    def theirs(self, *arguments):
        done = subprocess.run(
            self.command(*arguments, program=FAILLOCK), stdin=subprocess.DEVNULL,
            capture_output=True, timeout=LIMIT_S, check=False, env=host_environment())
        return done.returncode, done.stdout.decode(), done.stderr.decode()


@pytest.fixture
def peer(tmp_path):
    try:
        made = Peer(tmp_path / "peer")
    except table.Skip as why:
        pytest.skip(str(why))
    prepare(made)
    return made


def test_same_output_as_debians(peer, sandbox):
    needs_users()
    tallies = {
        "anna": tally(b"gate") + tally(b"/dev/ttyS0", VALID | TTY, 1) + tally(b"host", RHOST)
        + tally(b"h" * 52, VALID | RHOST, 2**32 + 5),
        "bert": b"",
        "root": tally(b"su", 0, 2**31),
    }
    for root in (peer, sandbox):
        for name, content in tallies.items():
            root.write(f"var/run/faillock/{name}", content)
            root.write(f"tmp/tallies/{name}", content)
    for arguments in ([], ["--user", "anna"], ["--user", "bert"], ["--dir", "/tmp/tallies"],
                      ["--dir", "/tmp/tallies", "--user", "root"], ["--user", "root", "--reset"],
                      ["--reset"], []):
        theirs, ours = peer.theirs(*arguments), faillock(sandbox, *arguments)
        assert ours == theirs, arguments
        assert theirs[0] == 0


def test_a_lock_that_the_owner_holds(sandbox):
    """The file is the user's, and so is flock(2): nobody waits for it without end."""
    sandbox.listen()
    fail(sandbox)
    with open(sandbox.path / "var/run/faillock/anna", "rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        done = sandbox.gate("-u", "anna", "-n", "1", "-t", "20", answers=[PASSWORD])
        assert done.status in (1, 111) and done.seconds < 15, done.text
        assert "Error opening the tally file for anna" in done.log
        status, out, err = faillock(sandbox, "--user", "anna")
        assert status != 0 and not out and "anna" in err
    assert sandbox.gate("-u", "anna", "-n", "1", answers=[PASSWORD]).status == 0
