# SPDX-License-Identifier: MIT
"""docs/completion/pamlet, by bash itself: what it offers for a line that ends
with the cursor, with the package bash-completion and without it.
"""
import os
import pathlib
import re
import shlex
import shutil
import subprocess

import pexpect
import pytest

from docs import pages
from lib import build, sandbox

FILE = build.TOP / "docs" / "completion" / "pamlet"
PACKAGE = pathlib.Path("/usr/share/bash-completion/bash_completion")
APPLETS = pages.applets()

# Prints COMPREPLY, a word a line, for a line given as words ("=" is one).
DRIVER = """\
shift 2
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMP_TYPE=9 COMP_KEY=9
COMP_LINE=$LINE_GIVEN COMP_POINT=${#COMP_LINE}
_pamlet "$1" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}" && status=0
printf '%s\\n' "${COMPREPLY[@]}"
"""


@pytest.fixture(params=["alone", "with bash-completion"])
def complete(request, tmp_path):
    """complete("gate -P co") is what bash offers there."""
    sources = [FILE]
    if request.param != "alone":
        if not PACKAGE.exists():
            pytest.skip("needs bash-completion")
        sources.insert(0, PACKAGE)
    script = "".join(f". {shlex.quote(str(source))} || exit\n" for source in sources) + DRIVER

    def run(line):
        words = re.findall(r"=|[^\s=]+", line) + ([""] if line[-1] in " " else [])
        done = subprocess.run(
            ["bash", "--norc", "-c", script, "bash", "-", "-", *words], cwd=tmp_path,
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=20, check=False,
            env=sandbox.host_environment({"LINE_GIVEN": line, "HOME": str(tmp_path)}))
        assert (done.returncode, done.stderr) == (0, ""), done.stderr
        return done.stdout.split()
    return run


def kinds(table):
    """{key: words} of an associative array of the file."""
    body = re.search(rf"declare -gA _pamlet_{table}=\((.*?)\n\)", FILE.read_text(), re.DOTALL)[1]
    return {key: words.split() for key, words in re.findall(r"\[(\w+)\]='([^']*)'", body)}


# The tables of the file are those of the program.

@pytest.mark.parametrize("name", ["pamlet", *APPLETS])
def test_options_are_those_of_the_program(name):
    if name != "pamlet" and name not in pages.built():
        pytest.skip(f"needs an applet that is not in this build: {name}")
    accepted = pages.options_accepted(name)
    offered = kinds("options")[name]
    assert sorted(option.split(":")[0] for option in offered) == sorted(accepted)
    if name != "pamlet":
        assert {option.split(":")[0] for option in offered if ":" in option} \
            == {option for option, value in accepted.items() if value}


def test_applets_are_those_of_kconfig():
    assert kinds("values")["applet"] == APPLETS
    for table in ("options", "operands"):
        assert set(kinds(table)) == {"pamlet", *APPLETS}


@pytest.mark.parametrize("kind", ["prompt", "echo"])
def test_modes_are_those_of_kconfig(kind):
    wanted = re.findall(rf"^config {kind.upper()}_DEFAULT_(\w+)$", pages.kconfig(), re.MULTILINE)
    assert kinds("values")[kind] == [name.lower() for name in wanted]


def test_actions_are_those_of_gate():
    wanted = re.search(r"--on-failure ACTION +(.*) \[", pages.usage("gate"))[1]
    assert kinds("values")["action"] == wanted.split(", ")


def test_policies_are_those_of_the_build():
    text = (build.TOP / "config" / "policies.py").read_text()
    services = re.findall(r'"(\w+)"', re.search(r"APPLET_SERVICES = (.*)", text)[1])
    assert kinds("values")["policy"] == ["gate", *services]


@pytest.mark.parametrize("kind", ["operation", "item"])
def test_words_of_pamtest(kind):
    words = pages.table("pamtest", rf"pamtest_{kind}s")
    assert sorted(word.rstrip("=") for word in kinds("values")[kind]) \
        == sorted(word for word in words if word != "-")


def test_every_kind_is_known():
    """A kind that nothing completes would be offered nothing, without a word."""
    used = {option.split(":")[1] for options in kinds("options").values() for option in options
            if ":" in option} | {kind for kinds_ in kinds("operands").values() for kind in kinds_}
    known = set(kinds("values"))
    for names in re.findall(r"^\t(\w[\w| ]*)\) how=", FILE.read_text(), re.MULTILINE):
        known |= set(re.findall(r"\w+", names))
    assert used - {""} <= known


# What is offered.

