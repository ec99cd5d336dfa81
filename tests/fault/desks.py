# SPDX-License-Identifier: MIT
"""Many tries of one gate whose files are damaged, some of them at the same time.

    sweep = Sweep("shadow", "etc/shadow", SHADOW, WRONG)
    found = run(tmp_path, sweep, damage.bits(SHADOW))     # [(what, Done), ...]

The program is the one without the delay after a failure, so that every try is seen to
its end. Its output ends only when the last process that has it is gone: a process that
is left behind is a try that hangs.
"""
import collections
import concurrent.futures
import dataclasses
import queue
import subprocess

from fault import programs
from lib import hashes, matrix, probe as probes
from lib.hashes import PASSWORD
from lib.sandbox import Sandbox, needs_users

PARALLEL = 2
HANG = "hang"
LIMIT_S = 20

# The rules that keep anna out in some sweep come before those that let her in, so that
# a file that is cut short behind them still has them. None has an argument in which
# one digit or letter makes a rule weaker.
POLICY = """\
# gate
auth requisite pam_nologin.so
auth requisite pam_succeed_if.so user ingroup staff
auth required pam_faillock.so preauth
auth [success=1 default=ignore] pam_unix.so
auth [default=die] pam_faillock.so authfail
auth required pam_permit.so
account required pam_access.so
account required pam_unix.so
password required pam_deny.so
session required pam_permit.so
"""
PASSWD = "root:x:0:0:r:/:/bin/sh\nanna:x:1000:1000:anna:/:/bin/sh\n"
DATES = "19000:0:99999:7:::"
SHADOW = f"root:*:{DATES}\nanna:{hashes.YESCRYPT}:{DATES}\n"
GROUP = "root:x:0:\nanna:x:1000:\nstaff:x:50:emil,anna\nwheel:x:10:emil\n"
ACCESS = "+:anna root:ALL\n-:ALL:ALL\n"
FILES = {"etc/pam.d/gate": POLICY, "etc/passwd": PASSWD, "etc/shadow": SHADOW,
         "etc/group": GROUP, "etc/security/access.conf": ACCESS, "etc/nologin": None,
         "var/run/faillock/anna": None}


@dataclasses.dataclass(frozen=True)
class Sweep:
    """One file to damage, and who then comes to the gate."""
    name: str
    file: str
    password: str
    may_open: bool = False       # it may, but not as root
    files: tuple = ()            # (name, content) in place of those of FILES
    arguments: tuple = ()

    @property
    def good(self):
        content = {**FILES, **dict(self.files)}[self.file]
        return content.encode() if isinstance(content, str) else content


class Desk:
    """A root of its own for each of the gates that run at the same time."""

    def __init__(self, path, sweep):
        self.sandbox = Sandbox(path, programs.hurry())
        self.log = self.sandbox.listen()
        self.sweep = sweep
        self.sandbox.probe(probes.program())

    def prepare(self):
        """All files as they are before anybody came: nobody has failed yet."""
        for name, content in {**FILES, **dict(self.sweep.files)}.items():
            if content is None:
                (self.sandbox.path / name).unlink(missing_ok=True)
            else:
                self.sandbox.write(name, content, 0o600)

    def try_with(self, content):
        """Its Result; the status is HANG where it did not end in time."""
        seen = len(self.log.lines())
        self.prepare()
        self.sandbox.write(self.sweep.file, content, 0o600)
        try:
            done = self.sandbox.gate("-u", "anna", "-n", "1", *self.sweep.arguments, "--",
                                     "/probe", "report", answers=[self.sweep.password],
                                     limit_s=LIMIT_S)
        except subprocess.TimeoutExpired as late:
            return Ended(HANG, late.stdout or b"", late.stderr or b"", "")
        return Ended(done.status, done.out, done.err, "\n".join(self.log.lines()[seen:]))

    def close(self):
        self.sandbox.close()


@dataclasses.dataclass
class Ended:
    status: object
    out: bytes
    err: bytes
    log: str

    @property
    def opened(self):
        return self.status == 0 or b"uid=" in self.out


def wrong_in(done, may_open):
    """What of the invariant does not hold after one try: a word, or None."""
    if done.status not in ((0, matrix.DENIED, matrix.BROKEN) if may_open
                           else (matrix.DENIED, matrix.BROKEN)):
        return f"status {done.status}"
    if done.opened:
        told, environment = probes.facts(done.out)
        if not may_open or done.status != 0:
            return "opened"
        ids = [told[name] for name in ("uid", "euid", "gid", "egid")]
        if "0" in ids + told["groups"].split(",") or told["descriptors"] != "0,1,2":
            return f"opened as root: {told}"
        if any(secret in str(environment) for secret in matrix.SECRETS):
            return "a secret in the environment"
    texts = (done.out + done.err).decode(errors="replace") + done.log
    return "a secret is told" if any(secret in texts for secret in matrix.SECRETS) else None


def run(tmp_path, sweep, damages):
    """[(name of the damage, Ended), ...]; the undamaged file is tried first."""
    needs_users()
    desks = queue.Queue()
    for number in range(PARALLEL):
        desks.put(Desk(tmp_path / f"{sweep.name}-{number}", sweep))

    def try_one(one):
        desk = desks.get()
        try:
            return one[0], desk.try_with(one[1])
        finally:
            desks.put(desk)

    with concurrent.futures.ThreadPoolExecutor(PARALLEL) as pool:
        good = try_one(("good", sweep.good))[1]
        assert good.opened == sweep.may_open and wrong_in(good, sweep.may_open) is None, good
        found = list(pool.map(try_one, damages))
    while not desks.empty():
        desks.get().close()
    return found


def check(tmp_path, sweep, damages):
    """Asserts the invariant for all; returns how many there were of which status."""
    found = run(tmp_path, sweep, damages)
    wrong = [(what, problem) for what, done in found
             if (problem := wrong_in(done, sweep.may_open))]
    ends = collections.Counter(done.status for _, done in found)
    print(f"{sweep.name}: {len(found)} damages: {dict(ends)}")
    assert not wrong, (len(wrong), wrong[:40])
    return ends
