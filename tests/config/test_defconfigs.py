# SPDX-License-Identifier: MIT
"""The four defconfigs, and what make and C are told."""
import re
import subprocess

import pytest

NAMES = ["appliance", "everything", "initramfs", "minimal"]

MODULES = {
    "minimal": "unix deny permit",
    "initramfs": "unix deny permit rootok faillock faildelay nologin succeed_if env umask warn "
                 "listfile",
    "appliance": "unix deny permit rootok faillock faildelay env limits nologin securetty motd "
                 "issue succeed_if listfile warn umask access time",
}
# Upstream's modules that cannot be built here, and what they lack: SELinux,
# Berkeley DB, libaudit, and functions that musl has not.
NOT_BUILT = {"selinux", "sepermit", "userdb", "tty_audit", "rhosts"}


def modules_of(text):
    return {name.lower() for name in re.findall(r"^CONFIG_MODULE_(\w+)=y$", text, re.MULTILINE)}


def without_comments(text):
    return [line for line in text.splitlines()
            if line and (not line.startswith("#") or line.endswith(" is not set"))]


def test_there_are_four(project):
    found = sorted(file.name for file in (project / "config/defconfigs").iterdir())
    assert found == [f"{name}_defconfig" for name in NAMES]


@pytest.mark.parametrize("name", NAMES)
def test_savedefconfig_round_trip(tree, name):
    tree.take(name)
    first = tree.config.read_text()
    assert tree.kconfig("savedefconfig", "defconfig").returncode == 0
    small = (tree.path / "defconfig").read_text()
    assert tree.kconfig("defconfig", "defconfig").returncode == 0
    assert tree.config.read_text() == first
    # And the one in the project is the smallest already.
    kept = (tree.path / f"config/defconfigs/{name}_defconfig").read_text()
    assert without_comments(small) == without_comments(kept)


@pytest.mark.parametrize("name", NAMES)
def test_modules(tree, name):
    tree.take(name)
    found = modules_of(tree.config.read_text())
    if name in MODULES:
        assert found == set(MODULES[name].split())
    else:
        known = set(re.findall(r"^config MODULE_(\w+)$",
                               (tree.path / "config/Kconfig").read_text(), re.MULTILINE))
        assert found == {module.lower() for module in known}
        assert not found & NOT_BUILT


def test_appliance_is_what_kconfig_gives_by_itself(tree):
    tree.take("appliance")
    first = tree.config.read_text()
    tree.config.write_text("")
    tree.kconfig("olddefconfig")
    assert tree.config.read_text() == first


@pytest.mark.parametrize("name", NAMES)
def test_each_has_a_gate_a_prompt_an_echo_and_a_hash(tree, name):
    tree.take(name)
    text = tree.config.read_text()
    for symbol in ("APPLET_GATE", "PROMPT_TTY", "PROMPT_STDIO", "PROMPT_DEFAULT_TTY", "ECHO_NONE",
                   "ECHO_DEFAULT_NONE", "HASH_YESCRYPT", "HASH_SHA512CRYPT", "LOG_AUTO"):
        assert f"CONFIG_{symbol}=y\n" in text


@pytest.mark.parametrize("name", NAMES)
def test_header_and_auto_conf_agree_with_config(tree, name):
    tree.take(name)
    tree.config.write_text(tree.config.read_text().replace(
        'CONFIG_GATE_USER=""', 'CONFIG_GATE_USER="root"'))
    assert tree.genconfig().returncode == 0
    wanted = dict(re.findall(r"^CONFIG_(\w+)=(.*)$", tree.config.read_text(), re.MULTILINE))
    auto = dict(re.findall(r"^CONFIG_(\w+)=(.*)$", tree.auto_conf.read_text(), re.MULTILINE))
    assert auto == wanted
    header = tree.header.read_text()
    defined = dict(re.findall(r"^#define CONFIG_(\w+) (.*)$", header, re.MULTILINE))
    assert defined == {key: "1" if value == "y" else value for key, value in wanted.items()}
    assert defined["GATE_USER"] == '"root"'

    bools = set(re.findall(r"^config (\w+)\n\tbool", (tree.path / "config/Kconfig").read_text(),
                           re.MULTILINE))
    assert len(bools) > 50
    enabled = dict(re.findall(r"^#define ENABLE_(\w+) ([01])$", header, re.MULTILINE))
    assert enabled == {key: "1" if wanted.get(key) == "y" else "0" for key in bools}


