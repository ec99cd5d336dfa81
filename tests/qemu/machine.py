# SPDX-License-Identifier: MIT
"""A machine with several consoles, and someone at each of them.

    ttyS0, ttyS1   serial lines; ttyS0 is a console of the kernel
    tty1           the screen and the keyboard; a console of the kernel (tty0)
    ttyS2          a shell that is the tests' own (`shell`): it starts gates,
                   and reads what only the machine knows
    ttyS3          a serial line that can be unplugged; no console of the kernel

The kernel makes one line of each kind its console, so that the second serial line
is named by -c. One thread reads all lines whenever something is waited for; every
wait has an end, and fails with all that was said.
"""
import json
import os
import pathlib
import re
import select
import shutil
import signal
import socket
import tempfile
import time

import pytest

import guest
import mkinitramfs
from lib import boots, build, hashes

BOARD = build.TOP / "board" / "qemu-x86_64"

LIMIT_S = 60
SOON_S = 10
STEP_S = 0.05
COLUMNS = 80

# The board's shell.
PROMPT = r"demo:[^ ]*# "
LOGIN = "login: "
PASSWORD = "Password: "

KERNEL_CONSOLES = ("ttyS0", "tty1")
CONSOLES = ("ttyS0", "ttyS1", "tty1")
PLUG = "ttyS3"

# QEMU's options for the lines beside the first one. The order on the bus is the
# order of the kernel's numbers.
LINES = {
    "ttyS1": ["-serial", "chardev:ttyS1"],
    "ttyS2": ["-device", "pci-serial,addr=4,chardev=ttyS2"],
    PLUG: ["-device", f"pci-serial,addr=5,chardev={PLUG},id={PLUG}"],
}

# Starts the tests' own shell and, with options on the kernel's command line, a
# gate again and again, as an init system does.
INIT = """\
#!/bin/busybox sh
export PATH=/bin HOME=/root
/bin/busybox --install -s /bin
mount -t devtmpfs dev /dev
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t tmpfs -o mode=0755 run /run
hostname demo
stty -F /dev/ttyS2 raw -echo
sh /control <>/dev/ttyS2 >&0 2>&0 &
while [ $# -gt 0 ]; do
	/pamlet gate "$@" -- /bin/sh -l
	echo $? >>/run/ended
done
while :; do sleep 1000; done
"""

# Runs line after line, each behind a number; \1 and \2 stand around the number and the
# status.
CONTROL = """\
printf '\\001ready\\002'
while read -r number line; do
	eval "$line"
	printf '\\001%d %d\\002' "$number" $?
done
"""

# All programs but the first and the tests' own shell end; all lines are as they were.
TIDY = (
    "for p in /proc/[0-9]*; do q=${p#/proc/};"
    " [ $q = 1 ] || [ $q = $$ ] || ! readlink $p/exe >/dev/null || kill -9 $q; done;"
    " rm -f /run/out /run/status /run/pid; dmesg -n 3; dmesg -C;"
    " for l in ttyS0 ttyS1 ttyS3 tty1; do stty -F /dev/$l sane; done;"
    r" printf '\033c' >/dev/tty1"
)

# What is told beside the consoles when a test fails.
ASIDE = {
    "output of the gate": "cat /run/out 2>&1 || :",
    "processes": "ps -o pid,ppid,sid,tty,stat,args | grep -v ' 2  '",
    "log": "dmesg | grep pamlet || :",
}

KEYS = {
    " ": "spc", "-": "minus", ".": "dot", "/": "slash", ";": "semicolon",
    "'": "apostrophe", "%": "shift-5", "(": "shift-9", ")": "shift-0", "\r": "ret",
    "\x03": "ctrl-c", "\x12": "ctrl-r", "\x15": "ctrl-u",
}


def key_of(letter):
    if letter in KEYS:
        return KEYS[letter]
    return f"shift-{letter.lower()}" if letter.isupper() else letter


class ControlError(Exception):
    """The tests' own shell does not answer, or what it ran has failed."""


