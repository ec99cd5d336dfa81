# SPDX-License-Identifier: MIT
"""A root with a shell, terminals, a set-user-ID su, and three accounts."""
import os
import pathlib
import shutil
import subprocess

from lib import build, hashes
from lib import sandbox as sandboxes
from lib.person import Person

BUSYBOX = pathlib.Path("/bin/busybox")
APPLETS = ("sh", "id", "stty", "tty", "pwd", "env", "sleep", "stat", "cat", "touch", "wc", "ps",
           "kill", "md5sum", "ulimit", "head", "ls")
USERS = {"root": 0, "anna": 1000, "bert": 1001}
POLICY = "auth sufficient pam_rootok.so\n" + sandboxes.UNIX_POLICY.format(auth="")
PASSWORD = hashes.PASSWORD
# How su may end when there was no yes.
REFUSALS = {1, 2, 3, 4, 111}


def attack():
    """The program that starts su in a state of the caller's choice."""
    return build.static_program("su/attack.c")


def furnish(sandbox):
    sandboxes.needs_root()
    binaries = sandbox.path / "bin"
    binaries.mkdir()
    shutil.copy2(BUSYBOX, binaries / "busybox")
    for name in APPLETS:
        (binaries / name).symlink_to("busybox")
    shutil.copy2(attack(), sandbox.path / "attack")
    os.rename(sandbox.path / "pamlet", binaries / "su")
    os.chown(binaries / "su", 0, 0)
    (binaries / "su").chmod(0o4755)
    sandbox.mount("proc")
    sandbox.mount("dev/pts")
    sandbox.nodes("tty", "null", "ptmx")
    for name, uid in USERS.items():
        home = "/root" if uid == 0 else f"/home/{name}"
        (sandbox.path / home[1:]).mkdir(parents=True, exist_ok=True)
        os.chown(sandbox.path / home[1:], uid, uid)
        sandbox.user(name, uid=uid, gid=uid, home=home)
    sandbox.groups(root=(0, ""), staff=(50, "anna"), users=(100, "bert"))
    sandbox.policy("su", POLICY)
    sandbox.write("etc/shells", "# the usual ones\n/bin/sh\n")
    (sandbox.path / "marks").mkdir(mode=0o700)
    (sandbox.path / "tmp").chmod(0o1777)
    sandbox.path.chmod(0o755)
    sandbox.listen()
    (sandbox.path / "dev/log").chmod(0o666)
    return sandbox


def line(sandbox, *words, user="anna"):
    """The command line that runs these words in there as that user."""
    made = sandbox.command(*words[1:], program=words[0])
    if user != "root":
        uid = USERS.get(user, user)
        at = made.index("chroot") + 1
        made[at:at] = [f"--userspec={uid}:{uid}", "--groups="]
    return made


def run(sandbox, *words, user="anna", answers=(), stdin=None, environment=None, limit_s=60):
    """Runs them without a terminal, its answers one a line on standard input."""
    given = stdin if stdin is not None else b"".join(a.encode() + b"\n" for a in answers)
    done = subprocess.run(line(sandbox, *words, user=user), input=given, capture_output=True,
                          timeout=limit_s, check=False, start_new_session=True,
                          env=sandboxes.host_environment(environment))
    return sandboxes.Result(sandboxes.shell_status(done.returncode), done.stdout, done.stderr, 0,
                            sandbox.log.text())


def sit(sandbox, *words, user="anna", **how):
    """A person who runs them on a terminal of his own."""
    def own(terminal):
        os.fchown(terminal, USERS.get(user, 0), -1)
        if setup:
            setup(terminal)

    setup = how.pop("setup", None)
    return Person(sandbox, command=line(sandbox, *words, user=user), setup=own, **how)


def opened(sandbox):
    """Whether somebody wrote where root alone can."""
    marks = list((sandbox.path / "marks").iterdir())
    assert all(mark.stat().st_uid == 0 for mark in marks)
    return bool(marks)
