# SPDX-License-Identifier: MIT
"""A virtual machine with one serial console, and a script that drives it.

qemu_command() gives the command line that a person and a script share.
Guest runs it for a script; every wait has an end, and a wait that ends in
vain raises GuestError, which knows the step and the console's last lines.
"""

import ctypes
import json
import mmap
import os
import platform
import re
import shutil
import socket
import tempfile
import time

import pexpect

QEMU = "qemu-system-x86_64"
MEMORY_MB = 256

# A boot takes 2 to 3 s and a yescrypt hash 1 s on an idle machine. The limits
# are for a loaded one; they are only ever reached when something is wrong.
BOOT_S = 60
ANSWER_S = 30

TAIL_LINES = 15

# libpam's own question when the gate was given no user.
LOGIN = "login: "
PASSWORD = "Password: "


class GuestError(Exception):
    """A step did not come out as it should."""

    def __init__(self, step, reason, console):
        lines = readable(console).strip().splitlines()[-TAIL_LINES:]
        text = "".join(f"    | {line}\n" for line in lines)
        super().__init__(f"'{step}': {reason}\n"
                         f"  the console's last lines:\n{text}".rstrip())
        self.step = step


def readable(text):
    """Console text without terminal control sequences and carriage returns."""
    text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", text)
    return re.sub(r"[^\x20-\x7e\n\t]", "", text)


