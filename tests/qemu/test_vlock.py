# SPDX-License-Identifier: MIT
"""vlock -a and -s on real virtual consoles: no key and no program switches away from
the locked one, SysRq is off, and both are as they were on every way out."""
import pytest

from lib import matrix
from lib.hashes import PASSWORD, WRONG
from machine import Gate

pytestmark = pytest.mark.slow

SYSRQ = "/proc/sys/kernel/sysrq"
LOCKED = "All virtual consoles are locked by root: root's password."
BEFORE = "176"


class Lock(Gate):
    """vlock as the leader of a session on a terminal, or below a shell that is, and
    that does something beside."""

    def __init__(self, machine, options, name="tty1", beside=""):
        self.machine = machine
        self.name = name
        inner = f"exec <>/dev/{name} >&0 2>/run/out; "
        if beside:
            inner += f"( {beside} ) & /pamlet vlock {options}; exit \\$?"
        else:
            inner += f"exec /pamlet vlock {options}"
        machine.shell("rm -f /run/status /run/pid; ( ( sh -c 'echo $$ >/run/pid.new;"
                      f" mv /run/pid.new /run/pid; exec setsid sh -c \"{inner}\"';"
                      " echo $? >/run/status.new; mv /run/status.new /run/status )"
                      " 2>/dev/null & )")
        self.pid = machine.wait(lambda: machine.read("/run/pid").strip(),
                                "vlock does not start")

    def opens(self):
        self.machine[self.name].type(PASSWORD)
        assert self.ends() == 0


@pytest.fixture(autouse=True)
def consoles(machine):
    """A second console to switch to, and a value of SysRq that nobody else sets."""
    machine.shell(f"echo >/dev/tty2; echo {BEFORE} >{SYSRQ}")
    yield
    if machine.whole:
        for pid in machine.shell("pidof pamlet || :").split():
            machine.shell(f"kill -9 {pid} || :")
        go(machine, "tty2")
        go(machine, "tty1")


def in_front(machine):
    return machine.read("/sys/class/tty/tty0/active").strip()


def go(machine, name):
    """Switch there by the keyboard; it works."""
    machine.screen.press(f"alt-f{name[-1]}")
    machine.wait(lambda: in_front(machine) == name, f"no switch to {name}")


def sysrq(machine):
    return machine.read(SYSRQ).strip()


def lock(machine, options="-a", **how):
    made = Lock(machine, options, **how)
    machine["tty1"].expect(LOCKED + r"\nPassword:$")
    return made


def stays(machine):
    """Neither keys nor root's own program switch away."""
    machine.screen.press("alt-f2")
    machine.screen.press("alt-right")
    machine.shell("( chvt 2 & ) 2>/dev/null; for i in 1 2 3; do sleep 0.2; done")
    assert in_front(machine) == "tty1"


def switches(machine):
    machine.wait(lambda: in_front(machine) == "tty1", "a switch that was refused came after all")
    go(machine, "tty2")
    go(machine, "tty1")


def test_no_switch_until_the_password(machine):
    locked = lock(machine)
    stays(machine)
    machine.screen.wipe()
    machine["tty1"].type(WRONG)
    machine["tty1"].expect(LOCKED + r"\nPassword:$")
    stays(machine)
    assert sysrq(machine) == BEFORE
    locked.opens()
    switches(machine)


def test_SysRq(machine):
    locked = lock(machine, "-a -s")
    assert sysrq(machine) == "0"
    stays(machine)
    locked.opens()
    assert sysrq(machine) == BEFORE
    # Again at once, with no switch between.
    machine.screen.wipe()
    lock(machine, "-a -s").opens()
    assert sysrq(machine) == BEFORE
    switches(machine)


def test_hang_up(machine):
    """The session's shell is killed: its terminal goes, and so does the lock."""
    locked = lock(machine, "-a -s", beside=":")
    machine.shell(f"kill -9 {locked.pid}")
    machine.wait(lambda: not machine.shell("pidof pamlet || :").strip(), "vlock does not end")
    assert sysrq(machine) == BEFORE
    switches(machine)


def test_another_has_SysRq(machine):
    """What was taken before is given back, and the other's stays."""
    first = Lock(machine, "-s", name="ttyS1")
    machine["ttyS1"].expect("Password: ")
    second = Lock(machine, "-a -s")
    assert second.ends() == matrix.BROKEN
    assert "SysRq cannot be switched off" in machine.read("/run/out")
    assert "locked by" not in machine.screen.all()
    switches(machine)
    assert sysrq(machine) == "0"
    machine["ttyS1"].type(PASSWORD)
    machine.wait(lambda: sysrq(machine) == BEFORE, "SysRq is not put back")
    assert first.machine is machine


def test_not_in_front(machine):
    go(machine, "tty2")
    assert Lock(machine, "-a").ends() == matrix.BROKEN
    assert "not in front" in machine.read("/run/out")
    go(machine, "tty1")
    switches(machine)


def test_held_by_another(machine):
    """One that draws pictures, for example; here another vlock of the same session."""
    second = "/pamlet vlock -a <>/dev/tty1 >&0 2>/run/second; echo \\$? >/run/refused"
    locked = lock(machine, "-a", beside=f"until [ -e /run/go ]; do sleep 0.1; done; {second}")
    machine.shell("touch /run/go")
    machine.wait(lambda: machine.read("/run/refused").strip(), "the second does not end")
    assert machine.read("/run/refused").strip() == str(matrix.BROKEN)
    assert "is held, or not in front" in machine.read("/run/second")
    machine.shell("rm /run/go /run/refused /run/second")
    stays(machine)
    locked.opens()
    switches(machine)


def test_what_SIGKILL_leaves(machine):
    """The kernel gives the consoles free; SysRq stays off, as the manual says."""
    locked = lock(machine, "-a -s")
    locked.kill(9)
    locked.ends()
    switches(machine)
    assert sysrq(machine) == "0"
