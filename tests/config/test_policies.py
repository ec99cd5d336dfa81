# SPDX-License-Identifier: MIT
"""config/policies.py: what is compiled in, and what stops the build."""
import re

import pytest


@pytest.fixture
def minimal(tree):
    tree.take("minimal")
    assert tree.genconfig().returncode == 0
    return tree


def select(tree, **symbols):
    """Other values for symbols of autoconf.h."""
    text = tree.header.read_text()
    for name, value in symbols.items():
        if isinstance(value, str):
            text, count = re.subn(rf"#define CONFIG_{name} .*", f'#define CONFIG_{name} "{value}"',
                                  text)
        else:
            text, count = re.subn(rf"#define ENABLE_{name} .", f"#define ENABLE_{name} {value}",
                                  text)
        assert count == 1, name
    tree.header.write_text(text)


def compiled(tree):
    """{service: text} as a C program sees the table."""
    (tree.path / "pam").mkdir(exist_ok=True)
    (tree.path / "pam/builtin.h").write_text(
        "struct builtin_policy { const char *service; const char *text; unsigned len_bytes; };\n"
        "extern const struct builtin_policy builtin_policies[];\n"
        "extern const unsigned builtin_policies_count;\n")
    (tree.path / "main.c").write_text(
        '#include <stdio.h>\n#include <string.h>\n#include "pam/builtin.h"\n'
        "int main(void) {\n"
        "for (unsigned i = 0; i < builtin_policies_count; i++) {\n"
        "const struct builtin_policy *p = &builtin_policies[i];\n"
        "if (p->len_bytes != strlen(p->text)) { return 1; }\n"
        'printf("%s:%u:%s", p->service, p->len_bytes, p->text); putchar(0); }\n'
        "return 0; }\n")
    done = tree.run("gcc", "-std=c11", "-I.", "-Wall", "-Wextra", "-Wpedantic", "-Wwrite-strings",
                    "-Wmissing-prototypes", "-Wconversion", "-Werror", "main.c", "policies.c",
                    "-o", "table")
    assert done.returncode == 0, done.stderr
    done = tree.run(tree.path / "table")
    assert done.returncode == 0, "len_bytes is the length of the text"
    return {entry.split(":", 2)[0]: entry.split(":", 2)[2]
            for entry in done.stdout.split("\0") if entry}


def test_the_projects_own_policies(minimal):
    assert minimal.policies().returncode == 0
    assert compiled(minimal) == {
        "gate": "auth required pam_unix.so\naccount required pam_unix.so\n"
                "password required pam_unix.so yescrypt shadow\nsession required pam_unix.so\n",
        "other": "auth required pam_deny.so\naccount required pam_deny.so\n"
                 "password required pam_deny.so\nsession required pam_deny.so\n"}


@pytest.mark.parametrize("name", ["appliance", "everything", "initramfs", "minimal"])
def test_each_defconfig_has_its_policies(tree, name):
    tree.take(name)
    tree.genconfig()
    done = tree.policies()
    assert (done.returncode, done.stderr) == (0, "")


def test_comments_blanks_and_continued_lines(minimal):
    (minimal.path / "config/pam.d/gate").write_text(
        "# all comment \\\n"
        "auth\t \trequired   pam_unix.so\t# why\n"
        "\n  \t\n"
        "account [success=1 \\\n"
        "\tdefault=ignore]   pam_unix.so \\\n"
        "   audit\\\n"
        "\n"
        "session optional pam_unix.so [a  b\\]c] \"q\" what??!\n"
        "session required pam_permit.so # end \\\n"
        "password required pam_deny.so")
    assert minimal.policies().returncode == 0
    assert compiled(minimal)["gate"] == (
        "auth required pam_unix.so\n"
        "account [success=1  default=ignore] pam_unix.so audit\n"
        "session optional pam_unix.so [a  b\\]c] \"q\" what??!\n"
        "session required pam_permit.so\n"
        "password required pam_deny.so\n")


