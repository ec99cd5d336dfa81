# SPDX-License-Identifier: MIT
"""Prompt mode consoles on a machine with two serial lines and a screen: whoever
answers first gets in, and nothing that happens on one console stops another.

The three are named by -c, but where it says that the kernel's own are asked: those
are one serial line and the screen, as the kernel has one console of each kind.
"""
import contextlib
import os
import random
import threading
import time

import pytest

from lib import matrix
from lib.hashes import PASSWORD, WRONG
from machine import CONSOLES, KERNEL_CONSOLES, LIMIT_S, LOGIN, PLUG, PROMPT, Machine
from machine import PASSWORD as ASKED

slow = pytest.mark.slow

ALL = "-P consoles " + " ".join(f"-c {name}" for name in CONSOLES)
WITH_PLUG = f"-P consoles -c ttyS0 -c {PLUG} -c tty1"
REFUSED = "Login incorrect"

ACTIVE = "/sys/class/tty/console/active"

# The line's buffers are filled until a write waits; the last close would empty them.
FILL = (
    "stty -F /dev/ttyS1 clocal; ( sleep 1000 >/dev/ttyS1 & ); "
    "while timeout -s KILL 2 dd if=/dev/zero of=/dev/ttyS1 bs=4096 count=16 2>/dev/null;"
    " do :; done"
)


@pytest.fixture
def respawned(kernel):
    """A machine whose first program keeps the gate up on all three."""
    started = Machine(kernel, options=f"{ALL} -n 0")
    yield started
    print(started.transcript())
    started.close()


def log_in(console, user="root", password=PASSWORD):
    console.expect(LOGIN)
    answer(console, user, password)


def answer(console, user="root", password=PASSWORD):
    console.type(user)
    console.expect(ASKED)
    console.type(password)


def works(console):
    """A shell with a terminal of its own sits at the console: ^C reaches what it runs."""
    console.expect(PROMPT)
    # One job: ^C finds it, whatever it is at.
    console.type("(tty; sleep 300)")
    console.expect(f"/dev/{console.name}")
    console.wipe()
    console.type("\x03", enter="")
    console.expect(PROMPT)
    console.type("echo al'iv'e")
    console.expect("alive")
    assert "job control" not in console.all() and "access tty" not in console.all()


def settings(machine, name):
    return machine.shell(f"stty -F /dev/{name} -a").replace(";", " ").split()


def assert_as_before(machine, *names):
    """The consoles have their echo and their line editing again."""
    for name in names:
        words = settings(machine, name)
        assert not [word for word in ("echo", "icanon", "isig") if word not in words], \
            f"{name}: {words}"


def interleave(*typed):
    """[(console, text), ...]: a key here, a key there."""
    for at in range(max(len(text) for _, text in typed)):
        for console, text in typed:
            if at < len(text):
                console.type(text[at], enter="")


# Each is asked

def test_who_answers_gets_the_shell(respawned):
    """The kernel starts it; each in turn answers, and leaves; the gate comes again."""
    for name in CONSOLES:
        respawned.screen.wipe()
        if name != CONSOLES[0]:
            respawned[CONSOLES[CONSOLES.index(name) - 1]].type("exit 7")
        for each in CONSOLES:
            respawned[each].expect(LOGIN)
        console = respawned[name]
        console.type("root")
        for each in CONSOLES:
            if each != name:
                respawned[each].expect(f"Answered on {name}")
        console.expect(ASKED)
        console.type(PASSWORD)
        works(console)
        for each in CONSOLES:
            assert name == each or ASKED not in respawned[each].said()
    assert respawned.shell("cat /run/ended") == "7\n" * (len(CONSOLES) - 1)


