# SPDX-License-Identifier: MIT
"""Each applet started in an environment that nobody would wish it: closed descriptors,
each limit at nothing and at little, hostile variables, arguments without measure. A
wrong password never opens; the right one opens as it should, or the status says no."""
import collections
import itertools
import re
import resource
import subprocess

import pytest

from fault import stage
from lib import build, matrix, probe as probes
from lib import sandbox as sandboxes
from lib.hashes import PASSWORD, WRONG

LIMITS = {name.removeprefix("RLIMIT_"): getattr(resource, name)
          for name in dir(resource) if name.startswith("RLIMIT_")}
FEW = (0, 1, 3, 8, 64, 4 << 10, 64 << 10, 1 << 20)
CLOSED = ["".join(some) for count in range(4) for some in itertools.combinations("012", count)]
HOSTILE = {
    "LD_PRELOAD": "/evil.so", "LD_LIBRARY_PATH": "/evil", "LD_AUDIT": "/evil.so",
    "LD_DEBUG": "all", "LD_BIND_NOW": "1", "GCONV_PATH": "/evil", "MALLOC_CHECK_": "3",
    "MALLOC_TRACE": "/etc/shadow", "GLIBC_TUNABLES": "glibc.malloc.tcache_count=9999999",
    "LANG": "../../etc/shadow", "LC_ALL": "\x1b[2J%n%n%s", "MUSL_LOCPATH": "/evil",
    "TERM": "\x1b]0;evil\x07\x1b[31m", "TZ": ":/etc/shadow", "IFS": "\n/bn", "PATH": "",
    "HOME": "/nowhere", "ENV": "/evil", "BASH_ENV": "/evil", "USER": "root", "PAM_USER": "root",
    "PAM_SERVICE": "other", "SHELL": "/evil", "TMPDIR": "/evil", "": "no name", "=": "="}
STATES = {
    **{f"closed {some or 'none'}": [f"closed:{some}"] for some in CLOSED},
    "hostile variables": [f"variable:{name}={value}" for name, value in HOSTILE.items()],
    "variables twice": ["variable:PATH=/evil", "variable:PATH=", "variable:USER=root",
                        "variable:USER=anna"],
    "variables without =": ["variable:PATH", "variable:HOME", "variable:TERM", "variable:"],
    "2 MiB of environment": ["large-environment"],
    "20,000 variables": ["many-variables:20000"],
    "2 MiB of arguments": ["large-arguments"],
    "20,000 arguments": ["many-arguments"],
    "an argument of 128 KiB": ["argument:131071"],
    "an empty argument": ["argument:0"],
    "1,024 descriptors": ["descriptors"],
    "umask 0": ["umask:0"], "umask 777": ["umask:777"],
    "no directory": ["no-directory"],
    "signals ignored": ["ignored"], "signals blocked": ["blocked"], "alarms": ["alarms"],
    **{f"{name} {most}": [f"limit:{number}={most}"]
       for name, number in LIMITS.items() for most in FEW},
}
# Of these, the small ones are not enough for the kernel to start a program at all.
IMPOSSIBLE = {98, 99}
ENDS = {0, matrix.DENIED, matrix.USAGE, matrix.CANCELLED, matrix.BROKEN, matrix.NOT_EXECUTABLE,
        matrix.NOT_FOUND}
SLOW = 4
# What no command gets, though su keeps its caller's environment.
UNSAFE = ("LD_", "MALLOC_", "GCONV_", "GLIBC_", "TMPDIR")


@pytest.fixture
def place(tmp_path):
    sandboxes.needs_root()
    have = build.configuration()
    missing = [name for name in stage.MODULES if have.get(f"MODULE_{name}") != "y"]
    if missing:
        pytest.skip(f"not configured: {', '.join(missing)}")
    made = stage.Stage(tmp_path / "root")
    (made.sandbox.path / "tmp").chmod(0o1777)
    yield made
    made.sandbox.close()


