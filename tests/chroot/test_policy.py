# SPDX-License-Identifier: MIT
"""Policies: what is broken refuses to start, and says where."""
import os

import pytest

from lib import hashes, matrix
from lib.hashes import PASSWORD

GOOD = ("auth required pam_unix.so\naccount required pam_unix.so\n"
        "password required pam_unix.so\nsession required pam_permit.so\n")
PERMIT = "auth required pam_permit.so\naccount required pam_permit.so\n"

# name: (policy, what the log says beside the file's name)
BROKEN = {
    "unknown-module": (GOOD + "auth required pam_nothere.so\n", "pam_nothere.so"),
    "unknown-module-dash": (GOOD + "-auth required pam_nothere.so\n", "pam_nothere.so"),
    "unknown-module-optional": (GOOD + "auth optional pam_nothere.so\n", "pam_nothere.so"),
    "unknown-module-sufficient-first": ("auth sufficient pam_nothere.so\n" + GOOD,
                                        "pam_nothere.so"),
    "unknown-module-in-session": (GOOD + "session optional pam_nothere.so\n", "pam_nothere.so"),
    "unknown-module-bracketed": (GOOD + "auth [default=ignore] pam_nothere.so\n",
                                 "pam_nothere.so"),
    "module-path": (GOOD + "auth required /lib/security/pam_nothere.so\n", "pam_nothere.so"),
    "unknown-type": (GOOD + "authenticate required pam_unix.so\n", "authenticate"),
    "unknown-control": (GOOD + "auth perhaps pam_unix.so\n", "perhaps"),
    "unknown-bracket-value": (GOOD + "auth [great=ok] pam_unix.so\n", "great"),
    "unclosed-bracket": (GOOD + "auth [success=ok pam_unix.so\n", ""),
    "no-module": (GOOD + "auth required\n", ""),
    "missing-include": (GOOD + "auth include nowhere\n", "nowhere"),
    "missing-substack": (GOOD + "auth substack nowhere\n", "nowhere"),
    "missing-at-include": (GOOD + "@include nowhere\n", "nowhere"),
    "include-of-itself": (GOOD + "auth include gate\n", "gate"),
    "include-outside": (GOOD + "auth include ../passwd\n", ""),
    "empty-file": ("", ""),
    "comments-only": ("# nothing\n\n   # here\n", ""),
    "no-auth": ("account required pam_unix.so\n", ""),
    "no-account": ("auth required pam_unix.so\n", ""),
    "binary": (b"auth required pam_unix.so\n\0account required pam_permit.so\n", ""),
}


def ready(sandbox, policy):
    sandbox.listen()
    sandbox.user("anna")
    sandbox.policy("gate", policy)


@pytest.mark.parametrize("kind", BROKEN)
def test_broken_policy_refuses_to_start(sandbox, kind):
    policy, word = BROKEN[kind]
    ready(sandbox, policy)
    done = sandbox.gate("-u", "anna", answers=[PASSWORD])
    matrix.assert_broken(done, "/etc/pam.d/gate", word)


@pytest.mark.parametrize("kind", BROKEN)
def test_check_tells_the_same(sandbox, kind):
    policy, word = BROKEN[kind]
    ready(sandbox, policy)
    done = sandbox.run("gate", "--check")
    assert done.status == matrix.BROKEN
    assert word in done.text and "gate" in done.text


def test_log_names_the_line(sandbox):
    ready(sandbox, GOOD + "\n# a comment\nauth required pam_nothere.so\n")
    done = sandbox.gate("-u", "anna", answers=[PASSWORD])
    matrix.assert_broken(done, "/etc/pam.d/gate:7")


def test_include_that_loops_over_two_files(sandbox):
    ready(sandbox, GOOD + "auth include a\n")
    sandbox.policy("a", "auth include b\n")
    sandbox.policy("b", "auth include a\n")
    matrix.assert_broken(sandbox.gate("-u", "anna", answers=[PASSWORD]))


def test_error_in_an_included_file(sandbox):
    ready(sandbox, "auth include common\naccount required pam_unix.so\n")
    sandbox.policy("common", "auth required pam_unix.so\nauth optional pam_nothere.so\n")
    done = sandbox.gate("-u", "anna", answers=[PASSWORD])
    matrix.assert_broken(done, "/etc/pam.d/common:2", "pam_nothere.so")


@pytest.mark.parametrize("style", ["auth include common", "auth substack common",
                                   "@include common"])
def test_include_works(sandbox, style):
    ready(sandbox, f"{style}\naccount required pam_unix.so\n")
    sandbox.policy("common", "auth required pam_unix.so\n")
    assert sandbox.gate("-u", "anna", answers=[PASSWORD]).status == 0
    matrix.assert_denied(sandbox.gate("-u", "anna", "-n", "1", answers=[hashes.WRONG]))


