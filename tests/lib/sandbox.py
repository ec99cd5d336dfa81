# SPDX-License-Identifier: MIT
"""A root directory that holds nothing but pamlet and what a test writes.

    sandbox.user("anna", hashes.YESCRYPT)
    sandbox.policy("gate", "auth required pam_unix.so\\n...")
    done = sandbox.gate("-u", "anna", answers=["secret"])     # -P stdio
    assert done.status == 0

The program runs by chroot(8): as root directly, as another user in a user
namespace of its own. What that cannot do is skipped: needs_root().
"""
import dataclasses
import functools
import os
import pathlib
import shutil
import stat
import subprocess
import time

import pytest

from lib import build, devlog, hashes

# Where a gate is waited for, at most.
LIMIT_S = 30

# A day in the life of /etc/shadow's day numbers that is surely over.
LONG_AGO = 10

NODES = {
    "null": (1, 3, 0o666),
    "zero": (1, 5, 0o666),
    "kmsg": (1, 11, 0o600),
    "urandom": (1, 9, 0o666),
    "tty": (5, 0, 0o666),
    "ptmx": (5, 2, 0o666),
}

# The stack that most tests want: passwords and account rules, nothing else.
UNIX_POLICY = """\
auth     required pam_unix.so {auth}
account  required pam_unix.so
password required pam_unix.so yescrypt rounds=1
session  required pam_permit.so
"""


@dataclasses.dataclass
class Result:
    """What a finished gate leaves behind."""
    status: int        # 128 + signal where one killed it, as a shell says it
    out: bytes
    err: bytes
    seconds: float
    log: str = ""

    @property
    def text(self):
        return (self.out + self.err).decode(errors="replace")


def is_root():
    return os.geteuid() == 0


def needs_root():
    """Skips the test where only real root can do what it is about."""
    if not is_root():
        pytest.skip("needs real root")


def name_behind_chroot(directory, terminal):
    """What /proc/self/fd calls a terminal for a process whose root is directory."""
    read_end, write_end = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            links = os.open("/proc/self/fd", os.O_RDONLY | os.O_DIRECTORY)
            os.chroot(directory)
            os.write(write_end, os.readlink(str(terminal), dir_fd=links).encode())
        finally:
            os._exit(0)
    os.close(write_end)
    os.waitpid(child, 0)
    with os.fdopen(read_end) as told:
        return told.read()


def needs_names_of_terminals(directory):
    """Skips the test where a terminal's name is no name behind chroot: when all
    this runs in a chroot already."""
    needs_root()
    master, terminal = os.openpty()
    told, own = name_behind_chroot(directory, terminal), os.ttyname(terminal)
    os.close(master)
    os.close(terminal)
    if told != own:
        pytest.skip(f"needs names of terminals: this is a chroot, {own} is {told} there")


@functools.cache
def namespace():
    """The command that makes an ordinary user root of a user namespace, with
    other users in it where /etc/subuid has some for this one."""
    for line in (["unshare", "-r", "--map-auto"], ["unshare", "-r"]):
        if subprocess.run([*line, "true"], stderr=subprocess.DEVNULL, check=False).returncode == 0:
            return line
    pytest.skip("needs root, or user namespaces")


def needs_users():
    """Skips the test where a gate cannot become another user."""
    if not is_root() and "--map-auto" not in namespace():
        pytest.skip("needs real root, or an entry in /etc/subuid")


def shell_status(returncode):
    return 128 - returncode if returncode < 0 else returncode


