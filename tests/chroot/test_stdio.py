# SPDX-License-Identifier: MIT
"""Prompt mode stdio: lines in, prompts out, nothing read that is not ours."""
import concurrent.futures
import contextlib
import os
import select
import subprocess
import time

import pytest

from lib import build, hashes, matrix
from lib.hashes import PASSWORD, WRONG
from lib.sandbox import host_environment, needs_root, shell_status

LIMIT_S = 30
RIGHT = PASSWORD.encode()


@pytest.fixture(autouse=True)
def anna(sandbox):
    sandbox.unix_policy()
    sandbox.user("anna")


def feed(sandbox, data, *arguments):
    return sandbox.run("gate", "-P", "stdio", "-u", "anna", *arguments, stdin=data)


def feed_each(sandbox, all_data, *arguments):
    """The same for several at once, because most of the time is the failure delay."""
    with concurrent.futures.ThreadPoolExecutor(len(all_data)) as pool:
        return list(pool.map(lambda data: feed(sandbox, data, *arguments), all_data))


def test_what_follows_the_answers_is_the_commands(sandbox, probe):
    done = feed(sandbox, RIGHT + b"\nline one\nline two", "--", probe, "cat")
    assert done.status == 0 and done.out == b"line one\nline two"


def test_after_a_wrong_one_too(sandbox, probe):
    data = f"{WRONG}\n{PASSWORD}\nthe rest\n".encode()
    done = feed(sandbox, data, "--", probe, "cat")
    assert done.status == 0 and done.out == b"the rest\n"


@pytest.mark.parametrize("data", [b"", RIGHT, b"x", RIGHT + b"\r"])
def test_end_of_input_in_an_answer(sandbox, data):
    """A line is a line when it has ended; the end of input is no Enter."""
    done = feed(sandbox, data)
    assert done.status == matrix.CANCELLED, done.text


def test_end_of_input_after_a_wrong_one(sandbox):
    assert feed(sandbox, WRONG.encode() + b"\n").status == matrix.CANCELLED


def test_nul_is_refused(sandbox):
    lines = [RIGHT + b"\0", b"\0" + RIGHT, RIGHT + b"\0junk", b"\0"]
    for done in feed_each(sandbox, [line + b"\n" for line in lines], "-n", "1"):
        matrix.assert_denied(done)


def test_refused_line_is_drained_to_its_end(sandbox, probe):
    """Its end is not the next answer, nor the command's input."""
    lines = [b"x" * length + RIGHT for length in (512, 600, 4095, 4096, 5000, 100000)]
    lines += [b"\0", RIGHT + b"\0", b"x" * 600 + b"\0"]
    for done in feed_each(sandbox, [line + b"\n" + RIGHT + b"\nrest\n" for line in lines],
                          "--", probe, "cat"):
        assert done.status == 0, done.text
        assert done.out == b"rest\n"
        assert done.text.count("Login incorrect") == 1


def test_overlong_line_that_begins_with_the_password(sandbox):
    lines = [RIGHT + b"\0" * 2 + b"x" * 600 + b"\n", RIGHT + b"x" * 600 + b"\n"]
    for done in feed_each(sandbox, lines, "-n", "1"):
        matrix.assert_denied(done)


def test_the_longest_answer(sandbox):
    """One byte more is refused; what was cut to fit would be the password."""
    sandbox.user("anna", hashes.LONG_YESCRYPT)
    line = hashes.LONG_PASSWORD.encode()
    right, *others = feed_each(sandbox, [line + b"\n", line + b"k\n", line + b"\0\n"], "-n", "1")
    assert right.status == 0
    for done in others:
        matrix.assert_denied(done)


def test_carriage_return_is_a_byte(sandbox):
    matrix.assert_denied(feed(sandbox, RIGHT + b"\r\n", "-n", "1"))


