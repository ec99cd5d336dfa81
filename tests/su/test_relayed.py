# SPDX-License-Identifier: MIT
"""What is typed at a command of su's, a password for another program, passes through
su's memory, and is not kept there."""
import os
import re
import signal

import pytest

from fault.residue import let_go, stop_at_exit, wait_for_exit
from lib import procfs
from lib.waiting import wait_until
from su.house import PASSWORD

TYPED, ASKED = "typed-at-the-command", "Password: "
# The shorter text behind it leaves the end of the longer one, where it is kept.
END = TYPED[8:].encode()
# Two queues of the line discipline and their pipes of 8 KiB; less than two terminals' in all.
FILLS_A_TERMINAL = 18000 // len(TYPED)
SCRIPT = 'stty -echo; echo re""ady; read line; echo "$line"; read line; echo go""es; read line'


def of_pamlet(pid):
    """Its processes, from this one on."""
    below = [each for child in procfs.children(pid) for each in of_pamlet(child)]
    return below + ([pid] if procfs.status(pid)["Name"] in ("su", "pamlet") else [])


@pytest.mark.parametrize("user", ["root", pytest.param("anna", marks=pytest.mark.slow)])
def test_what_has_passed_through_is_not_kept(seated, evidence, user):
    person = seated("/bin/su", "bert", "-c", SCRIPT, user=user)
    if user != "root":
        person.answer((ASKED, PASSWORD))
    person.see("ready")
    person.type(f"{TYPED}\r")
    person.see(TYPED)
    person.type("\r")
    person.see("goes")
    own = of_pamlet(person.process.pid)
    assert own
    for pid in own:
        assert procfs.places_of(pid, END) == []
    person.type("\r")
    assert person.leave() == 0
    evidence("memory", "su, what has passed between two terminals", len(own))


def test_what_its_command_never_took_is_not_kept(seated, evidence):
    person = seated("/bin/su", "bert", "-c", 'stty -icanon -echo; echo $$ re""ady; exec sleep 900',
                    user="root")
    command = int(person.see(re.compile(rb"(\d+) ready")).group(1))
    relay, = of_pamlet(person.process.pid)
    person.type(f"{TYPED}." * FILLS_A_TERMINAL)
    wait_until(lambda: procfs.places_of(relay, END), "what its command does not take")
    stop_at_exit(relay)
    os.kill(command, signal.SIGKILL)
    wait_for_exit(relay)
    kept = procfs.places_of(relay, END)
    let_go(relay)
    assert kept == []
    assert person.leave() == 128 + signal.SIGKILL
    evidence("memory", "su, what its command never took", 1)