@slow
@pytest.mark.parametrize("name", KERNEL_CONSOLES)
def test_the_kernels_own_consoles_are_asked(machine, name):
    """The screen, which the kernel calls tty0, by the name of the one in front."""
    assert machine.shell(f"cat {ACTIVE}").split() == ["ttyS0", "tty0"]
    machine.gate("-P consoles")
    for each in KERNEL_CONSOLES:
        machine[each].expect(LOGIN)
    machine[name].type("root")
    for each in KERNEL_CONSOLES:
        machine[each].expect(ASKED if each == name else f"Answered on {name}")
    machine[name].type(PASSWORD)
    works(machine[name])
    assert machine["ttyS1"].said() == ""


@slow
def test_as_many_as_the_kernel_names(machine):
    """A kernel with three kinds of console would tell three names; a file in its place
    does."""
    machine.shell(f"echo tty0 ttyS1 ttyS0 >/run/active && mount --bind /run/active {ACTIVE}")
    try:
        machine.gate("-P consoles")
        for name in CONSOLES:
            machine[name].expect(LOGIN)
        machine["ttyS1"].type("root")
        for name in CONSOLES:
            machine[name].expect(ASKED if name == "ttyS1" else "Answered on ttyS1")
        machine["ttyS1"].type(PASSWORD)
        works(machine["ttyS1"])
    finally:
        machine.shell(f"umount {ACTIVE}")


# Both at once

@slow
def test_each_has_its_own_line_and_the_first_enter_wins(machine):
    """Keys here and there by turns; the name that counts is whole, and its own."""
    first, second = machine["ttyS0"], machine["ttyS1"]
    machine.gate(f"{ALL} -E stars -n 2")
    for name in CONSOLES:
        machine[name].expect(LOGIN)
    interleave((first, "an"), (second, "berta"), (machine["tty1"], "car"))
    second.type("")
    second.expect(ASKED)
    first.expect("Answered on ttyS1")
    machine["tty1"].expect("Answered on ttyS1")
    first.type("this answers nothing")
    second.type(WRONG)
    second.expect(REFUSED)
    assert 'user="berta"' in machine.shell("dmesg")
    assert REFUSED not in first.said()
    # What stood on the line of the others is gone, and what they typed since.
    log_in(first)
    works(first)
    assert_as_before(machine, *CONSOLES[1:])


@slow
@pytest.mark.parametrize("fast, slower", [("ttyS0", "ttyS1"), ("ttyS1", "tty1"),
                                          ("tty1", "ttyS0")])
def test_right_password_beside_a_wrong_one(machine, fast, slower):
    machine.gate(f"{ALL} -u root -n 2")
    for name in CONSOLES:
        machine[name].expect(ASKED)
    interleave((machine[fast], PASSWORD), (machine[slower], WRONG))
    machine[fast].type("")
    machine[slower].expect(f"Answered on {fast}")
    machine[slower].type("")
    works(machine[fast])
    assert REFUSED not in machine[slower].said() + machine[fast].all()


@slow
def test_wrong_on_one_does_not_break_the_others_next_try(machine):
    machine.gate(f"{ALL} -u root -n 2")
    for name in CONSOLES:
        machine[name].expect(ASKED)
    interleave((machine["ttyS0"], PASSWORD[:-1]), (machine["ttyS1"], WRONG))
    machine["ttyS1"].type("")
    machine["ttyS1"].expect(REFUSED)
    machine["ttyS0"].expect("Answered on ttyS1")
    machine["ttyS0"].expect(ASKED)
    machine["ttyS0"].type(PASSWORD)
    works(machine["ttyS0"])


@slow
def test_two_lines_in_the_same_moment(machine):
    """One of them wins, whichever; it is asked on, and the other is told."""
    machine.gate(ALL)
    for name in CONSOLES:
        machine[name].expect(LOGIN)
    for name in ("ttyS0", "ttyS1"):
        machine[name].type("root")
    winner = machine.wait(lambda: next((name for name in CONSOLES[:2]
                                        if machine[name].seen(ASKED)), None),
                          "nobody is asked for the password")
    for name in CONSOLES:
        if name != winner:
            machine[name].expect(f"Answered on {winner}")
    machine[winner].type(PASSWORD)
    works(machine[winner])