@pytest.mark.parametrize("text", [
    GOOD.replace("\n", "\r\n"),
    "auth \\\n required \\\n pam_unix.so\naccount required pam_unix.so\n",
    GOOD.rstrip("\n"),
    GOOD.replace(" ", "\t").replace("auth", "  AUTH"),
    "auth required pam_unix.so # comment\naccount required pam_unix.so\n",
])
def test_the_ways_to_write_it(sandbox, text):
    """As Linux-PAM reads it; what pamlet does not read so, it must refuse."""
    ready(sandbox, text)
    assert sandbox.gate("-u", "anna", answers=[PASSWORD]).status in (0, matrix.BROKEN)
    done = sandbox.gate("-u", "anna", "-n", "1", answers=[hashes.WRONG])
    assert done.status in (matrix.DENIED, matrix.BROKEN)


def test_no_pam_d_at_all(sandbox):
    """The compiled-in policy of the gate works."""
    (sandbox.path / "etc/pam.d").rmdir()
    sandbox.user("anna")
    assert sandbox.gate("-u", "anna", answers=[PASSWORD]).status == 0
    matrix.assert_denied(sandbox.gate("-u", "anna", "-n", "1", answers=[hashes.WRONG]))


def test_the_file_takes_the_place_of_the_compiled_in_policy(sandbox):
    ready(sandbox, "auth required pam_deny.so\naccount required pam_permit.so\n")
    matrix.assert_denied(sandbox.gate("-u", "anna", "-n", "1", answers=[PASSWORD]))


def test_only_etc_pam_d_is_read(sandbox):
    """Neither /usr/lib/pam.d nor /etc/pam.conf has a say."""
    sandbox.listen()
    sandbox.user("anna")
    sandbox.write("usr/lib/pam.d/special", PERMIT)
    sandbox.write("etc/pam.conf", "special auth required pam_permit.so\n")
    matrix.assert_broken(sandbox.gate("-u", "anna", "-s", "special"), "special")


def test_unknown_service_is_broken(sandbox):
    sandbox.listen()
    sandbox.user("anna")
    matrix.assert_broken(sandbox.gate("-u", "anna", "-s", "nothere"), "nothere")


@pytest.mark.parametrize("service", ["../gate", "/etc/pam.d/gate", ".", "", "a/b"])
def test_service_is_a_name(sandbox, service):
    sandbox.user("anna")
    sandbox.unix_policy()
    done = sandbox.gate("-u", "anna", "-s", service, answers=[PASSWORD])
    assert done.status in (matrix.USAGE, matrix.BROKEN)


def test_another_service(sandbox):
    sandbox.user("anna")
    sandbox.policy("rescue", PERMIT)
    sandbox.policy("gate", "auth required pam_deny.so\naccount required pam_deny.so\n")
    assert sandbox.gate("-u", "anna", "-s", "rescue").status == 0


def test_other_is_not_asked(sandbox):
    """A type without rules is denied, even where `other` would permit it."""
    sandbox.listen()
    sandbox.user("anna")
    sandbox.policy("other", PERMIT)
    sandbox.policy("gate", "auth required pam_permit.so\n")
    assert sandbox.gate("-u", "anna", answers=[PASSWORD]).status in (1, matrix.BROKEN)


@pytest.mark.parametrize("what", ["directory", "fifo", "dangling-link"])
def test_policy_that_is_no_file(sandbox, what):
    sandbox.listen()
    sandbox.user("anna")
    path = sandbox.path / "etc/pam.d/gate"
    {"directory": path.mkdir, "fifo": lambda: os.mkfifo(path),
     "dangling-link": lambda: path.symlink_to("/nowhere")}[what]()
    done = sandbox.gate("-u", "anna", answers=[PASSWORD])
    assert done.status == matrix.BROKEN, done.text


def test_check_prints_the_stack(sandbox):
    ready(sandbox, "auth include common\n" + GOOD)
    sandbox.policy("common", "auth optional pam_faildelay.so delay=1\n")
    done = sandbox.run("gate", "--check")
    assert done.status == 0, done.text
    text = done.out.decode()
    assert text.index("pam_faildelay.so") < text.index("pam_unix.so")
    assert all(word in text for word in ("auth", "account", "password", "session"))


def test_check_of_the_compiled_in_policy(sandbox):
    done = sandbox.run("gate", "--check")
    assert done.status == 0 and b"pam_unix.so" in done.out, done.text


def test_check_asks_nobody(sandbox):
    ready(sandbox, GOOD)
    done = sandbox.run("gate", "--check", "-P", "stdio", stdin=b"")
    assert done.status == 0 and "Password" not in done.text
