# SPDX-License-Identifier: MIT
"""sulogin: root's shell behind root's password, or with -g behind that of a member of
the group; never without, and as a fresh root's."""
import os
import shutil
import subprocess

import pytest

from lib import matrix, probe as probes
from lib import sandbox as sandboxes
from lib.hashes import NEW_PASSWORD, PASSWORD, WRONG
from lib.several import Gate

ADMIN_SHA512 = ("$6$rounds=1000$pamletSalt$SkVZsBQ/aaK1ypR0F0exPmA22elDvY.EjtQ1iZ8hupqCLLCzjLptJt0J"
                "qw9lOhfg6yMImLWGM115JYWYeWl2r1")
BUSYBOX = os.environ.get("BUSYBOX", "/bin/busybox")
GIVE = "Give root password for maintenance\n(or press Control-D to continue):\n"


@pytest.fixture(autouse=True)
def accounts(sandbox):
    sandbox.unix_policy("sulogin")
    sandbox.user("root", uid=0, gid=0, home="/root")
    sandbox.user("anna", password_hash=ADMIN_SHA512)
    sandbox.user("otto", uid=1001, gid=1001, password_hash=ADMIN_SHA512)
    sandbox.groups(root=(0, ""), admin=(50, "anna"))
    put(sandbox, "bin/sh", probes.program())
    sandbox.listen()


def put(sandbox, name, program=None):
    """A program that reports what it was given."""
    (sandbox.path / name).parent.mkdir(exist_ok=True)
    shutil.copy2(program or probes.program(), sandbox.path / name)


def sulogin(sandbox, *words, answers=(), more="", **how):
    lines = "".join(f"{answer}\n" for answer in answers) + more
    return sandbox.run("sulogin", *words, stdin=lines.encode(), **how)


def shell_of(done):
    """(facts, environment) of the shell that was given; ({}, {}): none was."""
    return probes.facts(done.out)


def assert_root(done):
    facts, environment = shell_of(done)
    assert facts.get("uid") == facts.get("euid") == facts.get("gid") == facts.get("egid") == "0", \
        done.text + done.log
    return environment


def assert_no_shell(done, status):
    assert shell_of(done) == ({}, {}) and done.status == status, f"{done.status} {done.text}"


# Root's password

def test_the_right_one_gives_the_shell(sandbox):
    done = sulogin(sandbox, answers=[PASSWORD])
    environment = assert_root(done)
    assert done.status == 0 and done.err.decode().startswith(GIVE)
    assert environment["HOME"] == "/root" and shell_of(done)[0]["cwd"] == "/root"
    assert environment["USER"] == environment["LOGNAME"] == "root"
    assert "authenticated: uid=0" in done.log
    matrix.assert_no_secret(done.text, done.log)


def test_wrong_ones_do_not(sandbox):
    done = sulogin(sandbox, answers=[WRONG] * 5)
    assert_no_shell(done, matrix.DENIED)
    assert done.log.count("denied") == 3 and b"Login incorrect" in done.err


@pytest.mark.parametrize("password_hash", ["*", "!", "", "!*"])
def test_a_locked_root_stays_locked(sandbox, password_hash):
    sandbox.user("root", uid=0, gid=0, password_hash=password_hash)
    done = sulogin(sandbox, answers=[PASSWORD, "", password_hash])
    assert_no_shell(done, matrix.DENIED)


def test_end_of_input(sandbox):
    assert_no_shell(sulogin(sandbox), matrix.CANCELLED)


@pytest.mark.parametrize("key", ["\x04", "\x03"], ids=["^D", "^C"])
def test_keys_that_end_it(seat, sandbox, key):
    person = seat(command=sandbox.command("sulogin"))
    person.see("Give root password for maintenance")
    person.see("Password: ")
    person.type(key)
    assert person.leave() == matrix.CANCELLED and b"uid=" not in person.screen
    assert person.after == person.before


def test_timeout(seat, sandbox):
    person = seat(command=sandbox.command("sulogin", "-t", "1"))
    assert person.leave() == matrix.TIMEOUT and b"uid=" not in person.screen


def test_no_timeout_is_long(seat, sandbox):
    for words in ([], ["-t", "0"]):
        person = seat(command=sandbox.command("sulogin", *words))
        person.answer(("Password: ", WRONG), ("Password: ", PASSWORD))
        person.see("uid=0")
        assert person.leave() == 0 and b" left" not in person.screen


@pytest.mark.parametrize("line", ["root:x:1000:0::/:/bin/sh", "root:x:4294967296:0::/:/bin/sh",
                                  "root:x::0::/:/bin/sh"])
def test_a_root_who_is_not_0(sandbox, line):
    sandbox.write("etc/passwd", line + "\n")
    done = sulogin(sandbox, answers=[PASSWORD] * 3)
    assert shell_of(done) == ({}, {}) and done.status in (matrix.DENIED, matrix.BROKEN)


def test_a_broken_policy(sandbox):
    sandbox.policy("sulogin", "nonsense\n")
    matrix.assert_broken(sulogin(sandbox, answers=[PASSWORD]), "nonsense")


