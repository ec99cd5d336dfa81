# SPDX-License-Identifier: MIT
"""Buildroot's external tree: its menu, its defconfig, its package, its overlay;
and what pamlet's own make does without a network and with other tools."""
import os
import re
import shutil

import pytest

from boards import buildroot_tree as tree
from lib import build

DEFCONFIG = tree.TREE / "configs" / "qemu_x86_64_pamlet_defconfig"
OVERLAY = tree.TREE / "board/qemu-x86_64/overlay"

# BusyBox applets and files that Buildroot's default system has.
SYSTEM = {"/bin/mount", "/bin/mkdir", "/bin/ln", "/bin/hostname", "/bin/umount", "/sbin/getty",
          "/sbin/reboot", "/etc/init.d/rcS", "/etc/init.d/rcK"}


def shown(**variables):
    done = tree.stub("show", *(f"{key}={value}" for key, value in variables.items()))
    assert done.returncode == 0, done.stdout
    values = {}
    for line in done.stdout.splitlines():
        key, _, value = line.partition(" ")
        values.setdefault(key, []).append(value)
    return values


# The menu

def test_the_menu_parses_and_offers_pamlet(tmp_path):
    menu = tree.kconfig(tmp_path)
    assert menu.warnings == []
    menu.syms["BR2_x86_64"].set_value("y")
    menu.syms["BR2_PACKAGE_PAMLET"].set_value("y")
    assert menu.syms["BR2_PACKAGE_PAMLET_APPLIANCE"].str_value == "y"
    assert menu.syms["BR2_PACKAGE_PAMLET_REPLACE"].str_value == "y"


@pytest.mark.parametrize("lacks", ({"host": "aarch64"}, {"gcc_12": "n"}, {}))
def test_pamlet_is_not_offered_where_it_cannot_be_built(tmp_path, lacks):
    menu = tree.kconfig(tmp_path, **lacks)
    menu.syms["BR2_x86_64"].set_value("y" if lacks else "n")
    menu.syms["BR2_PACKAGE_PAMLET"].set_value("y")
    assert menu.syms["BR2_PACKAGE_PAMLET"].str_value == "n"


def test_no_link_takes_the_place_of_an_applet_that_is_not_there(tmp_path):
    menu = tree.kconfig(tmp_path)
    for name in ("BR2_x86_64", "BR2_PACKAGE_PAMLET", "BR2_PACKAGE_PAMLET_INITRAMFS"):
        menu.syms[name].set_value("y")
    assert menu.syms["BR2_PACKAGE_PAMLET_REPLACE"].str_value == "n"


def test_the_defconfig_names_only_what_exists(tmp_path):
    menu = tree.kconfig(tmp_path)
    menu.load_config(str(DEFCONFIG))
    assert menu.warnings == []
    for symbol in menu.unique_defined_syms:
        if symbol.user_value is not None:
            told = {0: "n", 2: "y"}.get(symbol.user_value, symbol.user_value)
            assert symbol.str_value == told, symbol.name
    assert menu.syms["BR2_PACKAGE_PAMLET"].str_value == "y"
    overlay = menu.syms["BR2_ROOTFS_OVERLAY"].str_value
    assert overlay.replace("$(BR2_EXTERNAL_PAMLET_PATH)", str(tree.TREE)) == str(OVERLAY)


def test_the_defconfig_gives_no_password_away():
    assert "PASSWD=" not in DEFCONFIG.read_text()


@pytest.mark.parametrize("name", ("minimal", "initramfs", "appliance"))
def test_the_menu_s_configurations_are_pamlet_s(name):
    assert (build.TOP / "config/defconfigs" / f"{name}_defconfig").exists()
    text = (tree.TREE / "package/pamlet/Config.in").read_text()
    assert f"config BR2_PACKAGE_PAMLET_{name.upper()}\n" in text


# The package

def test_the_external_tree_is_named():
    assert re.search(r"^name: PAMLET$", (tree.TREE / "external.desc").read_text(), re.MULTILINE)


def test_the_downloads_are_the_pinned_ones():
    hashes = tree.hashes((tree.TREE / "package/pamlet/pamlet.hash").read_text())
    downloads = [url.rsplit("/", 1)[1] for url in shown()["download"]]
    pinned = tree.pinned()
    assert sorted(downloads) == sorted([*pinned, "kconfiglib_14.1.0.orig.tar.gz"])
    assert {name: hashes[name] for name in pinned} == pinned
    assert set(hashes) == {*downloads, "LICENSE"}
    licence = build.TOP / "LICENSE"
    assert hashes["LICENSE"] == tree.sha256(licence)


def test_the_package_takes_pamlet_from_beside_it():
    values = shown()
    assert values["source"] == [""]
    assert values["tree"] == [str(build.TOP)]
    version = (build.TOP / "applet/version.c").read_text()
    assert f'"{values["version"][0]}"' in version


def test_the_recipe_builds_offline_with_the_toolchain_of_buildroot(tmp_path):
    done = tree.stub("-n", "steps", f"WORK={tmp_path}", "HOST_DIR=/host",
                     "TARGET_CROSS=/host/bin/x86_64-buildroot-linux-musl-",
                     "BR2_PACKAGE_PAMLET_REPLACE=y")
    assert done.returncode == 0, done.stdout
    for words in ('CROSS_COMPILE="/host/bin/x86_64-buildroot-linux-musl-"', "OFFLINE=1",
                  f'TARBALLS="{tmp_path}/dl"', 'MESON="/host/bin/meson"', "appliance_defconfig",
                  f"DESTDIR={tmp_path}/target", f"ln -sfn /usr/sbin/pamlet {tmp_path}/target/bin/login"):
        assert words in done.stdout, words


