# SPDX-License-Identifier: MIT
"""What login writes into utmp, wtmp and btmp, read by the programs that read them:
Debian's last, lastb, who and utmpdump, and BusyBox's last and who.
"""
import re
import struct
import subprocess
import time

import pytest

from lib import sandbox as sandboxes
from lib.hashes import PASSWORD, WRONG
from records.conftest import CLOCK

ASK = "login: "
FILES = ("var/run/utmp", "var/log/wtmp", "var/log/btmp")
# One byte longer than what is kept.
LONG_USER = "anna-" + 27 * "x"
LONG_HOST = "far-away." + 30 * "example."
DATE = r"\w{3} \w{3} +\d+ \d\d:\d\d"
RECORD_BYTES = 384

# Locks a file that it can only read, until its input ends.
LOCKER = """\
import fcntl, sys
fcntl.lockf(int(sys.argv[1]), fcntl.LOCK_SH)
print("locked", flush=True)
sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def recorded(house):
    """The sandbox with the files as a boot leaves them. (BusyBox's last never shows the
    first record of a file.)"""
    sandboxes.needs_names_of_terminals(house.path)
    boot = struct.pack("<hxxi32s4s32s", 2, 0, b"~", b"~~", b"reboot").ljust(RECORD_BYTES, b"\0")
    for name, content in zip(FILES, (b"", boot, b"")):
        house.write(name, content)
    return house


@pytest.fixture
def busybox(recorded):
    """busybox("last"): the same of BusyBox, which looks at the files' own places."""
    def run(*words):
        done = subprocess.run(
            recorded.command(*words, program="/bin/busybox"), stdin=subprocess.DEVNULL,
            capture_output=True, text=True, check=True, timeout=30,
            env=sandboxes.host_environment(CLOCK))
        return done.stdout.splitlines()
    return run


def come(line, *arguments, user="anna"):
    there = line("-H", *arguments)
    there.answer((ASK, user), ("Password: ", PASSWORD))
    there.see("# " if user == "root" else "$ ")
    return there


def go(there):
    there.type("exit\r")
    assert there.leave() == 0
    # To last, who left in the second in which it looks is still there; and not
    # every process need read the same time.
    later = int(time.time()) + 1.5
    while time.time() < later:
        time.sleep(0.05)


def has(lines, pattern):
    """One line, and one only, is as the pattern says."""
    found = [one for one in lines if re.search(pattern, one)]
    assert len(found) == 1, f"{pattern!r}: {found} of {lines}"
    return found[0]


def short(there):
    return there.name.removeprefix("/dev/")


def test_while_somebody_is_in(line, read, busybox):
    there = come(line, "-h", "far.example")
    name = short(there)
    has(read("who", "var/run/utmp"), rf"^anna +{name} .*\(far\.example\)$")
    has(read("last", "-f", "var/log/wtmp"),
        rf"^anna +{name} +far\.example +{DATE} +(still logged in|gone - no logout)$")
    has(read("utmpdump", "var/run/utmp"),
        rf"^\[7\] \[0*{there.process.pid}\] \[{name[-4:]} *\] \[anna +\] \[{name} +\] "
        r"\[far\.example +\] \[0\.0\.0\.0 +\] ")
    has(busybox("who"), rf"^anna +{name} ")
    has(busybox("last"), rf"^anna +{name} +far\.example +\w{{3}} +\d+ \d\d:\d\d$")
    go(there)


def test_when_they_are_gone(line, read, busybox):
    there = come(line, "-h", "far.example")
    name = short(there)
    go(there)
    assert read("who", "var/run/utmp") == []
    assert [one for one in busybox("who") if not one.startswith("USER ")] == []
    has(read("last", "-f", "var/log/wtmp"),
        rf"^anna +{name} +far\.example +{DATE} - \d\d:\d\d +\(00:0\d\)$")
    has(busybox("last"), rf"^anna +{name} +far\.example ")
    assert read("lastb", "-f", "var/log/btmp")[0] == ""
    dumped = read("utmpdump", "var/run/utmp")
    assert len(dumped) == 1 and re.search(rf"^\[8\] .* \[ +\] \[{name} +\] ", dumped[0])


def test_tries_that_failed(line, read):
    there = line("-H", "-h", "192.0.2.7")
    there.answer((ASK, "anna"), ("Password: ", WRONG), (ASK, "my-password"),
                 ("Password: ", WRONG))
    there.see(ASK)
    lines = read("lastb", "-w", "-f", "var/log/btmp")
    has(lines, rf"^anna +{short(there)} +192\.0\.2\.7 +{DATE}")
    has(lines, rf"^UNKNOWN +{short(there)} +192\.0\.2\.7 +{DATE}")
    assert not [one for one in lines if "my-password" in one]
    assert [one[:6] for one in read("last", "-f", "var/log/wtmp")] == ["reboot", "", "wtmp b"]


