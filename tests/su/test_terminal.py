# SPDX-License-Identifier: MIT
"""Between the caller's terminal and the command stands one of the command's own:
nothing is pushed through it, nothing lost in it, and the caller's is afterwards
as it was, whichever way su ends."""
import fcntl
import hashlib
import os
import re
import select
import signal
import struct
import termios
import time

import pytest

from lib import sandbox as sandboxes
from lib.waiting import wait_until
from su.house import PASSWORD

PROMPT = "Password: "
SHELL = re.compile(rb"[$#] ")
KIB = 10 * 1024
SECRET_TEXT = "touch /tmp/pushed\n"


def into(seated, *words, user="anna", shown="ready", program="/bin/su", **how):
    """Somebody who has given bert's password, and whose command has said `ready`."""
    person = seated(program, *words, user=user, **how)
    if user != "root":
        person.answer((PROMPT, PASSWORD))
    if shown:
        person.see(shown)
    return person


def left(person):
    """The end of su, and that the terminal is as it was."""
    status = person.leave()
    assert person.after == person.before
    return status


def commands_of(person):
    """The pids of the processes below su."""
    listed = os.popen(f"ps -o pid= --ppid {person.process.pid}").read().split()
    return [int(pid) for pid in listed]


def test_it_has_a_terminal_of_its_own(seated):
    person = into(seated, "bert", "-c", "echo =$(tty)=; stat -Lc '=%U %a=' $(tty); echo ready")
    shown = re.findall(rb"=(.+)=", person.screen)
    assert shown[0] != os.ttyname(person.terminal).encode()
    assert shown[0].startswith(b"/dev/pts/") and shown[1] == b"bert 600"
    assert left(person) == 0


@pytest.mark.parametrize("words, user", [
    (["-T", "bert"], "root"), (["anna"], "anna"), (["root"], "root")])
def test_it_has_none(seated, words, user):
    """-T by root; the caller's equal."""
    person = into(seated, *words, "-c", "echo =$(stat -Lc %t,%T $(realpath /proc/self/fd/0))=; "
                  "ls -l /proc/self/fd/1; echo ready", user=user)
    assert os.ttyname(person.terminal).encode() in person.screen
    assert left(person) == 0


def test_it_is_made_where_there_is_none(house):
    from su.house import run
    done = run(house, "/bin/su", "-P", "bert", "-c", "test -t 0 && test -t 1 && read a && echo =$a=",
               user="root", stdin=b"typed\n")
    assert (done.status, done.out) == (0, b"=typed=\n")


def test_the_end_of_input_gets_through(house):
    from su.house import run
    done = run(house, "/bin/su", "-P", "bert", "-c", "cat; echo end", user="root",
               stdin=b"one\ntwo")
    assert (done.status, done.out) == (0, b"one\ntwoend\n")


@pytest.mark.parametrize("node", ["dev/ptmx", "dev/pts"])
def test_where_there_can_be_none_nothing_runs(house, seated, node):
    if node == "dev/pts":
        house._mounts.remove(node)
    else:
        (house.path / node).unlink()
    person = into(seated, "bert", "-c", "echo opened", user="root", shown=None)
    assert left(person) == 111
    assert b"opened" not in person.screen
    assert "a terminal of its own" in house.log.text()


def test_only_what_was_the_terminal_is_it(house, seated):
    """Output into a file stays there, untouched by a terminal's \\r\\n."""
    house.write("tmp/out", "", 0o666)
    person = seated("/bin/sh", "-c", "/bin/su bert -c 'echo one; echo two >&2; test -t 0' >/tmp/out")
    person.answer((PROMPT, PASSWORD))
    person.see("two")
    assert left(person) == 0
    assert house.read("tmp/out") == "one\n"


@pytest.mark.parametrize("how", ["own", "shared"])
def test_nothing_is_pushed_into_the_caller_s_terminal(house, seated, how):
    if open("/proc/sys/dev/tty/legacy_tiocsti", encoding="ascii").read() != "1\n":
        pytest.skip("needs a kernel that lets TIOCSTI pass (dev.tty.legacy_tiocsti)")
    house.write("push.sh", f"/attack push '{SECRET_TEXT}'\necho ready\n")
    options = ["-T"] if how == "shared" else []
    person = into(seated, *options, "bert", "/push.sh", user="root")
    status = person.leave()
    assert status == 0 and b"pushed" in person.screen
    # The same without it, which shows that the attack is one.
    assert (SECRET_TEXT.strip().encode() in person.left_in_queue()) == (how == "shared")


def test_a_command_without_one_has_none_to_push_into(house, seated):
    person = into(seated, "-T", "bert", "-c", f"/attack push '{SECRET_TEXT}'; echo ready",
                  user="root")
    assert left(person) == 0
    assert b"pushed 0" in person.screen and person.left_in_queue() == b""


def set_size(person, lines, columns):
    fcntl.ioctl(person.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))


@pytest.mark.slow
def test_the_window_s_size_is_passed_on(seated):
    person = into(seated, "bert", shown=SHELL)
    person.type("stty size\r")
    person.see("24 80")
    set_size(person, 31, 99)
    person.type("while [ \"$(stty size)\" != '31 99' ]; do sleep 0.1; done; echo re''ady\r")
    person.see("ready")
    person.type("exit 6\r")
    assert left(person) == 6


