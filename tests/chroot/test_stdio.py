# SPDX-License-Identifier: MIT
"""Prompt mode stdio: lines in, prompts out, nothing read that is not ours."""
import os
import subprocess

import pytest

from lib import hashes, matrix
from lib.hashes import PASSWORD, WRONG
from lib.sandbox import host_environment


@pytest.fixture(autouse=True)
def anna(sandbox):
    sandbox.unix_policy()
    sandbox.user("anna")


def feed(sandbox, data, *arguments):
    return sandbox.run("gate", "-P", "stdio", "-u", "anna", *arguments, stdin=data)


def test_what_follows_the_answers_is_the_commands(sandbox, probe):
    done = feed(sandbox, PASSWORD.encode() + b"\nline one\nline two", "--", probe, "cat")
    assert done.status == 0 and done.out == b"line one\nline two"


def test_after_a_wrong_one_too(sandbox, probe):
    data = f"{WRONG}\n{PASSWORD}\nthe rest\n".encode()
    done = feed(sandbox, data, "--", probe, "cat")
    assert done.status == 0 and done.out == b"the rest\n"


@pytest.mark.parametrize("data", [b"", PASSWORD.encode(), b"x", PASSWORD.encode() + b"\r"])
def test_end_of_input_in_an_answer(sandbox, data):
    """A line is a line when it has ended; the end of input is no Enter."""
    done = feed(sandbox, data)
    assert done.status == matrix.CANCELLED, done.text


def test_end_of_input_after_a_wrong_one(sandbox):
    assert feed(sandbox, WRONG.encode() + b"\n").status == matrix.CANCELLED


@pytest.mark.parametrize("line", [
    PASSWORD.encode() + b"\0", b"\0" + PASSWORD.encode(), PASSWORD.encode() + b"\0junk", b"\0",
])
def test_nul_is_refused(sandbox, line):
    matrix.assert_denied(feed(sandbox, line + b"\n", "-n", "1"))


@pytest.mark.parametrize("length", [512, 600, 4095, 4096, 5000, 100000])
def test_overlong_line_is_refused_whole(sandbox, probe, length):
    """Its end is not the next answer, nor the command's input."""
    line = b"x" * length + PASSWORD.encode() + b"\n"
    done = feed(sandbox, line + PASSWORD.encode() + b"\nrest\n", "--", probe, "cat")
    assert done.status == 0, done.text
    assert done.out == b"rest\n"
    assert done.text.count("Login incorrect") == 1


def test_overlong_line_that_begins_with_the_password(sandbox):
    matrix.assert_denied(
        feed(sandbox, PASSWORD.encode() + b"\0" * 2 + b"x" * 600 + b"\n", "-n", "1"))
    matrix.assert_denied(feed(sandbox, PASSWORD.encode() + b"x" * 600 + b"\n", "-n", "1"))


def test_the_longest_answer(sandbox):
    """One byte more is refused; what was cut to fit would be the password."""
    sandbox.user("anna", hashes.LONG_YESCRYPT)
    line = hashes.LONG_PASSWORD.encode()
    assert feed(sandbox, line + b"\n").status == 0
    matrix.assert_denied(feed(sandbox, line + b"k\n", "-n", "1"))
    matrix.assert_denied(feed(sandbox, line + b"\x00\n", "-n", "1"))


def test_carriage_return_is_a_byte(sandbox):
    matrix.assert_denied(feed(sandbox, PASSWORD.encode() + b"\r\n", "-n", "1"))


def test_control_characters_are_bytes(sandbox):
    sandbox.user("anna", hashes.BYTES_YESCRYPT)
    assert feed(sandbox, hashes.BYTES_PASSWORD + b"\n").status == 0
    matrix.assert_denied(feed(sandbox, b"x\x7f" + hashes.BYTES_PASSWORD + b"\n", "-n", "1"))


def test_prompts_go_to_standard_error(sandbox):
    done = feed(sandbox, PASSWORD.encode() + b"\n")
    assert done.out == b"" and b"Password: " in done.err


def test_nothing_is_echoed(sandbox):
    for echo in ("none", "stars", "full"):
        done = feed(sandbox, WRONG.encode() + b"\n" + PASSWORD.encode() + b"\n", "-E", echo)
        assert done.status == 0
        matrix.assert_no_secret(done.err)


@pytest.mark.parametrize("typed", [b"", PASSWORD.encode()], ids=["nothing", "half-an-answer"])
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
        sandbox.command("gate", "-P", "stdio", "-u", "anna"), input=PASSWORD.encode() + b"\n",
        stdout=subprocess.PIPE, stderr=write_end, timeout=30, check=False,
        env=host_environment())
    os.close(write_end)
    assert done.returncode in (matrix.CANCELLED, matrix.BROKEN)
