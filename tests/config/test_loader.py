# SPDX-License-Identifier: MIT
"""config/kconfig.py refuses what kconfiglib passes over, says where and why,
and writes nothing then."""
import os
import re

import pytest

# (lines of a .config, line at fault, symbol, a part of the reason)
REFUSED = {
    "unknown symbol": (
        ["CONFIG_MODULE_UNIX=y", "CONFIG_MODULE_UNIXX=y"],
        2, "MODULE_UNIXX", r"unknown symbol.*MODULE_UNIX is meant"),
    "unknown symbol that is off": (
        ["# CONFIG_NO_SUCH is not set"], 1, "NO_SUCH", "unknown symbol"),
    "too small": (["", "CONFIG_ARENA_SIZE=2047"], 2, "ARENA_SIZE", "range: 2048 to 65536"),
    "too big": (["CONFIG_GATE_TIMEOUT=86401"], 1, "GATE_TIMEOUT", "range: 1 to 86400"),
    "negative": (["CONFIG_GATE_TRIES=-1"], 1, "GATE_TRIES", "range: 0 to 1000"),
    "no number": (["CONFIG_GATE_TRIES=many"], 1, "GATE_TRIES", "malformed value many"),
    "number in quotes": (['CONFIG_GATE_TRIES="3"'], 1, "GATE_TRIES", "malformed value"),
    "hexadecimal": (["CONFIG_ARENA_SIZE=0x1000"], 1, "ARENA_SIZE", "malformed value 0x1000"),
    "octal for C": (["CONFIG_ARENA_SIZE=010000"], 1, "ARENA_SIZE", "leading zeros"),
    "digits with _": (["CONFIG_ARENA_SIZE=4_096"], 1, "ARENA_SIZE", "malformed value"),
    "empty number": (["CONFIG_ARENA_SIZE="], 1, "ARENA_SIZE", "malformed value"),
    "number is not set": (
        ["# CONFIG_ARENA_SIZE is not set"], 1, "ARENA_SIZE", "is for y/n symbols"),
    "bool of another word": (["CONFIG_PROMPT_STDIO=yes"], 1, "PROMPT_STDIO",
                             "malformed value yes: y or n"),
    "bool as module": (["CONFIG_MODULE_UNIX=m"], 1, "MODULE_UNIX", "malformed value m"),
    "bool without value": (["CONFIG_MODULE_UNIX="], 1, "MODULE_UNIX", "malformed value"),
    "string without quotes": (["CONFIG_GATE_USER=root"], 1, "GATE_USER",
                              "malformed value root: a string in"),
    "string that does not end": (['CONFIG_GATE_USER="root'], 1, "GATE_USER", "malformed value"),
    "text after a string": (['CONFIG_GATE_USER="root" x'], 1, "GATE_USER", "malformed value"),
    "no user name": (['CONFIG_GATE_USER="a b"'], 1, "GATE_USER", "a user name"),
    "user name for make": (['CONFIG_GATE_USER="$(id)"'], 1, "GATE_USER", "a user name"),
    "path for a service": (['CONFIG_POLICY_SERVICES="../gate"'], 1, "POLICY_SERVICES",
                           "names of files"),
    "askpass program without a path": (
        ['CONFIG_ASKPASS_PROGRAM="systemd-ask-password"'], 1, "ASKPASS_PROGRAM", "a path"),
    "askpass program for make": (
        ['CONFIG_ASKPASS_PROGRAM="/bin/ask $(shell id)"'], 1, "ASKPASS_PROGRAM", "a path"),
    "unmet dependency": (
        ["# CONFIG_MODULE_ACCESS is not set", "", "CONFIG_ACCESS_HOSTNAMES=y"],
        3, "ACCESS_HOSTNAMES", r"unmet dependency, it needs MODULE_ACCESS "
        r"\(here MODULE_ACCESS=n\)"),
    "unmet dependency of a menu": (
        ["# CONFIG_MODULE_UNIX is not set", "CONFIG_HASH_BCRYPT=y"],
        2, "HASH_BCRYPT", "unmet dependency, it needs MODULE_UNIX"),
    "unmet dependency of an applet": (
        ["CONFIG_APPLET_FAILLOCK=y", "# CONFIG_MODULE_FAILLOCK is not set"],
        1, "APPLET_FAILLOCK", "unmet dependency, it needs MODULE_FAILLOCK"),
    "unmet dependency of a string": (
        ["# CONFIG_POLICY_BUILTIN is not set", 'CONFIG_POLICY_SERVICES="gate"'],
        2, "POLICY_SERVICES", "unmet dependency, it needs POLICY_BUILTIN"),
    "default mode that is not compiled in": (
        ["# CONFIG_PROMPT_STDIO is not set", "CONFIG_PROMPT_DEFAULT_STDIO=y"],
        2, "PROMPT_DEFAULT_STDIO", "unmet dependency, it needs PROMPT_STDIO"),
    "default echo that is not compiled in": (
        ["# CONFIG_ECHO_STARS is not set", "CONFIG_ECHO_DEFAULT_STARS=y"],
        2, "ECHO_DEFAULT_STARS", "unmet dependency, it needs ECHO_STARS"),
    "no prompt mode": (
        ["# CONFIG_PROMPT_STDIO is not set", "# CONFIG_PROMPT_CONSOLES is not set",
         "# CONFIG_PROMPT_ASKPASS is not set", "# CONFIG_PROMPT_TTY is not set"],
        4, "PROMPT_TTY", "n is asked for, but y holds.*PROMPT_STDIO=n"),
    "no echo mode": (
        ["# CONFIG_ECHO_NONE is not set", "# CONFIG_ECHO_STARS is not set",
         "# CONFIG_ECHO_LAST is not set", "# CONFIG_ECHO_FIXED is not set",
         "# CONFIG_ECHO_FULL is not set"],
        1, "ECHO_NONE", "n is asked for, but y holds.*ECHO_FULL=n.*ECHO_STARS=n"),
    "no hash method": (
        ["# CONFIG_HASH_BCRYPT is not set", "# CONFIG_HASH_SHA256CRYPT is not set",
         "# CONFIG_HASH_SHA512CRYPT is not set", "CONFIG_HASH_YESCRYPT=n"],
        4, "HASH_YESCRYPT", "n is asked for, but y holds"),
    "no default in a choice": (
        ["# CONFIG_LOG_AUTO is not set", "# CONFIG_LOG_KMSG is not set",
         "# CONFIG_LOG_STDERR is not set"],
        1, "LOG_AUTO", "one of its choice must be y"),
    "two of one choice": (
        ["CONFIG_LOG_KMSG=y", "CONFIG_LOG_STDERR=y"],
        2, "LOG_STDERR", "LOG_KMSG of the same choice is y already in line 1"),
    "set twice": (
        ["CONFIG_GATE_TRIES=3", "CONFIG_GATE_TRIES=4"], 2, "GATE_TRIES",
        "set a second time; the first is in line 1"),
    "set twice to the same": (
        ["CONFIG_MODULE_UNIX=y", "CONFIG_MODULE_UNIX=y"], 2, "MODULE_UNIX", "a second time"),
    "set and unset": (
        ["CONFIG_MODULE_UNIX=y", "# CONFIG_MODULE_UNIX is not set"],
        2, "MODULE_UNIX", "a second time"),
    "line without CONFIG_": (["MODULE_UNIX=y"], 1, "MODULE_UNIX", "malformed line"),
    "line of something else": (["<<<<<<< HEAD"], 1, r"<<<<<<< HEAD", "malformed line"),
    "blank before =": (["CONFIG_MODULE_UNIX =y"], 1, "CONFIG_MODULE_UNIX", "malformed line"),
    "nearly unset": (["#CONFIG_MODULE_UNIX is not set"], 1, "MODULE_UNIX", "must read '# CONFIG"),
    "nearly unset 2": (["# CONFIG_MODULE_UNIX is not  set"], 1, "MODULE_UNIX", "malformed line"),
}