def problem(name, applet, password, done):
    """What of the invariant does not hold: a word, or None."""
    if done.status not in ENDS | IMPOSSIBLE and not (
            done.status != stage.HANG and done.status > matrix.SIGNAL):
        return f"status {done.status}"
    if done.opened and password == WRONG and not applet.changes:
        return "opened"
    if any(secret in f"{done.out}{done.err}{done.log}" for secret in matrix.SECRETS):
        return "a secret is told"
    told, environment = probes.facts(done.out)
    if told and applet.user != "root" and "0" in (told["uid"], told["gid"], told["euid"]):
        return f"opened as root: {told}"
    if told and {each for each in environment if each.startswith(UNSAFE)}:
        return f"the command got {environment}"
    return None


def play(place, applet, name, password):
    place.prepare(applet)
    return place.play(applet, password, states=STATES[name])


def look_at(place, applet, names):
    counts, wrong, signalled = collections.Counter(), [], set()
    for name in names:
        for password in [PASSWORD] if applet.changes else [PASSWORD, WRONG]:
            done = play(place, applet, name, password)
            counts[done.status] += 1
            what = problem(name, applet, password, done)
            if what:
                wrong.append((name, password, what, done))
            elif done.status > matrix.SIGNAL:
                signalled.add(f"{name}: {done.status}")
    print(f"{applet.name}: {sum(counts.values())} cases: {dict(counts)}; by signals:",
          *sorted(signalled), sep="\n  ")
    assert not wrong, (len(wrong), wrong[:10])
    assert counts[0] and len(counts) > 1, counts
    # A state in which nothing can be started was not tried.
    return sum(counts.values()) - sum(counts[status] for status in IMPOSSIBLE)


@pytest.mark.slow
@pytest.mark.parametrize("name", stage.APPLETS)
def test_every_fourth(place, name, evidence):
    tried = look_at(place, stage.APPLETS[name], list(STATES)[::SLOW])
    evidence("environment", f"{name}: limits, descriptors, variables, every fourth", tried)


@pytest.mark.long
@pytest.mark.limit(600)
@pytest.mark.parametrize("name", stage.APPLETS)
def test_each(place, name, evidence):
    tried = look_at(place, stage.APPLETS[name], list(STATES))
    evidence("environment", f"{name}: limits, descriptors, variables", tried)


# What all these applets can bear: no limit, no argument, and standard input is there.
HARMLESS = [name for name in STATES if not re.search(r"argument|0 variables| \d+$", name)]
HARMLESS += ["umask 0", "umask 777"]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["gate", "su", "login"])
def test_the_right_password_opens_where_it_can(place, name):
    """So that nothing above is closed for another reason."""
    applet = stage.APPLETS[name]
    assert len(HARMLESS) >= 10
    closed = [state for state in HARMLESS if play(place, applet, state, PASSWORD).status != 0]
    assert not closed, closed


def test_without_a_name(place):
    """argc is 0."""
    line = place.sandbox.command("start", "umask:022", "--", "/pamlet", "NULL",
                                 program="/attack")
    place.command(stage.APPLETS["gate"], [])
    done = subprocess.run(line, input=b"", capture_output=True, timeout=stage.LIMIT_S,
                                check=False)
    assert done.returncode == matrix.USAGE and b"uid=" not in done.stdout, done


@pytest.mark.parametrize("mode", ["tty", "consoles"])
def test_without_a_terminal(place, mode):
    gate = stage.APPLETS["gate"]
    place.prepare(gate)
    done = place.sandbox.run("gate", "-P", mode, "-u", "anna", "--", "/bin/sh", "report",
                             stdin=PASSWORD.encode() + b"\n")
    assert done.status == matrix.BROKEN and b"uid=" not in done.out, done


@pytest.mark.slow
def test_with_all_groups_that_there_can_be(place):
    """The caller's 65,536 are not those of the command."""
    gate = stage.APPLETS["gate"]
    for password in (PASSWORD, WRONG):
        place.prepare(gate)
        done = place.sandbox.gate("-u", "anna", "-n", "1", "--", "/bin/sh", "report",
                                  answers=[password], extra_groups=range(65536))
        assert (done.status == 0) == (password == PASSWORD), done
        if password == PASSWORD:
            assert probes.facts(done.out)[0]["groups"] == "50,1000"