def test_keys_reach_the_command(seated):
    person = into(seated, "bert", "-c", "trap 'exit 5' INT; echo ready; "
                  "while :; do sleep 0.1; done")
    person.type("\x03")
    assert left(person) == 5


@pytest.mark.slow
def test_a_shell_stops_its_jobs_by_itself(seated):
    """^Z is the inner shell's key, and stops nobody else."""
    person = into(seated, "bert", shown=SHELL)
    person.type("sh -c 'echo re\"\"ady; exec cat'\r")
    person.see("ready")
    person.type("\x1a")
    person.see("Stopped")
    person.type("exec sh -c 'exit 6'\r")
    assert left(person) == 6


def stopped_and_continued(house, seated, *words, stop):
    """A job of an interactive shell of anna's: stopped, and brought back."""
    person = seated("/bin/sh", setup=None)
    person.see(SHELL)
    person.type(" ".join(words) + "\r")
    person.answer((PROMPT, PASSWORD))
    person.see("ready")
    stop(person)
    person.see("Stopped")
    person.see(SHELL)
    person.type("stty -a; fg\r")
    person.see(re.compile(rb"[^-]isig"))
    # What fg says, before anything is typed.
    person.see("/bin/su")
    return person


@pytest.mark.slow
def test_with_a_terminal_of_its_own_it_stops_and_goes_on(house, seated):
    person = stopped_and_continued(
        house, seated, "/bin/su bert -c 'echo re\"\"ady; kill -STOP $$; echo go\"\"es; cat'",
        stop=lambda person: None)
    person.see("goes")
    person.type("typed\r")
    person.see("typed\r\ntyped")
    person.type("\x04")
    person.see(SHELL)
    person.type("exit\r")
    left(person)


@pytest.mark.slow
def test_on_the_caller_s_terminal_it_stops_and_goes_on(house, seated):
    person = stopped_and_continued(
        house, seated, "/bin/su anna -c 'echo re\"\"ady; cat; echo go\"\"es'",
        stop=lambda person: person.type("\x1a"))
    person.type("typed\r")
    person.see("typed\r\ntyped")
    person.type("\x04")
    person.see("goes")
    person.type("exit\r")
    left(person)


def test_a_hang_up_of_the_caller_s_terminal_ends_it(house, seated):
    person = into(seated, "bert", "-c", "echo ready; sleep 60")
    commands = commands_of(person)
    person.hang_up()
    assert sandboxes.shell_status(person.process.wait(15)) == 129
    assert commands and not any(os.path.exists(f"/proc/{pid}") for pid in commands)
    assert "command ended" in house.log.text()


@pytest.mark.parametrize("stdin", ["", "</dev/null"])
def test_a_hang_up_that_is_told_to_nobody_ends_it_too(seated, stdin):
    """The session's leader gets the signal, and ignores it; su sees it by itself."""
    person = into(seated, "-c", f"trap '' HUP; /bin/su bert -c 'echo ready; sleep 60' {stdin}; exit 5",
                  program="/bin/sh", user="root")
    person.hang_up()
    assert person.process.wait(15) == 5


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGQUIT])
@pytest.mark.parametrize("words", [
    pytest.param(["bert"], marks=pytest.mark.slow), ["-P", "anna"],
    pytest.param(["anna"], marks=pytest.mark.slow)])
def test_signals_to_su_end_the_command(seated, words, number):
    person = into(seated, *words, "-c", "echo ready; exec sleep 60")
    commands = commands_of(person)
    if words == ["anna"] and number in (signal.SIGINT, signal.SIGQUIT):
        # The terminal itself would have sent them to both.
        os.kill(person.process.pid, number)
        os.kill(commands[0], number)
    else:
        os.kill(person.process.pid, number)
    assert left(person) == 128 + number
    assert not os.path.exists(f"/proc/{commands[0]}")


@pytest.mark.slow
def test_sigkill_ends_the_command_too(seated):
    """Nobody is left to restore the terminal's settings."""
    person = into(seated, "bert", "-c", "echo ready; exec sleep 60")
    commands = commands_of(person)
    person.process.kill()
    person.process.wait()
    wait_until(lambda: not os.path.exists(f"/proc/{commands[0]}"), "the end of the command")


def read_all(person, limit_s=60):
    """What is shown until su's end, and what is still to be read then."""
    chunks = []
    end = time.monotonic() + limit_s
    while time.monotonic() < end:
        ended = person.process.poll() is not None
        if select.select([person._master], [], [], 0 if ended else 0.05)[0]:
            chunks.append(os.read(person._master, 65536))
        elif ended:
            break
    return b"".join(chunks)


def numbers(shown):
    """The numbers of attack's blocks; each of them is whole."""
    blocks = re.findall(rb"(\d{8}) (\d)(\2{1013})\r\n", shown)
    return [int(block[0]) for block in blocks]


