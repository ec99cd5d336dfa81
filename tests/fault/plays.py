# SPDX-License-Identifier: MIT
"""Each applet, with the right answers and with wrong ones: what is typed, who may
get what, and what the files must be after it."""
import dataclasses
import shutil
import struct
import subprocess

import pytest

from fault import player, scenes
from lib import build, hashes, matrix, probe
from lib import sandbox as sandboxes
from lib.hashes import NEW_PASSWORD, PASSWORD, WRONG

NAME, ASKED = "login: ", "Password: "
CURRENT, NEW, AGAIN = "Current password: ", "New password: ", "Retype new password: "
GATES = frozenset({0, matrix.DENIED, matrix.CANCELLED, matrix.BROKEN})
FAILLOCKS = frozenset(range(6))
UTMP = struct.Struct("<hxxi32s4s32s308x")
USER_PROCESS = 7
ANNA, ROOT = 1000, 0
TALLY = b"pts/7".ljust(52, b"\0") + struct.pack("<HHQ", 0, 5, 1700000000)
CHANGE = {ASKED: [PASSWORD], CURRENT: [PASSWORD], NEW: [NEW_PASSWORD], AGAIN: [NEW_PASSWORD]}


@dataclasses.dataclass(frozen=True)
class Play:
    name: str
    words: tuple                  # the applet's name first
    answers: dict
    opens: bool                   # whether all is right
    status: int                   # with memory
    policy: str = scenes.UNIX
    shadow: str = "19000:0:99999:7:::"
    caller: int = ROOT            # others: the file is set-user-ID
    shell: object = None          # whose shell it gives
    changes: bool = False         # whether it sets the new password
    unasked: bool = False         # the caller needs no password
    statuses: frozenset = GATES   # that may be
    mounts: tuple = ()
    least: tuple = (60, 4)        # allocations: its own, its children's

    @property
    def applet(self):
        return self.words[0]

    def needs(self):
        sandboxes.needs_root()
        have = build.configuration()
        if have.get(f"APPLET_{self.applet.upper()}") != "y":
            pytest.skip(f"not configured: {self.applet}")

    def furnish(self, sandbox):
        """What no case changes."""
        (sandbox.path / "bin").mkdir()
        shutil.copy2(probe.program(), sandbox.path / "bin/sh")
        (sandbox.path / "var/log").mkdir()
        (sandbox.path / "pamlet").chmod(0o755 if self.caller == ROOT else 0o4755)
        for name in self.mounts:
            sandbox.mount(name)
        if self.mounts:
            sandbox.nodes("tty", "null", "ptmx")
        sandbox.listen()

    def prepare(self, sandbox):
        """What a case may change, as it was before anybody came."""
        service = "gate" if self.applet == "pamtest" else self.applet
        sandbox.policy(service, self.policy)
        sandbox.user("root", uid=0, gid=0)
        sandbox.user("anna", shadow=self.shadow)
        sandbox.groups(root=(0, ""), anna=(1000, ""))
        for name in ("var/run/utmp", "var/log/wtmp"):
            sandbox.write(name, "")
        sandbox.write("run/tally/anna", TALLY, 0o600)

    def command(self, sandbox):
        line = sandbox.command(*self.words)
        if self.caller != ROOT:
            at = line.index("chroot") + 1
            line[at:at] = [f"--userspec={self.caller}:{self.caller}", "--groups="]
        return line

    def entitled(self, end):
        """Whether what was typed may open, or change, anything at all."""
        if self.unasked:
            return self.opens
        return PASSWORD in end.given(ASKED, CURRENT)


def pair(name, words, right, wrong, status=matrix.DENIED, **how):
    """The same with the right answers and with wrong ones."""
    return [Play(f"{name}, right", words, right, True, 0, **how),
            Play(f"{name}, wrong", words, wrong, False, status, **how)]