def test_minus_leaves_out_what_is_not_linked(minimal):
    (minimal.path / "config/pam.d/gate").write_text(
        "auth required pam_unix.so\n-session optional pam_motd.so\n"
        "-session required pam_permit.so\n")
    assert minimal.policies().returncode == 0
    assert compiled(minimal)["gate"] == (
        "auth required pam_unix.so\nsession required pam_permit.so\n")


def test_policies_of_the_applets_come_beside_the_named(minimal):
    select(minimal, APPLET_LOGIN=1, APPLET_PASSWD=1)
    assert minimal.policies().returncode == 0
    assert list(compiled(minimal)) == ["gate", "other", "login", "passwd"]
    assert "pam_nologin" not in compiled(minimal)["login"]
    select(minimal, MODULE_NOLOGIN=1)
    assert minimal.policies().returncode == 0
    assert "account required pam_nologin.so\n" in compiled(minimal)["login"]


def test_include_of_a_compiled_in_policy(minimal):
    (minimal.path / "config/pam.d/gate").write_text("auth include other\naccount SUBSTACK other\n")
    assert minimal.policies().returncode == 0
    assert compiled(minimal)["gate"] == "auth include other\naccount SUBSTACK other\n"


def test_none_at_all(minimal):
    select(minimal, POLICY_BUILTIN=0)
    assert minimal.policies().returncode == 0
    assert compiled(minimal) == {}