@pytest.mark.parametrize("given, told", (
    ({}, "nobody could log in"),
    ({"BR2_TARGET_GENERIC_ROOT_PASSWD": '"x"'}, None),
    ({"BR2_ROOTFS_USERS_TABLES": '"users"'}, None),
    ({"BR2_TARGET_GENERIC_ROOT_PASSWD": '"x"', "BR2_PACKAGE_PAMLET_CUSTOM": "y"},
     "BR2_PACKAGE_PAMLET_CONFIG: no configuration file"),
))
def test_what_would_lock_everybody_out_stops_the_build(given, told):
    words = [f"{key}={value}" for key, value in given.items()]
    done = tree.stub("show", "BR_BUILDING=y", "BR2_TARGET_ENABLE_ROOT_LOGIN=y", *words)
    assert (done.returncode != 0) == bool(told), done.stdout
    assert (told or "") in done.stdout


# The overlay

def inittab():
    lines = (OVERLAY / "etc/inittab").read_text().splitlines()
    return [line.split(":", 3) for line in lines if line and not line.startswith("#")]


def test_the_inittab_runs_what_is_there():
    applets = {f"/usr/sbin/{name}" for name in
               os.popen(f"{build.pamlet()} --list").read().split()}
    for _, _, action, command in inittab():
        assert action in ("sysinit", "respawn", "ctrlaltdel", "shutdown"), action
        words = command.split()
        for path in (words[0], *(word for word in words if word.startswith("/usr/sbin/"))):
            assert path in SYSTEM | applets, command


def test_the_inittab_opens_no_shell_by_itself():
    """Every terminal is kept by pamlet; nothing is left to init's own defaults."""
    terminals = {terminal: command for terminal, _, action, command in inittab()
                 if action == "respawn"}
    assert set(terminals) == {"ttyS0", "tty1"}
    assert terminals["ttyS0"].startswith("/usr/sbin/gate ")
    assert " -l /usr/sbin/login " in terminals["tty1"]


# pamlet's own make

@pytest.fixture
def tarballs(tmp_path):
    return shutil.copytree(build.third() / "tarballs", tmp_path / "tarballs")


def fetched(tmp_path, *words):
    (tmp_path / "o").mkdir(exist_ok=True)
    return tree.project("-s", "fetch", f"O={tmp_path}/o", f"THIRD={tmp_path}/third",
                        f"KCONFIG_CONFIG={tmp_path}/o/.config", *words, directory=build.TOP,
                        offline=os.geteuid() == 0)


def last_lines(done):
    """What make itself says of the recipe that failed is not counted."""
    return [line for line in done.stdout.splitlines()
            if "error:" in line and not line.startswith("make")]


def test_offline_takes_the_tarballs_that_it_is_given(tmp_path, tarballs):
    done = fetched(tmp_path, "OFFLINE=1", f"TARBALLS={tarballs}")
    assert done.returncode == 0, done.stdout
    assert {path.name for path in (tmp_path / "third/tarballs").iterdir()} == set(tree.pinned())


@pytest.mark.parametrize("name", sorted(tree.pinned()))
def test_offline_names_the_tarball_that_is_missing(tmp_path, tarballs, name):
    (tarballs / name).unlink()
    done = fetched(tmp_path, "OFFLINE=1", f"TARBALLS={tarballs}")
    assert done.returncode != 0
    (line,) = last_lines(done)
    assert name in line and tree.pinned()[name] in line and str(tarballs) in line


def test_an_altered_tarball_is_named(tmp_path, tarballs):
    name = sorted(tree.pinned())[0]
    with open(tarballs / name, "ab") as file:
        file.write(b"\n")
    done = fetched(tmp_path, "OFFLINE=1", f"TARBALLS={tarballs}")
    assert done.returncode != 0
    (line,) = last_lines(done)
    assert f"{tarballs}/{name}: its SHA-256 is not the pinned one" in line


@pytest.mark.parametrize("script, told", (
    ("echo aarch64-linux-gnu", "builds for aarch64-linux-gnu, not for x86_64 Linux"),
    ("case $1 in -dumpmachine) echo x86_64-linux-gnu ;; *) echo '#define __clang__ 1' ;; esac",
     "is clang"),
))
def test_a_compiler_that_cannot_build_it_is_named(tmp_path, script, told):
    (tmp_path / "o").mkdir()
    gcc = tmp_path / "cc"
    gcc.write_text(f"#!/bin/sh\n{script}\n")
    gcc.chmod(0o755)
    stamp = f"{tmp_path}/third/stamp/toolchain"
    done = tree.project("-s", stamp, f"O={tmp_path}/o", f"THIRD={tmp_path}/third", f"CC={gcc}",
                        f"KCONFIG_CONFIG={tmp_path}/o/.config", directory=build.TOP)
    assert done.returncode != 0
    (line,) = last_lines(done)
    assert f"CC={gcc}" in line and told in line
    assert not os.path.exists(stamp)


# Installing

def test_installed_and_taken_away_again(tmp_path):
    directory = tmp_path / "usr/share/pamlet/buildroot"
    done = tree.project("-s", "install-buildroot", f"DESTDIR={tmp_path}", directory=build.TOP)
    assert done.returncode == 0, done.stdout
    done = tree.stub("show", tree=directory)
    assert f"tree {directory}/source" in done.stdout
    for name in ("Makefile", "applet/main.c", "libc-compat/recipes/sources.txt", "tests/build.mk"):
        assert (directory / "source" / name).exists(), name
    assert not (directory / "source/build").exists()
    done = tree.project("-s", "uninstall-buildroot", f"DESTDIR={tmp_path}", directory=build.TOP)
    assert done.returncode == 0, done.stdout
    assert not (tmp_path / "usr/share/pamlet").exists()
