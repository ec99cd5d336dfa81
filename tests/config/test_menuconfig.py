# SPDX-License-Identifier: MIT
"""menuconfig on a pty, key by key, and without a terminal."""
import pexpect
import pytest

WAIT_S = 20
ESCAPE = "\x1b"
ERASE = "\x7f"


@pytest.fixture
def menu(tree):
    children = []

    def start(*command, **environment):
        command = command or ("/usr/bin/python3", "-B", "config/kconfig.py", "menuconfig")
        children.append(pexpect.spawn(
            command[0], list(command[1:]), cwd=str(tree.path), timeout=WAIT_S,
            encoding="utf-8", dimensions=(40, 110),
            env={**tree.environment, "TERM": "vt100", "LC_ALL": "C.UTF-8", **environment}))
        return children[-1]

    yield start
    for child in children:
        child.close(force=True)


def finish(child):
    child.expect(pexpect.EOF)
    child.close()
    return child.exitstatus


def set_value(child, symbol, text):
    """Jumps to symbol, opens its box, puts text in place of what is there.
    curses sends only what differs on the screen: what is waited for below
    stands nowhere before."""
    child.expect("Applets")
    child.send("/")
    child.expect("Jump to symbol")
    child.send(symbol + "\r")
    child.expect("Seconds that a try")
    child.send("\r")
    child.expect("int|string")
    child.send(ERASE * 8 + text + "\r")


@pytest.mark.parametrize("how", ["kconfig.py", "make"])
def test_one_symbol_is_changed(tree, menu, how):
    tree.take("appliance")
    before = tree.config.read_text()
    child = menu("make", "menuconfig") if how == "make" else menu()
    set_value(child, "GATE_TIMEOUT", "45")
    child.send("q")
    child.expect("Save configuration")
    child.send("y")
    assert finish(child) == 0
    assert tree.config.read_text() == before.replace("CONFIG_GATE_TIMEOUT=60",
                                                     "CONFIG_GATE_TIMEOUT=45")
    assert tree.genconfig().returncode == 0


def test_not_saving_changes_nothing(tree, menu):
    tree.take("appliance")
    before = tree.files()
    child = menu()
    set_value(child, "GATE_TIMEOUT", "45")
    child.send("q")
    child.expect("Save configuration")
    child.send("n")
    assert finish(child) == 0
    assert tree.files() == before


def test_starts_without_a_config(tree, menu):
    child = menu()
    child.expect("Applets")
    child.send("q")
    child.expect("Save configuration")
    child.send("y")
    assert finish(child) == 0
    made = tree.config.read_text()
    tree.take("appliance")
    assert tree.config.read_text() == made


@pytest.mark.parametrize("symbol, text", [("GATE_USER", "a b"), ("GATE_TIMEOUT", "010")])
def test_what_cannot_be_is_not_saved(tree, menu, symbol, text):
    tree.take("appliance")
    before = tree.files()
    child = menu()
    set_value(child, symbol, text)
    child.send("s")
    child.expect("Filename to save")
    child.send("\r")
    child.expect(f"{symbol}: malformed value")
    child.send(ESCAPE)
    child.send(ESCAPE)
    child.send("q")
    child.expect("Save configuration")
    child.send("n")
    assert finish(child) == 0
    assert tree.files() == before


def test_a_refused_file_is_not_opened(tree, menu):
    """[O] of a bad file tells why and leaves what was chosen."""
    tree.take("minimal")
    (tree.path / "bad").write_text("# CONFIG_MODULE_UNIX is not set\nCONFIG_HASH_MD5=y\n")
    before = tree.files()
    child = menu()
    child.expect("Applets")
    child.send("o")
    child.expect("File to load")
    child.send(ERASE * 40 + "bad\r")
    child.expect("bad:2: HASH_MD5")
    child.send(ESCAPE)
    child.send(ESCAPE)
    # What is saved now is what was there: nothing of the bad file.
    child.send("s")
    child.expect("Filename to save")
    child.send("\r")
    child.expect("unchanged")
    assert tree.files() == before


def test_bad_config_is_refused_on_a_plain_screen(tree, menu):
    tree.config.write_text("CONFIG_NO_SUCH=y\n")
    child = menu()
    child.expect_exact("config: .config:1: NO_SUCH: unknown symbol")
    assert finish(child) == 1
    assert tree.config.read_text() == "CONFIG_NO_SUCH=y\n"


@pytest.mark.parametrize("command", ["kconfig.py", "make"])
def test_without_a_terminal(tree, command):
    before = tree.files()
    done = tree.make("menuconfig") if command == "make" else tree.kconfig("menuconfig")
    assert done.returncode != 0
    assert "menuconfig needs a terminal" in done.stderr
    assert "make olddefconfig" in done.stderr
    assert "Traceback" not in done.stderr
    assert tree.files() == before


def test_terminal_of_an_unknown_kind(tree, menu):
    child = menu(TERM="no-such-terminal")
    child.expect("cannot use this terminal")
    assert finish(child) == 1
