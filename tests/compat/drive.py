# SPDX-License-Identifier: MIT
"""One case, played with the original or with pamlet, and what came of it.

    case = Case("login", "the right password", script=[(NAME, "anna"), ...], status=0)
    facts = play(case, ORIGINAL, place)      # {"status": 0, "env.HOME": "/home/anna", ...}
    compare(case, original, pamlet)          # [] or what offends the case's pins

A case says which facts are compared, by name or by the part before the dot.
"""
import dataclasses
import os
import re
import stat
import struct
import subprocess
import termios
import time
import types

from compat import place as places
from compat.place import ORIGINAL, PAMLET
from lib import hashes, probe, sandbox
from lib.person import settings_of
from login.line import Line

LIMIT_S = 30
TTY_GROUP = 5
# What else is beside the account files then.
LEFT = "files"
UTMP = struct.Struct("<hxxi32s4s32s256shhiii4i20x")
TALLY_BYTES = 64
KINDS = {2: "boot", 5: "init", 6: "login", 7: "user", 8: "dead"}

# What a person types, but for an answer and Enter.
CTRL_C, CTRL_D, CTRL_Z, CTRL_BACKSLASH = b"\x03", b"\x04", b"\x1a", b"\x1c"
# Behind these prompts nothing is echoed.
UNSEEN = re.compile(r"[Pp]assword: |continue")
# The numbers of read, poll, select, wait4, sigtimedwait, waitid, pselect6, ppoll.
WAITS = ("0", "7", "23", "61", "128", "247", "270", "271")
# Instead of keys: the terminal is closed.
HANG_UP = object()


@dataclasses.dataclass(frozen=True)
class Pin:
    """A difference on purpose: what each side does. ANY matches whatever is there, a
    pattern what it finds. One without a reason is of the test's own making."""
    original: object
    pamlet: object
    reason: str


class _Any:
    def __repr__(self):
        return "ANY"


ANY = _Any()
ABSENT = None
# The name of a pin that tells how the scripts of the two sides differ.
DIALOGUE = "dialogue"


@dataclasses.dataclass(frozen=True)
class Case:
    program: str                       # a key of PROGRAMS
    what: str                          # its line in the table
    arguments: tuple = ()
    script: tuple = ()                 # (what is shown, what is typed), ...
    status: int = 0                    # the original's exit status
    user: str = "root"                 # who starts it
    environment: dict = dataclasses.field(default_factory=dict)
    compare: tuple = ("status",)
    shown: str = ""                    # what both have on the screen, somewhere
    differs: dict = dataclasses.field(default_factory=dict)      # fact: Pin
    pamlet: dict = dataclasses.field(default_factory=dict)       # fields that are other there
    files: dict = dataclasses.field(default_factory=dict)        # written before
    prepare: object = None             # called with the place before
    stdin: str = "tty"                 # or "pipe": what is typed comes from a pipe
    limit_s: int = LIMIT_S             # how long its end may take
    quick: bool = False
    marker: str = "slow"               # of what is not quick

    @property
    def name(self):
        return re.sub(r"\W+", "-", f"{self.program} {self.what}").strip("-")

    def on(self, side):
        return dataclasses.replace(self, **self.pamlet) if side == PAMLET else self


# program: where the original is, what pamlet calls it, what stands in the table
PROGRAMS = {
    "login": ("/bin/login", "login", "shadow's login"),
    "busybox": ("/busybox/login", "login", "BusyBox's login"),
    "su": ("/bin/su", "su", "util-linux's su"),
    "passwd": ("/usr/bin/passwd", "passwd", "shadow's passwd"),
    "vlock": ("/usr/bin/vlock", "vlock", "vlock"),
    "pamtest": ("/usr/bin/pamtester", "pamtest", "pamtester"),
    "faillock": ("/usr/sbin/faillock", "faillock", "Linux-PAM's faillock"),
    "sulogin": ("/usr/sbin/sulogin", "sulogin", "util-linux's sulogin"),
}


# program: what differs in each of its cases, {fact: Pin}; the case files fill it.
EVERYWHERE = {}


def program_of(case, side):
    original, applet, _ = PROGRAMS[case.program]
    return original if side == ORIGINAL else f"/pamlet/{applet}"


def play(case, side, place):
    """Plays it; the facts, by name."""
    case = case.on(side)
    for name, content in case.files.items():
        place.write(name, content)
    if case.prepare:
        case.prepare(place)
    before = accounts_of(place)
    line = place.line(program_of(case, side), *case.arguments, user=case.user,
                      environment=case.environment)
    facts = {}
    run = by_pipe if case.stdin == "pipe" else by_person
    screen = run(case, line, place, facts)
    facts["screen"] = normalised(screen, program_of(case, side))
    facts.update(seen(place))
    facts.update(records(place))
    facts.update(tallies(place))
    facts.update(changes(before, accounts_of(place)))
    return facts


