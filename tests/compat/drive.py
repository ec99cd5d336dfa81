# SPDX-License-Identifier: MIT
"""Plays a case with the original or with pamlet: a person at a terminal, or a pipe.

    facts = play(case, ORIGINAL, place)
"""
import os
import re
import stat
import subprocess
import termios
import time
import types

from compat import place as places
from compat.case import HANG_UP, LIMIT_S, program_of
from compat.facts import accounts_of, changes, normalised, records, seen, tallies
from lib import sandbox
from lib.person import settings_of
from login.line import Line

TTY_GROUP = 5
# Behind these prompts nothing is echoed.
UNSEEN = re.compile(r"[Pp]assword: |continue")
# The numbers of read, poll, select, wait4, sigtimedwait, waitid, pselect6, ppoll.
WAITS = ("0", "7", "23", "61", "128", "247", "270", "271")


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
    before = {}

    def setup(terminal):
        os.fchown(terminal, owner, TTY_GROUP)
        before.update(settings_of(terminal))

    seat = Line(types.SimpleNamespace(command=lambda *_: line), setup=setup)
    try:
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