@pytest.mark.parametrize("line, offered", [
    ("gate -P ", "askpass consoles stdio tty"),
    ("gate -P co", "consoles"),
    ("gate --prompt co", "consoles"),
    ("gate --prompt=co", "consoles"),
    ("gate --echo=", "fixed full last none stars"),
    ("gate -q -E s", "stars"),
    ("gate -qE s", "stars"),
    ("gate -n 3 -F r", "reboot"),
    ("gate --che", "--check"),
    ("gate -n3 --che", "--check"),
    ("gate --no-such ", None),
    ("/usr/sbin/gate -P co", "consoles"),
    ("gate -- tru", "true truncate"),
    ("gate -- --check", ""),
    ("gate tru", "true truncate"),
    ("gate true --che", ""),
    ("gate -u roo", "root"),
    ("gate --user=roo", "root"),
    ("gate -g daemo", "daemon"),
    ("gate -s vl", "vlock"),
    ("pamlet gate -P co", "consoles"),
    ("pamlet gat", "gate"),
    ("pamlet ", " ".join(sorted(APPLETS))),
    ("pamlet --ver", "--version"),
    ("pamlet --help vl", "vlock"),
    ("pamlet --list ", None),
    ("login roo", "root"),
    ("login -h elsewhere -f roo", "root"),
    ("login root ", ""),
    ("sulogin consol", "console"),
    ("sulogin -g daemo", "daemon"),
    ("su - roo", "root"),
    ("su -c tru", "true truncate"),
    ("su --command=tru", "true truncate"),
    ("su root -c tru", "true truncate"),
    ("su -- root -", ""),
    ("passwd roo", "root"),
    ("passwd root --loc", "--lock"),
    ("passwd root roo", ""),
    ("vlock --cur", "--current"),
    ("vlock roo", ""),
    ("pamtest vl", "vlock"),
    ("pamtest gate roo", "root"),
    ("pamtest gate root a", "acct_mgmt authenticate"),
    ("pamtest -v gate root acct_mgmt cl", "close_session"),
    ("pamtest -I tt", "tty="),
    ("pamtest -I tty=/dev/x gate root chau", "chauthtok"),
    ("faillock --user roo", "root"),
    ("faillock --res", "--reset"),
])
def test_offered(complete, line, offered):
    found = complete(line)
    if offered is not None:
        assert [word for word in found if not word.endswith((".pl", ".py"))] == offered.split()


@pytest.mark.parametrize("name", ["pamlet", *APPLETS])
def test_all_options_are_offered(complete, name):
    wanted = [option.split(":")[0] for option in kinds("options")[name]]
    assert complete(f"{name} -") == wanted
    assert complete(f"{name} --") == [option for option in wanted if option.startswith("--")]


def test_files_and_directories(complete, tmp_path):
    (tmp_path / "one two").mkdir()
    (tmp_path / "oneself").write_text("")
    assert complete("pamlet --install -s on") == ["one", "two"]
    assert complete("faillock --dir on") == ["one", "two"]
    assert complete("gate -- true on") == ["one", "two", "oneself"]


def test_shells(complete):
    shells = pathlib.Path("/etc/shells")
    listed = re.findall(r"^/\S+", shells.read_text(), re.MULTILINE) if shells.exists() else []
    assert complete("su -s /") == sorted(set(listed))


# For which commands.

def registered(file, path="/nowhere"):
    done = subprocess.run(
        ["/bin/bash", "--norc", "-c", f". {shlex.quote(str(file))}; complete -p"],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=20, check=True,
        env={"PATH": str(path)})
    assert done.stderr == ""
    return set(re.findall(r"-F _pamlet (\w+)$", done.stdout, re.MULTILINE))


@pytest.mark.parametrize("name", APPLETS)
def test_a_link_completes_its_applet(tmp_path, name):
    (tmp_path / name).symlink_to(FILE)
    assert registered(tmp_path / name) == {name}


def test_the_file_completes_the_links_of_pamlet(tmp_path):
    for name in ("pamlet", "su"):
        shutil.copy2(build.pamlet(), tmp_path / name)
    (tmp_path / "gate").symlink_to("pamlet")
    assert registered(FILE, tmp_path) == {"pamlet", "gate"}
    assert registered(FILE) == {"pamlet"}


def test_by_the_key(tmp_path):
    """In an interactive bash, by TAB."""
    environment = sandbox.host_environment({"HOME": str(tmp_path), "PS1": "ready> "})
    shell = pexpect.spawn("/bin/bash", ["--norc", "--noprofile"], env=environment, timeout=15,
                          cwd=str(tmp_path), dimensions=(24, 200))
    try:
        shell.sendline("PS1='ready''> '; bind 'set enable-bracketed-paste off'")
        shell.expect_exact("ready> ")
        shell.sendline(f". {shlex.quote(os.fspath(FILE))}; gate() {{ echo \"<$*>\"; }}; "
                       f"complete -F _pamlet gate; echo lo''aded")
        shell.expect_exact("loaded")
        shell.sendline("gate --prom\tcon\t--echo=sta\t-F pow\tend")
        shell.expect_exact("<--prompt consoles --echo=stars -F poweroff end>")
    finally:
        shell.close(force=True)
