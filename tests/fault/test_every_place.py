# SPDX-License-Identifier: MIT
"""File systems that are full, or read-only, or not there; a log that nobody reads; and
accounts of two million lines. A wrong password never opens, nothing hangs, and a
password that could not be written is not said to be changed."""
import collections

import pytest

from fault import damage, stage
from fault.test_every_file import place, problem
from lib import matrix
from lib import sandbox as sandboxes
from lib.hashes import PASSWORD, WRONG

__all__ = ["place"]

READ_ONLY = 'mount --bind "$0{0}" "$0{0}" && mount -o remount,bind,ro "$0{0}"'
# A file system of its own with the same files, and no byte left.
FULL = ('mount -t tmpfs -o size=256k,mode=755 full "$0/tmp" && cp -a "$0{0}/." "$0/tmp" && '
        '{{ dd if=/dev/zero of="$0/tmp/filler" bs=4k 2>/dev/null; '
        'mount --move "$0/tmp" "$0{0}"; }}')
NO_INODES = FULL.replace("size=256k", "size=9m,nr_inodes=40").replace(
    'dd if=/dev/zero of="$0/tmp/filler" bs=4k 2>/dev/null;',
    'i=0; while true 2>/dev/null >"$0/tmp/filler$i"; do i=$((i + 1)); done;')
EMPTY = 'mkdir -p "$0{0}" && mount -t tmpfs -o ro none "$0{0}"'
PLACES = {
    **{f"read-only {name or 'root'}": READ_ONLY.format(name)
       for name in ("", "/etc", "/run", "/var", "/var/run", "/dev")},
    **{f"full {name}": FULL.format(name) for name in ("/etc", "/run", "/var", "/var/run")},
    **{f"no inodes in {name}": NO_INODES.format(name) for name in ("/etc", "/run", "/var")},
    **{f"empty {name}": EMPTY.format(name)
       for name in ("/proc", "/sys", "/dev", "/run", "/var", "/tmp", "/root")},
    "proc and sys": 'mkdir -p "$0/proc" "$0/sys" && mount --rbind /proc "$0/proc" && '
                    'mount --rbind /sys "$0/sys"',
    "no dev": 'mount -t tmpfs none "$0/dev" && umount "$0/dev" && '
              'mount --bind "$0/tmp" "$0/dev"',
}
MEMORY_KIB = 8 << 10
LINES = 2_000_000
LIMIT_S = 60


def in_namespace(place, script):
    sandboxes.needs_root()
    return ["unshare", "-m", "sh", "-c", f'{script}; exec "$@"', str(place.sandbox.path)]


def judge(place, applet, what, **how):
    """Plays it with each password; how many tries there were."""
    counts = collections.Counter()
    for password in [PASSWORD] if applet.changes else [PASSWORD, WRONG]:
        place.prepare(applet)
        done = place.play(applet, password, **how)
        wrong = problem(place, applet, (what, "", password), done)
        assert not wrong, (applet, what, wrong, done)
        counts[done.status] += 1
    print(f"{applet.name}: {what}: {dict(counts)}")
    return sum(counts.values())


@pytest.mark.slow
@pytest.mark.parametrize("name", stage.APPLETS)
def test_file_systems(place, name, evidence):
    tried = sum(judge(place, stage.APPLETS[name], what, before=in_namespace(place, script))
                for what, script in PLACES.items())
    assert tried >= len(PLACES)
    evidence("files", f"{name}: file systems full, read-only, empty, absent", tried)


@pytest.mark.slow
@pytest.mark.parametrize("what", ["full", "unread", *damage.IN_PLACE])
def test_the_log_cannot_be_written(place, what, evidence):
    """A /dev/log whose buffer is full, that nobody reads, or that is none."""
    tried = 0
    for applet in stage.APPLETS.values():
        if what == "full":
            place.log.fill()
        elif what != "unread":
            damage.put(place.sandbox.path / "dev/log", what)
        tried += judge(place, applet, "dev/log", limit_s=stage.LIMIT_S)
    evidence("files", "all applets: a log that cannot be written", tried)


# Two million lines

def big(line):
    return "".join(line.format(number) for number in range(LINES))


BIG = {"etc/passwd": "u{0}:x:{0}:{0}::/:/bin/sh\n", "etc/shadow": "u{0}:*:19000:0:99999:7:::\n",
       "etc/group": "g{0}:x:{0}:u{0}\n"}


@pytest.mark.long
@pytest.mark.limit(600)
@pytest.mark.parametrize("file", BIG)
@pytest.mark.parametrize("password", [PASSWORD, WRONG], ids=["right", "wrong"])
def test_two_million_lines(place, file, password, evidence):
    """Before the line that counts; in the memory of one."""
    gate = stage.APPLETS["gate"]
    place.prepare(gate)
    good = stage.FILES[file]
    place.sandbox.write(file, good.split("\n", 1)[0] + "\n" + big(BIG[file])
                        + good.split("\n", 1)[1], 0o600)
    done = place.play(gate, password, limit_s=LIMIT_S, before=limited())
    assert done.status == (0 if password == PASSWORD else matrix.DENIED), done
    evidence("files", "gate: accounts of two million lines", 1)


def limited():
    """Memory for all that it maps, its own 1.3 MiB included."""
    return ["sh", "-c", f'ulimit -v {MEMORY_KIB}; exec "$@"', "sh"]


@pytest.mark.parametrize("file", BIG)
@pytest.mark.parametrize("kib", [4, 64, 1024])
def test_long_lines_of_others(place, file, kib, evidence):
    """They are not hers, wherever their pieces would begin."""
    gate = stage.APPLETS["gate"]
    good = stage.FILES[file]
    for start in ("x" * kib * 1024, ":" * kib * 1024,
                  f"x{'x' * (kib * 1024 - 2)}\nanna:x:0:0::/:/bin/sh\n"[:kib * 1024 - 1]):
        place.prepare(gate, [(file, f"{start}\n{good}")])
        assert not place.play(gate, WRONG).opened
        place.prepare(gate, [(file, f"{start}\n{good}")])
        done = place.play(gate, PASSWORD, before=limited())
        assert done.status == 0 and b"uid=1000\n" in done.out, done
    evidence("files", "gate: lines of 4 KiB to 1 MiB", 6)


@pytest.mark.parametrize("file", ["etc/passwd", "etc/shadow"])
def test_two_entries_of_one_name(place, file):
    """The first one counts, and a broken first one is nobody."""
    gate = stage.APPLETS["gate"]
    lines = stage.FILES[file].splitlines()
    others = {"etc/passwd": "anna:x:0:0::/:/bin/sh", "etc/shadow": f"anna::{stage.DATES}"}
    broken = {"etc/passwd": "anna:x:", "etc/shadow": "anna:"}
    for extra, opens in ((others, True), (broken, True)):
        place.prepare(gate, [(file, "\n".join([*lines, extra[file], ""]))])
        done = place.play(gate, PASSWORD)
        assert done.opened == opens and b"uid=0\n" not in done.out, done
    for first in (broken[file], f"anna:!:{stage.DATES}" if file == "etc/shadow" else "anna:x"):
        place.prepare(gate, [(file, "\n".join([first, *lines, ""]))])
        assert not place.play(gate, PASSWORD).opened
