# SPDX-License-Identifier: MIT
"""pamlet as the only program of the image: the kernel starts the gate itself.

There is no /proc, no /sys, no shell. When the kernel's first program ends the
kernel panics and tells its status (in the second byte of "exitcode"), and the
command line makes a panic a reboot.
"""
import pytest

from lib.hashes import PASSWORD, WRONG

pytestmark = pytest.mark.slow

# No `--` before the command: the kernel ends its own words with the first
# `--` and takes no second one.
ALONE = "gate -c /dev/ttyS0 -n 1"
COMMAND = "/pamlet --version"


def start(boot, arguments, **how):
    return boot("gate-only.list", append="rdinit=/pamlet",
                init_arguments=f"{arguments} {COMMAND}", **how)


def panicked_with(machine, status):
    machine.expect(r"Attempted to kill init! exitcode=0x0*(\w+)")
    code = int(machine.child.match.group(1), 16)
    assert code == status << 8, hex(code)
    assert machine.wait_end() in ("guest-reset", "guest-panic")


def test_right_password_runs_the_command(boot):
    machine = start(boot, ALONE)
    machine.log_in("root", PASSWORD)
    machine.expect("Linux-PAM")
    panicked_with(machine, 0)


def test_wrong_password_runs_nothing(boot):
    machine = start(boot, ALONE)
    machine.log_in("root", WRONG)
    machine.expect("Login incorrect")
    panicked_with(machine, 1)
    assert "Linux-PAM" not in machine.said_since(0)


def test_wrong_password_with_an_action(boot):
    machine = start(boot, f"{ALONE} -F poweroff")
    machine.log_in("root", WRONG)
    machine.expect("Login incorrect")
    assert machine.wait_end() == "guest-shutdown"
    assert "Linux-PAM" not in machine.said_since(0)


def test_broken_policy_opens_nothing(boot):
    machine = start(boot, f"{ALONE} -F exit", files={
        "/etc/pam.d/gate": "-auth optional pam_nothere.so\nauth required pam_permit.so\n"})
    machine.expect("[Nn]ot possible", 60)
    panicked_with(machine, 111)
    assert "Linux-PAM" not in machine.said_since(0)


def test_service_without_a_policy_opens_nothing(boot):
    """No file of that name and none compiled in; never another one instead."""
    machine = start(boot, f"{ALONE} -s nowhere")
    machine.expect("[Nn]ot possible", 60)
    panicked_with(machine, 111)
