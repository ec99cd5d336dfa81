# SPDX-License-Identifier: MIT
"""Prompt mode askpass: what is asked, which answers count, what ends it.

The programs are shell scripts in the sandbox (asking.py); test_inherits.py tells
what such a program is given, test_remains.py what is left of it.
"""
import concurrent.futures

import pytest

from askpass import asking
from lib import build, hashes, matrix
from lib.hashes import PASSWORD, WRONG

RIGHT = PASSWORD.encode()
ISSUE_POLICY = """\
auth     required pam_issue.so issue=/etc/issue noesc
auth     required pam_unix.so
account  required pam_unix.so
"""


@pytest.fixture(autouse=True)
def anna(sandbox):
    if build.configuration().get("PROMPT_ASKPASS") != "y":
        pytest.skip("not configured: PROMPT_ASKPASS")
    sandbox.unix_policy()
    sandbox.user("anna")


def asked_for_anna(sandbox, *arguments, **how):
    return asking.gate(sandbox, "-u", "anna", *arguments, **how)


# Which answers count


@pytest.mark.parametrize("answer", [
    RIGHT + b"\n", RIGHT, RIGHT + b"\nmore\n", RIGHT + b"\n\n", RIGHT + b"\n\0\xff",
    RIGHT + b"\n" + b"x" * 100000,
], ids=["newline", "no-newline", "another-line", "empty-line", "bytes", "much"])
def test_first_line_of_the_output_is_the_answer(sandbox, answer):
    asking.answering(sandbox, answer)
    done = asked_for_anna(sandbox)
    assert done.status == 0, done.text
    assert asking.questions(sandbox) == ["Password:"]
    assert done.out == b""
    matrix.assert_no_secret(done.err)


LONGEST = hashes.LONG_PASSWORD.encode()
NO_ANSWERS = {
    "nothing": b"", "empty line": b"\n", "second line": b"\n" + RIGHT, "cut": RIGHT[:-1],
    "CR LF": RIGHT + b"\r\n", "blank before": b" " + RIGHT, "blank behind": RIGHT + b" \n",
    "NUL before": b"\0" + RIGHT, "NUL behind": RIGHT + b"\0\n", "NUL at the end": RIGHT + b"\0",
    "erase": b"x\x7f" + RIGHT, "kill": b"x\x15" + RIGHT + b"\n",
    "behind a refused one": b"x" * 600 + b"\n" + RIGHT + b"\n",
}
TOO_LONG = {
    "512 bytes": LONGEST + b"k", "512 bytes, newline": LONGEST + b"k\n",
    "twice": LONGEST * 2, "much": LONGEST * 300 + b"\n",
}


def ends_of_all(sandbox, user, answers):
    """Runs a gate for each of the answers, all at once: their results, by name."""
    asking.script(sandbox, '/bin/busybox cat "/$1"')
    for at, answer in enumerate(answers.values()):
        sandbox.write(f"answer{at}", answer)

    def run(at):
        return asking.gate(sandbox, "-u", user, "-n", "1", program=f"/asker answer{at}")

    with concurrent.futures.ThreadPoolExecutor(len(answers)) as pool:
        return dict(zip(answers, pool.map(run, range(len(answers)))))


def test_other_answers_are_wrong(sandbox):
    """Bytes are bytes: nothing is trimmed, nothing edits."""
    done = ends_of_all(sandbox, "anna", NO_ANSWERS)
    assert {name: each.status for name, each in done.items()} == dict.fromkeys(done, 1)
    refused = {name for name, each in done.items() if "refused" in each.text}
    assert refused == {"NUL before", "NUL behind", "NUL at the end", "behind a refused one"}


def test_a_longer_answer_is_refused(sandbox):
    """What was cut to fit would be the password."""
    sandbox.user("anna", hashes.LONG_YESCRYPT)
    done = ends_of_all(sandbox, "anna", TOO_LONG)
    for each in done.values():
        matrix.assert_denied(each)
        assert "refused" in each.text


@pytest.mark.parametrize("end", [b"", b"\n", b"\nmore"], ids=["no-newline", "newline", "more"])
def test_the_longest_answer(sandbox, end):
    sandbox.user("anna", hashes.LONG_YESCRYPT)
    asking.answering(sandbox, hashes.LONG_PASSWORD.encode() + end)
    assert asked_for_anna(sandbox).status == 0


def test_an_answer_of_bytes(sandbox):
    sandbox.user("anna", hashes.BYTES_YESCRYPT)
    asking.answering(sandbox, hashes.BYTES_PASSWORD)
    assert asked_for_anna(sandbox).status == 0


def test_an_answer_in_pieces(sandbox):
    half = len(PASSWORD) // 2
    asking.script(sandbox, f"printf %s '{PASSWORD[:half]}'", "/bin/busybox sleep 0.3",
                  f"printf %s '{PASSWORD[half:]}'", "/bin/busybox sleep 0.3", "printf '\\n'")
    assert asked_for_anna(sandbox).status == 0


