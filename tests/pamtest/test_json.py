# SPDX-License-Identifier: MIT
"""pamtest --json: one JSON object a line, whatever the strings hold."""
import json

import pytest

from lib import matrix
from lib.hashes import PASSWORD, WRONG

HOSTILE = ['"', "\\", '"}\n{"verdict":"yes"', "\x1b[2J", "\x7f\x01\x1f", "ä€😀", b"\xff\xfe\xc3",
           "</script>", "\\u0022", " ", "%s%n", "a" * 60]


@pytest.fixture(autouse=True)
def anna(sandbox):
    sandbox.unix_policy("unix", "nodelay")
    sandbox.policy("perm", "auth required pam_permit.so\naccount required pam_permit.so\n")
    sandbox.user("anna")


def told(done):
    """All lines; each character of a string stands for a byte."""
    done.out.decode("ascii")
    return [json.loads(line) for line in done.out.split(b"\n")[:-1]]


def pamtest(sandbox, *arguments, answers=()):
    return sandbox.run("pamtest", "--json", *arguments,
                       stdin="".join(f"{line}\n" for line in answers).encode())


def test_yes(sandbox):
    done = pamtest(sandbox, "unix", "anna", "authenticate", "acct_mgmt(PAM_SILENT|1)",
                   answers=[PASSWORD])
    assert done.status == 0 and done.out.endswith(b"}\n")
    assert told(done) == [
        {"operation": "authenticate", "flags": [], "result": "PAM_SUCCESS", "code": 0,
         "message": "Success"},
        {"operation": "acct_mgmt", "flags": ["PAM_DISALLOW_NULL_AUTHTOK", "PAM_SILENT"],
         "result": "PAM_SUCCESS", "code": 0, "message": "Success"},
        {"verdict": "yes", "service": "unix", "user": "anna", "message": ""},
    ]


def test_no(sandbox):
    done = pamtest(sandbox, "--ledger", "unix", "anna", "AUTHENTICATE", "acct_mgmt",
                   answers=[WRONG])
    first, last = told(done)
    assert done.status == 1
    assert (first["result"], first["code"]) == ("PAM_AUTH_ERR", 7)
    assert first["operation"] == "authenticate" and first["message"] == "Authentication failure"
    assert last["verdict"] == "no" and last["message"] == "Authentication failure"
    ledger = last["ledger"]
    assert [ledger[name] for name in ("allocated", "freed", "left", "freed_twice")] == [2, 2, 0, 0]
    assert ledger["responses"][1] == {
        "kind": "answer", "bytes": len(WRONG) + 1, "allocated_by": "pam/response.c",
        "freed_by": "Linux-PAM", "wiped": True}
    assert b"pamtester: Authentication failure" in done.err
    matrix.assert_no_secret(done.out, done.err)


def test_empty_ledger(sandbox):
    [_, last] = told(pamtest(sandbox, "--ledger", "perm", "anna", "authenticate"))
    assert last["ledger"] == {"allocated": 0, "freed": 0, "left": 0, "freed_twice": 0,
                              "responses": []}


def test_never_begun(sandbox):
    done = pamtest(sandbox, "nosuch", "anna", "authenticate")
    assert done.status == 1
    assert told(done) == [{"verdict": "no", "service": "nosuch", "user": "anna",
                           "message": "Initialization failure"}]


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_hostile_strings(sandbox, text):
    data = text if isinstance(text, bytes) else text.encode()
    as_told = data.decode("latin-1")
    for arguments, message in (
            (["perm", data, "authenticate"], ""),
            (["perm", "anna", data], f'Unsupported operation "{as_told}"'),
            (["perm", "anna", b"setcred(" + data + b")"], None),
            (["-I", data, "perm", "anna", "setcred"], None),
            ([data, "anna", "authenticate"], "Initialization failure")):
        done = pamtest(sandbox, *arguments)
        last = told(done)[-1]
        service, user = [word.decode("latin-1") if isinstance(word, bytes) else word
                         for word in arguments[-3:-1]]
        assert (last["service"], last["user"]) == (service, user)
        assert message is None or last["message"] == message
        assert (done.status == 0) == (last["verdict"] == "yes")


def test_long_message_is_cut(sandbox):
    done = pamtest(sandbox, "perm", "anna", "x" * 100000)
    last = told(done)[-1]
    assert done.status == 1 and 200 < len(last["message"]) < 300


@pytest.mark.parametrize("code, name", [
    ("cred_insufficient", "PAM_CRED_INSUFFICIENT"), ("ignore", None)])
def test_names_of_results(sandbox, code, name):
    """A stack's own results have libpam's names."""
    sandbox.policy("code", f"auth [default={code}] pam_permit.so\n" if name is None else
                   "auth requisite pam_listfile.so item=user sense=allow file=/none onerr=fail\n")
    [first, _] = told(pamtest(sandbox, "code", "anna", "authenticate"))
    assert first["result"].startswith("PAM_") and first["code"] > 0
