# SPDX-License-Identifier: MIT
"""sulogin -e, in a build that has it: a shell without a question where root has no
account that can be read, and in no other state of the files, whatever is typed."""
import os
import resource
import shutil
import subprocess

import pytest

from lib import build, hashes, matrix, probe as probes
from lib import sandbox as sandboxes
from lib.hashes import PASSWORD, WRONG
from lib.person import Person
from lib.sandbox import LONG_AGO, Sandbox
from prompts import builds

# Some build a configuration of their own first.
pytestmark = [pytest.mark.slow, pytest.mark.limit(400)]

PASSWD = "root:x:0:0::/root:/bin/sh\nanna:x:1000:1000::/:/bin/sh\n"
SHADOW = f"root:{hashes.YESCRYPT}:19000:0:99999:7:::\nanna:*:19000:0:99999:7:::\n"
DIRECTORY, FIFO, NONE = "a directory", "a FIFO", None


def shadow(password_hash, rest="19000:0:99999:7:::"):
    return f"root:{password_hash}:{rest}\n"


# passwd, shadow; the password of a good state is PASSWORD.
BROKEN = {
    "no passwd": (NONE, SHADOW),
    "an empty passwd": ("", SHADOW),
    "a directory for passwd": (DIRECTORY, SHADOW),
    "a FIFO for passwd": (FIFO, SHADOW),
    "no root in passwd": ("anna:x:1000:1000::/:/bin/sh\n", SHADOW),
    "no uid": ("root:x::0::/root:/bin/sh\n", SHADOW),
    "six fields": ("root:x:0:0::/root\n", SHADOW),
    "a broken root before a good one": ("root:x:0\n" + PASSWD, SHADOW),
    "no files": (NONE, NONE),
    "no shadow": (PASSWD, NONE),
    "an empty shadow": (PASSWD, ""),
    "a directory for shadow": (PASSWD, DIRECTORY),
    "a FIFO for shadow": (PASSWD, FIFO),
    "no root in shadow": (PASSWD, "anna:*:19000:0:99999:7:::\n"),
    "eight fields in shadow": (PASSWD, shadow(hashes.YESCRYPT, "19000:0:99999:7::")),
    "no number in shadow": (PASSWD, shadow(hashes.YESCRYPT, "today:0:99999:7:::")),
}
SOUND = {
    "all well": (PASSWD, SHADOW),
    "locked": (PASSWD, shadow("*")),
    "locked by passwd -l": (PASSWD, shadow("!" + hashes.YESCRYPT)),
    "disabled": (PASSWD, shadow("!")),
    "no password": (PASSWD, shadow("")),
    "a hash that is none": (PASSWD, shadow("nonsense")),
    "expired": (PASSWD, shadow(hashes.YESCRYPT, f"19000:0:99999:7::{LONG_AGO}:")),
    "an old password": (PASSWD, shadow(hashes.YESCRYPT, f"{LONG_AGO}:0:5:7:1::")),
    "the hash in passwd": (PASSWD.replace(":x:", f":{hashes.YESCRYPT}:", 1), NONE),
    "a star in passwd": (PASSWD.replace(":x:", ":*:", 1), NONE),
    "nothing in passwd": (PASSWD.replace(":x:", "::", 1), NONE),
    "another is broken": (PASSWD + "otto:x\n", SHADOW + "otto:x\n"),
    "root is not 0": (PASSWD.replace(":0:0:", ":1000:0:"), SHADOW),
    "no newline": (PASSWD.rstrip("\n"), SHADOW.splitlines()[0]),
}


@pytest.fixture
def program():
    return builds.program("emergency", SULOGIN_EMERGENCY="y")


@pytest.fixture
def rescue(tmp_path, program):
    made = Sandbox(tmp_path / "root", program)
    made.unix_policy("sulogin")
    made.groups(root=(0, ""), admin=(50, "anna"))
    for name in ("sh", "alt"):
        (made.path / "bin").mkdir(exist_ok=True)
        shutil.copy2(probes.program(), made.path / "bin" / name)
    made.listen()
    yield made
    made.close()


def place(box, name, content):
    path = box.path / "etc" / name
    if content is DIRECTORY:
        path.mkdir()
    elif content is FIFO:
        os.mkfifo(path)
    elif content is not NONE:
        box.write(f"etc/{name}", content)