def test_control_characters_are_bytes(sandbox):
    sandbox.user("anna", hashes.BYTES_YESCRYPT)
    assert feed(sandbox, hashes.BYTES_PASSWORD + b"\n").status == 0
    matrix.assert_denied(feed(sandbox, b"x\x7f" + hashes.BYTES_PASSWORD + b"\n", "-n", "1"))


def test_prompts_go_to_standard_error(sandbox):
    done = feed(sandbox, RIGHT + b"\n")
    assert done.out == b"" and b"Password: " in done.err


def test_nothing_is_echoed(sandbox):
    modes = [name for name in ("none", "stars", "last", "fixed", "full")
             if build.configuration().get(f"ECHO_{name.upper()}") == "y"]
    assert modes

    def run(echo):
        return feed(sandbox, WRONG.encode() + b"\n" + RIGHT + b"\n", "-E", echo)

    with concurrent.futures.ThreadPoolExecutor(len(modes)) as pool:
        for done in pool.map(run, modes):
            assert done.status == 0
            assert done.err == b"Password: \nLogin incorrect\nPassword: \n"


@pytest.mark.parametrize("typed", [b"", RIGHT], ids=["nothing", "half-an-answer"])
def test_nobody_answers(sandbox, typed):
    """A pipe that stays open and silent."""
    read_end, write_end = os.pipe()
    os.write(write_end, typed)
    try:
        done = subprocess.run(
            sandbox.command("gate", "-P", "stdio", "-u", "anna", "-t", "1"), stdin=read_end,
            capture_output=True, timeout=30, check=False, env=host_environment())
    finally:
        os.close(read_end)
        os.close(write_end)
    assert done.returncode == matrix.TIMEOUT
    assert b"Timed out" in done.stderr


def test_reader_of_the_prompts_is_gone(sandbox):
    """Writing to a closed pipe neither kills nor opens."""
    read_end, write_end = os.pipe()
    os.close(read_end)
    done = subprocess.run(
        sandbox.command("gate", "-P", "stdio", "-u", "anna"), input=RIGHT + b"\n",
        stdout=subprocess.PIPE, stderr=write_end, timeout=30, check=False,
        env=host_environment())
    os.close(write_end)
    assert done.returncode in (matrix.CANCELLED, matrix.BROKEN)


# What goes to the two outputs


def test_a_name_is_not_echoed_either(sandbox):
    """What is seen of it is what whoever typed it has seen."""
    done = sandbox.run("gate", "-P", "stdio", "-E", "full", stdin=b"anna\n" + RIGHT + b"\n")
    assert done.status == 0 and done.out == b""
    assert done.err == b"login: \nPassword: \n"


def test_messages_are_prompts_neighbours(sandbox):
    done = feed(sandbox, RIGHT + b"\n", "-m", "The disk is gone.\x1b[2J")
    assert done.status == 0 and done.out == b""
    assert done.err == b"The disk is gone.\\x1b[2J\nPassword: \n"


def test_questions_of_modules_are_escaped(sandbox):
    sandbox.policy("gate", "auth required pam_issue.so issue=/etc/issue noesc\n"
                           "auth required pam_unix.so\naccount required pam_unix.so\n")
    sandbox.write("etc/issue", b"a\x1b[2J\x9b\nb ")
    done = sandbox.run("gate", "-P", "stdio", stdin=b"anna\n" + RIGHT + b"\n")
    assert done.status == 0
    assert done.err == b"a\\x1b[2J\\x9b\nb login: \nPassword: \n"


# Lines


def test_refused_lines_say_so(sandbox):
    for done in feed_each(sandbox, [b"x" * 512 + b"\n", b"x\0\n"], "-n", "1"):
        matrix.assert_denied(done)
        assert done.err.startswith(b"Password: \nToo long, or not text: refused.\n")


@pytest.mark.parametrize("line", [b"x" * 512, b"x" * 100000, b"\0", RIGHT + b"\0"],
                         ids=["512", "much", "nul", "nul-behind"])
def test_end_of_input_in_a_refused_line(sandbox, line):
    assert feed(sandbox, line).status == matrix.CANCELLED


