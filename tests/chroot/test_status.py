# SPDX-License-Identifier: MIT
"""Every exit status of the gate, and the command lines that it refuses."""
import signal
import subprocess

import pytest

from lib import matrix
from lib.hashes import PASSWORD, WRONG
from lib.sandbox import needs_users


@pytest.fixture(autouse=True)
def anna(sandbox):
    sandbox.unix_policy()
    sandbox.user("anna")


def test_0_authenticated(sandbox):
    assert sandbox.gate("-u", "anna", answers=[PASSWORD]).status == 0


def test_0_and_the_command_returned_0(sandbox, probe):
    done = sandbox.gate("-u", "anna", "--", probe, "exit", "0", answers=[PASSWORD])
    assert done.status == 0


def test_1_denied(sandbox):
    matrix.assert_denied(sandbox.gate("-u", "anna", "-n", "1", answers=[WRONG]))


BAD_COMMAND_LINES = [
    ["-x"], ["--nonsense"], ["-t"], ["-t", "abc"], ["-t", "0"], ["-t", "-1"], ["-t", "86401"],
    ["-t", "10x"], ["-t", ""], ["-t", " 5"], ["-t", "99999999999999999999"], ["-n", "-1"],
    ["-n", "1001"], ["-n", "two"], ["-n", ""], ["-P", "telepathy"], ["-P", ""], ["-E", "colour"],
    ["-F", "explode"], ["-F", ""],
]


@pytest.mark.parametrize("line", BAD_COMMAND_LINES, ids=" ".join)
def test_2_usage(sandbox, line):
    done = sandbox.run("gate", *line)
    assert done.status == matrix.USAGE, done.text
    assert done.err and b"Password" not in done.err


def test_help_is_no_yes(sandbox):
    """Whoever asks a gate for help has not been let in."""
    done = sandbox.run("gate", "--help")
    assert done.status == matrix.USAGE
    for option in ("--service", "--user", "--group", "--timeout", "--tries", "--on-failure",
                   "--prompt", "--echo", "--console", "--message", "--check"):
        assert option in done.text


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["--list"]])
def test_pamlet_itself_tells_and_returns_0(sandbox, arguments):
    done = sandbox.run(*arguments)
    assert done.status == 0 and done.out


def test_version_names_what_is_inside(sandbox):
    text = sandbox.run("--version").text
    for word in ("Linux-PAM", "libxcrypt", "musl", "unix"):
        assert word in text


@pytest.mark.parametrize("arguments", [[], ["nothere"], ["gate2"]])
def test_pamlet_without_an_applet(sandbox, arguments):
    assert sandbox.run(*arguments).status == matrix.USAGE


def test_applet_by_link_name(sandbox):
    (sandbox.path / "gate").symlink_to("pamlet")
    done = subprocess.run(
        sandbox.command("-P", "stdio", "-u", "anna", program="/gate"),
        input=PASSWORD.encode() + b"\n", capture_output=True, timeout=30, check=False)
    assert done.returncode == 0, done.stderr


def test_long_options(sandbox, probe):
    done = sandbox.gate("--service", "gate", "--user=anna", "--timeout", "20", "--tries=1",
                        "--on-failure", "exit", "--echo=none", "--message", "Hello", "--",
                        probe, "exit", "0", answers=[PASSWORD])
    assert done.status == 0, done.text
    assert "Hello" in done.text


def test_4_end_of_input(sandbox):
    assert sandbox.gate("-u", "anna").status == matrix.CANCELLED


def test_111_broken(sandbox):
    sandbox.policy("gate", "nonsense\n")
    assert sandbox.gate("-u", "anna", answers=[PASSWORD]).status == matrix.BROKEN


def test_111_no_console(sandbox):
    sandbox.listen()
    done = sandbox.run("gate", "-P", "tty", "-u", "anna", stdin=PASSWORD.encode() + b"\n")
    assert done.status == matrix.BROKEN and "terminal" in done.log


def test_111_console_that_is_no_terminal(sandbox):
    sandbox.listen()
    sandbox.write("dev/ttyS9", "not a terminal")
    for device in ("ttyS9", "/dev/ttyS9", "/dev/nowhere", "", "/"):
        done = sandbox.run("gate", "-P", "tty", "-c", device, "-u", "anna")
        assert done.status in (matrix.BROKEN, matrix.USAGE), device


def test_126_not_executable(sandbox):
    needs_users()
    sandbox.write("etc/script", "no program\n", mode=0o644)
    for command in ("/etc/script", "/etc"):
        done = sandbox.gate("-u", "anna", "--", command, answers=[PASSWORD])
        assert done.status == matrix.NOT_EXECUTABLE, done.text


def test_127_not_found(sandbox):
    needs_users()
    done = sandbox.gate("-u", "anna", "--", "/nowhere/sh", answers=[PASSWORD])
    assert done.status == matrix.NOT_FOUND


@pytest.mark.parametrize("status", [1, 2, 3, 4, 42, 111, 126, 255])
def test_the_commands_own(sandbox, probe, status):
    done = sandbox.gate("-u", "anna", "--", probe, "exit", str(status), answers=[PASSWORD])
    assert done.status == status


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGSEGV,
                                    signal.SIGHUP, signal.SIGUSR1])
def test_128_and_the_commands_signal(sandbox, probe, number):
    done = sandbox.gate("-u", "anna", "--", probe, "signal", str(int(number)),
                        answers=[PASSWORD])
    assert done.status == matrix.SIGNAL + number


def test_denied_never_runs_the_command(sandbox, probe):
    done = sandbox.gate("-u", "anna", "-n", "2", "--", probe, "report", answers=[WRONG, WRONG])
    matrix.assert_denied(done)
    assert done.out == b""


# --on-failure. What turns the machine off is tried in a machine of its own
# (tests/qemu), never here.

def test_loop_goes_on(sandbox):
    done = sandbox.gate("-u", "anna", "-n", "1", "-F", "loop", answers=[WRONG, WRONG, PASSWORD])
    assert done.status == 0, done.text
    assert done.text.count("Login incorrect") == 2


def test_loop_ends_with_the_commands_status(sandbox, probe):
    """The command was let in: whatever it returns is no failure to log in."""
    done = sandbox.gate("-u", "anna", "-F", "loop", "--", probe, "exit", "1", answers=[PASSWORD])
    assert done.status == 1


def test_loop_survives_a_broken_policy(sandbox):
    """It is read anew in each round, so that it can be mended."""
    sandbox.policy("gate", "nonsense\n")
    sandbox.listen()
    with subprocess.Popen(
            sandbox.command("gate", "-P", "stdio", "-u", "anna", "-F", "loop"),
            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as gate:
        try:
            sandbox.log.wait_for("nonsense")
            sandbox.unix_policy()
            gate.stdin.write(PASSWORD.encode() + b"\n")
            gate.stdin.flush()
            assert gate.wait(timeout=30) == 0
        finally:
            gate.kill()