COMMANDS = ["genconfig", "olddefconfig", "savedefconfig", "defconfig"]
# One of each kind of check goes through all commands, the rest through one.
KINDS = ["unknown symbol", "too small", "unmet dependency", "set twice", "two of one choice",
         "line of something else"]


@pytest.mark.parametrize("command, case", [
    (command, case) for case in REFUSED
    for command in (COMMANDS if case in KINDS else COMMANDS[:1])])
def test_refused(tree, command, case):
    lines, number, symbol, reason = REFUSED[case]
    name = "broken_defconfig" if command == "defconfig" else ".config"
    (tree.path / name).write_text("\n".join(lines) + "\n")
    before = tree.files()
    done = {
        "genconfig": tree.genconfig,
        "olddefconfig": lambda: tree.kconfig("olddefconfig"),
        "savedefconfig": lambda: tree.kconfig("savedefconfig", "defconfig"),
        "defconfig": lambda: tree.kconfig("defconfig", name),
    }[command]()
    assert done.returncode == 1
    assert re.search(rf"^config: {re.escape(name)}:{number}: {re.escape(symbol)}: .*{reason}",
                     done.stderr, re.MULTILINE), done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    assert tree.files() == before, "nothing may be written"


def test_all_errors_of_a_file_are_told_at_once(tree):
    tree.config.write_text("CONFIG_A=y\nCONFIG_ARENA_SIZE=1\nx\n")
    done = tree.genconfig()
    assert [line.split(":")[2] for line in done.stderr.splitlines()] == ["1", "2", "3"]