class Sandbox:
    def __init__(self, path, program=None):
        self.path = pathlib.Path(path)
        self.path.mkdir()
        self.log = None
        self._mounts = []
        self._users = {}
        shutil.copy2(program or build.pamlet(), self.path / "pamlet")
        for directory in ("etc", "etc/pam.d", "etc/security", "dev", "root", "run", "tmp", "var/run"):
            (self.path / directory).mkdir(parents=True, exist_ok=True)

    # What is in it

    def write(self, name, content, mode=0o644):
        path = self.path / name.lstrip("/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        path.chmod(mode)
        return path

    def read(self, name):
        return (self.path / name.lstrip("/")).read_text(errors="replace")

    def user(self, name, password_hash=hashes.YESCRYPT, uid=1000, gid=1000, home="/",
             shadow="19000:0:99999:7:::", with_shadow=True):
        """Adds an account; shadow is what follows its hash in /etc/shadow."""
        line = f"{name}:x:{uid}:{gid}:{name}:{home}:/bin/sh"
        secret = f"{name}:{password_hash}:{shadow}" if with_shadow else None
        self._users[name] = (line, secret)
        self._write_accounts()

    def _write_accounts(self):
        lines = [line for line, _ in self._users.values()]
        secrets = [secret for _, secret in self._users.values() if secret]
        self.write("etc/passwd", "".join(f"{line}\n" for line in lines))
        self.write("etc/shadow", "".join(f"{line}\n" for line in secrets), 0o600)

    def groups(self, **members):
        """Writes /etc/group: name=(gid, "user,user")."""
        self.write("etc/group", "".join(
            f"{name}:x:{gid}:{users}\n" for name, (gid, users) in members.items()))

    def policy(self, service, text):
        return self.write(f"etc/pam.d/{service}", text)

    def unix_policy(self, service="gate", auth=""):
        return self.policy(service, UNIX_POLICY.format(auth=auth))

    def probe(self, program):
        """Puts the test's own command in (probe.c); it is started as /probe."""
        shutil.copy2(program, self.path / "probe")

    def nodes(self, *names):
        needs_root()
        for name in names:
            major, minor, mode = NODES[name]
            path = self.path / "dev" / name
            os.mknod(path, stat.S_IFCHR | mode, os.makedev(major, minor))
            path.chmod(mode)

    def listen(self):
        """Puts a /dev/log in whose lines end up in .log and each Result."""
        self.log = devlog.Log(self.path / "dev" / "log")
        return self.log

    def mount(self, name):
        """The gate will see the host's /NAME ("proc", "dev/pts") too, in a mount
        namespace of its own."""
        needs_root()
        (self.path / name).mkdir(exist_ok=True)
        self._mounts.append(name)

    def close(self):
        if self.log:
            self.log.close()

    # How it is run

    def command(self, *arguments, program="/pamlet"):
        """The command line that runs the program in here, its pid unchanged."""
        line = ["chroot", str(self.path), program, *arguments]
        if self._mounts:
            mounts = "".join(f'mount --rbind /{name} "$0/{name}" && ' for name in self._mounts)
            line = ["unshare", "-m", "sh", "-c", f'{mounts} exec "$@"', str(self.path), *line]
        elif not is_root():
            line = [*namespace(), *line]
        return line

    def run(self, *arguments, stdin=b"", environment=None, limit_s=LIMIT_S, **how):
        """Runs pamlet with these arguments to its end."""
        return self.run_line(self.command(*arguments), stdin, environment, limit_s, **how)

    def run_line(self, line, stdin=b"", environment=None, limit_s=LIMIT_S, **how):
        """Runs what command() made to its end."""
        start = time.monotonic()
        done = subprocess.run(
            line, input=stdin, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, timeout=limit_s, check=False, start_new_session=True,
            env=host_environment(environment), **how)
        seconds = time.monotonic() - start
        return Result(shell_status(done.returncode), done.stdout, done.stderr, seconds,
                      self.log.text() if self.log else "")

    def gate(self, *arguments, answers=(), **how):
        """Runs a gate that reads its answers from standard input, one a line."""
        lines = [line if isinstance(line, bytes) else line.encode() for line in answers]
        return self.run("gate", "-P", "stdio", *arguments,
                        stdin=b"".join(line + b"\n" for line in lines), **how)


def host_environment(extra=None):
    """A small known environment; chroot(8) and unshare(1) want a PATH."""
    return {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "TERM": "linux", **(extra or {})}
