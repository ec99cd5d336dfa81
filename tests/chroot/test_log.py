# SPDX-License-Identifier: MIT
"""The log says the real cause, the screen does not; neither says a secret."""
import os
import re

import pytest

from lib import hashes, matrix
from lib.hashes import PASSWORD, WRONG

LINE = re.compile(r"^<(\d+)>.*pamlet\[\d+\]: gate: service=gate user=\"([^\"]*)\" tty=\S*: (.+)$")
AUTHPRIV = 10

CAUSES = {
    "right": (dict(), [PASSWORD], 0),
    "wrong": (dict(), [WRONG], 1),
    "locked": (dict(password_hash="!" + hashes.YESCRYPT), [PASSWORD], 1),
    "expired": (dict(shadow="19000:0:99999:7::100:"), [PASSWORD], 1),
    "no-shadow": (dict(with_shadow=False), [PASSWORD], 1),
    "end-of-input": (dict(), [], 4),
}


@pytest.fixture(autouse=True)
def policy(sandbox):
    sandbox.unix_policy()


def lines_of_the_gate(log):
    return [match for match in map(LINE.match, log.split("\n")) if match]


@pytest.mark.parametrize("cause", CAUSES)
def test_one_line_with_the_cause(sandbox, cause):
    account, answers, status = CAUSES[cause]
    sandbox.user("anna", **account)
    sandbox.listen()
    done = sandbox.gate("-u", "anna", "-n", "1", answers=answers)
    assert done.status == status, done.text
    found = lines_of_the_gate(done.log)
    assert found, done.log
    assert {match.group(2) for match in found} == {"anna"}
    assert all(int(match.group(1)) >> 3 == AUTHPRIV for match in found)
    matrix.assert_no_secret(done.log, done.text)


def test_causes_can_be_told_apart(sandbox):
    """But for a locked account: to pam_unix its hash is one that does not fit."""
    causes = {}
    for cause, (account, answers, _) in CAUSES.items():
        if cause == "locked":
            continue
        sandbox.user("anna", **account)
        log = sandbox.log or sandbox.listen()
        before = len(log.lines())
        sandbox.gate("-u", "anna", "-n", "1", answers=answers)
        causes[cause] = [match.group(3) for match in map(LINE.match, log.lines()[before:]) if match]
    told = {tuple(lines) for lines in causes.values()}
    assert len(told) == len(causes), causes


def test_user_is_escaped(sandbox):
    sandbox.user("anna")
    sandbox.listen()
    evil = b'ev"il\x1b[2J\xff\\'
    done = sandbox.gate("-n", "1", answers=[evil, WRONG])
    assert done.status == 1
    assert "\\x1b[2J\\xff" in done.log and "\x1b" not in done.log
    assert done.log.count("\n") < 12, "a name made lines of its own"


def test_a_name_cannot_forge_a_line(sandbox):
    sandbox.user("anna")
    sandbox.listen()
    done = sandbox.gate("-u", 'x" tty=/dev/null: authenticated\nfake', "-n", "1", answers=[WRONG])
    assert not any(line.startswith("fake") for line in done.log.split("\n"))


def test_no_dev_log(sandbox):
    """Nothing to log to is no reason to stay shut, nor to hang."""
    sandbox.user("anna")
    done = sandbox.gate("-u", "anna", "-n", "1", answers=[PASSWORD])
    assert done.status == 0 and done.seconds < 10
    matrix.assert_denied(sandbox.gate("-u", "anna", "-n", "1", answers=[WRONG]))


def test_dev_log_that_nobody_reads(sandbox):
    sandbox.user("anna")
    assert sandbox.listen().fill() > 0
    done = sandbox.gate("-u", "anna", answers=[PASSWORD])
    assert done.status == 0 and done.seconds < 10


def test_dev_log_of_a_dead_daemon(sandbox):
    sandbox.user("anna")
    sandbox.listen().close()
    sandbox.log = None
    done = sandbox.gate("-u", "anna", answers=[PASSWORD])
    assert done.status == 0 and done.seconds < 10


def test_dev_log_that_is_a_fifo(sandbox):
    sandbox.user("anna")
    os.mkfifo(sandbox.path / "dev/log")
    done = sandbox.gate("-u", "anna", answers=[PASSWORD])
    assert done.status == 0 and done.seconds < 10


@pytest.fixture
def kmsg(sandbox):
    """What is written to /dev/kmsg. A terminal stands in for the device, so
    that the host's own log stays clean."""
    sandbox.mount("dev/pts")
    master, terminal = os.openpty()
    (sandbox.path / "dev/kmsg").symlink_to(os.ttyname(terminal))
    os.set_blocking(master, False)
    yield lambda: os.read(master, 65536).decode(errors="replace")
    os.close(terminal)
    os.close(master)


def test_kmsg_without_syslog(sandbox, kmsg):
    """With no syslog, the kernel's log gets the line."""
    sandbox.user("anna")
    matrix.assert_denied(sandbox.gate("-u", "anna", "-n", "1", answers=[WRONG]))
    said = kmsg()
    assert re.search(r'^<\d+>pamlet\[\d+\]: .*gate: service=gate user="anna"', said, re.MULTILINE)
    matrix.assert_no_secret(said)


def test_full_syslog_goes_to_kmsg(sandbox, kmsg):
    sandbox.user("anna")
    sandbox.listen().fill()
    matrix.assert_denied(sandbox.gate("-u", "anna", "-n", "1", answers=[WRONG]))
    assert 'user="anna"' in kmsg()


def test_kmsg_that_is_a_fifo(sandbox):
    """Nobody waits for its other end."""
    sandbox.user("anna")
    os.mkfifo(sandbox.path / "dev/kmsg")
    done = sandbox.gate("-u", "anna", answers=[PASSWORD])
    assert done.status == 0 and done.seconds < 10


def test_password_typed_as_a_name_stays_out_of_the_screen(sandbox):
    sandbox.user("anna")
    done = sandbox.gate("-n", "1", answers=[PASSWORD, WRONG])
    matrix.assert_no_secret(done.text)


def test_with_proc(sandbox):
    sandbox.user("anna")
    sandbox.mount("proc")
    assert sandbox.gate("-u", "anna", answers=[PASSWORD]).status == 0
    matrix.assert_denied(sandbox.gate("-u", "anna", "-n", "1", answers=[WRONG]))


def test_message_is_shown_escaped(sandbox):
    sandbox.user("anna")
    done = sandbox.gate("-u", "anna", "-m", "boot failed\x1b[2J\x9b\ttoo", answers=[PASSWORD])
    assert done.status == 0
    assert b"boot failed\\x1b[2J" in done.err and b"\x1b" not in done.err
    assert done.err.index(b"boot failed") < done.err.index(b"Password: ")


def test_text_of_modules_is_shown_escaped(sandbox):
    sandbox.user("anna")
    sandbox.policy("gate", "auth required pam_nologin.so\nauth required pam_unix.so\n"
                           "account required pam_unix.so\n")
    sandbox.write("etc/nologin", b"shut\x1b]0;title\x07\xff\r\nfor now\n")
    done = sandbox.gate("-u", "anna", "-n", "1", answers=[PASSWORD])
    assert b"shut\\x1b]0;title\\x07\\xff\\x0d\nfor now" in done.err, done.err
