# SPDX-License-Identifier: MIT
"""What happens at the gate in these tests: policies, accounts, answers."""
import dataclasses
import re
import shutil

import pytest

from lib import build, hashes
from lib.hashes import NEW_PASSWORD, PASSWORD, WRONG

EXPIRED = "0:0:99999:7:::"

UNIX = """\
auth     required pam_unix.so
account  required pam_unix.so
password required pam_unix.so yescrypt rounds=1
session  required pam_permit.so
"""
FAILLOCK = """\
auth     required      pam_faillock.so preauth dir=/run/tally deny=3 unlock_time=600
auth     sufficient    pam_unix.so
auth     [default=die] pam_faillock.so authfail dir=/run/tally deny=3 unlock_time=600
account  required      pam_faillock.so dir=/run/tally
account  required      pam_unix.so
session  required      pam_permit.so
"""
MANY = """\
auth     required pam_unix.so
auth     required pam_permit.so ask=32
account  required pam_unix.so
session  required pam_permit.so
"""
TEXTS = """\
auth     required pam_issue.so issue=/etc/issue
auth     required pam_unix.so
account  required pam_unix.so
session  required pam_motd.so motd=/etc/motd
"""
# What a login on a console has: all modules that need nothing but files.
LOGIN = """\
auth     requisite pam_nologin.so
auth     optional  pam_faildelay.so delay=1000000
auth     required  pam_issue.so issue=/etc/issue
auth     required  pam_env.so
auth     [success=ok default=die] pam_listfile.so item=user sense=allow file=/etc/may onerr=fail
auth     required  pam_succeed_if.so quiet uid >= 1000
auth     required  pam_unix.so
auth     optional  pam_warn.so
account  required  pam_unix.so
account  required  pam_access.so accessfile=/etc/security/access.conf
account  required  pam_time.so
session  required  pam_limits.so conf=/etc/security/limits.conf
session  optional  pam_umask.so umask=077
session  optional  pam_motd.so motd=/etc/motd
session  required  pam_unix.so
"""
LOGIN_MODULES = tuple(sorted({name.upper() for name in re.findall(r"pam_(\w+)\.so", LOGIN)}))


@dataclasses.dataclass(frozen=True)
class Scene:
    name: str
    answers: tuple
    policy: str = UNIX
    arguments: tuple = ("-u", "anna", "-n", "1")
    shadow: str = "19000:0:99999:7:::"
    modules: tuple = ("UNIX", "PERMIT")
    files: tuple = ()        # (name, content) beside, or in place of, those of prepare()
    opens: bool = False      # whether all is right, so that the gate may open

    def needs(self):
        """Skips the test where the configuration has not the modules."""
        have = build.configuration()
        missing = [name for name in self.modules if have.get(f"MODULE_{name}") != "y"]
        if missing:
            pytest.skip(f"not configured: {', '.join(missing)}")

    def prepare(self, sandbox):
        """Writes all files anew, as they are before anybody came."""
        sandbox.policy("gate", self.policy)
        shutil.rmtree(sandbox.path / "run", ignore_errors=True)
        (sandbox.path / "run").mkdir()
        sandbox.user("root", "*", uid=0, gid=0)
        sandbox.user("anna", hashes.YESCRYPT, shadow=self.shadow)
        sandbox.groups(anna=(1000, ""), wheel=(10, "anna"))
        sandbox.write("etc/issue", "Welcome to \\n\n")
        sandbox.write("etc/motd", "Today: soup\n")
        sandbox.write("etc/may", "anna\n")
        sandbox.write("etc/security/pam_env.conf", "SEEN DEFAULT=yes\nEDITOR DEFAULT=vi\n")
        sandbox.write("etc/environment", "LANG=C\nFROM_FILE=\"1\"\n")
        sandbox.write("etc/security/access.conf", "+:anna root:ALL\n-:ALL:ALL\n")
        sandbox.write("etc/security/time.conf", "other;*;*;!Al0000-2400\n")
        sandbox.write("etc/security/limits.conf", "anna hard nofile 512\n* soft core 0\n")
        for name, content in self.files:
            sandbox.write(name, content)

    def run(self, sandbox, *command, **how):
        tail = ("--", *command) if command else ()
        return sandbox.gate(*self.arguments, *tail, answers=self.answers, **how)


RIGHT = Scene("right", (PASSWORD,), opens=True)
WRONG_ONE = Scene("wrong", (WRONG,))
ASKED_NAME = Scene("asked-name", ("anna", PASSWORD), arguments=("-n", "1"), opens=True)
UNKNOWN = Scene("unknown-user", ("nobody-here", PASSWORD), arguments=("-n", "1"))
CHANGE = Scene("change", (PASSWORD, PASSWORD, NEW_PASSWORD, NEW_PASSWORD),
               shadow=EXPIRED, opens=True)
CHANGE_WRONG = Scene("change-wrong", (PASSWORD, WRONG), shadow=EXPIRED)
EXPIRED_ACCOUNT = Scene("expired-account", (PASSWORD,), shadow="19000:0:99999:7::100:")

FAILLOCK_MODULES = ("UNIX", "PERMIT", "FAILLOCK")
FAILLOCK_RIGHT = Scene("faillock-right", (PASSWORD,), FAILLOCK, opens=True,
                       modules=FAILLOCK_MODULES)
FAILLOCK_WRONG = Scene("faillock-wrong", (WRONG,), FAILLOCK, modules=FAILLOCK_MODULES)

MANY_RIGHT = Scene("many-right", (PASSWORD,) + ("answer",) * 16, MANY, opens=True)
MANY_WRONG = Scene("many-wrong", (WRONG,) + ("answer",) * 16, MANY)

LOGIN_RIGHT = Scene("login-right", (PASSWORD,), LOGIN, modules=LOGIN_MODULES, opens=True)


def kept_out(name, *files, **how):
    """The right password at the login, and one file that says no."""
    return Scene(f"login-{name}", (PASSWORD,), LOGIN, modules=LOGIN_MODULES, files=files, **how)


LOGIN_WRONG = dataclasses.replace(LOGIN_RIGHT, name="login-wrong", answers=(WRONG,), opens=False)
LOGIN_NOLOGIN = kept_out("nologin", ("etc/nologin", "Closed\n"))
LOGIN_ACCESS = kept_out("access", ("etc/security/access.conf", "-:anna:ALL\n"))
LOGIN_LIST = kept_out("list", ("etc/may", "emil\nbert\n"))
LOGIN_TIME = kept_out("time", ("etc/security/time.conf", "gate;*;anna;!Al0000-2400\n"))
LOGIN_UID = kept_out("uid", ("etc/pam.d/gate", LOGIN.replace("uid >= 1000", "uid >= 2000")))
