# SPDX-License-Identifier: MIT
"""Each applet with a full policy, and every file that it reads there and in order.

    stage = Stage(path)
    ended = stage.play(APPLETS["su"], PASSWORD)     # Ended: status, out, err, log
    assert ended.opened

The program is the one without the delay after a failure. Login and vlock sit on a
terminal, which has to be as it was behind them.
"""
import dataclasses
import re
import os
import shutil
import signal
import subprocess
import termios
import time

from fault import damage, desks, programs
from lib import hashes, matrix, probe as probes
from lib import sandbox as sandboxes
from lib.hashes import NEW_PASSWORD, PASSWORD
from lib.person import Person
from su import house

LIMIT_S = 10
TRIES = 3
KILLED = 128 + signal.SIGKILL
REFUSED = re.compile(rb"incorrect\r\n|ot possible")
HANG = desks.HANG

POLICY = """\
auth requisite pam_nologin.so
auth required pam_issue.so
auth required pam_env.so
auth [success=ok default=die] pam_listfile.so item=user sense=allow file=/etc/may onerr=fail
auth required pam_succeed_if.so user ingroup staff
auth required pam_faillock.so preauth even_deny_root
auth [success=1 default=ignore] pam_unix.so
auth [default=die] pam_faillock.so authfail even_deny_root
auth required pam_faillock.so authsucc even_deny_root
account required pam_nologin.so
account required pam_access.so
account required pam_time.so
account required pam_unix.so
password required pam_unix.so yescrypt rounds=1
session required pam_limits.so
session optional pam_umask.so
session optional pam_motd.so
session required pam_unix.so
"""
MODULES = ("NOLOGIN", "ISSUE", "ENV", "LISTFILE", "SUCCEED_IF", "FAILLOCK", "UNIX",
           "ACCESS", "TIME", "LIMITS", "UMASK", "MOTD")
DATES = desks.DATES
FILES = {
    "etc/passwd": "root:x:0:0:r:/root:/bin/sh\nanna:x:1000:1000:anna:/:/bin/sh\n",
    "etc/shadow": f"root:{hashes.YESCRYPT}:{DATES}\nanna:{hashes.YESCRYPT}:{DATES}\n",
    "etc/group": "root:x:0:\nanna:x:1000:\nstaff:x:50:emil,root,anna\n",
    "etc/issue": "Welcome\n", "etc/motd": "Today: soup\n", "etc/may": "root\nanna\n",
    "etc/environment": "FROM_FILE=1\n", "etc/securetty": "tty1\n",
    "etc/security/pam_env.conf": "SEEN DEFAULT=yes\n",
    "etc/security/access.conf": "+:anna root:ALL\n-:ALL:ALL\n",
    "etc/security/time.conf": "other;*;*;!Al0000-2400\n",
    "etc/security/faillock.conf": "deny = 3\n",
    "etc/security/limits.conf": "anna hard nofile 512\n",
    "etc/login.defs": "UMASK 022\nENCRYPT_METHOD YESCRYPT\n", "etc/shells": "/bin/sh\n",
    "etc/nologin": None, "var/run/nologin": None, "var/run/faillock/anna": None,
    "var/run/faillock/root": None, "etc/.pwd.lock": "", "etc/nshadow": None,
    "run/utmp": "", "var/log/wtmp": "", "var/log/btmp": "", "var/log/lastlog": "",
    "etc/pam.d/other": "auth required pam_permit.so\naccount required pam_permit.so\n",
}


@dataclasses.dataclass(frozen=True)
class Applet:
    name: str
    words: tuple
    user: str = "anna"
    terminal: bool = False
    locks: bool = False         # it asks until it is answered
    changes: bool = False       # it opens nothing, it changes a password


