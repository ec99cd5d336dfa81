#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Boot the demo image: a person sits at the gate, or a scene is played.

    run.py KERNEL INITRAMFS [--scene]

On a terminal the person gets the console. Without one (a pipe, CI) or with
--scene, a script tries a wrong password and then the right one, runs a
command in the shell that opened, and prints the transcript.

Exit status: 0 the wrong password was refused and the right one opened (at
a terminal: QEMU ended as it should); 1 it was otherwise; 2 usage.
"""

import argparse
import os
import subprocess
import sys
import termios
import time

import guest

USER = "root"
PASSWORD = "open-sesame"
WRONG = "open-barley"

REFUSAL = "Login incorrect"
PROMPT = "demo:[^ ]*# "

# What only a shell would say: its prompt, the answer to `id`, its greeting.
SIGNS_OF_A_SHELL = ("demo:", "uid=", "The gate is open")

LINE = "-" * 72


def say(text=""):
    print(text, flush=True)


def show(line):
    say(f"  | {line}")


class Scene:
    """The scene in its steps; each leaves the machine ready for the next."""

    def __init__(self, machine):
        self.machine = machine
        self.number = 0
        self.begin = time.monotonic()

    STEPS = ("boot to the gate", "wrong password", "right password",
             "command in the shell", "switch off")

    def next(self, doing):
        """Name the step, for the person and for an error."""
        self.machine.console.show_rest()
        self.machine.step = self.STEPS[self.number]
        self.number += 1
        elapsed = time.monotonic() - self.begin
        say(f"scene {self.number}/{len(self.STEPS)} ({elapsed:.1f} s): "
            f"{doing}")

    def play(self):
        self.next("the kernel boots; the gate asks")
        self.machine.expect(guest.LOGIN, guest.BOOT_S)
        self.next(f"types user {USER}, wrong password {WRONG}")
        self.refused()
        self.next(f"types user {USER}, right password {PASSWORD}")
        self.opened()
        self.next("types id")
        self.command()
        self.next("types poweroff")
        self.switched_off()
        self.nothing_echoed()

    def answer(self, password):
        self.machine.type(USER)
        self.machine.expect(f"{guest.PASSWORD}|{PROMPT}")
        if self.machine.child.after != guest.PASSWORD:
            self.machine.fail("a shell opened without a password")
        self.machine.type(password)

    def refused(self):
        """The gate says no, asks again, and no shell was there between."""
        before = self.machine.mark()
        self.answer(WRONG)
        self.machine.expect(f"{REFUSAL}|{PROMPT}")
        if self.machine.child.after == REFUSAL:
            self.machine.expect(f"{guest.LOGIN}|{PROMPT}")
        said = self.machine.said_since(before)
        signs = [sign for sign in SIGNS_OF_A_SHELL if sign in said]
        if signs or REFUSAL not in said:
            self.machine.fail("a wrong password was not refused: "
                              f"signs of a shell: {signs}")

    def opened(self):
        self.answer(PASSWORD)
        self.machine.expect(f"{PROMPT}|{REFUSAL}")
        if REFUSAL in self.machine.child.after:
            self.machine.fail("the right password was refused")

    def command(self):
        said = self.machine.command("id", PROMPT)
        if "uid=0(root)" not in said:
            self.machine.fail("the shell does not run as root")

    def switched_off(self):
        self.machine.type("poweroff")
        reason = self.machine.wait_end()
        if reason != "guest-shutdown":
            self.machine.fail(f"the machine ended by {reason}")

    def nothing_echoed(self):
        """No password that was typed may stand anywhere on the console."""
        said = self.machine.said_since(0)
        if WRONG in said or PASSWORD in said:
            self.machine.fail("a password was shown on the console")


def play_scene(kernel, initrd, scene=Scene, more=(),
               end="the wrong password was refused, the right one opened"):
    """Play it on a machine with these of QEMU's options; `end` is what holds
    when nothing failed."""
    try:
        with guest.Guest(kernel, initrd, more=more, show=show) as machine:
            scene(machine).play()
    except guest.GuestError as error:
        say()
        say(f"run: FAILED at step {error}")
        return 1
    say(f"run: {end}")
    return 0


def explain():
    say(LINE)
    say(f"  user      {USER}")
    say(f"  password  {PASSWORD}")
    say()
    say("  The gate asks on the serial console in a few seconds; three wrong")
    say("  passwords switch the machine off.")
    say("  To leave: `poweroff` in the shell, or Ctrl-A then X at any time.")
    say(LINE)


def sit_down(kernel, initrd, more=()):
    """Give the terminal to QEMU; give it back as it was."""
    command = guest.qemu_command(kernel, initrd, guest.kernel_arguments(),
                                 [*guest.PERSON, *more])
    before = termios.tcgetattr(0)
    try:
        status = subprocess.run(command, check=False).returncode
    except KeyboardInterrupt:
        status = 0
    finally:
        # QEMU does so itself, unless it was killed.
        termios.tcsetattr(0, termios.TCSADRAIN, before)
    say()
    say("run: the machine is off" if status == 0
        else f"run: QEMU ended with status {status}")
    return 0 if status == 0 else 1


def arguments(description, *options):
    """The command line; `options` are what a demo has beside --scene."""
    parser = argparse.ArgumentParser(
        description=description.splitlines()[0])
    parser.add_argument("kernel")
    parser.add_argument("initramfs")
    parser.add_argument("--scene", action="store_true")
    for option in options:
        parser.add_argument(option, metavar="TYPE")
    args = parser.parse_args()
    for path in (args.kernel, args.initramfs):
        if not os.path.isfile(path):
            parser.error(f"no file {path}")
    return args


def start(args, person, script):
    """One of the two, whatever sits there; returns its status."""
    try:
        if not args.scene and os.isatty(0) and os.isatty(1):
            return person()
        return script()
    except (FileNotFoundError, guest.pexpect.ExceptionPexpect) as error:
        print(f"run: cannot start {guest.QEMU}: {error}", file=sys.stderr)
        return 1


def main():
    args = arguments(__doc__)
    machine = (args.kernel, args.initramfs)

    def person():
        explain()
        return sit_down(*machine)

    return start(args, person, lambda: play_scene(*machine))


if __name__ == "__main__":
    sys.exit(main())