def test_not_set_user_id(sandbox):
    sandboxes.needs_root()
    (sandbox.path / "pamlet").chmod(0o4755)
    done = subprocess.run(["chroot", "--userspec=1000:1000", str(sandbox.path), "/pamlet", "sulogin"],
                          input=PASSWORD.encode(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          check=False)
    assert done.returncode == matrix.BROKEN and b"set-user-ID" in done.stdout


# The shell

def busybox(sandbox):
    put(sandbox, "bin/sh", BUSYBOX)


@pytest.mark.parametrize("words,name", [([], "sh"), (["-p"], "-sh"), (["--login-shell"], "-sh")],
                         ids=str)
def test_its_name_and_its_status(sandbox, words, name):
    busybox(sandbox)
    done = sulogin(sandbox, *words, answers=[PASSWORD], more="echo \"<$0>\"; exit 7\n")
    assert f"<{name}>" in done.text and done.status == 7


SHELLS = {
    "the account's": ({}, "/bin/own"),
    "SUSHELL": ({"SUSHELL": "/bin/one", "sushell": "/bin/two"}, "/bin/one"),
    "sushell": ({"sushell": "/bin/two"}, "/bin/two"),
    "no program": ({"SUSHELL": "/etc/passwd", "sushell": "/bin/two"}, "/bin/two"),
    "a directory": ({"SUSHELL": "/bin"}, "/bin/own"),
    "not absolute": ({"SUSHELL": "bin/one", "sushell": ""}, "/bin/own"),
    "missing": ({"SUSHELL": "/bin/none"}, "/bin/own"),
}


@pytest.mark.parametrize("named", SHELLS)
def test_which_one(sandbox, named):
    environment, chosen = SHELLS[named]
    for name in ("own", "one", "two"):
        put(sandbox, f"bin/{name}")
    sandbox.write("etc/passwd", "root:x:0:0::/root:/bin/own\n")
    done = sulogin(sandbox, answers=[PASSWORD], environment=environment)
    assert assert_root(done)["SHELL"] == chosen


@pytest.mark.parametrize("own", ["", "/bin/none", "sh"])
def test_sh_where_the_account_has_none(sandbox, own):
    sandbox.write("etc/passwd", f"root:x:0:0::/root:{own}\n")
    assert assert_root(sulogin(sandbox, answers=[PASSWORD]))["SHELL"] == "/bin/sh"


def test_no_shell_at_all(sandbox):
    os.unlink(sandbox.path / "bin/sh")
    done = sulogin(sandbox, answers=[PASSWORD])
    assert done.status == matrix.NOT_FOUND


def test_its_environment_is_clean(sandbox):
    done = sulogin(sandbox, answers=[PASSWORD], environment={
        "LD_PRELOAD": "/evil.so", "ENV": "/evil", "HOME": "/evil", "PATH": "/evil:/usr/sbin:/usr/bin"})
    environment = assert_root(done)
    assert set(environment) == {"HOME", "SHELL", "USER", "LOGNAME", "PATH", "TERM"}
    assert "evil" not in str(environment)
    assert shell_of(done)[0]["descriptors"] == "0,1,2"
    assert shell_of(done)[0]["blocked"] == shell_of(done)[0]["ignored"] == ""


# Another administrator

def test_a_member_of_the_group_gets_roots_shell(sandbox):
    sandbox.user("root", uid=0, gid=0, password_hash="*", home="/root")
    done = sulogin(sandbox, "-g", "admin", answers=["anna", NEW_PASSWORD])
    environment = assert_root(done)
    assert environment["HOME"] == "/root" and environment["USER"] == "root"
    assert done.status == 0 and b"Give name and password" in done.err
    assert 'user="anna"' in done.log and "authenticated" in done.log


@pytest.mark.parametrize("line", ["", "root:x:0\n", "root:x:1000:0::/evil:/bin/sh\n"])
def test_and_where_root_is_broken(sandbox, line):
    anna = "anna:x:1000:1000::/:/bin/sh\n"
    sandbox.write("etc/passwd", line + anna)
    environment = assert_root(sulogin(sandbox, "-g", "admin", answers=["anna", NEW_PASSWORD]))
    assert environment["HOME"] == "/" and environment["USER"] == "root"


@pytest.mark.parametrize("answers", [["otto", NEW_PASSWORD], ["anna", PASSWORD], ["root", PASSWORD],
                                     ["nobody", ""], ["", ""]], ids=str)
def test_others_do_not(sandbox, answers):
    assert_no_shell(sulogin(sandbox, "--group=admin", answers=answers * 3), matrix.DENIED)


def test_a_group_that_is_not_there(sandbox):
    assert_no_shell(sulogin(sandbox, "-g", "adm", answers=["anna", NEW_PASSWORD] * 3),
                    matrix.DENIED)


# Where it asks

@pytest.fixture
def on_tty(sandbox):
    """A sulogin without a terminal of its own that asks on one that is named."""
    sandbox.mount("dev/pts")
    made = []

    def start(*words):
        made.append(Gate(sandbox, 1, command=lambda line: sandbox.command(
            "sulogin", *words, next(word for word in line if word.startswith("pts/")))))
        return made[-1]

    yield start
    for each in made:
        each.close()


def test_on_the_terminal_that_is_named(on_tty):
    asked = on_tty("-p")
    terminal = asked.terminals[0]
    terminal.see("Password: ")
    terminal.type(PASSWORD + "\r")
    terminal.see("leader=1")
    terminal.see("foreground=1")
    assert asked.leave() == 0 and asked.said == b""
    asked.assert_left_clean()


def test_a_terminal_that_is_not_there(sandbox):
    done = sulogin(sandbox, "ttyS9", answers=[PASSWORD])
    matrix.assert_broken(done, "cannot open the console")


# The command line

@pytest.mark.parametrize("words", [["-x"], ["-t"], ["-t", "a"], ["-t", "86401"], ["a", "b"], ["-g"],
                                   ["--help"], ["-e"], ["--force"], ["--login-shell=1"]], ids=str)
def test_usage(sandbox, words):
    done = sulogin(sandbox, *words, answers=[PASSWORD])
    assert_no_shell(done, matrix.USAGE)
    assert "sulogin" in done.text
