# SPDX-License-Identifier: MIT
"""What a case is, and what it means that two programs do the same.

    case = Case("login", "the right password", script=((NAME, "anna"), ...), status=0)

A case says which facts (facts.py) are compared, by name or by the part before the
dot. What is not the same on both sides is pinned on both: a change on either side
turns the test red.
"""
import dataclasses
import re

ORIGINAL, PAMLET = "original", "pamlet"
LIMIT_S = 30

# What a person types, but for an answer and Enter.
CTRL_C, CTRL_D, CTRL_Z, CTRL_BACKSLASH = b"\x03", b"\x04", b"\x1a", b"\x1c"
# Instead of keys: the terminal is closed.
HANG_UP = object()


class _Any:
    def __repr__(self):
        return "ANY"


ANY = _Any()
ABSENT = None
# The name of a pin that tells how the scripts of the two sides differ.
DIALOGUE = "dialogue"


@dataclasses.dataclass(frozen=True)
class Pin:
    """A difference on purpose: what each side does. ANY matches whatever is there, a
    pattern what it finds. One without a reason is of the test's own making."""
    original: object
    pamlet: object
    reason: str


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