# One flooded

NOISE = {
    "lines": b"\x55\xaa~}!\r" * 512,
    "no end": b"U\xaaU\xaa" * 1024,
    "newlines": b"\r" * 4096,
    "any byte": random.Random(3).randbytes(1 << 16),
}


@contextlib.contextmanager
def flood(line, noise):
    """Write noise to the line, as fast as it goes, until the end of the block."""
    over = threading.Event()
    written = [0]

    def run():
        while not over.is_set():
            try:
                written[0] += os.write(line.fd, noise)
            except BlockingIOError:
                over.wait(0.001)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield written
    finally:
        over.set()
        thread.join()


def get_in(machine, console):
    """What a person does: answers, and again when somebody else was faster."""
    def asked():
        return console.seen(f"{LOGIN}$") and "login"

    def next_one():
        match = console.seen(f"{ASKED}|Answered on|{REFUSED}")
        return match and match.group()

    while True:
        machine.wait(asked, "the person is not asked")
        console.type("root")
        if machine.wait(next_one, "no answer to a name") == ASKED:
            console.type(PASSWORD)
            return


@slow
@pytest.mark.parametrize("options", ["-n 0", "-n 3 -F loop", "-n 1 -F loop"])
@pytest.mark.parametrize("noise", NOISE)
def test_person_gets_in_beside_a_flooded_line(machine, noise, options):
    # What the line holds then would flood the next test.
    machine.whole = False
    with flood(machine["ttyS1"], NOISE[noise]) as written:
        machine.gate(f"{ALL} {options}")
        begin = time.monotonic()
        get_in(machine, machine["ttyS0"])
        works(machine["ttyS0"])
        assert time.monotonic() - begin < LIMIT_S
        assert written[0] > len(NOISE[noise])


# One that does not flow

@pytest.fixture
def stuck(machine):
    """Nobody reads at the other end of ttyS1, and its buffers are full."""
    machine["ttyS1"].read = False
    machine.shell(FILL)
    return machine


@slow
@pytest.mark.parametrize("name", KERNEL_CONSOLES)
def test_line_that_is_not_read_keeps_nobody_waiting(stuck, name):
    """Neither a try that fails nor one that opens takes longer by more than moments."""
    begin = time.monotonic()
    stuck.gate(f"{ALL} -n 3")
    for each in KERNEL_CONSOLES:
        stuck[each].expect(LOGIN)
    answer(stuck[name], password=WRONG)
    stuck[name].expect(REFUSED)
    stuck.screen.wipe()
    log_in(stuck[name])
    works(stuck[name])
    assert time.monotonic() - begin < LIMIT_S / 2
    assert LOGIN not in stuck["ttyS1"].all()


@slow
def test_line_is_drawn_again_when_it_is_read(stuck):
    stuck.gate(ALL)
    for each in KERNEL_CONSOLES:
        stuck[each].expect(LOGIN)
    stuck["ttyS1"].read = True
    log_in(stuck["ttyS1"])
    works(stuck["ttyS1"])


@slow
def test_answer_on_a_line_whose_output_does_not_flow(stuck):
    """Nothing can be shown there, and what is typed there is read all the same."""
    stuck.gate(f"{ALL} -u root", command='/bin/sh -c "echo opened >/run/opened; sleep 1"')
    # The one that is asked behind it, too: what is typed before does not count.
    for each in KERNEL_CONSOLES:
        stuck[each].expect(ASKED)
    stuck["ttyS1"].type(PASSWORD)
    for each in KERNEL_CONSOLES:
        stuck[each].expect("Answered on ttyS1")
    stuck["ttyS1"].read = True
    stuck.wait(lambda: stuck.read("/run/opened").startswith("opened"),
               "the command does not run")
    stuck.shell("rm /run/opened")


# One unplugged