def test_no_key_edits(sandbox):
    """Each of these would be the password, if it was typed on a terminal."""
    lines = [b"x\x7f" + RIGHT, b"x\x08" + RIGHT, b"x\x15" + RIGHT, b"x\x17" + RIGHT,
             RIGHT + b"\x1b[D", b"\x1b[200~" + RIGHT + b"\x1b[201~", b"\x16" + RIGHT,
             b"\t" + RIGHT, RIGHT + b"\x04", b"\x0c" + RIGHT, RIGHT + b"\x12"]
    for done in feed_each(sandbox, [line + b"\n" for line in lines], "-n", "1"):
        matrix.assert_denied(done)
        assert done.err == b"Password: \nLogin incorrect\n"


def test_no_key_cancels(sandbox):
    """The next line is asked for: neither ^C nor ^D has ended it."""
    lines = [b"\x03", b"\x04", b"\x1c", RIGHT + b"\x03", RIGHT + b"\x1a"]
    for done in feed_each(sandbox, [line + b"\n" + RIGHT + b"\n" for line in lines]):
        assert done.status == 0


def test_an_answer_may_hold_a_carriage_return(sandbox):
    """As the name: it is refused by PAM's modules, or unknown, but not ended by it."""
    done = sandbox.run("gate", "-P", "stdio", "-n", "1", stdin=b"anna\r" + RIGHT + b"\n\n")
    matrix.assert_denied(done)
    assert done.err == b"login: \nPassword: \nLogin incorrect\n"


def test_an_empty_line_is_an_answer(sandbox):
    sandbox.unix_policy(auth="nullok")
    sandbox.user("anna", "")
    sandbox.user("emil")
    done = sandbox.run("gate", "-P", "stdio", "-u", "anna", stdin=b"\n")
    assert done.status == 0
    done = sandbox.run("gate", "-P", "stdio", "-u", "emil", "-n", "1", stdin=b"\n")
    matrix.assert_denied(done)


# Where it reads from


def test_a_terminal_is_refused(seat, sandbox):
    """It would echo by itself."""
    sandbox.listen()
    person = seat("-P", "stdio", "-u", "anna")
    assert person.leave() == matrix.BROKEN
    assert b"Password" not in person.screen
    assert person.after == person.before
    sandbox.log.wait_for("standard input is a terminal: use prompt mode tty")


def test_a_console_is_refused(sandbox):
    sandbox.listen()
    done = feed(sandbox, RIGHT + b"\n", "-c", "ttyS0")
    matrix.assert_broken(done, "prompt mode stdio takes no console")


def run_with(sandbox, stdin, *arguments, **how):
    """Runs a gate on this standard input: (status, what is on standard error)."""
    done = subprocess.run(
        sandbox.command("gate", "-P", "stdio", "-u", "anna", *arguments), stdin=stdin,
        capture_output=True, timeout=LIMIT_S, check=False, env=host_environment(), **how)
    return shell_status(done.returncode), done.stderr


def run_without(sandbox, descriptor, answer):
    """Runs a gate to which 0, 1 or 2 is closed: its status."""
    done = subprocess.run(
        sandbox.command("gate", "-P", "stdio", "-u", "anna", "-n", "1"), input=answer + b"\n",
        stdout=subprocess.PIPE, timeout=LIMIT_S, check=False, env=host_environment(),
        preexec_fn=lambda: os.close(descriptor))
    assert done.stdout == b""
    return shell_status(done.returncode)


def test_closed_without_a_null_device(sandbox):
    """What cannot be read, or told, is broken: never a yes, never another file."""
    assert run_without(sandbox, 0, RIGHT) == matrix.BROKEN
    assert run_without(sandbox, 2, RIGHT) == matrix.BROKEN
    assert run_without(sandbox, 1, RIGHT) == 0


