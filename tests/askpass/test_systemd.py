# SPDX-License-Identifier: MIT
"""Prompt mode askpass with the real systemd-ask-password.

It finds no terminal (the gate gives it none), and so asks by its agents: here once
a few lines of Python that speak their protocol (systemd.io/PASSWORD_AGENTS), and
once systemd-tty-ask-password-agent itself, with a person in front of it.
"""
import configparser
import contextlib
import os
import signal
import socket
import subprocess

import pytest

from askpass import asking
from lib import build, matrix
from lib.hashes import PASSWORD, WRONG
from lib.person import Person
from lib.sandbox import host_environment, needs_root

pytestmark = pytest.mark.slow

ASK = "/usr/bin/systemd-ask-password"
AGENT = "/usr/bin/systemd-tty-ask-password-agent"


@pytest.fixture(autouse=True)
def anna(sandbox):
    needs_root()
    if build.configuration().get("PROMPT_ASKPASS") != "y":
        pytest.skip("not configured: PROMPT_ASKPASS")
    asking.needs_programs(ASK, AGENT)
    sandbox.unix_policy()
    sandbox.user("anna")
    sandbox.nodes("null", "tty", "urandom")
    sandbox.mount("proc")
    asking.install(sandbox, ASK, AGENT)


class Agent:
    """Answers the questions in a root's /run/systemd/ask-password."""

    def __init__(self, sandbox):
        self._directory = sandbox.path / "run/systemd/ask-password"
        self._done = set()

    def files(self):
        return sorted(self._directory.glob("ask.*")) if self._directory.exists() else []

    def question(self):
        """Waits for the next one; returns its fields ({"Message": ..., "PID": ...})."""
        found = []

        def look():
            found[:] = [path for path in self.files() if path.name not in self._done]
            return bool(found)

        asking.wait_until(look, "a question")
        self._done.add(found[0].name)
        fields = configparser.ConfigParser(interpolation=None, strict=False)
        fields.optionxform = str
        fields.read_string(found[0].read_text())
        return dict(fields["Ask"])

    def reply(self, question, message):
        name = question["Socket"].rpartition("/")[2]
        directory = os.open(self._directory, os.O_RDONLY | os.O_DIRECTORY)
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as to:
            to.connect(f"/proc/self/fd/{directory}/{name}")
            os.close(directory)
            to.send(message if isinstance(message, bytes) else message.encode())

    def answer(self, *messages):
        """Answers one question after the other; returns them."""
        questions = []
        for message in messages:
            questions.append(self.question())
            self.reply(questions[-1], message)
        return questions


@pytest.fixture
def agent(sandbox):
    return Agent(sandbox)


def ask(sandbox, *arguments, program=ASK):
    return asking.running(sandbox, *arguments, program=program)


def status_of(process):
    return asking.end_of(process)[0]


# An agent by its protocol


def test_right_password_opens(sandbox, agent):
    with ask(sandbox, "-u", "anna") as process:
        question, = agent.answer("+" + PASSWORD)
        assert status_of(process) == 0
    assert question["Message"] == "Password:" and question["Echo"] == "0"
    assert agent.files() == []


def test_both_questions(sandbox, agent):
    with ask(sandbox) as process:
        questions = agent.answer("+anna", "+" + PASSWORD)
        assert status_of(process) == 0
    assert [each["Message"] for each in questions] == ["login:", "Password:"]


def test_it_is_the_default(sandbox, agent):
    """Without -A, where Kconfig was not told otherwise."""
    if build.configuration()["ASKPASS_PROGRAM"] != ASK:
        pytest.skip(f"not configured: ASKPASS_PROGRAM {ASK}")
    line = sandbox.command("gate", "-P", "askpass", "-u", "anna")
    with subprocess.Popen(line, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, env=host_environment()) as process:
        agent.answer("+" + PASSWORD)
        assert status_of(process) == 0


def test_wrong_password_is_denied(sandbox, agent):
    with ask(sandbox, "-u", "anna", "-n", "2") as process:
        questions = agent.answer("+" + WRONG, "+")
        status, err = asking.end_of(process)
    assert status == matrix.DENIED and len(questions) == 2
    assert err.count(b"Login incorrect") == 2


def test_wrong_then_right(sandbox, agent):
    with ask(sandbox, "-u", "anna") as process:
        agent.answer("+" + WRONG, "+" + PASSWORD)
        assert status_of(process) == 0


def test_cancelled_by_the_agent(sandbox, agent):
    with ask(sandbox, "-u", "anna") as process:
        agent.answer("-")
        assert status_of(process) == matrix.CANCELLED