def screen_text(cells):
    """The lines of a screen; nothing behind the last one that is not empty."""
    rows = [cells[at:at + COLUMNS].rstrip() for at in range(0, len(cells), COLUMNS)]
    return "\n".join(rows).rstrip()


class Line:
    """The other end of a serial line: what it said, and a way to type on it."""

    def __init__(self, machine, name, fd):
        self.machine = machine
        self.name = name
        self.fd = fd
        self.text = ""
        self.at = 0
        self.read = True

    def take(self):
        """Read what is there."""
        try:
            data = os.read(self.fd, 65536)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self.read = False
            self.machine.ended = True
        self.text += data.decode("latin-1")

    def type(self, text, enter="\r"):
        """Type, as a keyboard does: Enter is a CR."""
        self.send((text + enter).encode("latin-1"))

    def send(self, data):
        deadline = time.monotonic() + LIMIT_S
        while data:
            try:
                data = data[os.write(self.fd, data):]
            except BlockingIOError:
                self.machine.pump()
            if self.machine.ended or time.monotonic() > deadline:
                self.machine.fail(f"{self.name} takes no more bytes")

    def seen(self, pattern):
        """Whether the line said the pattern since the last one; it goes on behind it."""
        match = re.compile(pattern).search(self.text, self.at)
        if match:
            self.at = match.end()
        return match

    def expect(self, pattern, seconds=LIMIT_S):
        return self.machine.wait(lambda: self.seen(pattern), f"{self.name} does not say "
                                 f"'{pattern}'", seconds)

    def said(self):
        """What came since the last pattern that was seen."""
        self.machine.pump()
        return guest.readable(self.text[self.at:])

    def wipe(self):
        """What came until now is seen."""
        self.machine.pump()
        self.at = len(self.text)

    def all(self):
        return guest.readable(self.text)


class Screen:
    """The keyboard and what stands on the screen of tty1. What was seen is wiped."""

    name = "tty1"

    def __init__(self, machine):
        self.machine = machine
        self.caps_lock = False

    def all(self):
        return screen_text(self.machine.shell("cat /dev/vcs1"))

    said = all

    def expect(self, pattern, seconds=LIMIT_S):
        # The blank behind a question is no different from the screen's own.
        pattern = pattern.rstrip(" ")
        return self.machine.wait(lambda: re.search(pattern, self.all()),
                                 f"{self.name} does not show '{pattern}'", seconds)

    def wipe(self):
        """Wipe the screen: what comes is new."""
        self.machine.shell(r"printf '\033[2J\033[H' >/dev/tty1")

    def press(self, keys):
        """Keys at once ("shift-5"), as QEMU names them; the machine has seen them."""
        names = keys.split("-")
        for down, order in ((True, names), (False, names[::-1])):
            self.machine.qmp("input-send-event", events=[
                {"type": "key", "data": {"down": down, "key": {"type": "qcode", "data": name}}}
                for name in order])
        self.machine.shell(":")

    def type(self, text, enter="\r"):
        for letter in text + enter:
            self.press(key_of(letter))

    def toggle_caps_lock(self):
        self.press("caps_lock")
        self.caps_lock = not self.caps_lock


class Gate:
    """A gate that the tests' own shell has started, without a terminal of its own."""

    def __init__(self, machine, arguments, command):
        self.machine = machine
        # Behind two forks: its end is no signal to the shell, which would lose what it
        # is reading.
        machine.shell("rm -f /run/status /run/pid; ( ( sh -c 'echo $$ >/run/pid.new;"
                      " mv /run/pid.new /run/pid; exec setsid"
                      f" /pamlet gate {arguments} -- {command} </dev/null >/run/out 2>&1';"
                      " echo $? >/run/status.new; mv /run/status.new /run/status )"
                      " 2>/dev/null & )")
        self.pid = machine.wait(lambda: machine.read("/run/pid").strip(),
                                "the gate does not start")

    def status(self):
        """Its exit status; None while it runs."""
        said = self.machine.read("/run/status").strip()
        return int(said) if said else None

    def running(self):
        return self.status() is None

    def ends(self, seconds=LIMIT_S):
        self.machine.wait(lambda: self.status() is not None, "the gate does not end", seconds)
        return self.status()

    def kill(self, number=signal.SIGTERM):
        self.machine.shell(f"kill -{int(number)} {self.pid}")