@pytest.mark.parametrize("text", [
    "", "# a comment\n\n   # CONFIG is a word here\n# and this is not set\n",
    "CONFIG_GATE_TRIES=0  \n", "CONFIG_MODULE_UNIX=n\n", "CONFIG_GATE_TRIES=3\r\n",
    'CONFIG_GATE_USER="adm-1.x"\n', 'CONFIG_GATE_USER=""', 'CONFIG_POLICY_SERVICES="gate"\n',
    "CONFIG_ARENA_SIZE=2048\n", "CONFIG_ARENA_SIZE=65536\n",
])
def test_taken(tree, text):
    """The other side of the tests above: strict is not deaf."""
    tree.config.write_text(text)
    done = tree.genconfig()
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("command", [
    ["genconfig", "--auto-conf", "a", "--header", "b"], ["olddefconfig"],
    ["savedefconfig", "defconfig"]])
def test_missing_config(tree, command):
    before = tree.files()
    done = tree.kconfig(*command)
    assert done.returncode == 1
    assert done.stderr.startswith("config: .config: does not exist; make one with")
    assert tree.files() == before


def test_missing_defconfig_names_those_that_are_there(tree):
    done = tree.kconfig("defconfig", "config/defconfigs/huge_defconfig")
    assert done.returncode == 1
    assert "config/defconfigs/huge_defconfig: does not exist" in done.stderr
    assert "appliance_defconfig everything_defconfig" in done.stderr


def test_config_that_cannot_be_read(tree):
    tree.config.mkdir()
    done = tree.genconfig()
    assert (done.returncode, done.stderr) == (1, "config: .config: Is a directory\n")


def test_config_that_is_no_text(tree):
    tree.config.write_bytes(b"CONFIG_GATE_USER=\"\xff\"\n")
    done = tree.genconfig()
    assert done.returncode == 1
    assert done.stderr.startswith("config: .config: not a text file")


def test_broken_kconfig(tree):
    with open(tree.path / "config/Kconfig", "a", encoding="utf-8") as kconfig:
        kconfig.write("config X\n\tboool\n")
    tree.config.write_text("")
    done = tree.genconfig()
    assert done.returncode == 1
    assert re.search(r"Kconfig:\d+: .*boool", done.stderr)
    assert "Traceback" not in done.stderr


def test_without_kconfiglib_the_way_out_is_named(tree):
    # -S leaves out the folder that Debian's packages are in.
    done = tree.run("/usr/bin/python3", "-S", "-B", "config/kconfig.py", "olddefconfig")
    assert done.returncode == 1
    assert "python3-kconfiglib" in done.stderr
    assert done.stderr.rstrip().endswith("run `make deps`")
    assert "Traceback" not in done.stderr


