# SPDX-License-Identifier: MIT
"""vlock on a terminal: it opens by its user's password or root's, and by nothing
else, whatever is typed, sent, killed or taken away; what cannot be locked is refused
and left as it was."""
import contextlib
import fcntl
import os
import resource
import signal
import subprocess
import termios
import time

import pytest

from lib import build, faults, matrix
from lib import sandbox as sandboxes
from lib.hashes import NEW_PASSWORD, PASSWORD, WRONG
from lib.sandbox import LONG_AGO

# Anna's is NEW_PASSWORD, root's is PASSWORD: who is asked can be told.
NEW_SHA512 = ("$6$rounds=1000$pamletSalt$SkVZsBQ/aaK1ypR0F0exPmA22elDvY.EjtQ1iZ8hupqCLLCzjLptJt0Jqw"
              "9lOhfg6yMImLWGM115JYWYeWl2r1")
ANNA, NOBODY = 1000, 4242
LOCKED = "This terminal is locked by {}: {}'s password."
# Each with what follows the hash in /etc/shadow.
EXPIRED = {"account": f"19000:0:99999:7::{LONG_AGO}:", "password": f"{LONG_AGO}:0:20:7:::",
           "for too long": f"{LONG_AGO}:0:20:7:5::", "by the administrator": "0:0:99999:7:::"}
FATAL = {signal.SIGKILL, signal.SIGSTOP, signal.SIGABRT, signal.SIGBUS, signal.SIGFPE,
         signal.SIGILL, signal.SIGSEGV, signal.SIGSYS, signal.SIGTRAP}
SLACK_S = 0.05


@pytest.fixture(autouse=True)
def accounts(sandbox):
    sandbox.unix_policy("vlock")
    sandbox.user("root", uid=0, gid=0)
    sandbox.user("anna", password_hash=NEW_SHA512)
    sandbox.listen()


@pytest.fixture
def lock(seat, sandbox):
    """lock(OPTION...): vlock on a new terminal; uid: who calls the file of root."""
    def start(*options, uid=0, mode=0o4755, before=()):
        command = sandbox.command("vlock", *options)
        if uid:
            sandboxes.needs_root()
            (sandbox.path / "pamlet").chmod(mode)
            command[1:1] = [f"--userspec={uid}:{uid}"]
        return seat(command=[*before, *command])
    return start


def delay_s():
    return int(build.configuration()["GATE_FAIL_DELAY_MS"]) / 1000


def opens(person, password=PASSWORD):
    """Its answer to the question that stands opens it, and all is as it was."""
    person.type(password + "\r")
    assert person.leave() == 0, person.screen
    assert person.after == person.before and person.left_in_queue() == b""


def asks(person, owner="root", whose=None):
    person.see(LOCKED.format(owner, whose or owner))
    person.see("Password: ")


def child_of(pid):
    with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as children:
        return int(children.read().split()[0])


def the_one_that_asks(person):
    """The process below vlock's own."""
    return child_of(person.process.pid)


def refused(person, why):
    """It has not locked, and says why."""
    assert person.leave() == matrix.BROKEN, person.screen
    assert why.encode() in person.screen and b"locked by" not in person.screen
    assert person.after == person.before
    assert why in person.sandbox.log.text()


# What opens it

def test_its_users_password_opens(lock, sandbox):
    person = lock()
    asks(person)
    opens(person)
    log = sandbox.log.text()
    assert 'user="root"' in log and "locked" in log and "authenticated" in log
    matrix.assert_no_secret(log, person.screen)


def test_a_wrong_one_does_not(lock):
    person = lock()
    asks(person)
    person.type(WRONG + "\r")
    person.see("Login incorrect")
    asks(person)
    opens(person)


def test_the_user_and_root_by_turns(lock):
    """The real user, whoever the file belongs to; root's password opens too."""
    person = lock(uid=ANNA)
    asks(person, "anna")
    person.type(PASSWORD + "\r")
    asks(person, "anna", "root")
    person.type(NEW_PASSWORD + "\r")
    asks(person, "anna")
    person.type(PASSWORD + "\r")
    asks(person, "anna", "root")
    opens(person)


def test_the_users_own_without_root(lock):
    person = lock(uid=ANNA)
    asks(person, "anna")
    opens(person, NEW_PASSWORD)


def test_root_without_an_account_is_not_asked(lock, sandbox):
    sandbox._users.pop("root")
    sandbox._write_accounts()
    person = lock(uid=ANNA)
    for password in (PASSWORD, PASSWORD):
        asks(person, "anna")
        person.type(password + "\r")
    asks(person, "anna")
    opens(person, NEW_PASSWORD)
    assert b"root" not in person.screen