@pytest.mark.slow
@pytest.mark.parametrize("address", ["192.0.2.7", "2001:db8::1:7"])
def test_addresses(line, read, address):
    there = come(line, "-h", address)
    go(there)
    has(read("last", "-i", "-w", "-f", "var/log/wtmp"), rf"^anna +{short(there)} +{address} ")
    has(read("utmpdump", "var/log/wtmp"), rf"^\[7\] .*\[{address} *\] \[{address} *\]")


@pytest.mark.slow
def test_words_as_long_as_their_fields(line, read, busybox, recorded):
    recorded.user(LONG_USER, uid=1001, home="/tmp")
    there = come(line, "-h", LONG_HOST, user=LONG_USER)
    name = short(there)
    user, host = LONG_USER[:31], re.escape(LONG_HOST[:255])
    has(read("who", "var/run/utmp"), rf"^{user} +{name} .*\({host}\)$")
    has(read("last", "-w", "-f", "var/log/wtmp"), rf"^{user} +{name} +{host} ")
    has(busybox("who"), rf"^{user} +{name} ")
    has(busybox("last"), rf"^{user} +{name} +{host} ")
    go(there)
    assert read("who", "var/run/utmp") == []


@pytest.mark.slow
def test_two_at_a_time(line, read, busybox):
    first, second = come(line, "-h", "1.2.example"), come(line, user="root")
    assert len(read("who", "var/run/utmp")) == 2
    # A name that begins as an address does is none.
    has(read("utmpdump", "var/run/utmp"), r"\[1\.2\.example +\] \[0\.0\.0\.0 +\]")
    go(first)
    has(read("who", "var/run/utmp"), rf"^root +{short(second)} ")
    go(second)
    assert read("who", "var/run/utmp") == []
    for user, there in (("anna", first), ("root", second)):
        has(read("last", "-f", "var/log/wtmp"),
            rf"^{user} +{short(there)} .* - \d\d:\d\d +\(00:0\d\)$")
        has(busybox("last"), rf"^{user} +{short(there)} ")


@pytest.mark.slow
def test_no_file_is_made(line, recorded):
    for name in FILES:
        (recorded.path / name).unlink()
    there = come(line)
    go(there)
    assert not [name for name in FILES if (recorded.path / name).exists()]
    assert "tmp: " not in recorded.log.text()


@pytest.mark.slow
def test_run_is_elsewhere(line, read, recorded):
    """/var/run as most systems have it."""
    (recorded.path / "var/run/utmp").unlink()
    (recorded.path / "var/run").rmdir()
    (recorded.path / "var/run").symlink_to("/run")
    recorded.write("run/utmp", b"")
    there = come(line)
    has(read("who", "run/utmp"), rf"^anna +{short(there)} ")
    go(there)


def test_what_cannot_be_written_is_said_and_no_more(line, recorded):
    own = recorded.command
    recorded.command = lambda *words, **how: [
        "unshare", "-m", "sh", "-c", 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0"'
        ' && exec "$@"', str(recorded.path / "var"), *own(*words, **how)]
    there = line("-H")
    there.answer((ASK, "anna"), ("Password: ", WRONG), (ASK, "anna"), ("Password: ", PASSWORD))
    there.see("$ ")
    go(there)
    log = recorded.log.text()
    for name, times in zip(FILES, (2, 2, 1)):
        assert log.count(f"/{name}: Read-only file system") == times, log
        assert (recorded.path / name).stat().st_size in (0, RECORD_BYTES)


@pytest.mark.slow
def test_files_that_are_damaged(line, read, recorded):
    """Halves of records at the end, noise before it."""
    noise = bytes(range(256)) * 3
    for name in FILES:
        recorded.write(name, noise[:2 * RECORD_BYTES] + b"\7" * 100)
    there = come(line)
    has(read("who", "var/run/utmp"), rf"^anna +{short(there)} ")
    go(there)
    for name, count in zip(FILES, (3, 4)):
        data = (recorded.path / name).read_bytes()
        assert len(data) == count * RECORD_BYTES
        assert data.startswith(noise[:2 * RECORD_BYTES])
    has(read("last", "-f", "var/log/wtmp"), rf"^anna +{short(there)} .* - \d\d:\d\d")


@pytest.mark.slow
def test_a_lock_that_somebody_holds(line, read, recorded):
    """Whoever may read the file can lock it; login goes on, and the record is there."""
    with open(recorded.path / "var/log/wtmp", "rb") as readable:
        holder = subprocess.Popen(
            ["/usr/bin/python3", "-c", LOCKER, str(readable.fileno())],
            pass_fds=[readable.fileno()], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            user=1000)
    try:
        assert holder.stdout.readline() == b"locked\n"
        there = come(line)
        has(read("last", "-f", "var/log/wtmp"), rf"^anna +{short(there)} ")
    finally:
        holder.stdin.close()
        holder.wait()
        holder.stdout.close()
    go(there)
