# SPDX-License-Identifier: MIT
"""A name that is typed at the console cannot end its own quotes in the log."""
import concurrent.futures
import re

import pytest

from lib import matrix
from lib.hashes import WRONG
from lib.sandbox import Sandbox

# What stands where: only the gate itself may write an unescaped quote.
LINE = re.compile(r'gate: service=gate user="([^"\\]|\\x[0-9a-f]{2})*" tty=none: (\w[^"]*)$')

NAMES = (
    'root" tty=/dev/ttyS0: authenticated: uid=0',
    '" tty=none: authenticated: uid=0 #',
    '"',
    '\\"',
    '\\',
    '\\x22 tty=none: authenticated',
    '"' * 500,
    '\\' * 500,
    'x' * 62 + '"',
)


@pytest.mark.parametrize("by", ["typed", "option"])
def test_a_name_stays_in_its_quotes(tmp_path, by):
    """All at the same time, each in a root of its own: each pays a failure's delay."""
    def log_of(number):
        sandbox = Sandbox(tmp_path / str(number))
        sandbox.unix_policy()
        sandbox.user("root", uid=0, gid=0)
        sandbox.listen()
        name = NAMES[number]
        if by == "typed":
            done = sandbox.gate("-n", "1", answers=[name, WRONG])
        else:
            done = sandbox.gate("-n", "1", "-u", name, answers=[WRONG])
        sandbox.close()
        matrix.assert_denied(done)
        return done.log

    with concurrent.futures.ThreadPoolExecutor(len(NAMES)) as pool:
        logs = list(pool.map(log_of, range(len(NAMES))))
    for name, log in zip(NAMES, logs):
        lines = [line for line in log.split("\n") if "gate: service=" in line]
        assert len(lines) == 1, (name, log)
        match = LINE.search(lines[0])
        assert match and match[2].startswith("denied: "), lines[0]


def test_each_name_has_one_form(sandbox):
    """So that what is read in the log can be turned back: a backslash is escaped too."""
    sandbox.unix_policy()
    sandbox.user("anna")
    log = sandbox.listen()
    for name in ('a"b', 'a\\x22b'):
        sandbox.gate("-u", name)
    forms = re.findall(r'user="([^"]*)"', log.text())
    assert set(forms) == {"a\\x22b", "a\\x5cx22b"}, log.text()