@pytest.mark.parametrize("rest", EXPIRED.values(), ids=EXPIRED.keys())
def test_who_has_expired_is_not_locked_out(lock, sandbox, rest):
    """Nor asked to change anything: the session goes on, it does not begin."""
    sandbox.user("root", uid=0, gid=0, shadow=rest)
    person = lock()
    asks(person)
    opens(person)
    assert b"expired" not in person.screen and b"hange" not in person.screen


def test_the_accounts_modules_are_run(lock, sandbox):
    """pam_faillock counts in auth, and forgets in account."""
    sandbox.policy("vlock", """\
auth required pam_faillock.so preauth silent even_deny_root dir=/run deny=9
auth sufficient pam_unix.so
auth [default=die] pam_faillock.so authfail even_deny_root dir=/run deny=9
account required pam_faillock.so dir=/run
account required pam_unix.so
""")
    person = lock()
    asks(person)
    person.type(WRONG + "\r")
    asks(person)
    assert (sandbox.path / "run/root").stat().st_size > 0
    opens(person)
    assert (sandbox.path / "run/root").stat().st_size == 0


# What does not

@pytest.mark.parametrize("key", ["\x03", "\x04", "\x1a", "\x1c", "\x00\r", "k" * 600 + "\r"],
                         ids=["^C", "^D", "^Z", "^backslash", "NUL", "too long"])
def test_no_key_opens_it(lock, key):
    person = lock()
    asks(person)
    person.type(key)
    if key != "\x1a":
        asks(person)
    opens(person)


def test_no_signal_opens_it(lock):
    """But those that nobody can refuse, and those of a fault. Below a shell with job
    control: elsewhere the kernel itself drops those that stop."""
    person = lock(before=["bash", "-mc", '"$@"; exit $?', "bash"])
    asks(person)
    locked = child_of(person.process.pid)
    asking = child_of(locked)
    for number in sorted(set(range(1, 65)) - FATAL):
        os.kill(locked, number)
        # It takes a signal for ^C, and ends.
        with contextlib.suppress(ProcessLookupError):
            os.kill(asking, number)
    for _ in range(2):
        asks(person)
        assert child_of(person.process.pid) == locked
        person.type(WRONG + "\r")
    asks(person)
    opens(person)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV], ids=lambda n: n.name)
def test_the_end_of_the_process_that_asks(lock, sandbox, number):
    person = lock()
    for _ in range(2):
        asks(person)
        os.kill(the_one_that_asks(person), number)
        sandbox.log.wait_for("the process that asks has failed")
    asks(person)
    assert not person.settings()["lflag"] & termios.ECHO
    opens(person)


def test_the_process_that_asks_does_not_outlive_the_lock(lock):
    """Below a shell, so that the kernel hangs nothing up when the lock is killed."""
    person = lock(before=["sh", "-c", '"$@"; sleep 60', "sh"])
    asks(person)
    locked = child_of(person.process.pid)
    child = child_of(locked)
    os.kill(locked, signal.SIGKILL)
    end = time.monotonic() + 15
    while os.path.exists(f"/proc/{child}"):
        assert time.monotonic() < end, "it still asks"
        time.sleep(0.02)


def test_memory_that_runs_out(lock):
    """The right password, and no memory to hash it: it stays locked."""
    person = lock()
    asks(person)
    child = the_one_that_asks(person)
    resource.prlimit(child, resource.RLIMIT_AS, (1, 1))
    person.type(PASSWORD + "\r")
    asks(person)
    opens(person)


def test_no_process_to_ask(lock, sandbox, tmp_path):
    faults.needs_ptrace()
    person = lock(before=["strace", "-qq", "-o", str(tmp_path / "trace"),
                          "-e", "inject=fork,clone,vfork:error=EAGAIN:when=1..2"])
    asks(person)
    assert sandbox.log.text().count("the process that asks has failed") == 2
    opens(person)


def test_account_files_that_are_gone(lock, sandbox):
    person = lock()
    asks(person)
    for name in ("passwd", "shadow"):
        os.rename(sandbox.path / "etc" / name, sandbox.path / "etc" / f"{name}-")
    for _ in range(2):
        person.type(PASSWORD + "\r")
        asks(person)
    for name in ("passwd", "shadow"):
        os.rename(sandbox.path / "etc" / f"{name}-", sandbox.path / "etc" / name)
    opens(person)


def test_a_policy_that_breaks_later(lock, sandbox):
    """It was read once."""
    person = lock()
    asks(person)
    sandbox.policy("vlock", "auth required pam_permit.so\naccount required pam_permit.so\n")
    person.type(WRONG + "\r")
    asks(person)
    sandbox.policy("vlock", "nonsense\n")
    person.type(WRONG + "\r")
    asks(person)
    opens(person)


