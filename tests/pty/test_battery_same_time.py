# SPDX-License-Identifier: MIT
"""Who hears "Login incorrect" cannot tell by the clock why: no such user, a locked or an
expired one, one without a password, a wrong one, whatever the method of the hash.

Welch's t-test on the time from the answer to the refusal (lib/welch.py, with its
threshold), many tries of many gates, all kinds at the same time so that the machine is
as busy for one as for another. The delay is pamlet's, and counted from the answer: a hash
that takes less than it is not seen. That these measurements would see it is shown by the
same gate without its delay (tests/fault), which gives an unknown user away at once.
"""
import os
import random
import select
import subprocess
import time

import pytest

from fault import programs
from lib import build, hashes, matrix, welch
from lib import sandbox as sandboxes
from lib.hashes import PASSWORD, WRONG

REFUSED = b"Login incorrect"
LIMIT_S = 30
PAUSE_S = 0.7
# The clock's ticks, and the program's that are milliseconds.
EARLY_S = 0.005
CONTROL_TRIES = 25
# Wide enough apart that each of the tests below would see it.
DIFFERENCE_S = 0.001

# name: (hash, what follows it in /etc/shadow); None: there is no such user.
DATES = "19000:0:99999:7:::"
ACCOUNTS = {
    "wrong": (hashes.YESCRYPT, DATES),
    "unknown": None,
    "locked": ("!" + hashes.YESCRYPT, DATES),
    "star": ("*", DATES),
    "empty": ("", DATES),
    "expired": (hashes.YESCRYPT, "19000:0:99999:7::100:"),
    "sha512crypt": (hashes.SHA512CRYPT, DATES),
    "default-cost": (hashes.YESCRYPT_DEFAULT, DATES),
}


def accounts(sandbox, extra=""):
    for number, (name, account) in enumerate(ACCOUNTS.items()):
        if account:
            sandbox.user(name, account[0], uid=1000 + number, shadow=account[1])
    # Without pam_unix's random part what is left is as exact as it can be.
    sandbox.policy("gate", "auth required pam_unix.so nodelay\n"
                           "account required pam_unix.so\n" + extra)


class Asked:
    """A gate that is told one name and one password again and again, by pipes."""

    def __init__(self, sandbox, name, password, tries, pauses):
        self.line = f"{name}\n{password}\n".encode()
        self.left = tries
        self.pauses = pauses
        self.seconds = []
        self.process = subprocess.Popen(
            sandbox.command("gate", "-P", "stdio", "-n", str(tries)), stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True,
            env=sandboxes.host_environment())
        self.output = self.process.stderr.fileno()
        self.rest()

    def rest(self):
        """Until the next try, which begins beside others than the one before."""
        self.heard = b""
        self.start = time.monotonic() + self.pauses.uniform(0, PAUSE_S)
        self.asking = False

    def ask_when_due(self):
        """The seconds until then; none where it is asked."""
        left = self.start - time.monotonic()
        if not self.asking and left <= 0:
            self.asking = True
            self.start = time.monotonic()
            os.write(self.process.stdin.fileno(), self.line)
        return LIMIT_S if self.asking else left

    def hear(self):
        self.heard += os.read(self.output, 4096)
        if REFUSED in self.heard:
            self.seconds.append(time.monotonic() - self.start)
            self.left -= 1
            self.rest()

    def close(self):
        if not self.left:
            self.process.stdin.close()
            assert self.process.wait(timeout=LIMIT_S) == matrix.DENIED
        self.process.kill()
        self.process.wait()
        self.process.stderr.close()


def measure(sandbox, answers, tries, gates=1):
    """{name: [seconds of each try]} of {name: password}, all at the same time. A name's
    part before a "/" is the user's."""
    pauses = random.Random(1)
    names = [name for name in answers for _ in range(gates)]
    asked = [(name, Asked(sandbox, name.split("/")[0], answers[name], tries, pauses))
             for name in names]
    try:
        while left := {each.output: each for _, each in asked if each.left}:
            soon_s = min(each.ask_when_due() for each in left.values())
            ready, _, _ = select.select(list(left), [], [], max(0, soon_s))
            assert ready or soon_s < LIMIT_S, "no answer"
            for descriptor in ready:
                left[descriptor].hear()
    finally:
        for _, each in asked:
            each.close()
    found = {name: [] for name in answers}
    for name, each in asked:
        found[name] += each.seconds
    return found


def delay_s():
    return int(build.configuration()["GATE_FAIL_DELAY_MS"]) / 1000


def assert_kinds_alike(sandbox, names, tries, gates):
    accounts(sandbox)
    return welch.assert_alike(
        delay_s() - EARLY_S,
        lambda: measure(sandbox, dict.fromkeys(names, WRONG), tries, gates))


def test_kinds_of_users(sandbox, evidence):
    tried = assert_kinds_alike(sandbox, ("wrong", "unknown", "default-cost"), 1, 20)
    evidence("time", "the time to a refusal, three kinds of users", tried)


@pytest.mark.slow
def test_kinds_of_users_more(sandbox, evidence):
    tried = assert_kinds_alike(sandbox, ACCOUNTS, 12, 4)
    evidence("time", "the time to a refusal, eight kinds of users", tried)


@pytest.mark.long
@pytest.mark.limit(600)
def test_kinds_of_users_most(sandbox, evidence):
    tried = assert_kinds_alike(sandbox, ACCOUNTS, 80, 4)
    evidence("time", "the time to a refusal, eight kinds of users", tried)


def test_right_password_of_who_may_not_enter(sandbox, evidence):
    """The modules' own delay varies at random: it is waited after any refusal, not only
    after a wrong password, or else who is always refused as fast as can be was right."""
    sandbox.user("anna")
    sandbox.policy("gate", "auth optional pam_faildelay.so delay=3000000\n"
                           "auth required pam_unix.so\n"
                           "account required pam_deny.so\n")
    answers = {"anna/wrong": WRONG, "anna/right": PASSWORD}
    tried = welch.assert_alike(delay_s() - EARLY_S,
                               lambda: measure(sandbox, answers, tries=2, gates=10))
    evidence("time", "the time to a refusal, right password and wrong one", tried)


@pytest.mark.slow
def test_without_the_delay_they_are_told_apart(tmp_path, evidence):
    """The measurement sees what the delay hides: an unknown user costs no hash."""
    leaky = sandboxes.Sandbox(tmp_path / "leaky", programs.gate())
    leaky.write("ledger", "", 0o666)
    accounts(leaky)
    names = ("default-cost", "unknown")
    compared = welch.pairs(measure(leaky, dict.fromkeys(names, WRONG), CONTROL_TRIES))
    assert compared["unknown"].apart and compared["unknown"].difference < -DIFFERENCE_S
    leaky.close()