def test_closed_with_a_null_device(sandbox):
    """It takes the place of what is closed: no input is its end."""
    needs_root()
    sandbox.nodes("null")
    assert run_without(sandbox, 0, RIGHT) == matrix.CANCELLED
    assert run_without(sandbox, 2, RIGHT) == 0
    assert run_without(sandbox, 2, WRONG.encode()) == matrix.DENIED
    assert run_without(sandbox, 1, RIGHT) == 0


def test_a_directory_as_standard_input(sandbox):
    directory = os.open("/", os.O_RDONLY)
    try:
        status, _ = run_with(sandbox, directory)
    finally:
        os.close(directory)
    assert status == matrix.BROKEN


def test_standard_input_that_cannot_be_read(sandbox, tmp_path):
    target = os.open(tmp_path / "written", os.O_WRONLY | os.O_CREAT)
    try:
        status, _ = run_with(sandbox, target)
    finally:
        os.close(target)
    assert status == matrix.BROKEN


def test_a_file_is_read_to_the_newline_exactly(sandbox, tmp_path):
    """The command goes on where the answers end: nothing is read ahead."""
    (tmp_path / "answers").write_bytes(WRONG.encode() + b"\n" + RIGHT + b"\nrest")
    with open(tmp_path / "answers", "rb", buffering=0) as answers:
        assert run_with(sandbox, answers)[0] == 0
        assert answers.read() == b"rest"


def test_a_file_is_read_no_further_when_denied(sandbox, tmp_path):
    (tmp_path / "answers").write_bytes(WRONG.encode() + b"\n" + RIGHT + b"\nrest")
    with open(tmp_path / "answers", "rb", buffering=0) as answers:
        assert run_with(sandbox, answers, "-n", "1")[0] == matrix.DENIED
        assert answers.read() == RIGHT + b"\nrest"


# Time


@contextlib.contextmanager
def slow_writer(sandbox, *arguments):
    """A gate on a pipe, and that pipe's end."""
    with subprocess.Popen(
            sandbox.command("gate", "-P", "stdio", "-u", "anna", *arguments),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env=host_environment(), bufsize=0) as process:
        try:
            yield process
        finally:
            process.kill()


def test_a_slow_writer_is_waited_for(sandbox):
    with slow_writer(sandbox) as process:
        assert process.stderr.read(10) == b"Password: "
        for byte in RIGHT + b"\n":
            assert not select.select([process.stderr], [], [], 0.05)[0]
            process.stdin.write(bytes([byte]))
        assert process.wait(LIMIT_S) == 0


def test_a_slow_writer_does_not_feed_the_deadline(sandbox):
    """A byte now and then, for ever: the time is that of the whole answer."""
    start = time.monotonic()
    with slow_writer(sandbox, "-t", "1") as process:
        with contextlib.suppress(BrokenPipeError):
            while process.poll() is None:
                assert time.monotonic() < start + LIMIT_S
                process.stdin.write(b"x")
                time.sleep(0.05)
        assert process.wait(LIMIT_S) == matrix.TIMEOUT
        assert process.stderr.read() == b"Password: Timed out\n"
    assert time.monotonic() > start + 1


def test_a_writer_that_never_stops(sandbox):
    """Faster than a line can be read: a refused line has a deadline, too."""
    with open("/dev/zero", "rb") as zeros:
        status, _ = run_with(sandbox, zeros, "-t", "1")
    assert status == matrix.TIMEOUT


def test_a_reader_that_does_not_read(sandbox):
    """A full pipe on standard error holds the gate up until the deadline, no longer."""
    read_end, write_end = os.pipe()
    os.set_blocking(write_end, False)
    with contextlib.suppress(BlockingIOError):
        while True:
            os.write(write_end, bytes(4096))
    os.set_blocking(write_end, True)
    try:
        done = subprocess.run(
            sandbox.command("gate", "-P", "stdio", "-u", "anna", "-t", "1"),
            input=RIGHT + b"\n", stdout=subprocess.PIPE, stderr=write_end, timeout=LIMIT_S,
            check=False, env=host_environment())
    finally:
        os.close(read_end)
        os.close(write_end)
    assert done.returncode == matrix.TIMEOUT