@boots.counted
class Machine:
    """`options` are those of a gate that the machine's first program keeps up."""
    more = ()     # options of QEMU's, beside

    def __init__(self, kernel, options="", append=""):
        self.lines = {}
        self.heard = b""
        self.whole = True
        self.ended = False
        self.orders = 0
        self.servers = {}
        self.place = pathlib.Path(tempfile.mkdtemp(prefix="pamlet-lines-"))
        more = ["-M", "pc", "-device", "VGA", *self.more]
        for name, device in LINES.items():
            more += ["-chardev", f"socket,id={name},path={self.listen(name)}", *device]
        self.guest = guest.Guest(kernel, self.pack(), append=f"console=tty0 {append}",
                                 init_arguments=options, more=more)
        try:
            self.meet()
        except BaseException:
            self.close()
            raise

    def listen(self, name):
        """The other end of a line, for QEMU to connect to. Returns its path."""
        server = self.servers[name] = socket.socket(socket.AF_UNIX)
        server.settimeout(LIMIT_S)
        server.bind(str(self.place / name))
        server.listen(1)
        return self.place / name

    def pack(self):
        """The board's demo image with the tests' own first program."""
        place = self.place
        (place / "init").write_text(INIT)
        (place / "control").write_text(CONTROL)
        (place / "shadow").write_text(f"root:{hashes.YESCRYPT}:20000:0:99999:7:::\n")
        (place / "changes.list").write_text("file /init init 0755 0 0\n"
                                            "file /control control 0644 0 0\n"
                                            "file /etc/shadow shadow 0600 0 0\n")
        mkinitramfs.build([BOARD / "demo.list", place / "changes.list"], place / "image", {
            "PAMLET": str(build.pamlet()),
            "BUSYBOX": os.environ.get("BUSYBOX", "/bin/busybox"),
        })
        return place / "image"

    def meet(self):
        """Take all the lines up; the machine is ready when its shell is."""
        os.set_blocking(self.guest.child.child_fd, False)
        self.lines["ttyS0"] = Line(self, "ttyS0", self.guest.child.child_fd)
        for name, server in self.servers.items():
            link = server.accept()[0]
            link.setblocking(False)
            self.lines[name] = Line(self, name, link.detach())
        self.control = self.lines["ttyS2"]
        self.screen = Screen(self)
        self.control.expect("\x01ready\x02")

    def __getitem__(self, name):
        return self.screen if name == self.screen.name else self.lines[name]

    def pump(self, seconds=STEP_S):
        """Read all lines that are read."""
        lines = {line.fd: line for line in self.lines.values() if line.read}
        for fd in select.select(list(lines), [], [], seconds)[0]:
            lines[fd].take()

    def wait(self, condition, reason, seconds=LIMIT_S):
        """Wait until the condition is true; return its value."""
        deadline = time.monotonic() + seconds
        while not (found := condition()):
            if self.ended or time.monotonic() > deadline:
                self.fail(f"{reason} within {seconds} s" + ", and QEMU ended" * self.ended)
            self.pump()
        return found

    def fail(self, reason):
        pytest.fail(f"{reason}\n{self.transcript()}", pytrace=True)

    def transcript(self):
        """All that was said on all lines, and what stands on the screen."""
        said = {name: line.all() for name, line in self.lines.items() if name != "ttyS2"}
        try:
            said["tty1"] = screen_text(self.run("cat /dev/vcs1", SOON_S))
            for name, command in ASIDE.items():
                said[name] = self.run(command, SOON_S)
        except (OSError, ControlError) as error:
            self.whole = False
            said["the machine's shell"] = str(error)
        return "".join(f"--- {name}:\n{text}\n" for name, text in said.items())

    def shell(self, command, seconds=LIMIT_S):
        """Run a line in the tests' own shell; return what it printed."""
        try:
            return self.run(command, seconds)
        except ControlError as error:
            self.fail(str(error))

    def run(self, command, seconds=LIMIT_S):
        """The same, but what goes wrong is a ControlError."""
        self.orders += 1
        self.control.send(f"{self.orders} {command}\n".encode())
        begin = self.control.at
        deadline = time.monotonic() + seconds
        while not (match := self.control.seen(f"\x01{self.orders} (\\d+)\x02")):
            if self.ended or time.monotonic() > deadline:
                raise ControlError(f"no end of `{command}`: {self.control.text[begin:]!r}")
            self.pump()
        said = self.control.text[begin:match.start()]
        if match.group(1) != "0":
            raise ControlError(f"`{command}`: status {match.group(1)}: {said}")
        return said

    def read(self, path):
        """What a file of the machine holds; nothing when there is none."""
        return self.shell(f"cat {path} 2>/dev/null || :")

    def gate(self, arguments, command="/bin/sh -l"):
        return Gate(self, arguments, command)

    def qmp(self, execute, **arguments):
        """A command of QEMU's own; returns its answer."""
        link = self.guest.qmp
        link.sendall(json.dumps({"execute": execute, "arguments": arguments,
                                 "id": execute}).encode() + b"\n")
        while True:
            line, newline, rest = self.heard.partition(b"\n")
            if not newline:
                self.heard += link.recv(65536)
                continue
            self.heard = rest
            told = json.loads(line)
            if told.get("id") == execute:
                assert "error" not in told, f"{execute}: {told['error']}"
                return told["return"]

    def ask_monitor(self, command):
        """A command of QEMU's monitor; returns what it said."""
        return self.qmp("human-monitor-command", **{"command-line": command})

    def monitor(self, command):
        """The same for a command that says nothing when it could be done."""
        said = self.ask_monitor(command)
        assert not said, f"{command}: {said}"

    def unplug(self):
        """Take the line ttyS3 out of the machine."""
        self.qmp("device_del", id=PLUG)
        self.wait(lambda: not self.has_plug(), f"{PLUG} is not unplugged")
        self.wait(lambda: PLUG not in [device["name"] for device in
                                       self.qmp("qom-list", path="/machine/peripheral")],
                  f"{PLUG} is not given back")

    def plug(self):
        """Put it in again."""
        # QEMU frees the name of the old one when it comes to it.
        self.wait(lambda: not self.ask_monitor(
            f"device_add pci-serial,id={PLUG},chardev={PLUG},addr=5"), "QEMU adds no line")
        self.wait(self.has_plug, f"{PLUG} is not plugged in")

    def has_plug(self):
        """Whether the kernel drives a chip behind ttyS3."""
        return self.read(f"/sys/class/tty/{PLUG}/type").strip() not in ("", "0")

    def tidy(self):
        """Leave no process and no setting behind; False: the machine is of no more use."""
        try:
            for line in self.lines.values():
                line.read = True
            if not self.has_plug():
                self.plug()
            if self.screen.caps_lock:
                self.screen.toggle_caps_lock()
            self.run(TIDY)
            self.pump()
            for line in self.lines.values():
                line.text, line.at = "", 0
        except (OSError, ControlError, pytest.fail.Exception):
            self.whole = False
        return self.whole

    def close(self):
        for line in self.lines.values():
            if line.name != "ttyS0":
                os.close(line.fd)
        for server in self.servers.values():
            server.close()
        self.guest.close()
        shutil.rmtree(self.place, ignore_errors=True)


class Shared:
    """One machine for all tests of a process, booted anew when a test has spoiled it."""

    def __init__(self, kernel):
        self.kernel = kernel
        self.machine = None

    def get(self):
        if not self.machine:
            self.machine = Machine(self.kernel)
            # The firmware has written on it.
            self.machine.screen.wipe()
        return self.machine

    def give_back(self):
        if self.machine and not self.machine.tidy():
            self.close()

    def close(self):
        if self.machine:
            self.machine.close()
        self.machine = None
