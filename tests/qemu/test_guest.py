# SPDX-License-Identifier: MIT
"""Behind the gate of a real machine: its log, its clock, its terminal."""
import pytest

import run
from lib import hashes
from lib.hashes import PASSWORD, WRONG

pytestmark = pytest.mark.slow

PROMPT = run.PROMPT
PASSWD = "root:x:0:0:root:/root:/bin/sh\nberta:x:1000:1000::/:/bin/sh\n"
DAY_2022 = 19000


def accounts(last_change=20000, expires=""):
    """root, and berta who is only let in until the day `expires`."""
    return {
        "/etc/passwd": PASSWD,
        "/etc/shadow": f"root:{hashes.YESCRYPT}:20000:0:99999:7:::\n"
                       f"berta:{hashes.YESCRYPT}:{last_change}:0:99999:7::{expires}:\n",
    }


def enter(machine, user="root"):
    machine.log_in(user, PASSWORD)
    machine.expect(PROMPT)


# The log. No /dev/log is in the image, and nothing would read one.

@pytest.mark.parametrize("append", ["", "loglevel=7"])
def test_cause_is_in_the_kernels_log_and_not_on_the_console(boot, append):
    """loglevel=7 is what a kernel without `quiet` shows."""
    machine = boot(append=append, init_arguments="-n 3")
    for user in ("root", "nobody-here"):
        machine.log_in(user, WRONG)
        machine.expect("Login incorrect")
    enter(machine)
    on_console = machine.said_since(0)
    assert "gate: service=" not in on_console
    assert "pam_unix" not in on_console
    assert "No such file" in machine.command("ls /dev/log", PROMPT)
    lines = machine.command("dmesg -r | grep 'gate: '", PROMPT)
    causes = {user: [line for line in lines.splitlines() if f'user="{user}" ' in line]
              for user in ("root", "nobody-here")}
    assert all(causes.values()), lines
    assert "tty=/dev/ttyS0" in lines
    assert WRONG not in lines and PASSWORD not in lines


# The clock

@pytest.mark.parametrize("machine_clock", ["rtc=off", "base=1970-01-01"])
def test_clock_at_1970_revives_no_expired_account(boot, machine_clock):
    """Without a clock the kernel starts in 1970, when nothing was expired."""
    rtc = {"rtc=off": ["-M", "microvm,rtc=off"],
           "base=1970-01-01": ["-rtc", "base=1970-01-01"]}[machine_clock]
    machine = boot(files=accounts(expires=DAY_2022), more=rtc)
    machine.log_in("berta", PASSWORD)
    machine.expect("Login incorrect")
    enter(machine)
    assert machine.command("date +%Y", PROMPT).splitlines()[1] == "1970"
    assert "expired" in machine.command("dmesg | grep berta", PROMPT)


def test_clock_at_1970_lets_the_others_in(boot):
    """The neighbour of the test above: it is the date that kept berta out."""
    machine = boot(files=accounts(), more=["-rtc", "base=1970-01-01"])
    machine.log_in("berta", PASSWORD)
    machine.expect("demo:")
    assert "uid=1000" in machine.command("id", "demo:[^ ]*[#$] ")


# The terminal

def test_terminal_of_the_shell_is_a_usual_one(boot):
    machine = boot()
    enter(machine)
    words = machine.command("stty -a", PROMPT).replace(";", " ").split()
    for setting in ("echo", "icanon", "isig", "icrnl", "opost"):
        assert setting in words and f"-{setting}" not in words, words
    assert "/dev/ttyS0" in machine.command("tty", PROMPT)


def test_shell_has_job_control(boot):
    """^C ends what runs in front and not the shell: the console is its own."""
    machine = boot()
    enter(machine)
    assert "job control turned off" not in machine.said_since(0)
    machine.type("sleep 300; echo over=$?")
    machine.expect("over=\\$\\?\r+\n")
    machine.type("\x03", enter="")
    machine.expect(PROMPT)
    assert "alive" in machine.command("echo al''ive", PROMPT)


def test_end_of_the_shell_ends_the_session(boot):
    machine = boot(init_arguments="-n 1")
    enter(machine)
    machine.type("exit 42")
    machine.expect("init: the gate ended with status 42;")
    assert machine.wait_end() == "guest-shutdown"


def test_passwords_are_never_shown(boot):
    machine = boot()
    machine.log_in("root", WRONG)
    enter(machine)
    said = machine.said_since(0)
    assert WRONG not in said and PASSWORD not in said