def test_header_is_c(tree):
    tree.take("minimal")
    tree.genconfig()
    (tree.path / "t.c").write_text(
        '#include "autoconf.h"\n#include "autoconf.h"\n'
        "_Static_assert(ENABLE_MODULE_UNIX && !ENABLE_MODULE_ACCESS, \"\");\n"
        "_Static_assert(CONFIG_ARENA_SIZE == 8192 && CONFIG_MODULE_UNIX, \"\");\n"
        "extern const char *user;\nconst char *user = CONFIG_GATE_USER;\n")
    done = tree.run("gcc", "-std=c11", "-Wall", "-Wextra", "-Wundef", "-Werror", "-c", "t.c")
    assert done.returncode == 0, done.stderr


def test_make_reads_auto_conf(tree):
    tree.take("appliance")
    tree.genconfig()
    (tree.path / "t.mk").write_text(
        "include auto.conf\n"
        "obj-$(CONFIG_MODULE_UNIX) += unix\nobj-$(CONFIG_MODULE_XAUTH) += xauth\n"
        "$(info $(obj-y) $(obj-) $(CONFIG_POLICY_SERVICES) $(CONFIG_ARENA_SIZE))\nall:;@:\n")
    assert tree.make("-f", "t.mk").stdout == 'unix xauth "gate other" 8192\n'


def test_turning_the_last_but_one_off_keeps_the_other(tree):
    tree.config.write_text("# CONFIG_PROMPT_TTY is not set\n# CONFIG_ECHO_NONE is not set\n"
                           "# CONFIG_ECHO_FULL is not set\n# CONFIG_HASH_YESCRYPT is not set\n")
    tree.genconfig()
    header = tree.header.read_text()
    for symbol in ("PROMPT_STDIO", "PROMPT_DEFAULT_STDIO", "ECHO_STARS", "ECHO_DEFAULT_STARS",
                   "HASH_SHA512CRYPT"):
        assert f"#define ENABLE_{symbol} 1\n" in header


def test_without_unix_there_are_no_hashes(tree):
    tree.config.write_text("# CONFIG_MODULE_UNIX is not set\n")
    tree.genconfig()
    assert re.findall(r"CONFIG_HASH_\w+=", tree.auto_conf.read_text()) == []
    tree.config.write_text("# CONFIG_MODULE_UNIX is not set\nCONFIG_MODULE_PWHISTORY=y\n")
    tree.genconfig()
    text = tree.auto_conf.read_text()
    assert "CONFIG_HASH_YESCRYPT=y" in text
    assert "CONFIG_HASH_MD5" not in text


def test_each_symbol_has_a_help_text(project):
    text = (project / "config/Kconfig").read_text()
    entries = re.split(r"^(?=config |choice$)", text, flags=re.MULTILINE)[1:]
    assert len(entries) > 60
    for entry in entries:
        assert re.search(r"^\thelp\n\t  \S", entry, re.MULTILINE), entry.split("\n")[0]


@pytest.mark.parametrize("module", "debug filter ftp mail setquota stress xauth".split())
def test_modules_not_for_a_console_say_so(project, module):
    text = (project / "config/Kconfig").read_text()
    entry = re.search(rf"^config MODULE_{module.upper()}\n.*?\n\n(?=\w)", text,
                      re.MULTILINE | re.DOTALL).group()
    assert "Not meant for a console." in entry


def test_names_of_modules_are_upstreams(project):
    """Where the third parties are unpacked or built, their module list is the
    measure."""
    built = sorted(project.glob("build/third-party/pam-*/obj/modules/pam_*"))
    if not built:
        pytest.skip("Linux-PAM is not built here")
    upstream = {folder.name[len("pam_"):] for folder in built if list(folder.rglob("*.o"))}
    ours = {name.lower() for name in re.findall(
        r"^config MODULE_(\w+)$", (project / "config/Kconfig").read_text(), re.MULTILINE)}
    assert ours == upstream


def test_kconfig_is_tabs_and_80_columns(project):
    out = subprocess.run(["expand", project / "config/Kconfig"], text=True,
                         stdout=subprocess.PIPE, check=True).stdout
    # Prompts are one line in Kconfig's language.
    assert [line for line in out.splitlines()
            if len(line) > 80 and '"' not in line] == []