@slow
@pytest.mark.parametrize("typed", ["", "ro"])
def test_unplugged_while_it_is_asked(machine, typed):
    gate = machine.gate(WITH_PLUG)
    for name in ("ttyS0", PLUG, "tty1"):
        machine[name].expect(LOGIN)
    machine[PLUG].type(typed, enter="")
    machine["ttyS0"].type("ro", enter="")
    machine.unplug()
    machine["ttyS0"].type("ot")
    machine["ttyS0"].expect(ASKED)
    machine["tty1"].expect("Answered on ttyS0")
    machine["ttyS0"].type(PASSWORD)
    works(machine["ttyS0"])
    assert gate.running()


@slow
def test_unplugged_after_the_name(machine):
    """The try is lost, as one with a wrong password is; the others have the next."""
    gate = machine.gate(f"{WITH_PLUG} -n 2")
    machine[PLUG].expect(LOGIN)
    machine[PLUG].type("root")
    machine[PLUG].expect(ASKED)
    machine.screen.wipe()
    machine.unplug()
    machine["tty1"].expect(LOGIN)
    log_in(machine["tty1"])
    works(machine["tty1"])
    assert gate.running()


@slow
def test_last_try_unplugged_after_the_name(machine):
    gate = machine.gate(f"{WITH_PLUG} -n 1")
    machine[PLUG].expect(LOGIN)
    machine[PLUG].type("root")
    machine[PLUG].expect(ASKED)
    machine.unplug()
    assert gate.ends() == matrix.DENIED
    assert_as_before(machine, "ttyS0", "tty1")


@slow
def test_plugged_in_again_it_is_asked_in_the_next_try(machine):
    machine.gate(f"{WITH_PLUG} -n 2")
    machine[PLUG].expect(LOGIN)
    machine.unplug()
    log_in(machine["ttyS0"], password=WRONG)
    machine.plug()
    machine["ttyS0"].expect(REFUSED)
    log_in(machine[PLUG])
    machine[PLUG].expect(PROMPT)


@slow
@pytest.mark.parametrize("mode", ["-P consoles", "-P tty"])
def test_the_only_one_unplugged(machine, mode):
    gate = machine.gate(f"{mode} -c {PLUG}")
    machine[PLUG].expect(LOGIN)
    machine.unplug()
    assert gate.ends() == matrix.CANCELLED


@slow
@pytest.mark.parametrize("mode", ["-P consoles", "-P tty"])
def test_the_only_one_unplugged_comes_back_in_a_loop(machine, mode):
    gate = machine.gate(f"{mode} -c {PLUG} -F loop")
    machine[PLUG].expect(LOGIN)
    machine.unplug()
    machine.plug()
    log_in(machine[PLUG])
    machine[PLUG].expect(PROMPT)
    assert gate.running()


@slow
@pytest.mark.parametrize("options, somebody_else", [
    (WITH_PLUG, "ttyS0"),
    (f"-P tty -c {PLUG} -F loop", None),
])
def test_plugged_in_again_the_shell_finds_a_usual_terminal(machine, options, somebody_else):
    """The kernel remembers the settings that the line had when it was unplugged: the
    gate's own."""
    machine.gate(options, command="cat")
    machine[PLUG].expect(LOGIN)
    machine.unplug()
    if somebody_else:
        log_in(machine[somebody_else], password=WRONG)
    machine.plug()
    log_in(machine[PLUG])
    machine.wait(lambda: machine.shell("pidof cat || :"), "the command does not run")
    assert_as_before(machine, PLUG)


@slow
def test_unplugged_while_the_shell_is_there(machine):
    """The shell is hung up, and the gate ends with it."""
    gate = machine.gate(f"{WITH_PLUG} -n 1")
    log_in(machine[PLUG])
    works(machine[PLUG])
    machine.unplug()
    assert gate.ends() != matrix.DENIED
    assert "demo:" not in machine["ttyS0"].all()
