# SPDX-License-Identifier: MIT
"""What came of a run, as facts: {"status": 0, "env.HOME": "/home/anna", ...}.

    screen           what was shown
    ran, seen.*, env.*    what /bin/look in the session was given: ids, directory,
                     terminal, arguments, environment
    records.*        the entries of utmp, wtmp and btmp
    tally.*          how many failures faillock has
    shadow.*         what has changed in /etc/shadow, and what was left beside it
"""
import os
import re
import stat
import struct
import subprocess

from compat import place as places
from lib import hashes, probe

LIMIT_S = 30
# What else is beside the account files then.
LEFT = "files"
UTMP = struct.Struct("<hxxi32s4s32s256shhiii4i20x")
TALLY_BYTES = 64
KINDS = {2: "boot", 5: "init", 6: "login", 7: "user", 8: "dead"}


def normalised(screen, program):
    """Without what differs from side to side or run to run: the path, line ends, the host."""
    text = screen.decode(errors="replace").replace("\r\n", "\n").replace("\r", "")
    text = text.replace(program, program.rpartition("/")[2])
    text = text.replace(f"{os.uname().nodename} login:", "HOST login:")
    return "\n".join(line.rstrip() for line in text.split("\n")).strip("\n")


def seen(place):
    """What `look` was told by the session, as facts."""
    if not (place.path / "tmp/seen").exists():
        return {"ran": "no"}
    text = place.read("tmp/seen")
    told, environment = probe.facts(text)
    facts = {f"seen.{name}": value for name, value in told.items() if name in TELLING}
    tty = told.get("tty", "")
    facts["seen.tty"] = re.sub(r"\d+$", "N", tty)
    facts |= {f"env.{name}": re.sub(r"(/dev/pts/)\d+$", r"\1N", value)
              for name, value in environment.items()}
    return facts | {"ran": "yes"}


TELLING = ("uid", "euid", "gid", "egid", "groups", "cwd", "umask", "argv", "ttyowner", "ttymode",
           "ignored", "blocked", "descriptors")


def records(place):
    """What is in utmp, wtmp and btmp: (kind, user, host) of each entry."""
    facts = {}
    for name in places.RECORDS:
        path = place.path / "var" / name
        data = path.read_bytes() if path.exists() else b""
        entries = [UTMP.unpack_from(data, offset)
                   for offset in range(0, len(data) - len(data) % UTMP.size, UTMP.size)]
        facts[f"records.{name[4:]}"] = "; ".join(
            " ".join([KINDS.get(entry[0], str(entry[0])), text(entry[4]), text(entry[5])]).strip()
            for entry in entries)
    return facts


def tallies(place):
    """How many failures faillock has of each user."""
    return {f"tally.{path.name}": path.stat().st_size // TALLY_BYTES
            for where in ("run/faillock", "lib/failures")
            for path in sorted((place.path / where).glob("*"))}


def text(field):
    return field.split(b"\0")[0].decode(errors="replace")


def accounts_of(place):
    """{user: shadow line} and what the file is."""
    path = place.path / "etc/shadow"
    if not path.exists():
        return {}
    lines = path.read_text(errors="replace").splitlines()
    state = path.stat()
    found = {line.split(":")[0]: line.split(":")[1:] for line in lines}
    found["(file)"] = [f"{stat.S_IMODE(state.st_mode):o}", str(state.st_uid), str(state.st_gid)]
    found[LEFT] = sorted(name.name for name in (place.path / "etc").iterdir()
                             if name.name.startswith(("passwd", "shadow", "nshadow"))
                             and name.name not in ("passwd", "shadow"))
    return found


def changes(before, after):
    """{"shadow.anna": "what has changed"} of each line that has."""
    facts = {}
    for name in sorted(set(before) | set(after)):
        old, new = before.get(name), after.get(name)
        if old != new:
            facts[f"shadow.{name}"] = (", ".join(new or []) if name == LEFT
                                       else change_of(old or [], new or []))
    return facts


def change_of(old, new):
    names = ("password", "changed", "min", "max", "warn", "inactive", "expire", "flag")
    told = []
    for name, one, other in zip(names, old + [""] * 8, new + [""] * 8):
        if one == other:
            continue
        if name == "password":
            other = secret_of(one, other)
        if name == "changed" and other not in ("", "0"):
            other = "today"
        told.append(f"{name}={other}")
    return " ".join(told)


def secret_of(old, new):
    """A hash in words: it is salted."""
    if new.lstrip("!") == old.lstrip("!") and new.lstrip("!"):
        return "!" * (len(new) - len(new.lstrip("!"))) + "as it was"
    if not new.startswith("$"):
        return f"'{new}'"
    return "new " + new.split("$")[1] + (" (right)" if opens(new) else " (wrong)")


def opens(secret):
    done = subprocess.run(
        ["perl", "-e", "print crypt($ARGV[0], $ARGV[1])", hashes.NEW_PASSWORD, secret],
        stdout=subprocess.PIPE, text=True, check=True, timeout=LIMIT_S)
    return done.stdout == secret
