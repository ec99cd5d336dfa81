# SPDX-License-Identifier: MIT
"""A root directory in which pamlet's applets stand beside the programs that
they follow: one /etc, the same accounts, the same policies.

    /usr, /bin -> usr/bin, ...   Debian's dynamic login, su, passwd, vlock, pamtester,
                                 faillock, sulogin, with their libraries and modules
    /busybox/login               Debian's static BusyBox
    /pamlet/login, ...           links to pamlet
    /bin/sh                      BusyBox, for both; /bin/look tells what a session has

    room = Template(directory)           # once; what does not change is linked below
    place = room.place(directory, "su")  # one for each run
"""
import os
import pathlib
import shutil
import subprocess

import pytest

from bench import peers
from lib import build, hashes, probe, sandbox

LIMIT_S = 30
BUSYBOX = pathlib.Path(os.environ.get("BUSYBOX", "/bin/busybox"))
VLOCK_MODULES = ("/usr/lib/vlock/modules/all.so", "/usr/lib/vlock/modules/nosysrq.so")
ORIGINALS = {
    "login": ["/usr/bin/login"],
    "su": ["/usr/bin/su"],
    "passwd": ["/usr/bin/passwd"],
    "vlock": ["/usr/sbin/vlock-main", *VLOCK_MODULES],
    "pamtest": ["/usr/bin/pamtester"],
    "faillock": ["/usr/sbin/faillock"],
    "sulogin": ["/usr/sbin/sulogin"],
    "busybox": [],
}
SCRIPTS = {"vlock": ["/usr/bin/vlock"]}
SET_UID = ("/usr/bin/su", "/usr/bin/passwd", "/usr/sbin/vlock-main", "/usr/sbin/unix_chkpwd")
MODULES = ("unix", "permit", "deny", "rootok", "nologin", "env", "faillock", "warn")

SHELL_APPLETS = ("sh", "ash", "cat", "expr", "id", "tty", "stat", "tr", "sed", "kill", "stty",
                 "true", "sleep", "basename", "rm", "readlink")

# Which of pamlet's applets have to be set-uid, and which must not be.
APPLETS = ("login", "sulogin", "pamtest", "faillock")
SET_UID_APPLETS = ("su", "passwd", "vlock")

LOOK = """\
#!/bin/sh
# What the shell that started this one was given.
(
tr '\\0' '\\n' </proc/$PPID/environ | sed 's/^/env:/'
printf 'argv='; tr '\\0' ' ' </proc/$PPID/cmdline; echo
/probe report | sed '/^env:/d'
tty=$(readlink /proc/$PPID/fd/0)
stat -c 'ttyowner=%u' "$tty"
stat -c 'ttymode=%a' "$tty"
echo "tty=$tty"
) >/tmp/seen 2>/tmp/seen.err
"""

# A login shell that is not in /etc/shells.
LOOK_SHELL = """\
#!/bin/sh
echo "the restricted shell: $*"
exit 5
"""

UNIX = """\
auth     required pam_unix.so nodelay nullok
account  required pam_unix.so
password required pam_unix.so yescrypt rounds=1 minlen=6
session  required pam_permit.so
"""
POLICIES = {
    "login": "auth requisite pam_nologin.so\naccount required pam_nologin.so\n" + UNIX
             + "session required pam_env.so conffile=/etc/security/pam_env.conf\n",
    "su": "auth sufficient pam_rootok.so\n" + UNIX
          + "session required pam_env.so conffile=/etc/security/pam_env.conf\n",
    "passwd": UNIX,
    "vlock": UNIX,
    "sulogin": UNIX,
    "pamtest": UNIX,
    "gate": UNIX,
    "other": "auth required pam_deny.so\naccount required pam_deny.so\n"
             "password required pam_deny.so\nsession required pam_deny.so\n",
}
# What PAM knows of the session comes out as its environment.
PAM_ENV = """\
SEEN_RHOST DEFAULT=@{PAM_RHOST}
SEEN_USER DEFAULT=@{PAM_USER}
SEEN_RUSER DEFAULT=@{PAM_RUSER}
FROM_PAM DEFAULT=yes
"""
LOGIN_DEFS = """\
LOGIN_RETRIES 3
LOGIN_TIMEOUT 60
TTYGROUP tty
TTYPERM 0600
ENV_PATH PATH=/usr/local/bin:/usr/bin:/bin
ENV_SUPATH PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
UMASK 022
MAIL_DIR /var/mail
ENCRYPT_METHOD YESCRYPT
HUSHLOGIN_FILE .hushlogin
LOG_OK_LOGINS no
DEFAULT_HOME yes
"""