def test_variables_of_a_kernel_build_change_nothing(tree):
    tree.take("minimal")
    assert tree.genconfig().returncode == 0
    before = tree.files()
    done = tree.kconfig(
        "genconfig", "--auto-conf", "auto.conf", "--header", "autoconf.h",
        srctree="/nowhere", CONFIG_="BR2_", KCONFIG_AUTOHEADER_HEADER="/* x */",
        KCONFIG_CONFIG_HEADER="# x", KCONFIG_ALLCONFIG="1", KCONFIG_WARN_UNDEF="y")
    assert (done.returncode, done.stderr) == (0, "")
    assert tree.files() == before


def test_kconfig_config_names_the_file(tree):
    done = tree.kconfig("defconfig", "config/defconfigs/minimal_defconfig",
                        KCONFIG_CONFIG="out/deep/.config")
    assert done.returncode == 0
    assert "CONFIG_MODULE_UNIX=y" in (tree.path / "out/deep/.config").read_text()
    assert not tree.config.exists()


def test_olddefconfig_fills_in_what_is_missing(tree):
    tree.config.write_text("CONFIG_GATE_TRIES=7\n")
    assert tree.kconfig("olddefconfig").returncode == 0
    text = tree.config.read_text()
    assert "CONFIG_GATE_TRIES=7\n" in text
    assert "CONFIG_ARENA_SIZE=8192\n" in text


def test_unchanged_files_are_not_touched(tree):
    tree.take("appliance")
    assert tree.genconfig().returncode == 0
    for path in (tree.config, tree.auto_conf, tree.header):
        os.utime(path, (1000000000, 1000000000))
    before = tree.files()
    tree.take("appliance")
    assert tree.kconfig("olddefconfig").returncode == 0
    assert tree.genconfig().returncode == 0
    assert tree.files() == before


def test_one_change_touches_both_files(tree):
    tree.take("appliance")
    tree.genconfig()
    tree.change("CONFIG_GATE_TRIES=3", "CONFIG_GATE_TRIES=4")
    tree.genconfig()
    assert "CONFIG_GATE_TRIES=4\n" in tree.auto_conf.read_text()
    assert "#define CONFIG_GATE_TRIES 4\n" in tree.header.read_text()


def test_files_are_replaced_in_one_step(tree):
    """A reader that has the old file open keeps the old content, and no
    half-written or temporary file is left."""
    tree.take("appliance")
    with open(tree.config, encoding="utf-8") as old:
        tree.take("minimal")
        assert "CONFIG_MODULE_FAILLOCK=y" in old.read()
    assert "CONFIG_MODULE_FAILLOCK=y" not in tree.config.read_text()
    assert [file.name for file in tree.path.glob(".*")] == [".config"]


def test_same_bytes_everywhere(tree, tmp_path):
    """Neither the place nor the hash seed nor the locale shows."""
    outputs = []
    for seed, locale in (("1", "C"), ("2", "C.UTF-8")):
        tree.run("/usr/bin/python3", "-B", tree.path / "config/kconfig.py", "defconfig",
                 tree.path / "config/defconfigs/everything_defconfig",
                 PYTHONHASHSEED=seed, LC_ALL=locale, KCONFIG_CONFIG=f"{seed}/.config")
        tree.run("/usr/bin/python3", "-B", tree.path / "config/kconfig.py", "genconfig",
                 "--auto-conf", f"{seed}/auto.conf", "--header", f"{seed}/autoconf.h",
                 PYTHONHASHSEED=seed, LC_ALL=locale, KCONFIG_CONFIG=f"{seed}/.config")
        outputs.append([(tree.path / seed / name).read_text()
                        for name in (".config", "auto.conf", "autoconf.h")])
    assert outputs[0] == outputs[1]
    assert str(tmp_path) not in "".join(outputs[0])


def test_cannot_write(tree):
    tree.take("minimal")
    done = tree.kconfig("genconfig", "--auto-conf", "Makefile/x", "--header", "autoconf.h")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert not tree.header.exists()
