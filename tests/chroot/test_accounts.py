# SPDX-License-Identifier: MIT
"""Broken account files: what is not strictly a number is never root."""
import pytest

from lib import hashes, matrix
from lib.hashes import PASSWORD

GOOD = "anna:x:1000:1000:Anna:/:/bin/sh"
BROKEN_PASSWD = {
    "empty-uid": "anna:x::1000:Anna:/:/bin/sh\n",
    "empty-gid": "anna:x:1000::Anna:/:/bin/sh\n",
    "uid-2^32": "anna:x:4294967296:1000:Anna:/:/bin/sh\n",
    "uid-2^32-1": "anna:x:4294967295:1000:Anna:/:/bin/sh\n",
    "uid-2^64": "anna:x:18446744073709551616:1000:Anna:/:/bin/sh\n",
    "negative-uid": "anna:x:-1:1000:Anna:/:/bin/sh\n",
    "hexadecimal-uid": "anna:x:0x0:1000:Anna:/:/bin/sh\n",
    "uid-with-blank": "anna:x: 0:1000:Anna:/:/bin/sh\n",
    "uid-and-more": "anna:x:0a:1000:Anna:/:/bin/sh\n",
    "too-few-fields": "anna:x:0\n",
    "too-many-fields": "anna:x:0:0:Anna:/:/bin/sh:more\n",
    "crlf": GOOD + "\r\n",
    "overlong": f"anna:x:1000:1000:{'A' * 5000}:/:/bin/sh\n",
}
BROKEN_SHADOW = {
    "crlf": f"anna:{hashes.YESCRYPT}:19000:0:99999:7:::\r\n",
    "too-few-fields": f"anna:{hashes.YESCRYPT}:19000\n",
    "empty-file": "",
    "letters-for-days": f"anna:{hashes.YESCRYPT}:never:0:99999:7:::\n",
    "half-a-hash": f"anna:{hashes.YESCRYPT[:30]}:19000:0:99999:7:::\n",
    "unknown-method": "anna:$9$salt$hash:19000:0:99999:7:::\n",
}


def account(sandbox, passwd=GOOD + "\n", shadow=None):
    sandbox.unix_policy()
    sandbox.listen()
    sandbox.write("etc/passwd", passwd)
    sandbox.write("etc/shadow", shadow if shadow is not None
                  else f"anna:{hashes.YESCRYPT}:19000:0:99999:7:::\n", 0o600)


def test_the_good_one_opens(sandbox):
    account(sandbox)
    assert sandbox.gate("-u", "anna", answers=[PASSWORD]).status == 0


@pytest.mark.parametrize("kind", BROKEN_PASSWD)
def test_broken_passwd(sandbox, probe, kind):
    account(sandbox, passwd=BROKEN_PASSWD[kind])
    done = sandbox.gate("-u", "anna", "-n", "1", "--", probe, "report", answers=[PASSWORD])
    matrix.assert_denied(done)
    assert b"uid=" not in done.out, "the command ran"


@pytest.mark.slow
@pytest.mark.parametrize("kind", BROKEN_PASSWD)
def test_broken_passwd_where_every_password_is_right(sandbox, probe, kind):
    """The stack says yes; it is pamlet that finds no such user."""
    account(sandbox, passwd=BROKEN_PASSWD[kind])
    sandbox.policy("gate", "auth required pam_permit.so\naccount required pam_permit.so\n"
                           "session required pam_permit.so\n")
    done = sandbox.gate("-u", "anna", "-n", "1", "--", probe, "report")
    assert done.status in (matrix.DENIED, matrix.BROKEN), done.text
    assert b"uid=" not in done.out, "the command ran"


@pytest.mark.parametrize("kind", BROKEN_SHADOW)
def test_broken_shadow(sandbox, kind):
    account(sandbox, shadow=BROKEN_SHADOW[kind])
    matrix.assert_denied(sandbox.gate("-u", "anna", "-n", "1", answers=[PASSWORD]))


def test_missing_final_newline(sandbox, probe):
    account(sandbox, passwd="root:x:0:0::/:/bin/sh\n" + GOOD,
            shadow=f"anna:{hashes.YESCRYPT}:19000:0:99999:7:::")
    done = sandbox.gate("-u", "anna", "--", probe, "report", answers=[PASSWORD])
    assert done.status == 0, done.text
    assert b"\nuid=1000\n" in b"\n" + done.out


def test_the_first_line_of_a_name_decides(sandbox):
    account(sandbox, passwd="anna:x::0::/:/bin/sh\n" + GOOD + "\n")
    matrix.assert_denied(sandbox.gate("-u", "anna", "-n", "1", answers=[PASSWORD]))


def test_a_broken_line_of_another_user_hurts_nobody(sandbox):
    account(sandbox, passwd="emil:x::0\nberta:x:0\n" + GOOD + "\n")
    assert sandbox.gate("-u", "anna", answers=[PASSWORD]).status == 0


# --group: the user must be in it.

@pytest.mark.parametrize("group,line,status", [
    ("wheel", "wheel:x:10:anna\n", 0),
    ("wheel", "wheel:x:10:emil,anna\n", 0),
    ("own", "own:x:1000:\n", 0),
    ("wheel", "wheel:x:10:emil\n", 1),
    ("wheel", "wheel:x:10:anna2,xanna\n", 1),
    ("wheel", "wheel:x:10:\n", 1),
])
def test_group_rule(sandbox, group, line, status):
    account(sandbox)
    sandbox.write("etc/group", line)
    done = sandbox.gate("-u", "anna", "-n", "1", "-g", group, answers=[PASSWORD])
    assert done.status == status, done.text


@pytest.mark.parametrize("content", [None, "other:x:11:anna\n", "wheel:x::anna\n"])
def test_missing_group_opens_nothing(sandbox, content):
    account(sandbox)
    if content is not None:
        sandbox.write("etc/group", content)
    done = sandbox.gate("-u", "anna", "-n", "1", "-g", "wheel", answers=[PASSWORD])
    assert done.status in (matrix.DENIED, matrix.BROKEN)
    assert "wheel" in done.log


def test_not_in_the_group_looks_like_a_wrong_password(sandbox):
    account(sandbox)
    sandbox.write("etc/group", "wheel:x:10:emil\n")
    inside = sandbox.gate("-u", "anna", "-n", "1", "-g", "wheel", answers=[PASSWORD])
    wrong = sandbox.gate("-u", "anna", "-n", "1", "-g", "wheel", answers=[hashes.WRONG])
    assert inside.text == wrong.text