ROOT_PASSWORD = "root-Garten%7"
ROOT_HASH = ("$6$rounds=1000$pamletRoot$JBdP4xSzdkr5kDIqGjTEG6UfM6nRO5m040Ax7jKRqWAG6.1Eb8UFMzhSUDE"
             ".gOmG6Tj937FfQTSeKrExuTQW4/")
PASSWORD_HASH = hashes.SHA512CRYPT

# name: (uid, home, shell, what stands in its shadow line)
FRESH = "19000:0:99999:7:::"
ACCOUNTS = {
    "root": (0, "/root", "/bin/sh", f"{ROOT_HASH}:{FRESH}"),
    "anna": (1000, "/home/anna", "/bin/sh", f"{PASSWORD_HASH}:{FRESH}"),
    "bert": (1001, "/home/bert", "/bin/sh", f"{PASSWORD_HASH}:19500:1:9999:7:30::"),  # no home
    "carl": (1002, "/", "/bin/look-shell", f"{PASSWORD_HASH}:{FRESH}"),   # not in /etc/shells
    "dora": (1003, "/", "/bin/sh", f":{FRESH}"),                          # no password
    "emil": (1004, "/", "/bin/sh", f"!{PASSWORD_HASH}:{FRESH}"),          # locked
    "finn": (1005, "/", "/bin/sh", f"{PASSWORD_HASH}:10:0:90:7:::"),      # password expired
    "gina": (1006, "/", "/bin/sh", f"{PASSWORD_HASH}:19000:0:99999:7::10:"),  # account expired
    "holt": (1007, "/", "/bin/no-such-shell", f"{PASSWORD_HASH}:{FRESH}"),
    "ines": (1008, "/", "/bin/sh", f"!:{FRESH}"),                         # locked, no password
}
GROUPS = {"root": (0, ""), "tty": (5, ""), "shadow": (42, ""), "staff": (50, "anna"),
          "users": (100, "anna,bert")}


RECORDS = ("run/utmp", "log/wtmp", "log/btmp")


def needs(program):
    """Skips the test where the original is not installed."""
    files = [*ORIGINALS[program], *SCRIPTS.get(program, ()), BUSYBOX]
    absent = [str(name) for name in files if not pathlib.Path(name).exists()]
    if absent:
        pytest.skip(f"needs {', '.join(absent)}")


def needs_applet(name):
    told = subprocess.run([str(build.pamlet()), "--list"], stdout=subprocess.PIPE, check=False,
                          stdin=subprocess.DEVNULL, text=True, timeout=LIMIT_S).stdout
    if name not in told.split():
        pytest.skip(f"needs {name} in the build")


