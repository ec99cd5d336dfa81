# SPDX-License-Identifier: MIT
"""Rescue shells and consoles of a Debian with systemd: each row of the table in
board/systemd/README.md, first as Debian makes it, then with pamlet."""
import pytest

from boards.attacker import DENIED, PASSWORD
from boards.init_machine import BOOT_S, LOGIN
from boards.systemd_images import appliance, booted
from lib import hashes, sandbox

FORCE = "systemd.setenv=SYSTEMD_SULOGIN_FORCE=1"
RUN = ("\"systemd.run=/bin/sh -c 'id >/dev/console'\""
       " systemd.run_success_action=none systemd.run_failure_action=none")

# Where anybody gets a shell of Debian's.
STOCK_OPENS = {
    "forced emergency": f"systemd.unit=emergency.target {FORCE}",
    "forced rescue": f"single {FORCE}",
    "debug shell": "systemd.debug-shell=ttyS0",
}

# What ends at a question with pamlet: for sulogin's password, for getty's name.
AT_SULOGIN = {
    "emergency": "systemd.unit=emergency.target",
    "rescue": "systemd.unit=rescue.target",
    "forced emergency": STOCK_OPENS["forced emergency"],
    "forced rescue": STOCK_OPENS["forced rescue"],
    "options by the command line": "emergency systemd.setenv=SULOGIN_OPTIONS=-e"
                                   " systemd.setenv=SUSHELL=/bin/true",
}
AT_GETTY = {
    "console": "",
    "debug shell": STOCK_OPENS["debug shell"],
    "debug shell wanted": "systemd.wants=debug-shell.service",
    "systemd.run": RUN,
}


@pytest.fixture(autouse=True)
def _needs_root():
    sandbox.needs_root()


def marked(names, quick):
    """One is quick enough for `make check`."""
    return [pytest.param(name, marks=pytest.mark.slow if name in quick else pytest.mark.long)
            for name in names]


@pytest.mark.parametrize("name", marked(STOCK_OPENS, ["forced emergency"]))
def test_stock_opens(name):
    with booted("stock", STOCK_OPENS[name]) as seat:
        if "forced" in name:
            seat.expect("Press Enter for maintenance", 100)
            seat.type("")
        seat.stock_shell()


@pytest.mark.long
def test_stock_runs_what_the_command_line_says():
    with booted("stock", RUN) as seat:
        seat.expect(r"uid=0\S* gid", 100)


@pytest.mark.limit(300)
@pytest.mark.parametrize("name", marked(AT_SULOGIN, ["emergency"]))
def test_rescue_shell_stays_closed(name):
    with booted("gate", AT_SULOGIN[name]) as seat:
        seat.asks(PASSWORD)
        seat.attack()
        assert "Give root password for maintenance" in seat.closed()
        seat.opens()
        seat.type("exit")
        seat.asks(LOGIN)
        seat.opens()


@pytest.mark.limit(300)
@pytest.mark.parametrize("name", marked(AT_GETTY, []))
def test_console_stays_closed(name):
    with booted("gate", AT_GETTY[name]) as seat:
        seat.asks(LOGIN)
        seat.attack()
        seat.closed()
        seat.opens("anna", 1000)
        seat.type("exit")
        seat.asks(LOGIN)
        seat.opens()
        # An attack may have ended it at the boot.
        seat.type("systemctl restart pamlet-check && echo all-is-$((40+2))")
        seat.expect("all-is-42", 60)


@pytest.mark.long
@pytest.mark.limit(300)
def test_hang_up_and_respawn():
    """In the rescue shell, at its question, in getty's session: asked again each time,
    and the boot goes on only behind the password and the end of the shell."""
    later = "setsid -f sh -c 'sleep 8; hangup /dev/ttyS0' </dev/null >/dev/null 2>&1"
    with booted("gate", "systemd.unit=emergency.target") as seat:
        seat.asks()
        seat.opens()
        seat.type(f"{later}; hangup /dev/ttyS0")
        seat.asks()
        seat.asks()
        seat.closed()
        seat.opens()
        seat.type("systemctl is-active multi-user.target; exit")
        seat.expect("inactive", 60)
        seat.asks(LOGIN)
        seat.opens("anna", 1000)
        seat.type("exit")
        seat.asks(LOGIN)
        seat.opens()
        seat.type("hangup /dev/ttyS0")
        seat.asks(LOGIN)
        seat.closed()


@pytest.mark.long
def test_members_of_a_group_open():
    with booted("group", "systemd.unit=rescue.target") as seat:
        seat.asks(LOGIN)
        seat.closed()
        seat.opens("anna")


@pytest.mark.long
@pytest.mark.limit(300)
def test_screen():
    """getty on the screen, with the keyboard; and the rescue shell's question on all
    consoles of the kernel."""
    with booted("gate", "console=tty0 systemd.unit=rescue.target",
                more=appliance.MACHINE) as seat:
        screen = appliance.Screen(seat)
        seat.asks()
        screen.expect("Password:")
        seat.opens()
        seat.type("exit")
        screen.expect("vm login:", BOOT_S)
        screen.type("anna")
        screen.expect("Password:")
        screen.type("wrong")
        screen.expect(DENIED)
        screen.type("anna")
        screen.expect(r"incorrect\s+(vm )?login: anna\s+Password:")
        screen.type(hashes.PASSWORD)
        screen.expect(r"\$")
        screen.type("id")
        screen.expect(r"uid=1000\(anna\)")
