# SPDX-License-Identifier: MIT
"""/etc/shadow when it cannot be written, is not what it should be, or is somebody
else's just then: the old one stays, whole, and one line says why."""
import contextlib
import fcntl
import os
import resource
import subprocess
import threading

import people
import pytest
from people import NEW, passwd

from lib import hashes, matrix
from lib.hashes import PASSWORD

LOCK = ["-l", "anna"]
CHANGE = ["anna"]
# Both ways to write the file: our own, and pam_unix's.
BOTH = pytest.mark.parametrize("arguments", [LOCK, CHANGE], ids=["edit", "change"])
BROKEN_LINES = (
    b"# a comment\n\n:\n:::::::::\nberta:x:1:2:3:4:5:6:7:8:9\nberta\nemil:x:1\0:::::::\n"
    b"cr:*:1::::::\r\nanna:x:1:2:abc::::\n\xff\xfe:*:007::::::\nlong:" + b"h" * 9000
    + b":1::::::\nspace : *:1: ::::: \n-1:*:-1::::::\n")


def run(place, arguments, **how):
    return passwd(place, *arguments, answers=[NEW, NEW], **how)


def snapshot(place):
    return place.read("etc/shadow"), people.ownership(place)


def assert_not_done(place, before, done, *words):
    assert done.status in (1, matrix.BROKEN), done.text
    assert snapshot(place) == before and not people.leftovers(place), people.leftovers(place)
    for word in words:
        assert word in done.text, done.text
    matrix.assert_no_secret(done.out, done.err, done.log)


# What the file is

@BOTH
def test_broken_lines_stay_as_they_are(place, arguments):
    own = people.line_of(place, "anna").encode()
    path = place.write("etc/shadow", BROKEN_LINES.replace(b"anna:x", b"Anna:x")
                       + own + b"\n" + BROKEN_LINES.replace(b"anna:x", b"Anna:x"), 0o600)
    assert run(place, arguments).status == 0
    before, found, after = path.read_bytes().partition(b"\nanna:")
    assert found and before + b"\n" == BROKEN_LINES.replace(b"anna:x", b"Anna:x")
    assert after.partition(b"\n")[2] == BROKEN_LINES.replace(b"anna:x", b"Anna:x")


@BOTH
def test_last_line_without_newline(place, arguments):
    place.write("etc/shadow", place.read("etc/shadow").rstrip("\n") + "\nlast:*:1::::::", 0o600)
    assert run(place, arguments).status == 0
    assert place.read("etc/shadow").endswith("\nlast:*:1::::::\n")


@BOTH
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o644, 0o400, 0o000])
def test_mode_stays(place, arguments, mode):
    (place.path / "etc/shadow").chmod(mode)
    before = people.ownership(place)
    os.umask(0)
    try:
        assert run(place, arguments).status == 0
    finally:
        os.umask(0o022)
    assert people.ownership(place) == before


@BOTH
def test_symbolic_link(place, arguments):
    (place.path / "etc/shadow").rename(place.path / "root/shadow")
    (place.path / "etc/shadow").symlink_to("/root/shadow")
    before = place.read("root/shadow")
    done = run(place, arguments)
    assert done.status in (1, matrix.BROKEN), done.text
    assert (place.path / "etc/shadow").is_symlink() and place.read("root/shadow") == before
    assert not people.leftovers(place)


@BOTH
@pytest.mark.parametrize("kind", ["fifo", "directory", "absent"])
def test_no_file(place, arguments, kind):
    path = place.path / "etc/shadow"
    path.unlink()
    if kind == "fifo":
        os.mkfifo(path)
    elif kind == "directory":
        path.mkdir()
    done = run(place, arguments)
    assert done.status in (1, matrix.BROKEN), done.text
    assert (path.is_fifo(), path.is_dir(), path.exists()) == (
        kind == "fifo", kind == "directory", kind != "absent")
    assert not people.leftovers(place)


def test_user_without_a_line(place):
    before = snapshot(place)
    assert_not_done(place, before, passwd(place, "-l", "emil"), "no line in /etc/shadow")


def test_line_of_the_user_is_broken(place):
    text = place.read("etc/shadow").replace(":19000:0:99999", ":19000:0:9x", 1)
    assert text != place.read("etc/shadow")
    place.user("tom", uid=1010, shadow="19000:0:9x:7:::")
    people.own(place)
    assert_not_done(place, snapshot(place), passwd(place, "-l", "tom"), "no line in /etc/shadow")


@BOTH
@pytest.mark.parametrize("stale", ["old", "long", "hard-link"])
def test_what_a_kill_left(place, arguments, stale):
    """It is replaced; and pam_unix's whole file is in its place, not longer."""
    path = place.write("etc/nshadow", "x" * (100000 if stale == "long" else 10), 0o644)
    if stale == "hard-link" and arguments == LOCK:
        os.link(path, place.path / "root/other")
    assert run(place, arguments).status == 0
    assert not people.leftovers(place) and "xxxx" not in place.read("etc/shadow")
    if stale == "hard-link" and arguments == LOCK:
        assert place.read("root/other") == "x" * 10


# Where it lies