@pytest.mark.parametrize("key", [WRONG + "\r", "\x03"], ids=["wrong", "^C"])
def test_two_tries_have_the_delay_between_them(lock, key):
    person = lock()
    asks(person)
    person.type("\x03")
    asks(person)
    start = time.monotonic()
    person.type(key)
    asks(person)
    assert time.monotonic() - start >= delay_s() - SLACK_S
    opens(person)


def test_nothing_is_shown_of_what_is_typed_between_two_tries(lock):
    """Where the process that asks is ended, none asks for two seconds; the terminal has
    no echo all the same."""
    person = lock()
    asks(person)
    os.kill(the_one_that_asks(person), signal.SIGHUP)
    person.see("Cancelled")
    for letter in "typed too early":
        person.type(letter)
    asks(person)
    assert b"early" not in person.screen, person.screen
    opens(person)
    assert person.after == person.before


def test_a_policy_that_asks_nothing_does_not_spin(lock, sandbox):
    sandbox.policy("vlock", "auth required pam_deny.so\naccount required pam_deny.so\n")
    person = lock()
    person.see("locked by")
    start = time.monotonic()
    for _ in range(3):
        person.see("locked by")
    assert time.monotonic() - start >= 3 * delay_s() - SLACK_S


def test_a_terminal_that_is_gone(lock, sandbox):
    person = lock()
    asks(person)
    person.hang_up()
    assert person.process.wait(timeout=15) == matrix.CANCELLED
    sandbox.log.wait_for("the terminal is gone")


# What is not locked

def test_standard_input_must_be_a_terminal(sandbox):
    done = sandbox.run("vlock")
    assert done.status == matrix.BROKEN and "locked by" not in done.text
    assert "controlling terminal" in done.text and "controlling terminal" in done.log


def test_it_must_be_ours(sandbox):
    """Somebody else's terminal is not ours to lock, though we can open it."""
    master, terminal = os.openpty()
    done = subprocess.run(sandbox.command("vlock"), stdin=terminal, stdout=terminal,
                          stderr=subprocess.PIPE, start_new_session=True, check=False,
                          env=sandboxes.host_environment(), timeout=15)
    os.close(master)
    os.close(terminal)
    assert done.returncode == matrix.BROKEN and b"controlling terminal" in done.stderr


@pytest.mark.parametrize("options", [["-a"], ["--all", "--disable-sysrq"]], ids=str)
def test_all_needs_a_virtual_console(lock, options):
    refused(lock(*options), "not a virtual console")


def test_the_last_of_all_and_current_counts(lock):
    person = lock("-a", "--current")
    asks(person)
    opens(person)


def test_SysRq_where_there_is_no_proc(lock):
    refused(lock("-s"), "SysRq cannot be switched off")


def test_SysRq_is_not_everybodys(lock):
    refused(lock("-s", uid=ANNA), "-s: with -a, or for root")


def test_a_file_that_is_not_set_user_id_root(lock):
    """Nobody could open it: the passwords cannot be read."""
    refused(lock(uid=ANNA, mode=0o755), "not set-user-ID root")


def test_who_has_no_account(lock):
    refused(lock(uid=NOBODY), "not in the account files")


@pytest.mark.parametrize("policy", ["nonsense\n", "auth required pam_unix.so\n", ""], ids=repr)
def test_a_broken_policy(lock, sandbox, policy):
    sandbox.policy("vlock", policy)
    person = lock()
    assert person.leave() == matrix.BROKEN
    assert b"vlock: not possible" in person.screen and b"locked by" not in person.screen
    assert person.after == person.before


@pytest.mark.parametrize("words", [["--help"], ["-x"], ["-a", "tty1"], ["--all=yes"]], ids=str)
def test_usage(sandbox, words):
    done = sandbox.run("vlock", *words)
    assert done.status == matrix.USAGE and "vlock" in done.text


def test_SysRq_though_somebody_locks_its_file(lock, sandbox):
    """Whoever may read a file may lock it."""
    sysrq = sandbox.write("proc/sys/kernel/sysrq", "438\n") or \
        sandbox.path / "proc/sys/kernel/sysrq"
    (sandbox.path / "run").mkdir(exist_ok=True)
    with open(sysrq, "rb") as held:
        fcntl.flock(held, fcntl.LOCK_SH)
        person = lock("-s")
        asks(person)
        assert sysrq.read_text().startswith("0")
        # Of two, the second would put back what the first has written.
        refused(lock("-s"), "SysRq cannot be switched off")
        opens(person)
    assert sysrq.read_text() == "438\n"
