# SPDX-License-Identifier: MIT
"""A chroot with Debian's pamtester and pamlet side by side, the same accounts and
policies for both.

    both = roots.both(path)
    theirs, ours = both.pamtester("-v", "perm", "anna", "authenticate"), both.pamtest(...)
"""
import re
import shutil
import subprocess

import pytest

from bench import peers, table
from lib import build, sandbox

POLICIES = {
    "perm": "auth required pam_permit.so\naccount required pam_permit.so\n"
            "password required pam_permit.so\nsession required pam_permit.so\n",
    "deny": "auth required pam_deny.so\naccount required pam_deny.so\n"
            "password required pam_deny.so\nsession required pam_deny.so\n",
    "unix": "auth required pam_unix.so nodelay\naccount required pam_unix.so\n"
            "password required pam_unix.so yescrypt rounds=1\nsession required pam_permit.so\n",
    # Tells all items and the flags to the log.
    "warn": "".join(f"{kind} required pam_warn.so\n{kind} required pam_permit.so\n"
                    for kind in ("auth", "account", "password", "session")),
}
MODULES = ("pam_warn.so",)
# What pamlet's own prompt does, and pamlet's own line beside pamtester's.
OURS_ALONE = (("Password: \n", "Password: "), ("pamtest: not possible\n", ""))


class Both(peers.PamtesterRoot):
    def __init__(self, path):
        super().__init__(path)
        for name in peers.with_libraries([peers.module_directory() / name for name in MODULES]):
            target = self.path / name.lstrip("/")
            if not target.exists():
                shutil.copy2(name, target)
        shutil.copy2(build.pamlet(), self.path / "pamlet")
        for name, text in POLICIES.items():
            self.policy(name, text)
        self.user("anna")
        self.user("root", uid=0, gid=0)

    def _run(self, program, arguments, answers):
        done = subprocess.run(
            self.command(*arguments, program=program), stdout=subprocess.PIPE,
            input="".join(f"{line}\n" for line in answers).encode(), stderr=subprocess.PIPE,
            timeout=sandbox.LIMIT_S, check=False, env=sandbox.host_environment())
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    def pamtester(self, *arguments, answers=()):
        return self._run(str(peers.PAMTESTER), arguments, answers)

    def pamtest(self, *arguments, answers=()):
        return self._run("/pamlet", ("pamtest", *arguments), answers)

    def compared(self, arguments, answers=()):
        """(theirs, ours) of the same command line: status, output, error output."""
        status, out, err = self.pamtest(*arguments, answers=answers)
        for ours, theirs in OURS_ALONE:
            err = err.replace(ours, theirs)
        return self.pamtester(*arguments, answers=answers), (status, out, err)


def both(path):
    try:
        return Both(path)
    except table.Skip as why:
        pytest.skip(str(why))


def warned(log):
    """What pam_warn told of each call, without who said it; a linked module's
    functions may have the module's name in front."""
    return re.findall(r"function=\[(?:pam_warn__)?(\w+\].*)", log)