# How it is played

def by_pipe(case, line, _place, facts):
    typed = b"".join(as_keys(text) for _, text in case.script)
    done = subprocess.run(line, input=typed.replace(b"\r", b"\n"), check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=LIMIT_S,
                          env=sandbox.host_environment(),
                          start_new_session=True)
    facts["status"] = sandbox.shell_status(done.returncode)
    return done.stdout


def as_keys(text):
    """A string is an answer with its Enter, bytes are keys as they are."""
    return text if isinstance(text, bytes) else text.encode() + b"\r"


def by_person(case, line, _place, facts):
    owner = places.ACCOUNTS[case.user][0]
    seat = Line(types.SimpleNamespace(command=lambda *_: line),
                setup=lambda terminal: os.fchown(terminal, owner, TTY_GROUP))
    try:
        before = settings_of(seat.master)
        for shown, typed in case.script:
            seat.see(shown)
            if typed is HANG_UP:
                seat.hang_up()
                facts["status"] = sandbox.shell_status(seat.process.wait(LIMIT_S))
                return seat.screen
            if typed is not None:
                wait_until_it_reads(seat, shown)
                seat.type(as_keys(typed))
        facts["status"] = seat.leave(case.limit_s)
        inode = os.stat(seat.name)
        facts["tty.owner"] = inode.st_uid
        facts["tty.mode"] = f"{stat.S_IMODE(inode.st_mode):o}"
        facts["tty.settings"] = "as before" if settings_of(seat.master) == before else "others"
        return seat.screen
    finally:
        seat.close()


def wait_until_it_reads(seat, shown):
    """Some ask first, and then throw away what was typed before the echo was off."""
    end = time.monotonic() + LIMIT_S
    while not reads(seat.process.pid) or (
            UNSEEN.search(str(shown)) and settings_of(seat.master)["lflag"] & termios.ECHO):
        assert time.monotonic() < end and seat.process.poll() is None, \
            f"it does not read; screen: {seat.screen!r}"
        time.sleep(0.005)


def reads(pid):
    """True when the process waits: in read, poll, select, or for its child; or where
    nobody may know."""
    try:
        with open(f"/proc/{pid}/syscall", encoding="ascii") as call:
            return call.read().split()[0] in WAITS
    except PermissionError:
        return True
    except OSError:
        return False


# What came of it

def normalised(screen, program):
    """Without what differs from side to side or run to run: the path, line ends, the host."""
    text = screen.decode(errors="replace").replace("\r\n", "\n").replace("\r", "")
    text = text.replace(program, program.rpartition("/")[2])
    text = text.replace(os.uname().nodename, "HOST")
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


# The two side by side

def chosen(case, *outcomes):
    """The names of the facts that the case compares."""
    names = {name for facts in outcomes for name in facts}
    return sorted(name for name in names if compares(case, name))


def compares(case, name):
    return name in case.compare or name.split(".")[0] in case.compare


def pins_of(case):
    """The case's own pins, and those of its program for what it compares."""
    whole = {name: pin for name, pin in EVERYWHERE.get(case.program, {}).items()
             if compares(case, name) or (name == DIALOGUE and "script" in case.pamlet)}
    return whole | case.differs


def matches(value, pinned):
    if isinstance(pinned, re.Pattern):
        return value is not None and pinned.search(str(value)) is not None
    return pinned is ANY or value == pinned


def against_pins(case, side, facts):
    """What of one side is not as pinned. The dialogue is no fact: the script is it."""
    offends = [f"{name}: {side} has {facts.get(name)!r}, pinned is {getattr(pin, side)!r}"
               for name, pin in pins_of(case).items()
               if name != DIALOGUE and not matches(facts.get(name), getattr(pin, side))]
    if side == ORIGINAL and facts["status"] != case.status:
        offends.append(f"status: {side} returns {facts['status']}, not {case.status}")
    if case.shown and case.on(side).shown not in facts["screen"]:
        offends.append(f"{side} does not show {case.on(side).shown!r}")
    return offends


def differences(case, original, pamlet):
    """Where the two are not the same, and no pin says so."""
    pins = pins_of(case)
    return [f"{name}: the original has {original.get(name)!r}, pamlet {pamlet.get(name)!r}"
            for name in chosen(case, original, pamlet)
            if name not in pins and original.get(name) != pamlet.get(name)]