def put(box, files):
    place(box, "passwd", files[0])
    place(box, "shadow", files[1])


def run(box, *words, answers=()):
    return box.run("sulogin", *words, stdin="".join(f"{each}\n" for each in answers).encode())


def assert_shell(done):
    facts, environment = probes.facts(done.out)
    assert [facts.get(each) for each in ("uid", "euid", "gid", "egid")] == ["0"] * 4, done.text
    return environment


def assert_no_shell(done):
    assert probes.facts(done.out) == ({}, {}) and done.status != 0, done.text


@pytest.mark.parametrize("state", BROKEN)
def test_a_shell_where_root_has_no_account(rescue, state):
    put(rescue, BROKEN[state])
    done = run(rescue, "-e")
    environment = assert_shell(done)
    assert done.status == 0 and "without a password" in done.text
    assert "Password" not in done.text and "without a password" in done.log
    assert environment["USER"] == "root" and environment["HOME"] in ("/", "/root")
    assert set(environment) == {"HOME", "SHELL", "USER", "LOGNAME", "PATH", "TERM"}


@pytest.mark.parametrize("words", [[], ["-g", "admin"], ["-p"]], ids=str)
@pytest.mark.parametrize("state", BROKEN)
def test_none_without_the_option(rescue, state, words):
    put(rescue, BROKEN[state])
    assert_no_shell(run(rescue, *words, answers=["root", WRONG] * 3))


@pytest.mark.parametrize("words", [["-e"], ["--force", "-g", "admin"]], ids=str)
@pytest.mark.parametrize("state", SOUND)
def test_none_for_a_wrong_password(rescue, state, words):
    put(rescue, SOUND[state])
    done = run(rescue, *words, answers=[WRONG, "", "*", "!", "nonsense", "root"])
    assert_no_shell(done)
    assert "without a password" not in done.text + done.log


def test_the_right_password_as_ever(rescue):
    put(rescue, SOUND["all well"])
    done = run(rescue, "-e", answers=[PASSWORD])
    assert_shell(done)
    assert b"Give root password" in done.err


def test_with_a_group_too(rescue):
    """Only there: who else could be asked?"""
    put(rescue, BROKEN["no files"])
    assert_shell(run(rescue, "-e", "-g", "admin"))


def test_SUSHELL_and_p_hold_here_too(rescue):
    put(rescue, BROKEN["no passwd"])
    done = rescue.run("sulogin", "-ep", environment={"SUSHELL": "/bin/alt"})
    assert assert_shell(done)["SHELL"] == "/bin/alt"


@pytest.mark.parametrize("name", ["passwd", "shadow"])
def test_files_that_go_while_it_asks(rescue, name):
    """It was decided before."""
    put(rescue, SOUND["all well"])
    person = Person(rescue, command=rescue.command("sulogin", "-e"))
    try:
        person.see("Password: ")
        os.unlink(rescue.path / "etc" / name)
        for _ in range(2):
            person.type(WRONG + "\r")
            person.see("Password: ")
        person.type(WRONG + "\r")
        assert person.leave() == matrix.DENIED and b"uid=" not in person.screen
    finally:
        person.close()


def test_on_a_terminal(rescue):
    put(rescue, BROKEN["no passwd"])
    person = Person(rescue, command=rescue.command("sulogin", "-e"))
    try:
        person.see("without a password")
        person.see("uid=0")
        person.see("foreground=1")
        assert person.leave() == 0 and person.after == person.before
    finally:
        person.close()


@pytest.mark.parametrize("descriptors", [3, 4, 5])
def test_no_descriptor_to_look_with(rescue, descriptors):
    """That the files cannot be opened now is no reason."""
    sandboxes.needs_root()
    put(rescue, SOUND["all well"])

    def narrow():
        os.chroot(rescue.path)
        os.chdir("/")
        resource.setrlimit(resource.RLIMIT_NOFILE, (descriptors, descriptors))

    done = subprocess.run(["/pamlet", "sulogin", "-e"], input=b"\n" * 5, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, preexec_fn=narrow, check=False, timeout=30)
    assert done.returncode != 0 and b"uid=" not in done.stdout
    assert b"without a password" not in done.stdout


def test_the_build_without_it(tmp_path):
    box = Sandbox(tmp_path / "root", build.pamlet())
    done = run(box, "-e")
    assert done.status == matrix.USAGE and "not in this build" in done.text