APPLETS = {applet.name: applet for applet in (
    Applet("gate", ("-P", "stdio", "-u", "anna", "-n", "1", "--", "/bin/sh", "report")),
    Applet("su", ("anna", "report")),
    Applet("sulogin", (), "root"),
    Applet("login", ("anna",), terminal=True),
    Applet("vlock", (), "root", terminal=True, locks=True),
    Applet("passwd", ("anna",), changes=True),
)}


class Stage:
    def __init__(self, path):
        sandboxes.needs_users()
        self.sandbox = sandboxes.Sandbox(path, programs.hurry())
        (self.sandbox.path / "bin").mkdir()
        shutil.copy2(probes.program(), self.sandbox.path / "bin/sh")
        if sandboxes.is_root():
            self.sandbox.nodes("null", "zero")
        self.log = self.sandbox.listen()

    def prepare(self, applet, files=()):
        """All files as they are before anybody came."""
        for name, content in {**FILES, f"etc/pam.d/{applet.name}": POLICY,
                              **dict(files)}.items():
            path = self.sandbox.path / name
            damage.remove(path)
            path.parent.mkdir(parents=True, exist_ok=True)
            if content is not None:
                self.sandbox.write(name, content, 0o600)

    def command(self, applet, states=None):
        """states: in those of tests/su/attack.c."""
        if states is None:
            return self.sandbox.command(applet.name, *applet.words)
        shutil.copy2(house.attack(), self.sandbox.path / "attack")
        return self.sandbox.command("start", *states, "--", "/pamlet", applet.name,
                                    *applet.words, program="/attack")

    def play(self, applet, password, limit_s=LIMIT_S, states=None, before=()):
        """before: the start of a command line that runs the rest of it."""
        seen = len(self.log.lines())
        line = [*before, *self.command(applet, states)]
        ended = (self._sit if applet.terminal else self._run)(applet, line, password, limit_s)
        ended.log = "\n".join(self.log.lines()[seen:])
        return ended

    def _run(self, applet, line, password, limit_s):
        answers = [NEW_PASSWORD] * 2 if applet.changes else [password]
        try:
            done = subprocess.run(
                line, input=b"".join(one.encode() + b"\n" for one in answers),
                capture_output=True, timeout=limit_s, check=False, start_new_session=True,
                env=sandboxes.host_environment())
        except subprocess.TimeoutExpired as late:
            return desks.Ended(HANG, late.stdout or b"", late.stderr or b"", "")
        return desks.Ended(sandboxes.shell_status(done.returncode), done.stdout, done.stderr, "")

    def _sit(self, applet, line, password, limit_s):
        """Gives the same answer to each question; whoever asks on is told to end."""
        person = Person(self.sandbox, command=line)
        try:
            told = self._answer(person, password, limit_s)
            if not told:
                return desks.Ended(HANG, person.screen, b"", "")
            if person.process.poll() is None and applet.locks:
                # It would ask for ever; what ends it is tests/vlock's.
                return desks.Ended(matrix.DENIED, person.screen, b"", "")
            if person.process.poll() is None:
                person.process.terminate()
            status = person.leave(limit_s)
            # What SIGKILL ends can put nothing back.
            assert person.after == person.before or status == KILLED, (applet, status)
            return desks.Ended(status, person.screen, b"", "")
        except termios.error:
            # Login has hung the line up, for all who had it open.
            return desks.Ended(sandboxes.shell_status(person.process.wait(limit_s)),
                               person.screen, b"", "")
        finally:
            person.close()

    def _answer(self, person, password, limit_s):
        """Until it ends, or asks after the last answer; False: it does neither."""
        end = time.monotonic() + limit_s
        answered = 0
        while time.monotonic() < end and person.process.poll() is None:
            person.look()
            asked = person.screen.count(b"Password: ")
            if answered == TRIES or REFUSED.search(person.screen):
                return True
            # Else the terminal itself would show it: nobody reads.
            if asked > answered and not echoes(person):
                person.type(password + "\r")
                answered += 1
        return person.process.poll() is not None


def echoes(person):
    return bool(person.settings()["lflag"] & termios.ECHO)
