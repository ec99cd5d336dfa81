# SPDX-License-Identifier: MIT
"""getty, login, shell, logout and getty again on a machine with BusyBox init: ten times,
and with the line hung up in each phase. Nothing is left: no process, no zombie, no
descriptor of init's, no terminal, no setting, no owner, no record of somebody who is
gone.
"""
import pytest

from house import LINES, House
from lib.hashes import NEW_PASSWORD, PASSWORD, WRONG

pytestmark = pytest.mark.slow

GETTY = "demo login: "
ASKED = "Password: "
ROUNDS = 10
LOGIN_PROCESS, USER_PROCESS, DEAD_PROCESS = 6, 7, 8


class Seat:
    """One of the lines, from getty's prompt to getty's prompt."""

    def __init__(self, house, name):
        self.house = house
        self.name = name
        self.line = house[name]

    def enter(self, user="anna", password=PASSWORD):
        self.line.type(user)
        self.line.expect(ASKED)
        self.line.type(password)

    def log_in(self, user="anna"):
        self.enter(user)
        self.shows_shell(user)

    def shows_shell(self, user="anna"):
        self.line.expect(f"{user} at /dev/{self.name}: ")

    def runs(self, command, user="anna"):
        self.line.type(command)
        self.shows_shell(user)

    def in_utmp(self):
        return [record for record in self.house.records("/run/utmp") if record[2] == self.name]

    def is_free(self):
        """getty asks, and all is as it was before anybody had logged in."""
        house, state = self.house, self.house.state
        self.line.expect(GETTY)
        house.wait(lambda: house.processes() == state["processes"],
                   f"{house.processes()} is not {state['processes']}")
        assert house.opened() == state["opened"]
        assert house.owner(self.name) == state["owner"]
        assert house.settings(self.name) == state["settings"]
        assert [record[0] for record in self.in_utmp()] == [LOGIN_PROCESS]
        assert len(house.records("/run/utmp")) == len(LINES)

    def works(self):
        self.log_in()
        self.line.type("exit")
        self.is_free()


@pytest.fixture
def house(kernel):
    made = House(kernel)
    try:
        for name in LINES:
            made[name].expect(GETTY)
            made[name].at = 0
        made.state = {"processes": made.processes(), "opened": made.opened(),
                      "owner": made.owner("ttyS1"), "settings": made.settings("ttyS1")}
        yield made
        print(made.transcript())
    finally:
        made.close()


def test_ten_times(house):
    seat = Seat(house, "ttyS0")
    users = [("anna", "root")[number % 2] for number in range(ROUNDS)]
    for user in users:
        seat.is_free()
        seat.log_in(user)
        assert house.owner("ttyS0") == ("0:0 600" if user == "root" else "1000:0 600")
        assert [(kind, who) for kind, *_, who in seat.in_utmp()] == [(USER_PROCESS, user)]
        assert house.shell("who").split()[:2] == [user, "ttyS0"]
        busy = set(house.processes()) - set(house.state["processes"])
        assert busy == {f"/bin/login -- {user}", "-sh"}
        seat.runs("id -un; tty; echo $LOGNAME:$HOME; stty -a", user)
        said = house["ttyS0"].all()[-1200:]
        for words in (f"\n{user}\n/dev/ttyS0\n{user}:{'/root' if user == 'root' else '/home/anna'}",
                      "\nisig icanon ", "speed 115200"):
            assert words in said
        # ^C reaches the shell's child alone.
        seat.line.type("sleep 1000")
        house.wait(lambda: "sleep 1000" in house.processes(), "no sleep")
        seat.line.type("\x03", enter="")
        seat.shows_shell(user)
        seat.line.type("exit 3")
    seat.is_free()
    history = [(kind, who) for kind, _, line, _, who in house.records("/var/log/wtmp")
               if line == "ttyS0" and kind != LOGIN_PROCESS]
    assert [who for kind, who in history if kind == USER_PROCESS] == users
    ends = [kind for at, (kind, _) in enumerate(history)
            if at and history[at - 1][0] == USER_PROCESS]
    assert ends == [DEAD_PROCESS] * ROUNDS
    assert len([row for row in house.log() if "command ended: status 3" in row]) == ROUNDS
    assert house.records("/var/log/btmp") == []


# How far somebody has come when the line is hung up.

def at_getty(seat):
    pass


def at_password(seat):
    seat.line.type("anna")
    seat.line.expect(ASKED)


def in_delay(seat):
    before = len(seat.house.log())
    seat.enter(password=WRONG)
    seat.house.wait(lambda: any("denied:" in row for row in seat.house.log()[before:]),
                    "nobody is denied")
    assert "incorrect" not in seat.line.said()


def at_name_again(seat):
    seat.enter(password=WRONG)
    seat.line.expect("incorrect\\s+demo login: ")


def in_shell(seat):
    seat.log_in()


def with_child(seat):
    seat.log_in("root")
    seat.line.type("sleep 1000")
    seat.house.wait(lambda: "sleep 1000" in seat.house.processes(), "no sleep")


def at_current_password(seat):
    seat.enter("emil")
    seat.line.expect("urrent password: ")


def at_new_password(seat):
    at_current_password(seat)
    seat.line.type(PASSWORD)
    seat.line.expect("New password: ")


def at_new_password_again(seat):
    at_new_password(seat)
    seat.line.type(NEW_PASSWORD)
    seat.line.expect("etype new password: ")


PHASES = (at_getty, at_password, in_delay, at_name_again, in_shell, with_child,
          at_current_password, at_new_password, at_new_password_again)
# What is hung up in another way than by the kernel: the session's leader alone.
KILLED = tuple((phase, f"kill -{name} $(pidof login)") for name in ("HUP", "KILL")
               for phase in (at_password, with_child))


def test_hang_up_in_each_phase(house):
    seat = Seat(house, "ttyS1")
    shadow = house.read("/etc/shadow")
    seat.is_free()
    for phase in PHASES:
        phase(seat)
        house.shell("hangup /dev/ttyS1")
        seat.is_free()
    for phase, end in KILLED:
        phase(seat)
        house.shell(end)
        seat.is_free()
    seat.works()
    assert house.read("/etc/shadow") == shadow
    logged = "\n".join(house.log())
    assert "broken" not in logged and "Success" not in logged
    opened, closed = (logged.count(f"session {word} for user") for word in ("opened", "closed"))
    # SIGKILL leaves nobody to close it.
    assert opened == closed + 1


@pytest.mark.parametrize("phase", [at_password, with_child])
def test_unplugged(house, phase):
    """The line is taken out of the machine, and put in again."""
    seat = Seat(house, "ttyS3")
    seat.is_free()
    phase(seat)
    house.unplug()
    busy = ("/bin/login", "-sh", "sleep")
    house.wait(lambda: not [each for each in house.processes() if each.startswith(busy)],
               "they do not go")
    house.plug()
    seat.is_free()
    seat.works()