def test_an_empty_answer_where_the_password_is_empty(sandbox):
    """That it is an answer, is PAM's to judge."""
    sandbox.unix_policy(auth="nullok")
    sandbox.user("anna", "")
    sandbox.user("emil")
    asking.script(sandbox, 'case $1 in login*) echo emil;; esac')
    matrix.assert_denied(asking.gate(sandbox, "-n", "1"))
    asking.script(sandbox, 'case $1 in login*) echo anna;; esac')
    assert asking.gate(sandbox).status == 0


# How it ended


@pytest.mark.parametrize("status", [1, 2, 125, 128, 130, 255])
def test_another_status_is_a_cancel(sandbox, status):
    """Also behind the right password."""
    asking.answering(sandbox, RIGHT + b"\n", f"exit {status}")
    done = asked_for_anna(sandbox)
    assert done.status == matrix.CANCELLED, done.text
    assert len(asking.questions(sandbox)) == 1
    assert b"Cancelled" in done.err


@pytest.mark.parametrize("end", [
    "exit 126", "exit 127", "kill -9 $$", "kill -TERM $$", "kill -SEGV $$", "kill -HUP $$"])
def test_a_program_that_breaks(sandbox, end):
    sandbox.listen()
    asking.answering(sandbox, RIGHT + b"\n", end)
    matrix.assert_broken(asked_for_anna(sandbox), "broken: ")
    assert len(asking.questions(sandbox)) == 1


@pytest.mark.parametrize("how", [
    "not-executable", "directory", "missing", "behind-a-file", "dangling", "no-interpreter",
    "no-program"])
def test_what_cannot_be_run(sandbox, how):
    sandbox.listen()
    asking.script(sandbox, f"echo '{PASSWORD}'")
    path = sandbox.path / "asker"
    program = asking.ASKER
    if how == "not-executable":
        path.chmod(0o644)
    elif how == "behind-a-file":
        program = "/asker/asker"
    elif how == "no-interpreter":
        sandbox.write("asker", f"#!/bin/nothing\necho '{PASSWORD}'\n", 0o755)
    elif how == "no-program":
        sandbox.write("asker", b"\x7fELF" + bytes(60), 0o755)
    else:
        path.unlink()
        if how == "directory":
            path.mkdir()
        elif how == "dangling":
            path.symlink_to("/nowhere")
    matrix.assert_broken(asked_for_anna(sandbox, program=program), "pamlet[")


def test_the_log_names_the_cause(sandbox):
    sandbox.listen()
    asking.script(sandbox, "exit 0", mode=0o644)
    done = asked_for_anna(sandbox)
    assert "the askpass program cannot be executed: Permission denied" in done.log
    done = asked_for_anna(sandbox, program="/missing")
    assert "the askpass program cannot be executed: No such file" in done.log


def test_a_console_has_no_place(sandbox):
    sandbox.listen()
    asking.answering(sandbox, RIGHT)
    done = asked_for_anna(sandbox, "-c", "ttyS0")
    matrix.assert_broken(done, "prompt mode askpass takes no console")
    assert not (sandbox.path / "questions").exists()


# The command line


@pytest.mark.parametrize("program", ["asker", "./asker", "", " ", " /asker", "~/asker"])
def test_no_path_is_a_usage_error(sandbox, program):
    asking.answering(sandbox, RIGHT)
    done = asked_for_anna(sandbox, program=program)
    assert done.status == matrix.USAGE
    assert "askpass: not a path" in done.text
    assert not (sandbox.path / "questions").exists()


def told(sandbox):
    """The arguments that asker.c was given, each time that it ran."""
    runs = sandbox.read("report").split("end=\n")[:-1]
    return [[bytes.fromhex(line.partition("=")[2]) for line in run.splitlines()
             if line.startswith("argument=")] for run in runs]


@pytest.fixture
def teller(sandbox):
    """Puts asker.c in; it says anna's password."""
    sandbox.write("asker", asking.reporter().read_bytes(), 0o755)
    sandbox.write("answer", RIGHT)
    return lambda: told(sandbox)


@pytest.mark.parametrize("given, words", [
    ("/asker", []), ("/asker ", []), ("/asker --prompt", ["--prompt"]),
    ("/asker  one   --two=3 ", ["one", "--two=3"]), ("/asker 'a b' $x", ["'a", "b'", "$x"]),
    ("/asker" + " x" * 15, ["x"] * 15), ("/asker " + "y" * 248, ["y" * 248]),
], ids=["alone", "blank", "option", "blanks", "quotes", "16-words", "255-bytes"])
def test_the_question_is_the_last_argument(sandbox, teller, given, words):
    assert asked_for_anna(sandbox, program=given).status == 0
    assert teller() == [[b"/asker", *(word.encode() for word in words), b"Password:"]]