@pytest.mark.slow
def test_all_of_a_large_output_arrives(seated):
    person = into(seated, "bert", "-c", f"echo ready; /attack blocks {KIB}")
    assert numbers(person.screen + read_all(person))[-KIB + 9:] == list(range(9, KIB))
    assert left(person) == 0


@pytest.mark.slow
def test_all_of_a_large_paste_arrives(seated):
    person = into(seated, "bert", "-c", "stty -echo; echo ready; head -n 20000 | md5sum")
    text = "".join(f"line {number} of what is pasted\n" for number in range(20000)).encode()
    person.type(text)
    person.see(hashlib.md5(text).hexdigest())
    assert left(person) == 0


@pytest.mark.slow
def test_who_does_not_read_does_not_lose(seated):
    """Nothing is read from the terminal's other side for a while: back-pressure."""
    person = into(seated, "bert", "-c", "echo ready; /attack blocks 1024 && touch /tmp/done")
    time.sleep(1)
    assert person.process.poll() is None
    assert not (person.sandbox.path / "tmp/done").exists()
    assert numbers(person.screen + read_all(person))[-1000:] == list(range(24, 1024))
    assert left(person) == 0


@pytest.mark.slow
def test_it_waits_without_working(seated):
    """Neither an idle command, nor one that closed all, keeps su awake."""
    for command in ("echo ready; exec sleep 60",
                    "echo ready; exec sleep 60 <&- >&- 2>&-"):
        person = into(seated, "bert", "-c", command)
        before = ticks(person.process.pid)
        time.sleep(1)
        assert ticks(person.process.pid) - before < 10
        os.kill(person.process.pid, signal.SIGTERM)
        assert left(person) == 143


def ticks(pid):
    with open(f"/proc/{pid}/stat", encoding="ascii") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    return int(fields[11]) + int(fields[12])


@pytest.mark.slow
def test_what_is_left_behind_cannot_read_on(house, seated):
    """A process of the command's that outlives it has a dead terminal."""
    person = into(seated, "bert", "-c", "/attack hold; echo ready")
    assert left(person) == 0
    person.type("not for you\r")
    assert b"not for you" in person.left_in_queue()
    os.system(f"fuser -k -KILL {house.path}/attack >/dev/null 2>&1")


def test_in_a_pipeline_the_terminal_is_the_other_s(house, seated):
    """The pager behind su reads the keys, and su does not."""
    person = seated("/bin/sh", "-c", "/bin/su bert -c 'echo from-su; until [ -e /tmp/got ]; do "
                    "sleep 0.1; done' | (read line; echo ready $line; read key </dev/tty; "
                    "echo got $key; touch /tmp/got)", user="root")
    person.see("ready from-su")
    person.type("key\r")
    person.see("got key")
    assert left(person) == 0


@pytest.mark.parametrize("stdin", ["", "</dev/null"])
def test_in_the_background_root_s_leaves_the_terminal_alone(seated, stdin):
    person = seated("/bin/sh", user="root")
    person.see(SHELL)
    person.type("/bin/su bert -c 'sleep 1; echo re\"\"ady' " + stdin + " &\r")
    person.see("ready")
    person.type("exit\r")
    assert left(person) == 0


def settings(person):
    return termios.tcgetattr(person.terminal)[3] & (termios.ECHO | termios.ICANON | termios.ISIG)


def test_stopped_from_outside_it_takes_the_terminal_again(house, seated):
    """A shell puts its own settings back meanwhile: with them, what the command reads
    without echo would be shown."""
    person = into(seated, "bert", "-c", "echo ready; exec cat >/dev/null")
    before = termios.tcgetattr(person.terminal)
    before[3] |= termios.ECHO | termios.ICANON | termios.ISIG
    wait_until(lambda: settings(person) == 0, "raw settings")
    pid = person.process.pid
    os.kill(pid, signal.SIGSTOP)
    wait_until(lambda: "T" in os.popen(f"ps -o state= -p {pid}").read(), "a stopped su")
    termios.tcsetattr(person.terminal, termios.TCSANOW, before)
    os.kill(pid, signal.SIGCONT)
    wait_until(lambda: settings(person) == 0, "raw settings")
    person.type("\x04")
    assert person.leave() == 0
    assert termios.tcgetattr(person.terminal)[3] == before[3]


def test_continued_without_a_stop_it_leaves_what_it_found(seated):
    person = into(seated, "bert", "-c", "echo ready; exec cat >/dev/null")
    wait_until(lambda: settings(person) == 0, "raw settings")
    for number in (signal.SIGCONT, signal.SIGWINCH, signal.SIGCONT):
        os.kill(person.process.pid, number)
        time.sleep(0.1)
    person.type("\x04")
    assert left(person) == 0


@pytest.mark.slow
def test_fetched_from_the_background(seated):
    person = seated("/bin/sh", user="root")
    person.see(SHELL)
    person.type("/bin/su bert -c 'echo re\"\"ady; read word; echo got $word' &\r")
    person.see("ready")
    person.type("fg\r")
    person.see("su bert")
    wait_until(lambda: settings(person) == 0, "raw settings")
    person.type("typed\r")
    person.see("got typed")
    person.see(SHELL)
    person.type("exit\r")
    assert left(person) == 0
