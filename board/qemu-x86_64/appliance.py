#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Boot the appliance: a person sits at its serial line, or a scene is played.

    appliance.py KERNEL INITRAMFS [--scene] [--display TYPE]

The scene: getty on the serial line, a wrong password and the right one, su,
passwd, logout and login again; then the rescue gate on the second screen, on
which it switches the machine off. --display shows the screen to a person
(QEMU's -display: gtk, vnc=:0, ...).

Exit status: as run.py's.
"""

import json
import re
import sys
import time

import guest
import run

PERSON, ROOT = "anna", "root"
PASSWORD = run.PASSWORD
WRONG = run.WRONG
NEW = "barley-7-sesame"

PROMPT = "[a-z]+@demo:[^ ]*[$#] "
SIGNS_OF_A_SHELL = ("@demo:", "uid=", "built-in shell")

# A PC: a microvm has no screen.
MACHINE = ["-M", "pc", "-device", "VGA"]
SCREEN_AT = 0xb8000
COLUMNS, ROWS = 80, 25
KEYS = {"-": "minus", " ": "spc", "\r": "ret"}


class Screen:
    """Keyboard and screen of the machine, by QEMU's control socket."""

    def __init__(self, machine):
        self.machine = machine
        self.heard = b""

    def order(self, command):
        """Give QEMU's monitor a command; return what it says."""
        self.machine.qmp.sendall(json.dumps({
            "execute": "human-monitor-command", "id": command,
            "arguments": {"command-line": command}}).encode() + b"\n")
        while True:
            line, newline, rest = self.heard.partition(b"\n")
            if not newline:
                self.heard += self.machine.qmp.recv(65536)
                continue
            self.heard = rest
            told = json.loads(line)
            if told.get("id") == command:
                return told["return"]

    def press(self, key):
        self.order(f"sendkey {key} 20")
        # QEMU lets the key go after 20 ms; two at once would be one.
        time.sleep(0.05)

    def type(self, text):
        for letter in text + "\r":
            self.press(KEYS.get(letter, letter))

    def text(self):
        """What stands on the screen: letters are every second byte there."""
        said = self.order(f"xp /{COLUMNS * ROWS}xh {SCREEN_AT:#x}")
        cells = "".join(chr(int(cell, 16) & 0xff)
                        for cell in re.findall(r" 0x([0-9a-f]{4})\b", said))
        rows = [cells[at:at + COLUMNS].rstrip()
                for at in range(0, len(cells), COLUMNS)]
        return "\n".join(rows).strip("\n")

    def expect(self, pattern, seconds=guest.ANSWER_S):
        """Wait until the screen shows it; return the screen's text."""
        deadline = time.monotonic() + seconds
        while not re.search(pattern, text := self.text()):
            if time.monotonic() > deadline:
                self.machine.fail(f"the screen does not show '{pattern}' within"
                                  f" {seconds} s; it shows:\n{text}")
            time.sleep(0.1)
        return text


class Scene(run.Scene):
    STEPS = ("boot to getty", "wrong password", "right password", "su",
             "passwd", "logout and the new password",
             "rescue gate on the second screen", "switch off")

    def play(self):
        self.next("the kernel and BusyBox init start; getty asks")
        self.machine.expect(guest.LOGIN, guest.BOOT_S)
        self.next(f"types user {PERSON}, wrong password {WRONG}")
        self.refused()
        self.next(f"types user {PERSON}, right password {PASSWORD}")
        self.log_in(PASSWORD)
        self.shell("id", "uid=1000(anna)")
        self.next("types su -, and root's password")
        self.become_root()
        self.next("types passwd, and a new password")
        self.change_password()
        self.next("types exit; getty asks; the old password, the new one")
        self.log_in_anew()
        self.next("on the screen: Alt-F2, and root's password at the gate")
        self.rescue()
        self.next("on the screen: types poweroff")
        self.screen.type("poweroff")
        reason = self.machine.wait_end()
        if reason != "guest-shutdown":
            self.machine.fail(f"the machine ended by {reason}")
        self.nothing_echoed()

    def __init__(self, machine):
        super().__init__(machine)
        self.screen = Screen(machine)

    def ask(self, question, answer):
        """Answer a question; a shell in its place is the end."""
        self.machine.expect(f"{question}|{PROMPT}")
        if not re.fullmatch(question, self.machine.child.after):
            self.machine.fail("a shell opened without a password")
        self.machine.type(answer)

    def attempt(self, password):
        self.machine.type(PERSON)
        self.ask(guest.PASSWORD, password)

    def refused(self):
        before = self.machine.mark()
        self.attempt(WRONG)
        self.machine.expect(f"{run.REFUSAL}|{PROMPT}")
        said = self.machine.said_since(before)
        if run.REFUSAL not in said:
            self.machine.fail("a wrong password was not refused")
        self.machine.expect(f"{guest.LOGIN}|{PROMPT}")
        said = self.machine.said_since(before)
        if any(sign in said for sign in SIGNS_OF_A_SHELL):
            self.machine.fail("a wrong password was not refused")

    def log_in(self, password):
        self.attempt(password)
        self.machine.expect(f"{PROMPT}|{run.REFUSAL}")
        if run.REFUSAL in self.machine.child.after:
            self.machine.fail("the right password was refused")

    def shell(self, command, wanted):
        said = self.machine.command(command, PROMPT)
        if wanted not in said:
            self.machine.fail(f"`{command}` does not say {wanted}")

    def become_root(self):
        self.machine.type("su -")
        self.ask(guest.PASSWORD, PASSWORD)
        self.machine.expect(PROMPT)
        self.shell("id", "uid=0(root)")
        self.machine.type("exit")
        self.machine.expect(PROMPT)

    def change_password(self):
        self.machine.type("passwd")
        self.ask("Current password: ", PASSWORD)
        self.ask("New password: ", NEW)
        self.ask("Retype new password: ", NEW)
        self.machine.expect(PROMPT)

    def log_in_anew(self):
        self.machine.type("exit")
        self.machine.expect(guest.LOGIN)
        self.attempt(PASSWORD)
        self.machine.expect(f"{run.REFUSAL}|{PROMPT}")
        if run.REFUSAL not in self.machine.child.after:
            self.machine.fail("the old password still opens")
        self.machine.expect(guest.LOGIN)
        self.log_in(NEW)
        self.machine.type("exit")
        self.machine.expect(guest.LOGIN)

    def rescue(self):
        """The gate on tty2; what stands there is shown line by line."""
        self.screen.press("alt-f2")
        self.screen.expect(r"Rescue\.\s+Password:")
        self.screen.type(WRONG)
        self.screen.expect(r"Login incorrect\s+Password:")
        self.screen.type(PASSWORD)
        self.screen.expect(r"@demo:[^ ]*#")
        self.screen.type("id")
        text = self.screen.expect(r"uid=0\(root\)")
        if PASSWORD in text or WRONG in text:
            self.machine.fail("a password is shown on the screen")
        for line in text.splitlines():
            run.show(line)

    def nothing_echoed(self):
        said = self.machine.said_since(0)
        if any(word in said for word in (WRONG, PASSWORD, NEW)):
            self.machine.fail("a password was shown on the console")


def explain(display):
    run.say(run.LINE)
    run.say(f"  users     {ROOT}, {PERSON}")
    run.say(f"  password  {PASSWORD} (of both)")
    run.say()
    run.say("  getty asks on the serial console in some seconds. There are su,")
    run.say("  passwd, vlock. " + (
        "On the screen: getty, and a gate with Alt-F2." if display else
        "The screen: RUN_FLAGS='--display gtk'."))
    run.say("  To leave: `poweroff` as root, or Ctrl-A then X at any time.")
    run.say(run.LINE)


def main():
    args = run.arguments(__doc__, "--display")
    machine = (args.kernel, args.initramfs)

    def person():
        explain(args.display)
        return run.sit_down(*machine, [
            *MACHINE, *(["-display", args.display] if args.display else [])])

    def script():
        return run.play_scene(
            *machine, Scene, MACHINE,
            "each wrong password was refused, each right one opened")

    return run.start(args, person, script)


if __name__ == "__main__":
    sys.exit(main())