FIELDS = {"PID", "Socket", "AcceptCached", "Echo", "NotAfter", "Silent", "Message", "Icon", "Id"}


@pytest.mark.parametrize("issue, parts", [
    ("--help ", ["--help login:"]), ("Disk \x1b[2J lost ", ["Disk ", "x1b[2J lost login:"]),
    ("Disk lost\nEcho=1\nX=1\n", ["Disk lost", "Echo=1", "X=1", "login:"])],
    ids=["option", "escapes", "lines"])
def test_question_is_no_option_and_no_field(sandbox, agent, issue, parts):
    """All of it is asked, whatever it holds; systemd writes it into a file of fields."""
    sandbox.policy("gate", "auth required pam_issue.so issue=/etc/issue noesc\n"
                           "auth required pam_unix.so\naccount required pam_unix.so\n")
    sandbox.write("etc/issue", issue)
    with ask(sandbox) as process:
        question, = agent.answer("-")
        assert status_of(process) == matrix.CANCELLED
    assert "\x1b" not in question["Message"]
    for part in parts:
        assert part in question["Message"]
    assert set(question) <= FIELDS and question["Echo"] == "0"


def test_nobody_answers(sandbox, agent):
    """The process is gone; its file may stay, and no agent asks for a dead one."""
    with ask(sandbox, "-u", "anna", "-t", "2") as process:
        question = agent.question()
        assert asking.is_running(int(question["PID"]))
        assert status_of(process) == matrix.TIMEOUT
        asking.assert_gone([int(question["PID"])])
    listed = subprocess.run(sandbox_line(sandbox, AGENT, "--list"), stdin=subprocess.DEVNULL,
                            capture_output=True, timeout=60, check=False)
    assert b"Password" not in listed.stdout + listed.stderr


def test_a_file_that_was_left_disturbs_nobody(sandbox, agent):
    with ask(sandbox, "-u", "anna", "-t", "1") as process:
        agent.question()
        assert status_of(process) == matrix.TIMEOUT
    with ask(sandbox, "-u", "anna") as process:
        agent.answer("+" + PASSWORD)
        assert status_of(process) == 0


def test_its_own_timeout_is_a_cancel(sandbox, agent):
    """With a time of its own (90 s unless it is told) it may give up before the gate."""
    with ask(sandbox, "-u", "anna", program=f"{ASK} --timeout=1") as process:
        agent.question()
        assert status_of(process) == matrix.CANCELLED


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL], ids=lambda each: each.name)
def test_it_goes_with_the_gate(sandbox, agent, number):
    with ask(sandbox, "-u", "anna") as process:
        pid = int(agent.question()["PID"])
        process.send_signal(number)
        assert process.wait(asking.LIMIT_S) == (
            -number if number == signal.SIGKILL else matrix.CANCELLED)
        asking.assert_gone([pid])


def test_the_answer_of_before_is_not_cached(sandbox, agent):
    """Each question is asked anew: nothing comes out of the kernel's keyring."""
    for _ in range(2):
        with ask(sandbox, "-u", "anna") as process:
            question, = agent.answer("+" + PASSWORD)
            assert question["AcceptCached"] == "0"
            assert status_of(process) == 0


# The agent of systemd


def sandbox_line(sandbox, program, *arguments):
    """A command line that runs another program in the sandbox."""
    return sandbox.command(*arguments, program=program)


@contextlib.contextmanager
def in_front_of_the_agent(sandbox):
    """A person at systemd-tty-ask-password-agent, which asks whatever comes."""
    person = Person(sandbox, command=sandbox_line(sandbox, AGENT, "--watch"))
    try:
        yield person
    finally:
        asking.kill_all(person.process.pid)
        person.close()


def test_right_password_at_the_agent_of_systemd(sandbox):
    with in_front_of_the_agent(sandbox) as person, ask(sandbox, "-u", "anna") as process:
        person.answer(("Password:", PASSWORD))
        assert status_of(process) == 0
        assert PASSWORD.encode() not in person.screen


def test_wrong_then_right_at_the_agent_of_systemd(sandbox):
    with in_front_of_the_agent(sandbox) as person, ask(sandbox) as process:
        person.answer(("login:", "anna"), ("Password:", WRONG), ("login:", "anna"),
                      ("Password:", PASSWORD))
        assert status_of(process) == 0


def test_skipped_at_the_agent_of_systemd(sandbox):
    """^D is no answer there, and no cancel either: it asks again."""
    with in_front_of_the_agent(sandbox) as person, ask(sandbox, "-u", "anna") as process:
        person.see("Password:")
        person.type("\x04")
        person.see("(skipped)")
        person.answer(("Password:", PASSWORD))
        assert status_of(process) == 0
