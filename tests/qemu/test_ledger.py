# SPDX-License-Identifier: MIT
"""The ledger (tests/fault/ledger.h) on a machine: the gate as its first program, with
nothing around it, and the gate as a child of an init. Each answer is freed once, by
Linux-PAM, there as well.
"""
import os
import re

import pytest

import guest
import mkinitramfs
from fault import programs
from fault.ledger import Ledger
from lib.hashes import PASSWORD, WRONG, YESCRYPT
from machine import BOARD

pytestmark = pytest.mark.slow

LINE = re.compile(r"^(\d+) (?:alloc|handed|free|left|wrong|broken|end|fail) .*$", re.MULTILINE)
ANSWERS = 2                 # a wrong one, and the right one
END = "that is all"


@pytest.fixture
def start(kernel, tmp_path):
    """start(ARGUMENTS, append): the machine; its gate is the one with the ledger."""
    machines = []

    def make(arguments, append=""):
        (tmp_path / "ledger").write_text("")
        (tmp_path / "shadow").write_text(f"root:{YESCRYPT}:20000:0:99999:7:::\n")
        (tmp_path / "changes.list").write_text("file /ledger ledger 0666 0 0\n"
                                               "file /etc/shadow shadow 0600 0 0\n"
                                               "nod /dev/ttyS0 0600 0 0 c 4 64\n")
        mkinitramfs.build([BOARD / "demo.list", tmp_path / "changes.list"], tmp_path / "image", {
            "PAMLET": str(programs.gate()),
            "BUSYBOX": os.environ.get("BUSYBOX", "/bin/busybox"),
        })
        machines.append(guest.Guest(kernel, tmp_path / "image", append=append,
                                    init_arguments=arguments))
        return machines[-1]

    yield make
    for machine in machines:
        print(machine.said_since(0))
        machine.close()


def answer(machine):
    machine.expect("Password: ", 60)
    machine.type(WRONG)
    machine.expect("incorrect")
    machine.expect("Password: ")
    machine.type(PASSWORD)


def check(text, evidence):
    """The ids of the processes that asked; each has kept the rules."""
    lines = [match.group() for match in LINE.finditer(text.replace("\r", ""))]
    ledger = Ledger("\n".join(lines))
    assert ledger.problems() == [], "\n".join(lines)
    handed = [block for block in ledger.blocks if block.handed]
    assert len(handed) == 2 * ANSWERS
    evidence("memory", "the ledger on a machine, blocks handed over", len(handed))
    return {block.pid for block in handed}


def test_as_the_first_program(start, evidence):
    machine = start("gate -c /dev/ttyS0 -u root -n 3 /bin/busybox cat /ledger",
                    append="rdinit=/pamlet")
    answer(machine)
    machine.expect("Attempted to kill init! exitcode=0x0*0")
    assert check(machine.said_since(0), evidence) == {1}


def test_as_a_child_of_init(start, evidence):
    machine = start("-u root -n 3")
    answer(machine)
    machine.expect("demo:[^ ]*# ")
    machine.type(f"cat /ledger; echo {END.replace(' ', '-')}")
    machine.expect(f"\n{END.replace(' ', '-')}")
    pids = check(machine.said_since(0), evidence)
    assert len(pids) == 1 and pids != {1}
