# SPDX-License-Identifier: MIT
"""A refusal looks the same whatever its cause: nobody learns who has an account.

Also where the machinery breaks, and breaks for users who exist only.
"""
import concurrent.futures

import pytest

from lib import hashes, matrix
from lib.hashes import WRONG

UNIX = "auth required pam_unix.so\naccount required pam_unix.so\n"
FAILLOCK = """\
auth     required      pam_faillock.so preauth silent {options}
auth     sufficient    pam_unix.so
auth     [default=die] pam_faillock.so authfail silent {options}
account  required      pam_unix.so
"""
POLICIES = {
    "unix": UNIX,
    "faillock": FAILLOCK.format(options="dir=/run/faillock"),
    "faillock-dir-is-a-file": FAILLOCK.format(options="dir=/etc/passwd"),
    "faillock-dir-is-missing": FAILLOCK.format(options="dir=/nowhere/faillock"),
    "faillock-tally-is-a-loop": FAILLOCK.format(options="dir=/run/loops"),
    "listfile": "auth required pam_listfile.so item=user sense=allow file=/etc/may onerr=fail\n"
                + UNIX,
    "listfile-is-missing": "auth required pam_listfile.so item=user sense=allow "
                           "file=/etc/nowhere onerr=fail\n" + UNIX,
    "succeed_if": "auth required pam_succeed_if.so quiet uid >= 1000\n" + UNIX,
    "access": UNIX + "account required pam_access.so\n",
}
# Whoever is asked for must look like this one.
UNKNOWN = "nobody-here"
# Those who exist, and names that are none.
NAMES = ("anna", "root", "lock", "star", "expired", "..", "a b", "ANNA", "x" * 300)


@pytest.fixture(autouse=True)
def accounts(sandbox):
    sandbox.user("root", uid=0, gid=0)
    sandbox.user("anna")
    sandbox.user("lock", "!" + hashes.YESCRYPT, uid=1001)
    sandbox.user("star", "*", uid=1002)
    sandbox.user("expired", uid=1003, shadow="19000:0:99999:7::100:")
    sandbox.write("etc/may", "anna\n")
    sandbox.write("etc/security/access.conf", "+:anna:ALL\n-:ALL:ALL\n")
    for directory in ("run/faillock", "run/loops"):
        (sandbox.path / directory).mkdir()
    for name in ("root", "anna", "lock", "star", "expired"):
        (sandbox.path / "run/loops" / name).symlink_to(name)


def refusals(sandbox, names, tries, *arguments):
    """What each of them is told in so many tries, all at the same time."""
    def refuse(name):
        answers = [name, WRONG] * tries
        return sandbox.gate("-n", str(tries), *arguments, answers=answers)
    with concurrent.futures.ThreadPoolExecutor(len(names)) as pool:
        return dict(zip(names, pool.map(refuse, names)))


@pytest.mark.parametrize("policy", POLICIES)
def test_all_are_refused_alike(sandbox, policy):
    sandbox.policy("gate", POLICIES[policy])
    found = refusals(sandbox, NAMES + (UNKNOWN,), 1)
    unknown = found.pop(UNKNOWN)
    matrix.assert_denied(unknown)
    different = {name: (done.status, done.text) for name, done in found.items()
                 if done.text != unknown.text}
    assert not different, (unknown.text, different)
    # Beyond the screen: a broken one may end with the status that says so.
    assert {done.status for done in found.values()} <= {matrix.DENIED, matrix.BROKEN}


@pytest.mark.parametrize("policy", ["unix", "faillock-dir-is-a-file", "faillock-tally-is-a-loop"])
def test_all_have_the_same_tries(sandbox, policy):
    sandbox.policy("gate", POLICIES[policy])
    found = refusals(sandbox, ("anna", UNKNOWN), 2)
    assert found["anna"].text == found[UNKNOWN].text
    assert found["anna"].text.count("Login incorrect") == 2


def test_the_log_knows_the_difference(sandbox):
    sandbox.policy("gate", POLICIES["faillock-dir-is-a-file"])
    log = sandbox.listen()
    refusals(sandbox, ("anna", UNKNOWN), 1)
    assert 'user="anna" tty=none: broken: ' in log.text()
    assert f'user="{UNKNOWN}" tty=none: denied: ' in log.text()
