# SPDX-License-Identifier: MIT
"""What the askpass program is given: its arguments, and else what a fresh process has."""
import os
import pathlib
import signal
import subprocess

import pytest

from askpass import asking
from lib import build, matrix, procfs
from lib.hashes import PASSWORD, WRONG
from lib.probe import facts
from lib.sandbox import needs_root

EVIL = {"LD_PRELOAD": "/x.so", "ENV": "/x", "IFS": "x", "HOME": "/tmp", "PAMLET": "x",
        "PATH": "/usr/sbin:/usr/bin:/sbin:/bin:/evil", "SSH_ASKPASS": "/x"}
# Those that a gate itself cares about, and some that it does not.
NUMBERS = [signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM, signal.SIGPIPE,
           signal.SIGALRM, signal.SIGTSTP, signal.SIGTTIN, signal.SIGTTOU]
OTHERS = [signal.SIGUSR1, signal.SIGUSR2, signal.SIGWINCH, signal.SIGURG, signal.SIGXFSZ]


@pytest.fixture(autouse=True)
def anna(sandbox):
    if build.configuration().get("PROMPT_ASKPASS") != "y":
        pytest.skip("not configured: PROMPT_ASKPASS")
    sandbox.unix_policy()
    sandbox.user("anna")
    sandbox.write("asker", asking.reporter().read_bytes(), 0o755)
    sandbox.write("answer", PASSWORD)


@pytest.fixture
def report(sandbox):
    """Runs a gate with asker.c, and returns what that was given."""
    def run(*arguments, **how):
        done = asking.gate(sandbox, "-u", "anna", *arguments, **how)
        assert done.status == 0, done.text
        return facts(sandbox.read("report"))

    return run


def test_environment_is_a_path_alone(report, sandbox):
    _, environment = report(environment=EVIL)
    assert sandbox.read("report").count("env:") == 1
    assert environment == {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"}


def test_no_other_descriptors(report, sandbox):
    """Standard input is at its end."""
    needs_root()
    sandbox.nodes("null")
    read_end, write_end = os.pipe()
    try:
        os.dup2(write_end, 77)
        told, _ = report(pass_fds=[read_end, write_end, 77], stdin=b"of the command")
    finally:
        for descriptor in (read_end, write_end, 77):
            os.close(descriptor)
    assert told["descriptors"].split() == ["0", "1", "2"]
    assert told["input"] == "end"


def test_without_a_null_device(report):
    """Standard input can neither be read nor written there: it is not the gate's."""
    told, _ = report(stdin=b"of the command")
    assert told["descriptors"].split() == ["0", "1", "2"]
    assert told["input"] == "none"


def ignore(numbers):
    for number in numbers:
        signal.signal(number, signal.SIG_IGN)


def test_nothing_is_blocked(report):
    everything = set(range(1, signal.NSIG)) - {signal.SIGCHLD}
    told, _ = report(
        preexec_fn=lambda: signal.pthread_sigmask(signal.SIG_BLOCK, everything))
    assert told["blocked"].strip() == ""


def test_nothing_is_ignored(report):
    told, _ = report(preexec_fn=lambda: ignore(NUMBERS))
    assert told["ignored"].strip() == ""


def test_other_signals_neither(report):
    """As in a fresh process, whatever the gate's caller ignores."""
    told, _ = report(preexec_fn=lambda: ignore(OTHERS))
    assert told["ignored"].strip() == ""


def test_an_ignored_sigchld_hides_no_status(sandbox):
    """With it the kernel reaps by itself: a cancel must not become something else."""
    needs_root()
    asking.answering(sandbox, PASSWORD.encode(), "exit 1")
    done = asking.gate(sandbox, "-u", "anna",
                       preexec_fn=lambda: signal.signal(signal.SIGCHLD, signal.SIG_IGN))
    assert done.status == matrix.CANCELLED, done.text


def test_it_leads_a_session_without_a_terminal(seat, sandbox):
    needs_root()
    sandbox.nodes("tty", "null")
    person = seat("-P", "askpass", "-A", asking.ASKER, "-u", "anna")
    assert person.leave() == 0, person.screen
    told, _ = facts(sandbox.read("report"))
    assert (told["leader"], told["group"], told["terminal"]) == ("1", "1", "0")


def test_umask_and_directory(report):
    told, _ = report(umask=0o027)
    assert told["cwd"] == "/" and told["umask"] in ("022", "027", "077")


def test_no_core_file_of_what_was_typed(report):
    told, _ = report()
    assert told["core"] == "0"


def needs_oom_protection():
    """Skips the test where the gate cannot have any: there is nothing to undo."""
    done = subprocess.run(["sh", "-c", "echo -1000 >/proc/self/oom_score_adj"],
                          stderr=subprocess.DEVNULL, check=False)
    if done.returncode != 0:
        pytest.skip("needs CAP_SYS_RESOURCE")


@pytest.mark.parametrize("adjusted", ["0", "300"])
def test_oom_killer_sees_what_the_caller_set(report, sandbox, adjusted):
    """The gate's own protection is not for others."""
    needs_root()
    needs_oom_protection()
    sandbox.mount("proc")

    def adjust():
        pathlib.Path("/proc/self/oom_score_adj").write_text(adjusted)

    told, _ = report(preexec_fn=adjust)
    assert told["oom"] == adjusted


def test_no_secret_of_the_answer_before(sandbox):
    """While it asks again, the program knows nothing of what was answered first."""
    needs_root()
    asking.script(sandbox, 'echo "$1" >>/questions', "if [ -e /answer ]",
                  "then /bin/busybox cat /answer; /bin/busybox rm /answer; exit 0", "fi",
                  "echo $$ >>/pids", "/bin/busybox sleep 60; exit 1")
    sandbox.write("answer", WRONG)
    with asking.running(sandbox, "-u", "anna"):
        pid, = asking.pids(sandbox, 1)
        assert procfs.places_of(pid, b"Password:"), "the scanner is blind"
        for piece in (WRONG, WRONG[:8], WRONG[-8:]):
            assert procfs.places_of(pid, piece.encode()) == []
        for name in ("environ", "cmdline"):
            assert WRONG.encode() not in pathlib.Path(f"/proc/{pid}/{name}").read_bytes()
    assert asking.questions(sandbox) == ["Password:"] * 2


def test_arguments_of_the_command_are_not_for_it(report, sandbox, probe):
    report("-m", "a message", "--", probe, "exit", "0")
    assert "message" not in sandbox.read("report") and "probe" not in sandbox.read("report")
