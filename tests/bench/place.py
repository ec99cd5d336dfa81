# SPDX-License-Identifier: MIT
"""The same account and policy for pamlet and for its peer, and one login each."""
import contextlib
import subprocess
import tempfile

from bench import peers
from bench.table import Skip
from lib import build, hashes, sandbox
from lib.person import Person

USER = "anna"
LIMIT_S = 60


def needs_root():
    if not sandbox.is_root():
        raise Skip("needs root")


def furnish(place):
    place.user(USER, hashes.YESCRYPT_DEFAULT)
    place.unix_policy()
    if sandbox.is_root():
        place.nodes("null", "tty")
    return place


@contextlib.contextmanager
def pamlet_root(config=None):
    """A root directory that holds pamlet and nothing else."""
    with tempfile.TemporaryDirectory(prefix="pamlet-bench-") as directory:
        yield furnish(sandbox.Sandbox(f"{directory}/root", build.pamlet(config)))


@contextlib.contextmanager
def pamtester_root():
    needs_root()
    with tempfile.TemporaryDirectory(prefix="pamlet-bench-") as directory:
        yield furnish(peers.PamtesterRoot(f"{directory}/root"))


def command_of(place, mode="stdio"):
    """The command line of one login in this place."""
    if isinstance(place, peers.PamtesterRoot):
        return place.login_command(USER)
    return place.command("gate", "-P", mode, "-u", USER)


def by_pipe(command, **environment):
    """One login with the password on standard input; it must succeed."""
    done = subprocess.run(command, input=f"{hashes.PASSWORD}\n".encode(), check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          timeout=LIMIT_S, env=sandbox.host_environment(environment))
    if done.returncode != 0 and done.stdout.startswith(b"unshare: "):
        raise Skip("needs root or a user namespace: " + done.stdout.decode().strip())
    if done.returncode != 0:
        raise RuntimeError(f"the login failed ({done.returncode}): {done.stdout!r}")


@contextlib.contextmanager
def person(place, command):
    """Somebody at a terminal who is asked for the password."""
    somebody = Person(place, command=command)
    try:
        somebody.see("Password: ")
        yield somebody
        somebody.type(f"{hashes.PASSWORD}\r")
        status = somebody.leave()
        if status != 0:
            raise RuntimeError(f"the login failed ({status}): {somebody.screen!r}")
    finally:
        somebody.close()
