# SPDX-License-Identifier: MIT
"""Prompt mode askpass with the real plymouth, client and daemon.

plymouthd runs in namespaces of its own, where there is no screen and no virtual
terminal but a pty, on which a person sits: this machine's are out of its reach.
"""
import contextlib
import os
import re
import shlex
import signal
import subprocess

import pytest

from askpass import asking
from lib import build, matrix, procfs
from lib.hashes import PASSWORD, WRONG
from lib.person import Person
from lib.sandbox import host_environment, needs_root

pytestmark = pytest.mark.slow

CLIENT, DAEMON = "/usr/bin/plymouth", "/usr/sbin/plymouthd"
PROGRAM = f"{CLIENT} ask-for-password --prompt"

# In its mount namespace: a /dev with no screens, a /sys that tells of none, a
# /run of its own, and a configuration that shows things at once.
START = """\
set -e
mount --make-rprivate /
mkdir "$0/pts"
mount --bind /dev/pts "$0/pts"
mount -t tmpfs -o mode=755 none /dev
mkdir /dev/pts
mount --move "$0/pts" /dev/pts
mknod -m 666 /dev/null c 1 3
mknod -m 666 /dev/tty c 5 0
mount -t tmpfs none /sys
mount -t tmpfs none /run
mkdir /run/plymouth
mount --bind "$0/plymouthd.conf" /etc/plymouth/plymouthd.conf
exec "$@"
"""
CONFIGURATION = "[Daemon]\nTheme=text\nShowDelay=0\n"


@pytest.fixture(autouse=True)
def anna(sandbox):
    needs_root()
    if build.configuration().get("PROMPT_ASKPASS") != "y":
        pytest.skip("not configured: PROMPT_ASKPASS")
    asking.needs_programs(CLIENT, DAEMON)
    sandbox.unix_policy()
    sandbox.user("anna")
    sandbox.nodes("null")
    asking.install(sandbox, CLIENT)


class Boot:
    """A plymouthd and the person in front of it."""

    def __init__(self, sandbox, directory):
        self._sandbox = sandbox
        (directory / "plymouthd.conf").write_text(CONFIGURATION)
        line = ["unshare", "-m", "-n", "sh", "-c", START, str(directory), DAEMON, "--no-daemon",
                "--mode=boot", "--no-boot-log", "--ignore-serial-consoles",
                "--kernel-command-line=splash"]
        shell = f'exec {shlex.join(line)} "--tty=$(tty)"'
        self.person = Person(sandbox, command=["sh", "-c", shell])
        self.pid = self.person.process.pid
        asking.wait_until(lambda: self.client("--ping") == 0, "plymouthd")
        assert self.client("show-splash") == 0

    def inside(self, line):
        """The command line that runs there, its pid unchanged."""
        return ["nsenter", "-t", str(self.pid), "-m", "-n", *line]

    def client(self, *arguments):
        """plymouth's status; it does not find the daemon in the first moments."""
        assert self.person.process.poll() is None, self.person.screen
        return subprocess.run(self.inside([CLIENT, *arguments]), stdin=subprocess.DEVNULL,
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                              timeout=asking.LIMIT_S, check=False).returncode

    def skip(self):
        """What is on the screen by now is not what see() will find."""
        with contextlib.suppress(AssertionError):
            self.person.see(re.compile(rb"(?!)"), limit_s=0.1)
        self.person.see(re.compile(rb"(?s).*"))

    def answer(self, process, question, text):
        """Answers the gate's next question, and waits until its client has ended and
        the question is off the screen: the next one may be the same."""
        client = self.wait_for_client(process)
        self.person.answer((question, text))
        asking.assert_gone([client])
        self.skip()

    def wait_for_client(self, process):
        asking.wait_until(lambda: procfs.children(process.pid), "the client")
        client, = procfs.children(process.pid)
        return client

    def gate(self, *arguments):
        line = self._sandbox.command("gate", "-P", "askpass", "-A", PROGRAM, *arguments)
        return asking.running_line(self.inside(line))

    def close(self):
        asking.kill_all(self.pid)
        self.person.close()


@pytest.fixture
def boot(sandbox, tmp_path):
    (tmp_path / "boot").mkdir()
    made = Boot(sandbox, tmp_path / "boot")
    yield made
    made.close()


def status_of(process):
    return asking.end_of(process)[0]


def test_right_password_opens(boot):
    with boot.gate("-u", "anna") as process:
        boot.person.answer(("Password:", PASSWORD))
        assert status_of(process) == 0
    assert PASSWORD.encode() not in boot.person.screen


def test_both_questions(boot):
    with boot.gate() as process:
        boot.person.answer(("login:", "anna"), ("Password:", PASSWORD))
        assert status_of(process) == 0


def test_wrong_password_is_denied(boot):
    with boot.gate("-u", "anna", "-n", "2") as process:
        boot.answer(process, "Password:", WRONG)
        boot.answer(process, "Password:", "")
        status, err = asking.end_of(process)
    assert status == matrix.DENIED
    assert err.count(b"Login incorrect") == 2


def test_wrong_then_right(boot):
    with boot.gate("-u", "anna") as process:
        boot.answer(process, "Password:", WRONG)
        boot.answer(process, "Password:", PASSWORD)
        assert status_of(process) == 0


def test_nobody_answers(boot):
    with boot.gate("-u", "anna", "-t", "5") as process:
        client = boot.wait_for_client(process)
        assert status_of(process) == matrix.TIMEOUT
        asking.assert_gone([client])


def test_question_that_was_left_is_no_answer_to_the_next(boot):
    """plymouthd still shows the one of the gate that has given up: its answer is lost."""
    with boot.gate("-u", "anna", "-t", "5") as process:
        boot.person.see("Password:")
        assert status_of(process) == matrix.TIMEOUT
    with boot.gate("-u", "anna", "-n", "1") as process:
        boot.wait_for_client(process)
        boot.skip()
        boot.person.type(WRONG + "\r")
        boot.person.see("*" * len(WRONG))
        boot.person.answer(("Password:", PASSWORD))
        assert status_of(process) == 0


def test_daemon_that_leaves(boot):
    """Whatever the client makes of it: no yes."""
    with boot.gate("-u", "anna", "-n", "1") as process:
        boot.person.see("Password:")
        boot.client("quit")
        assert status_of(process) in (matrix.DENIED, matrix.CANCELLED, matrix.BROKEN)


def test_daemon_that_is_killed(boot):
    with boot.gate("-u", "anna", "-n", "1") as process:
        boot.person.see("Password:")
        os.kill(boot.pid, signal.SIGKILL)
        assert status_of(process) in (matrix.DENIED, matrix.CANCELLED, matrix.BROKEN)


def test_no_daemon(sandbox):
    """The client says 1, as for a cancel."""
    line = sandbox.command("gate", "-P", "askpass", "-A", PROGRAM, "-u", "anna")
    done = subprocess.run(["unshare", "-n", *line], stdin=subprocess.DEVNULL,
                          capture_output=True, timeout=asking.LIMIT_S, check=False,
                          env=host_environment())
    assert done.returncode == matrix.CANCELLED


def test_it_goes_with_the_gate(boot):
    with boot.gate("-u", "anna") as process:
        client = boot.wait_for_client(process)
        boot.person.see("Password:")
        process.send_signal(signal.SIGTERM)
        assert status_of(process) == matrix.CANCELLED
        asking.assert_gone([client])