class Template:
    """What does not change from case to case, once."""

    def __init__(self, path):
        self.path = pathlib.Path(path)
        self.path.mkdir()
        for name in ("usr/bin", "usr/sbin", "usr/lib", "usr/lib64", "pamlet", "busybox"):
            (self.path / name).mkdir(parents=True)
        for name in ("bin", "sbin", "lib", "lib64"):
            (self.path / name).symlink_to(f"usr/{name}")
        self._originals()
        self._shell()
        self._pamlet()

    def _copy(self, name, target=None, mode=None):
        made = self.path / str(target or name).lstrip("/")
        made.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(name, made)
        if mode:
            made.chmod(mode)

    def _originals(self):
        modules = [peers.module_directory() / f"pam_{name}.so" for name in MODULES]
        programs = [name for names in ORIGINALS.values() for name in names]
        wanted = [name for name in [*programs, "/usr/sbin/unix_chkpwd", *modules]
                  if pathlib.Path(name).exists()]
        for name in peers.with_libraries(wanted):
            self._copy(name, mode=0o4755 if name in SET_UID else None)
        for name in (name for names in SCRIPTS.values() for name in names):
            if pathlib.Path(name).exists():
                self._copy(name)

    def _shell(self):
        self._copy(BUSYBOX, "/usr/bin/busybox", 0o755)
        for name in SHELL_APPLETS:
            (self.path / "usr/bin" / name).symlink_to("busybox")
        (self.path / "busybox/login").symlink_to("../usr/bin/busybox")
        for name, text in (("look", LOOK), ("look-shell", LOOK_SHELL)):
            (self.path / "usr/bin" / name).write_text(text)
            (self.path / "usr/bin" / name).chmod(0o755)
        self._copy(probe.program(), "/probe", 0o755)

    def _pamlet(self):
        self._copy(build.pamlet(), "/pamlet/pamlet", 0o755)
        self._copy(build.pamlet(), "/pamlet/set-uid", 0o4755)
        for name in APPLETS:
            (self.path / "pamlet" / name).symlink_to("pamlet")
        for name in SET_UID_APPLETS:
            (self.path / "pamlet" / name).symlink_to("set-uid")

    def place(self, path):
        return Place(path, self)


class Place(sandbox.Sandbox):
    """The room of one run: the template's files linked, everything else its own."""

    def __init__(self, path, template):
        sandbox.needs_root()
        super().__init__(path)
        (self.path / "pamlet").unlink()
        shutil.copytree(template.path, self.path, symlinks=True, copy_function=os.link,
                        dirs_exist_ok=True)
        self._furnish()
        self.mount("proc")
        self.mount("dev/pts")

    def _furnish(self):
        self.nodes("null", "tty", "urandom")
        os.mknod(self.path / "dev/ptmx", 0o20666, os.makedev(5, 2))
        (self.path / "dev/ptmx").chmod(0o666)
        for service, text in POLICIES.items():
            self.policy(service, text)
        self.policy("su-l", POLICIES["su"])
        self.write("etc/nsswitch.conf", "passwd: files\nshadow: files\ngroup: files\n")
        self.write("etc/login.defs", LOGIN_DEFS)
        self.write("etc/security/pam_env.conf", PAM_ENV)
        self.write("etc/environment", "")
        self.write("etc/shells", "/bin/sh\n")
        self.write("etc/hostname", "host\n")
        (self.path / "var/run").rmdir()
        (self.path / "var/run").symlink_to("../run")
        for name in RECORDS:
            self.write(f"var/{name}", "")
        self.accounts(ACCOUNTS)
        (self.path / "tmp").chmod(0o1777)
        (self.path / "root").chmod(0o700)
        (self.path / "home/anna").mkdir(parents=True)
        os.chown(self.path / "home/anna", 1000, 1000)

    def accounts(self, accounts):
        self.write("etc/passwd", "".join(
            f"{name}:x:{uid}:{uid}:{name}:{home}:{shell}\n"
            for name, (uid, home, shell, _) in accounts.items()))
        self.write("etc/shadow", "".join(
            f"{name}:{secret}\n" for name, (_, _, _, secret) in accounts.items()), 0o640)
        os.chown(self.path / "etc/shadow", 0, 42)
        groups = GROUPS | {name: (uid, "") for name, (uid, *_) in accounts.items() if uid}
        self.groups(**groups)

    def line(self, program, *arguments, user="root", environment=None):
        """The command line of a program in here, started by this user."""
        if environment:
            words = [f"{name}={value}" for name, value in environment.items()]
            arguments = ("env", *words, program, *arguments)
            program = "/bin/busybox"
        uid = ACCOUNTS[user][0]
        who = [] if user == "root" else [f"--userspec={uid}:{uid}", "--groups="]
        line = self.command(*arguments, program=program)
        here = line.index("chroot")
        # The shell that mounts leaves its own PWD behind; nohup, SIGHUP ignored.
        return [*line[:here], "env", "-u", "PWD", "--default-signal=HUP", *line[here:here + 1],
                *who, *line[here + 1:]]
