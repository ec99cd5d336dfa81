# SPDX-License-Identifier: MIT
"""Some accounts, and passwd run in a sandbox: by root, or set-user-ID by a user."""
import re
import subprocess

from lib import hashes, sandbox as sandboxes
from lib.sandbox import Result, host_environment, needs_root, shell_status

ANNA, BERTA = 1000, 1001
NEW = hashes.NEW_PASSWORD
LIMIT_S = 30
# As the policy of tests makes them: yescrypt, at its lowest cost.
NEW_LINE = re.compile(r"^anna:\$y\$[^:$]+\$[^:$]+\$[./0-9A-Za-z]{43}:\d{5}:0:99999:7:::$",
                      re.MULTILINE)


def furnish(sandbox):
    """Accounts, a cheap policy, and a mode and an owner that nobody sets by default."""
    sandbox.unix_policy("passwd")
    sandbox.user("root", "*", uid=0, gid=0)
    sandbox.user("anna", uid=ANNA, gid=ANNA)
    sandbox.user("berta", "!" + hashes.SHA512CRYPT, uid=BERTA, gid=BERTA, shadow="1:2:3:4:5:6:7")
    sandbox.user("anna2", uid=ANNA, gid=ANNA)
    sandbox.user("emil", uid=1005, with_shadow=False)
    own(sandbox)
    return sandbox


def own(sandbox):
    path = sandbox.path / "etc/shadow"
    path.chmod(0o640)
    if sandboxes.is_root():
        subprocess.run(["chown", "0:42", str(path)], check=True)


def ownership(sandbox):
    status = (sandbox.path / "etc/shadow").lstat()
    return status.st_uid, status.st_gid, oct(status.st_mode)


def line_of(sandbox, user):
    lines = [line for line in sandbox.read("etc/shadow").splitlines()
             if line.startswith(f"{user}:")]
    assert len(lines) == 1, lines
    return lines[0]


def leftovers(sandbox):
    """What lies in /etc and should not."""
    usual = {"passwd", "shadow", "group", "pam.d", "security", ".pwd.lock"}
    return {path.name for path in (sandbox.path / "etc").iterdir()} - usual


def command(sandbox, *arguments, uid=None):
    """The command line; with uid that user runs the file, set-user-ID root."""
    if uid is None:
        return sandbox.command("passwd", *arguments)
    needs_root()
    (sandbox.path / "pamlet").chmod(0o4755)
    return ["chroot", f"--userspec={uid}:{uid}", "--groups=", str(sandbox.path), "/pamlet",
            "passwd", *arguments]


def run(line, answers=(), **how):
    stdin = "".join(answer + "\n" for answer in answers).encode()
    done = subprocess.run(line, input=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          timeout=LIMIT_S, check=False, start_new_session=True,
                          env=host_environment(), **how)
    return Result(shell_status(done.returncode), done.stdout, done.stderr, 0.0)


def passwd(sandbox, *arguments, uid=None, answers=(), **how):
    done = run(command(sandbox, *arguments, uid=uid), answers, **how)
    done.log = sandbox.log.text() if sandbox.log else ""
    return done