def tsc_khz():
    """Ticks a millisecond of this machine's TSC, or None where unknown.

    QEMU without KVM shows it to the guest as it is. The twelve bytes are
    rdtsc; shl $32,%rdx; or %rdx,%rax; ret.
    """
    if platform.machine() != "x86_64":
        return None
    code = bytes.fromhex("0f31 48c1e220 4809d0 c3")
    try:
        page = mmap.mmap(-1, mmap.PAGESIZE, prot=mmap.PROT_READ
                         | mmap.PROT_WRITE | mmap.PROT_EXEC)
    except OSError:
        return None
    page.write(code)
    address = ctypes.addressof(ctypes.c_char.from_buffer(page))
    ticks = ctypes.CFUNCTYPE(ctypes.c_uint64)(address)
    rates = []
    for _ in range(3):
        begin, begin_ns = ticks(), time.monotonic_ns()
        time.sleep(0.02)
        end, end_ns = ticks(), time.monotonic_ns()
        rates.append((end - begin) * 1_000_000 // (end_ns - begin_ns))
    return sorted(rates)[1]


def kernel_arguments(more="", init_arguments=""):
    """The kernel's command line.

    loglevel=3 because a microvm without PCI makes the kernel complain on the
    console. panic=-1 and reboot=t make a dead guest an ended one.
    printk.devkmsg=on keeps the kernel from dropping lines of the gate's log.
    tsc_early_khz: a microvm has no clock but the PIT to measure the TSC by;
    that fails when the host is busy in that moment, and without a TSC the
    kernel stands still before its first line (one boot in six was seen to).
    """
    words = ["console=ttyS0", "quiet", "loglevel=3", "reboot=t",
             "panic=-1", "printk.devkmsg=on"]
    khz = tsc_khz()
    if khz:
        words.append(f"tsc_early_khz={khz}")
    words.append(more)
    if init_arguments:
        words.append(f"-- {init_arguments}")
    return " ".join(word for word in words if word)


# Who has the console: a person, with QEMU's own keys (Ctrl-A X) on it, or a
# script. For both Ctrl-C is for the guest and does not end QEMU.
PERSON = ["-serial", "mon:stdio"]
SCRIPT = ["-chardev", "stdio,id=script,signal=off",
          "-serial", "chardev:script", "-monitor", "none"]


def qemu_command(kernel, initrd, append, more):
    """QEMU's argument list. Never KVM: where it exists it may also hang."""
    return [QEMU, "-M", "microvm", "-accel", "tcg", "-nodefaults",
            "-no-user-config", "-display", "none", "-no-reboot",
            "-m", str(MEMORY_MB), "-kernel", str(kernel),
            "-initrd", str(initrd), "-append", append,
            *more]


class Console:
    """Keeps all that the console said; hands whole lines to `show`."""

    def __init__(self, show=None):
        self.text = ""
        self.show = show
        self.shown = 0

    def write(self, text):
        self.text += text
        end = self.text.rfind("\n") + 1
        if end > self.shown:
            self.show_rest(end)

    def flush(self):
        """pexpect calls it after every write; lines are shown when whole."""

    def show_rest(self, end=None):
        """Show what was not shown, an unfinished last line included."""
        end = len(self.text) if end is None else end
        for line in readable(self.text[self.shown:end]).splitlines():
            if self.show and line:
                self.show(line)
        self.shown = end


class Guest:
    """One machine, from boot to its end. Use it with `with`."""

    def __init__(self, kernel, initrd, append="", init_arguments="",
                 more=(), show=None):
        self.console = Console(show)
        self.step = "boot"
        self.private = tempfile.mkdtemp(prefix="pamlet-guest-")
        qmp = os.path.join(self.private, "qmp")
        command = qemu_command(
            kernel, initrd, kernel_arguments(append, init_arguments),
            [*SCRIPT, "-qmp", f"unix:{qmp},server=on,wait=off", *more])
        # The pty is wide so that the guest's lines come as they are.
        self.child = pexpect.spawn(command[0], command[1:], echo=False,
                                   encoding="utf-8", codec_errors="replace",
                                   dimensions=(24, 400), timeout=ANSWER_S)
        self.child.logfile_read = self.console
        self.qmp = None
        try:
            self.qmp = self.connect(qmp)
        except GuestError:
            self.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def connect(self, path):
        """Open QEMU's control socket: it tells later why the guest ended."""
        link = socket.socket(socket.AF_UNIX)
        link.settimeout(ANSWER_S)
        deadline = time.monotonic() + ANSWER_S
        while True:
            try:
                link.connect(path)
                break
            except OSError:
                if not self.child.isalive() or time.monotonic() > deadline:
                    self.read_rest()
                    self.fail("QEMU does not start")
                time.sleep(0.01)
        link.sendall(b'{"execute": "qmp_capabilities"}\n')
        return link

    def fail(self, reason):
        raise GuestError(self.step, reason, self.console.text) from None

    def mark(self):
        """A position in the console's text, for said_since()."""
        return len(self.console.text)

    def said_since(self, mark):
        return readable(self.console.text[mark:])

    def expect(self, pattern, seconds=ANSWER_S):
        """Wait until the console says `pattern`; return the match."""
        try:
            self.child.expect(pattern, timeout=seconds)
        except pexpect.TIMEOUT:
            self.fail(f"no '{pattern}' within {seconds} s")
        except pexpect.EOF:
            self.fail(f"the machine ended before it said '{pattern}'")
        return self.child.match

    def type(self, text, enter="\r"):
        """Type on the console, as a keyboard does: Enter is a CR."""
        self.child.send(text + enter)

    def log_in(self, user, password):
        """Answer the gate's two questions."""
        self.expect(LOGIN, BOOT_S)
        self.type(user)
        self.expect(PASSWORD)
        self.type(password)

    def command(self, text, prompt):
        """Run a command in the shell; return what it printed."""
        begin = self.mark()
        self.type(text)
        # The shell echoes the line, then comes the output, then the prompt.
        self.expect(prompt)
        return self.said_since(begin)

    def wait_end(self, seconds=ANSWER_S):
        """Wait until QEMU ends by itself; return the guest's reason.

        That is QEMU's own word for it: `guest-shutdown` (switched off),
        `guest-reset` (rebooted), `guest-panic`.
        """
        try:
            self.child.expect(pexpect.EOF, timeout=seconds)
        except pexpect.TIMEOUT:
            self.fail(f"the machine did not end within {seconds} s")
        self.child.close()
        if self.child.exitstatus != 0:
            self.fail(f"QEMU ended with status {self.child.exitstatus}, "
                      f"signal {self.child.signalstatus}")
        return self.reason()

    def reason(self):
        """Read QEMU's last events; return why the machine ended."""
        data = b""
        while chunk := self.qmp.recv(65536):
            data += chunk
        for line in data.splitlines():
            event = json.loads(line)
            if event.get("event") == "SHUTDOWN":
                return event["data"]["reason"]
        self.fail("QEMU did not tell why the machine ended")

    def running(self):
        return self.child.isalive()

    def read_rest(self):
        """Take what QEMU still has to say into the console's text."""
        try:
            self.child.expect(pexpect.EOF, timeout=1)
        except (pexpect.TIMEOUT, OSError):
            pass

    def close(self):
        """End the machine if it still runs; forget its socket."""
        self.child.close(force=True)
        self.console.show_rest()
        if self.qmp:
            self.qmp.close()
        shutil.rmtree(self.private, ignore_errors=True)