@pytest.mark.parametrize("given", ["/asker" + " x" * 16, "/asker " + "y" * 249])
def test_too_many_words(sandbox, teller, given):
    sandbox.listen()
    done = asked_for_anna(sandbox, program=given)
    matrix.assert_broken(done, "the askpass program is not a path and a few words")
    assert not (sandbox.path / "report").exists()


def test_the_program_of_kconfig(sandbox):
    """Without -A."""
    program, *words = build.configuration()["ASKPASS_PROGRAM"].split()
    asking.script(sandbox, 'echo "$*" >>/questions', f"echo '{PASSWORD}'", name=program)
    assert asked_for_anna(sandbox, program=None).status == 0
    assert asking.questions(sandbox) == [" ".join([*words, "Password:"])]


# The question


@pytest.mark.parametrize("issue, argument", [
    (b"", b"login:"),
    (b"--help", b" --helplogin:"),
    (b"-", b" -login:"),
    (b" \n --version\n", b" --version login:"),
    (b"one\n\ntwo\n", b"one  two login:"),
    (b"a b; $(reboot) 'x' \"y\" ", b"a b; $(reboot) 'x' \"y\" login:"),
    (b"\x1b[2J\x9b\x07\t\r\x7f", b"\\x1b[2J\\x9b\\x07\\x09\\x0d\\x7flogin:"),
    ("Tür".encode(), b"T\\xc3\\xbcrlogin:"),
    (b"q" * 450, b"q" * 450 + b"login:"),
], ids=["plain", "option", "dash", "option-behind-blanks", "lines", "shell", "escapes", "utf-8",
        "long"])
def test_the_question_of_a_module(sandbox, teller, issue, argument):
    """One line, trimmed, no option, escaped (pam_issue puts its file in front)."""
    sandbox.policy("gate", ISSUE_POLICY)
    sandbox.write("etc/issue", issue)
    (sandbox.path / "answer").unlink()
    assert asking.gate(sandbox).status == matrix.CANCELLED
    assert teller() == [[b"/asker", argument]]


def test_a_question_that_the_arena_cannot_hold(sandbox, teller):
    sandbox.listen()
    sandbox.policy("gate", ISSUE_POLICY)
    sandbox.write("etc/issue", "q" * int(build.configuration()["ARENA_SIZE"]))
    done = asking.gate(sandbox)
    matrix.assert_broken(done, "the arena is too small for the question")
    assert not (sandbox.path / "report").exists()


# Try after try


def test_both_questions(sandbox):
    asking.script(sandbox, 'echo "$1" >>/questions',
                  f"case $1 in login*) echo anna;; *) echo '{PASSWORD}';; esac")
    done = asking.gate(sandbox)
    assert done.status == 0, done.text
    assert asking.questions(sandbox) == ["login:", "Password:"]


def test_wrong_then_right(sandbox):
    asking.script(sandbox, 'echo "$1" >>/questions', "if [ -e /again ]",
                  f"then echo '{PASSWORD}'; else >/again; echo '{WRONG}'; fi")
    done = asked_for_anna(sandbox)
    assert done.status == 0, done.text
    assert asking.questions(sandbox) == ["Password:"] * 2
    assert done.err.count(b"Login incorrect") == 1


def test_tries_are_used_up(sandbox):
    asking.answering(sandbox, WRONG.encode())
    done = asked_for_anna(sandbox, "-n", "2")
    matrix.assert_denied(done)
    assert asking.questions(sandbox) == ["Password:"] * 2
    assert done.err.count(b"Login incorrect") == 2


def test_right_then_cancelled(sandbox):
    """The name was answered; the password was not."""
    asking.script(sandbox, "case $1 in login*) echo anna;; *) exit 1;; esac")
    assert asking.gate(sandbox).status == matrix.CANCELLED


# Beside it


def test_messages_and_its_own_words_are_on_standard_error(sandbox):
    asking.answering(sandbox, RIGHT, "echo a word of the program >&2")
    done = asked_for_anna(sandbox, "-m", "The disk is gone.")
    assert done.status == 0 and done.out == b""
    assert done.err == b"The disk is gone.\na word of the program\n"


def test_standard_input_is_left_for_the_command(sandbox, probe):
    asking.answering(sandbox, RIGHT, "/bin/busybox cat >/stolen", "exit 0")
    done = asked_for_anna(sandbox, "--", probe, "cat", stdin=b"line one\nline two")
    assert done.status == 0 and done.out == b"line one\nline two"
    assert sandbox.read("stolen") == ""


def test_a_terminal_is_left_alone(seat, sandbox):
    asking.answering(sandbox, RIGHT)
    person = seat("-P", "askpass", "-A", asking.ASKER, "-u", "anna")
    assert person.leave() == 0
    assert person.after == person.before and person.screen == b""
