# SPDX-License-Identifier: MIT
"""What is played again and again while system calls fail and signals come: each
applet, with the right and with a wrong password.

Whether it opened shows in the command, which reports who it is (/probe), in the
status, or in the file that changed.
"""
import dataclasses
import shutil
import signal

from lib import hashes, matrix, probe as probes, sandbox as sandboxes
from lib.hashes import NEW_PASSWORD, PASSWORD, WRONG
from fault.meddling import HANG_UP

ASKED, NAME, KEY_END = b"Password: ", b"login: ", b"\x04"
RIGHT, BAD, NEW = (text.encode() for text in (PASSWORD, WRONG, NEW_PASSWORD))
ANNA = 1000
# The hang-up ends a vlock whose signals could not be blocked; and what runs behind a
# terminal of su's is hung up when su can move no more bytes.
HUNG_UP = matrix.SIGNAL + signal.SIGHUP
ENDED = "command ended: status 0"
GATES = {0, matrix.DENIED, matrix.TIMEOUT, matrix.CANCELLED, matrix.BROKEN,
         matrix.NOT_EXECUTABLE, matrix.NOT_FOUND}
TALLY = b"\x00" * 64


@dataclasses.dataclass(frozen=True)
class Stage:
    name: str
    words: tuple                 # its name and arguments
    right: tuple                 # ((what is shown, its answers in turn...), ...)
    wrong: tuple = None          # None: it asks nobody
    terminal: bool = False
    uid: int = 0                 # who runs it; not root: set-user-ID
    ids: str = ""                # what its command has; "": it starts none
    statuses: frozenset = frozenset(GATES)
    mounts: tuple = ()
    session: bool = False        # 0 is the session's, whatever became of its command

    def needs(self):
        """Skips the test where it cannot be played."""
        if self.uid or self.mounts:
            sandboxes.needs_root()
        elif self.ids:
            sandboxes.needs_users()

    def furnish(self, sandbox):
        for service in ("gate", "login", "su", "sulogin", "vlock", "passwd"):
            sandbox.unix_policy(service)
        sandbox.groups(root=(0, ""), anna=(ANNA, ""))
        sandbox.probe(probes.program())
        (sandbox.path / "bin").mkdir()
        shutil.copy2(probes.program(), sandbox.path / "bin/sh")
        (sandbox.path / "pamlet").chmod(0o4755 if self.uid else 0o755)
        sandbox.path.chmod(0o755)
        for name in self.mounts:
            (sandbox.path / name).mkdir(exist_ok=True)
        if self.mounts:
            sandbox.nodes("tty", "null", "ptmx")

    def prepare(self, sandbox):
        """Everything that it may have changed, as it was."""
        for path in (sandbox.path / "etc").iterdir():
            if path.name in ("shadow", "nshadow", "npasswd", ".pwd.lock"):
                path.unlink()
        sandbox.user("root", uid=0, gid=0, home="/root")
        sandbox.user("anna", uid=ANNA, gid=ANNA)
        if self.name == "faillock":
            sandbox.write("run/tally/anna", TALLY, 0o600)

    def opened(self, sandbox, end):
        """Whether anything was given that only the right answer may give."""
        if self.name == "passwd":
            return end.status == 0 or hashes.YESCRYPT not in line_of_anna(sandbox)
        return end.status == 0 or bool(end.ids) or ENDED in end.log

    def kept(self, sandbox, end):
        """Whether a status of 0 says what is so."""
        if end.status != 0 or self.session:
            return True
        if self.name == "passwd":
            return hashes.YESCRYPT not in line_of_anna(sandbox)
        if self.name == "faillock":
            return not (sandbox.path / "run/tally/anna").read_bytes()
        # What it prints may be lost, where su's own terminal fails.
        return bool(end.ids) or not self.ids or ENDED in end.log


def line_of_anna(sandbox):
    """Whatever happens, the file is there, and whole."""
    root, anna = sandbox.read("etc/shadow").splitlines()
    assert root == f"root:{hashes.YESCRYPT}:19000:0:99999:7:::", root
    assert anna.startswith("anna:$y$") and anna.count(":") == 8, anna
    return anna


def asked(*answers):
    return ((ASKED, *answers),)


TERMINALS = ("proc", "dev/pts")
CHANGE = ((b"urrent password: ", RIGHT), (b"New password: ", NEW), (b"etype new password: ", NEW))
ALL = (
    Stage("gate, stdio", ("gate", "-P", "stdio", "-n", "1", "-u", "anna", "--", "/probe", "report"),
          asked(RIGHT), asked(BAD), ids="1000"),
    Stage("gate, terminal", ("gate", "-n", "1", "-u", "anna", "-t", "5", "--", "/probe", "report"),
          asked(RIGHT), asked(BAD), terminal=True, ids="1000"),
    Stage("gate, no command", ("gate", "-P", "stdio", "-n", "1", "-u", "anna"),
          asked(RIGHT), asked(BAD)),
    Stage("login", ("login", "-H", "anna"), (*asked(RIGHT), (NAME, KEY_END)),
          (*asked(BAD), (NAME, KEY_END)), terminal=True, ids="1000", mounts=TERMINALS, session=True),
    Stage("su", ("su",), asked(RIGHT), asked(BAD), uid=ANNA, ids="0"),
    Stage("su, terminal", ("su",), asked(RIGHT), asked(BAD), uid=ANNA, ids="0", terminal=True,
          mounts=TERMINALS, statuses=frozenset({*GATES, HUNG_UP})),
    Stage("sulogin", ("sulogin", "-t", "5"), asked(RIGHT), asked(BAD), ids="0"),
    Stage("vlock", ("vlock",), asked(RIGHT), asked(BAD, HANG_UP), uid=ANNA,
          terminal=True, statuses=frozenset({*GATES, HUNG_UP})),
    Stage("passwd", ("passwd",), CHANGE, ((CHANGE[0][0], BAD), *CHANGE[1:]), uid=ANNA),
    Stage("pamtest", ("pamtest", "gate", "anna", "authenticate", "acct_mgmt"),
          asked(RIGHT), asked(BAD)),
    Stage("faillock", ("faillock", "--dir", "/run/tally", "--user", "anna", "--reset"), (),
          statuses=frozenset({*range(6), matrix.BROKEN})),
)
BY_NAME = {stage.name: stage for stage in ALL}
# (stage, whether the answer is the right one)
CASES = [(stage, right) for stage in ALL for right in ((True, False) if stage.wrong else (True,))]


def name_of(case):
    return f"{case[0].name}, {'right' if case[1] else 'wrong'} password"