PASS, NOT = {ASKED: [PASSWORD]}, {ASKED: [WRONG]}
TERMINALS = ("proc", "dev/pts")
STEPS = ("authenticate", "acct_mgmt", "open_session", "close_session")
PLAYS = [
    *pair("login", ("login", "-H"), {NAME: ["anna"], **PASS}, {NAME: ["anna"], **NOT},
          shell=ANNA, mounts=TERMINALS),
    *pair("login, expired password", ("login", "-H", "anna"), {NAME: ["anna"], **CHANGE},
          {NAME: ["anna"], **CHANGE, CURRENT: [WRONG]}, shell=ANNA, mounts=TERMINALS,
          shadow=scenes.EXPIRED, changes=True),
    *pair("sulogin", ("sulogin",), PASS, NOT, shell=ROOT),
    # In turns: two wrong ones, then the right one, without which it never ends.
    *pair("vlock", ("vlock",), PASS, {ASKED: [WRONG, WRONG, PASSWORD]}, status=0,
          statuses=frozenset({0, matrix.BROKEN}), least=(0, 60)),
    *pair("su, root to anna", ("su", "anna"), PASS, NOT, shell=ANNA, mounts=TERMINALS),
    *pair("su, anna to root", ("su",), PASS, NOT, shell=ROOT, caller=ANNA, mounts=TERMINALS),
    *pair("passwd, root for anna", ("passwd", "anna"), CHANGE, {**CHANGE, AGAIN: [WRONG]},
          changes=True, unasked=True, least=(60, 0)),
    *pair("passwd, anna's own", ("passwd",), CHANGE, {**CHANGE, CURRENT: [WRONG]},
          changes=True, caller=ANNA),
    *pair("pamtest", ("pamtest", "gate", "anna", *STEPS), PASS, NOT),
    *pair("pamtest, change", ("pamtest", "gate", "anna", "chauthtok"), CHANGE,
          {**CHANGE, AGAIN: [WRONG]}, changes=True, unasked=True, least=(60, 0)),
    Play("faillock, shows", ("faillock", "--dir", "/run/tally", "--user", "anna"), {}, True, 0,
         statuses=FAILLOCKS, unasked=True, least=(2, 0)),
    Play("faillock, resets", ("faillock", "--dir", "/run/tally", "--user", "anna", "--reset"),
         {}, True, 0, statuses=FAILLOCKS, unasked=True, least=(2, 0)),
]

STAYS_LOCKED = Play("vlock, for ever", ("vlock",), PASS, True, player.HANG)


# What is left


def crypted(password, setting):
    return subprocess.run(["perl", "-e", "print crypt($ARGV[0], $ARGV[1])", password, setting],
                          stdout=subprocess.PIPE, text=True, check=True).stdout


def assert_shadow_whole(sandbox, play, end):
    """Nobody else's line is touched; anna's is the old one or the new one, and the new
    one for the right answers alone. A success that was to change it has."""
    root, anna = sandbox.read("etc/shadow").splitlines()
    assert root == f"root:{hashes.YESCRYPT}:19000:0:99999:7:::"
    user, hashed, rest = anna.split(":", 2)
    assert user == "anna" and rest.count(":") == 6
    is_new = hashed != hashes.YESCRYPT
    assert not is_new or (play.changes and play.opens and play.entitled(end))
    assert not is_new or crypted(NEW_PASSWORD, hashed) == hashed
    assert is_new or not play.changes or end.status != 0
    status = (sandbox.path / "etc/shadow").stat()
    assert (status.st_mode & 0o777, status.st_uid, status.st_gid) == (0o600, 0, 0)


def assert_session_closed(sandbox):
    """No record of somebody who is gone."""
    data = (sandbox.path / "var/run/utmp").read_bytes()
    assert len(data) % UTMP.size == 0
    assert USER_PROCESS not in [record[0] for record in UTMP.iter_unpack(data)]


def assert_tally_whole(sandbox, end):
    """As it was, or forgotten."""
    path = sandbox.path / "run/tally/anna"
    assert path.read_bytes() in (TALLY, b""), end.text