SCRIPT = """
root=$1 left=$2
mkdir "$root/kept" && cp -a "$root/etc/." "$root/kept" || exit 99
if [ $left = read-only ]; then
	mount --bind "$root/etc" "$root/etc" && mount -o remount,ro,bind "$root/etc" || exit 98
else
	mount -t tmpfs -o size=128k none "$root/etc" || exit 98
	cp -a "$root/kept/." "$root/etc" || exit 97
	(umask 077 && : >"$root/etc/.pwd.lock")
	cat /dev/zero >"$root/etc/security/fill" 2>/dev/null
	truncate -s "-${left}k" "$root/etc/security/fill" || exit 96
fi
shift 2
"$@"
status=$?
rm -rf "$root/kept" && mkdir "$root/kept" && cp -a "$root/etc/." "$root/kept"
exit $status
"""


def on_a_bad_disk(place, left, arguments):
    """left: what it has left, in KiB; or read-only."""
    people.needs_root()
    line = ["unshare", "-m", "sh", "-c", SCRIPT, "sh", str(place.path), str(left),
            *people.command(place, *arguments)]
    done = people.run(line, [NEW, NEW])
    assert done.status not in (96, 97, 98, 99), done.text
    # Under the file system that is gone lies the old one: what it held is in /kept.
    etc, kept = place.path / "etc", place.path / "kept"
    subprocess.run(["rm", "-rf", str(etc)], check=True)
    kept.rename(etc)
    done.log = place.log.text()
    return done


@BOTH
@pytest.mark.parametrize("left", ["read-only", 0])
def test_bad_disk(place, arguments, left):
    before = snapshot(place)
    done = on_a_bad_disk(place, left, arguments)
    assert_not_done(place, before, done)
    if arguments == LOCK:
        assert ("No space left" if left == 0 else "Read-only") in done.text


@BOTH
@pytest.mark.parametrize("left", [4, 12, 40])
def test_disk_full_in_the_middle(place, arguments, left):
    """A file of some pages, and room for some of them, or for all."""
    place.write("etc/shadow", place.read("etc/shadow")
                + "".join(f"user{n}:{hashes.SHA512CRYPT}:1::::::\n" for n in range(150)))
    people.own(place)
    before = snapshot(place)
    assert 12 << 10 < len(before[0]) < 36 << 10
    done = on_a_bad_disk(place, left, arguments)
    if left == 40:
        assert done.status == 0 and not people.leftovers(place)
    else:
        assert_not_done(place, before, done)


@BOTH
@pytest.mark.parametrize("limit", [0, 100])
def test_file_size_limit(place, arguments, limit):
    """Root's own limit holds: the signal is no end, and the old file stays."""
    before = snapshot(place)
    done = run(place, arguments, preexec_fn=lambda: resource.setrlimit(
        resource.RLIMIT_FSIZE, (limit, limit)))
    assert_not_done(place, before, done, *(["File too large"] if arguments == LOCK else []))


def can_raise_limits():
    """Whether root here may raise a hard limit (CAP_SYS_RESOURCE)."""
    child = os.fork()
    if child == 0:
        try:
            resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
            resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
            os._exit(0)
        except (OSError, ValueError):
            os._exit(1)
    return os.waitpid(child, 0)[1] == 0


@pytest.mark.parametrize("hard", [False, True], ids=["soft", "hard"])
def test_limits_of_a_user_do_not_count(place, hard):
    """Set-user-ID, the caller's limits are put aside."""
    if hard and not can_raise_limits():
        pytest.skip("needs CAP_SYS_RESOURCE")
    limits = (0, 0 if hard else resource.RLIM_INFINITY)
    done = passwd(place, uid=people.ANNA, answers=[PASSWORD, NEW, NEW],
                  preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, limits))
    assert done.status == 0, done.text
    assert people.NEW_LINE.search(place.read("etc/shadow"))


# Who else writes it

@contextlib.contextmanager
def locked(place):
    with open(place.path / "etc/.pwd.lock", "w", encoding="ascii") as lock:
        fcntl.lockf(lock, fcntl.LOCK_EX)
        yield lock


def test_waits_for_the_lock(place):
    with locked(place) as lock:
        release = threading.Timer(0.5, lambda: fcntl.lockf(lock, fcntl.LOCK_UN))
        release.start()
        assert passwd(place, *LOCK).status == 0
        release.join()


@pytest.mark.slow
def test_does_not_wait_for_ever(place):
    before = snapshot(place)
    with locked(place):
        assert_not_done(place, before, passwd(place, *LOCK), ".pwd.lock")


def test_change_while_locked(place):
    """pam_unix gives up by itself, after a tenth of a second."""
    before = snapshot(place)
    with locked(place):
        assert_not_done(place, before, run(place, CHANGE), "unchanged")


def test_many_at_a_time(place):
    """No edit is lost: each of ten users is expired by a passwd of its own."""
    users = [f"user{number}" for number in range(10)]
    for number, user in enumerate(users):
        place.user(user, uid=3000 + number)
    people.own(place)
    before = people.ownership(place)
    started = [subprocess.Popen(people.command(place, "-eq", user)) for user in users]
    assert [process.wait(people.LIMIT_S) for process in started] == [0] * len(users)
    for user in users:
        assert people.line_of(place, user) == f"{user}:{hashes.YESCRYPT}:0:0:99999:7:::"
    assert people.ownership(place) == before and not people.leftovers(place)