# (text of gate, line at fault, a part of the reason)
REFUSED = {
    "module that is not selected": (
        "auth required pam_unix.so\n\nauth required pam_faillock.so preauth\n", 3,
        r"module pam_faillock\.so is not selected: set CONFIG_MODULE_FAILLOCK=y"),
    "module that does not exist": (
        "auth required pam_unixx.so\n", 1, r"pam_unixx\.so: pamlet has no such module"),
    "line number of a continued line": (
        "# x\nauth \\\n required \\\n pam_time.so\n", 2, "CONFIG_MODULE_TIME=y"),
    "line number after a continued line": (
        "auth \\\n required pam_unix.so\nauth required pam_time.so\n", 3, "CONFIG_MODULE_TIME=y"),
    "optional is no excuse": ("session optional pam_motd.so\n", 1, "CONFIG_MODULE_MOTD=y"),
    "minus is no excuse for no such module": (
        "-session optional pam_moth.so\n", 1, "no such module"),
    "module by path": ("auth required /lib/security/pam_unix.so\n", 1, "without a path"),
    "module without .so": ("auth required pam_unix\n", 1, "pam_NAME.so"),
    "unknown type": ("auht required pam_unix.so\n", 1, "unknown type 'auht'"),
    "unknown control": ("auth requird pam_unix.so\n", 1, "unknown control 'requird'"),
    "unknown return value": ("auth [succes=ok] pam_unix.so\n", 1, "unknown return value"),
    "unknown action": ("auth [success=okay] pam_unix.so\n", 1, "unknown action"),
    "jump of nothing": ("auth [success=0] pam_unix.so\n", 1, "unknown action"),
    "empty control": ("auth [] pam_unix.so\n", 1, "empty control"),
    "control that does not end": ("auth [success=ok pam_unix.so\n", 1, "a [ without its ]"),
    "no control": ("auth\n", 1, "no control"),
    "no module": ("auth required\n", 1, "no module"),
    "Debian's include": ("@include common-auth\n", 1, "@include is Debian's own"),
    "include of what is not compiled in": (
        "auth include common-auth\n", 1, "common-auth, which is not compiled in: add it to"),
    "include by path": ("auth include /etc/pam.d/other\n", 1, "not compiled in"),
    "include with words": ("auth include other nullok\n", 1, "words after include other"),
    "continued at the end": ("auth required pam_unix.so \\", 1, "ends in a backslash"),
    "backslash before a comment": (
        "auth required pam_unix.so \\ # c\nauth required pam_deny.so\n", 1,
        "a backslash at the end"),
    "control character": ("auth required pam_unix.so\n\x1b[2J\n", 2, "character"),
    "carriage return": ("auth required pam_unix.so\r\n", 1, "character"),
    "hash method that is off": (
        "password required pam_unix.so blowfish\n", 1, "set CONFIG_HASH_BCRYPT=y"),
    "old hash method that is off": (
        "password required pam_unix.so md5\n", 1, "set CONFIG_HASH_MD5=y"),
    "hash method that there is not": (
        "password required pam_unix.so gost_yescrypt\n", 1, "no hash method gost_yescrypt"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused(minimal, case):
    text, number, reason = REFUSED[case]
    (minimal.path / "config/pam.d/gate").write_bytes(text.encode())
    before = minimal.files()
    done = minimal.policies()
    assert done.returncode == 1
    assert re.search(rf"^policies: config/pam\.d/gate:{number}: .*{re.escape(reason)}"
                     if "\\" not in reason else
                     rf"^policies: config/pam\.d/gate:{number}: .*{reason}",
                     done.stderr, re.MULTILINE), done.stderr
    assert "Traceback" not in done.stderr
    assert minimal.files() == before, "nothing may be written"


def test_every_module_symbol_is_asked_for(minimal):
    """Whatever module a policy names, the symbol that is named exists."""
    for name in re.findall(r"#define ENABLE_MODULE_(\w+) 0", minimal.header.read_text()):
        (minimal.path / "config/pam.d/gate").write_text(f"auth required pam_{name.lower()}.so\n")
        assert f"set CONFIG_MODULE_{name}=y" in minimal.policies().stderr


def test_all_errors_are_told_at_once(minimal):
    (minimal.path / "config/pam.d/gate").write_text("a b c\nauth required pam_time.so\n")
    (minimal.path / "config/pam.d/other").write_text("x\n")
    done = minimal.policies()
    assert [line.split(": ")[1] for line in done.stderr.splitlines()] == [
        "config/pam.d/gate:1", "config/pam.d/gate:2", "config/pam.d/other:1"]


def test_deselecting_deny_is_noticed(minimal):
    select(minimal, MODULE_DENY=0)
    done = minimal.policies()
    assert "config/pam.d/other:3: module pam_deny.so is not selected: set CONFIG_MODULE_DENY=y" \
        in done.stderr


def test_the_gates_own_hash_method_is_asked_for(minimal):
    select(minimal, HASH_YESCRYPT=0)
    assert "set CONFIG_HASH_YESCRYPT=y" in minimal.policies().stderr


def test_loop(minimal):
    (minimal.path / "config/pam.d/gate").write_text("auth include other\n")
    (minimal.path / "config/pam.d/other").write_text("auth include gate\n")
    done = minimal.policies()
    assert done.returncode == 1
    assert "gate -> other -> gate" in done.stderr


@pytest.mark.parametrize("services, reason", [
    ("gate nowhere", "config/pam.d/nowhere: does not exist, and CONFIG_POLICY_SERVICES names it"),
    ("gate gate", "gate stands there twice"),
    ("../pam.d/gate", "is not the name of a service"),
    ("", "names no service"),
])
def test_refused_services(minimal, services, reason):
    select(minimal, POLICY_SERVICES=services)
    done = minimal.policies()
    assert done.returncode == 1
    assert reason in done.stderr
    assert not (minimal.path / "policies.c").exists()


def test_empty_policy(minimal):
    (minimal.path / "config/pam.d/gate").write_text("# nothing\n")
    assert "config/pam.d/gate: says nothing" in minimal.policies().stderr


def test_unchanged_table_is_not_touched(minimal):
    minimal.policies()
    before = minimal.files()
    minimal.policies()
    assert minimal.files() == before


def test_no_policy_of_ours_takes_empty_passwords(project):
    for file in (project / "config/pam.d").iterdir():
        rules = [line for line in file.read_text().splitlines() if not line.startswith("#")]
        assert "nullok" not in "\n".join(rules)
