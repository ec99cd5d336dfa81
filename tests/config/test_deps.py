# SPDX-License-Identifier: MIT
"""config/deps with a dpkg-query, an apt-get and an id of our own: what it runs
and prints, without a network and without changing this machine."""
import os
import re

import pytest

PROGRAMS = {
    # Prints what -f of config/deps asks for; fails when one is unknown.
    "dpkg-query": """\
status=0
for word; do
	case $word in -*|*'$'*) continue ;; esac
	if grep -qxF -e "$word" "$FAKE/installed"; then echo "$word installed"
	elif grep -qxF -e "$word" "$FAKE/removed"; then echo "$word config-files"
	else echo "no packages found matching $word" >&2; status=1; fi
done
exit $status
""",
    "apt-get": """\
echo "apt-get $*" >>"$FAKE/log"
echo "frontend=$DEBIAN_FRONTEND" >>"$FAKE/log"
test ! -e "$FAKE/broken-$1" || exit 100
test "$1" = install && test ! -e "$FAKE/idle" || exit 0
for word; do case $word in -*|*::*|install) ;; *) echo "$word" >>"$FAKE/installed" ;; esac; done
""",
    "id": 'cat "$FAKE/uid"\n',
}


class Machine:
    def __init__(self, tree, path):
        self.tree = tree
        self.path = path
        (path / "bin").mkdir(parents=True)
        for name, text in PROGRAMS.items():
            (path / "bin" / name).write_text("#!/bin/sh\n" + text)
            (path / "bin" / name).chmod(0o755)
        for name in ("installed", "removed", "log"):
            (path / name).write_text("")
        (path / "uid").write_text("1000\n")

    def has(self, *packages):
        (self.path / "installed").write_text("".join(name + "\n" for name in packages))

    def be_root(self):
        (self.path / "uid").write_text("0\n")

    def list(self, text):
        (self.tree.path / "packages.txt").write_text(text)

    def deps(self, *command):
        command = command or ("sh", "config/deps")
        return self.tree.run(*command, FAKE=str(self.path),
                             PATH=f"{self.path}/bin:/usr/bin:/bin")

    def log(self):
        return [line for line in (self.path / "log").read_text().splitlines()
                if line.startswith("apt-get")]


@pytest.fixture
def machine(tree, tmp_path):
    made = Machine(tree, tmp_path / "machine")
    made.list("# the list\nmake   # the front door\n\ngcc # compiler\nlibstdc++-12-dev\n")
    return made


def test_nothing_missing_asks_nobody(machine):
    machine.has("make", "gcc", "libstdc++-12-dev")
    for root in (False, True):
        if root:
            machine.be_root()
        done = machine.deps()
        assert (done.returncode, done.stderr) == (0, "")
        assert machine.log() == []


@pytest.mark.parametrize("command", [("sh", "config/deps"), ("make", "deps")])
def test_ordinary_user_gets_the_command(machine, command):
    machine.has("make")
    done = machine.deps(*command)
    assert done.returncode == (2 if command[0] == "make" else 1)
    assert ("\n    apt-get update && apt-get install -y --no-install-recommends "
            "gcc libstdc++-12-dev\n") in done.stderr
    assert machine.log() == []
    assert not machine.tree.config.exists()


def test_root_installs(machine):
    machine.has("gcc")
    machine.be_root()
    done = machine.deps()
    assert done.returncode == 0, done.stderr
    update, install = machine.log()
    assert update.startswith("apt-get update")
    words = install.split()
    assert {"install", "-y", "--no-install-recommends", "make", "libstdc++-12-dev"} <= set(words)
    assert "gcc" not in words
    assert "frontend=noninteractive" in (machine.path / "log").read_text()
    (machine.path / "log").write_text("")
    assert machine.deps().returncode == 0
    assert machine.log() == []


def test_removed_but_not_purged_is_missing(machine):
    machine.has("make", "libstdc++-12-dev")
    (machine.path / "removed").write_text("gcc\n")
    assert "missing: gcc\n" in machine.deps().stderr


def test_a_name_is_not_a_pattern(machine):
    """gcc must not be found in gcc-12, li.bx not in liibx."""
    machine.list("gcc\ngcc-12\nli+bx\nliibx\nli.bx\n")
    machine.has("gcc-12", "liibx")
    assert "missing: gcc li+bx li.bx\n" in machine.deps().stderr


def test_check_only_tells(machine):
    machine.has("make")
    machine.be_root()
    done = machine.deps("sh", "config/deps", "--check")
    assert done.returncode == 1
    assert "missing: gcc libstdc++-12-dev" in done.stderr
    assert machine.log() == []


@pytest.mark.parametrize("step", ["update", "install"])
def test_apt_get_that_fails(machine, step):
    machine.be_root()
    (machine.path / f"broken-{step}").write_text("")
    done = machine.deps()
    assert done.returncode == 1
    assert f"apt-get {step} failed" in done.stderr
    assert len(machine.log()) == (1 if step == "update" else 2)


def test_apt_get_that_does_nothing(machine):
    machine.be_root()
    (machine.path / "idle").write_text("")
    done = machine.deps()
    assert done.returncode == 1
    assert "still missing after the installation: make gcc" in done.stderr


@pytest.mark.parametrize("line", ["-oDebug=1", "gcc make", "gcc;id", "$(id)", "GCC", "a/b", "*"])
def test_bad_list(machine, line):
    machine.be_root()
    machine.list(f"make # x\n{line}\n")
    done = machine.deps()
    assert done.returncode == 2
    assert re.search(r"packages\.txt:2: not one package name", done.stderr)
    assert machine.log() == []


def test_missing_list(machine):
    (machine.tree.path / "packages.txt").unlink()
    done = machine.deps()
    assert done.returncode == 2
    assert "packages.txt: cannot be read" in done.stderr


def test_no_debian(machine):
    bare = machine.path / "bare"
    bare.mkdir()
    for name in ("dirname", "sh"):
        os.symlink(f"/usr/bin/{name}", bare / name)
    done = machine.tree.run("/bin/sh", "config/deps", PATH=str(bare))
    assert done.returncode == 1
    assert "this is no Debian" in done.stderr


def test_usage(machine):
    for words in (["--help"], ["--check", "x"]):
        done = machine.deps("sh", "config/deps", *words)
        assert (done.returncode, done.stderr) == (2, "deps: usage: config/deps [--check]\n")


def test_works_from_any_folder(machine):
    machine.has("make")
    done = machine.tree.run(
        "sh", "-c", "cd / && exec sh \"$0\"", machine.tree.path / "config/deps",
        FAKE=str(machine.path), PATH=f"{machine.path}/bin:/usr/bin:/bin")
    assert "missing: gcc libstdc++-12-dev" in done.stderr


def test_the_projects_list_is_well_formed_and_says_why(machine, project):
    text = (project / "packages.txt").read_text()
    machine.list(text)
    done = machine.deps("sh", "config/deps", "--check")
    assert done.returncode == 1, done.stderr
    assert "python3-kconfiglib" in done.stderr
    for line in text.splitlines():
        assert line.startswith("#") or re.fullmatch(r"\S+\s+# \S.*", line), line
    names = [line.split()[0] for line in text.splitlines() if not line.startswith("#")]
    assert len(names) == len(set(names))
