# SPDX-License-Identifier: MIT
"""The rules of config/build.mk: from nothing, in one go, nothing twice."""
import os

import pytest


def built(done):
    return sorted(line for line in done.stdout.splitlines() if line.startswith("BUILT"))


def test_from_nothing_in_one_go(tree):
    done = tree.make("-j4")
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert ".config does not exist: taking appliance_defconfig" in done.stdout
    assert built(done) == ["BUILT policies", "BUILT program with 8192"]
    assert "CONFIG_MODULE_ACCESS=y" in (tree.path / "build/config/auto.conf").read_text()
    assert "pam_unix.so" in (tree.path / "build/gen/policies.c").read_text()
    again = tree.make("-j4")
    assert built(again) == []


def test_a_config_that_is_only_touched_builds_nothing(tree):
    tree.make()
    os.utime(tree.config)
    os.utime(tree.path / "config/Kconfig")
    os.utime(tree.path / "config/pam.d/gate")
    assert built(tree.make("-j4")) == []


def test_a_changed_config_builds_with_the_new_value_at_once(tree):
    tree.make()
    tree.change("CONFIG_ARENA_SIZE=8192", "CONFIG_ARENA_SIZE=4096")
    done = tree.make("-j4")
    assert built(done) == ["BUILT program with 4096"]


def test_a_changed_policy_builds_the_policies_only(tree):
    tree.make()
    with open(tree.path / "config/pam.d/gate", "a", encoding="ascii") as policy:
        policy.write("session optional pam_warn.so\n")
    assert built(tree.make()) == ["BUILT policies"]


def test_a_refused_config_stops_make(tree):
    """Also when there is an older auto.conf to go on with."""
    tree.make()
    with open(tree.config, "a", encoding="utf-8") as config:
        config.write("CONFIG_NO_SUCH=y\n")
    before = (tree.path / "build/config/auto.conf").read_text()
    for goal in ("all", "all", "show"):
        done = tree.make(goal)
        assert done.returncode == 2
        assert "NO_SUCH: unknown symbol" in done.stderr
        assert built(done) == []
    assert (tree.path / "build/config/auto.conf").read_text() == before


def test_a_refused_policy_stops_make_and_leaves_no_table(tree):
    with open(tree.path / "config/pam.d/gate", "a", encoding="ascii") as policy:
        policy.write("session optional pam_mail.so\n")
    done = tree.make()
    assert done.returncode == 2
    assert "set CONFIG_MODULE_MAIL=y" in done.stderr
    assert not (tree.path / "build/gen/policies.c").exists()


@pytest.mark.parametrize("name", ["auto.conf", "autoconf.h"])
def test_a_lost_file_comes_back(tree, name):
    tree.make()
    content = (tree.path / "build/config" / name).read_text()
    (tree.path / "build/config" / name).unlink()
    assert tree.make().returncode == 0
    assert (tree.path / "build/config" / name).read_text() == content


def test_a_lost_table_comes_back(tree):
    tree.make()
    (tree.path / "build/gen/policies.c").unlink()
    assert tree.make().returncode == 0
    assert (tree.path / "build/gen/policies.c").exists()


@pytest.mark.parametrize("goals", [["help"], ["clean"], ["distclean"], ["run"], ["clean", "help"]])
def test_goals_that_need_no_configuration(tree, goals):
    tree.config.write_text("CONFIG_NO_SUCH=y\n")
    done = tree.make(*goals)
    assert done.returncode == 0, done.stderr
    assert not (tree.path / "build").exists()


def test_defconfig_goals(tree):
    done = tree.make("minimal_defconfig")
    assert done.returncode == 0, done.stderr
    assert "CONFIG_MODULE_ACCESS" in tree.config.read_text()
    assert "CONFIG_MODULE_ACCESS=y" not in tree.config.read_text()
    assert not (tree.path / "build").exists()
    # A file of that name must not make make idle.
    (tree.path / "appliance_defconfig").write_text("")
    assert tree.make("appliance_defconfig").returncode == 0
    assert "CONFIG_MODULE_ACCESS=y" in tree.config.read_text()


def test_unknown_defconfig(tree):
    done = tree.make("huge_defconfig")
    assert done.returncode == 2
    assert "there are: appliance_defconfig everything_defconfig initramfs_defconfig " \
        "minimal_defconfig" in done.stderr


def test_olddefconfig_and_savedefconfig(tree):
    tree.config.write_text("CONFIG_GATE_TRIES=9\n")
    assert tree.make("olddefconfig").returncode == 0
    assert tree.make("savedefconfig").returncode == 0
    assert "CONFIG_GATE_TRIES=9\n" in (tree.path / "defconfig").read_text()


def test_two_configurations_side_by_side(tree):
    assert tree.make("O=build/small", "minimal_defconfig").returncode == 0
    assert not tree.config.exists()
    assert tree.make("O=build/small", "-j4").returncode == 0
    assert tree.make().returncode == 0
    small = (tree.path / "build/small/config/auto.conf").read_text()
    large = (tree.path / "build/config/auto.conf").read_text()
    assert "CONFIG_MODULE_ACCESS=y" in large
    assert "CONFIG_MODULE_ACCESS=y" not in small


def test_configuring_and_building_in_one_command_is_refused(tree):
    """It would build what was configured before."""
    done = tree.make("minimal_defconfig", "all")
    assert done.returncode == 2
    assert "make minimal_defconfig && make all" in done.stderr
    assert not tree.config.exists()


def test_nothing_outside_the_tree(tree, tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    assert tree.make(HOME=str(home)).returncode == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["home", "tree"]
    assert list(home.iterdir()) == []
    assert not list(tree.path.rglob("__pycache__"))


def test_missing_tools_name_the_way_out(tree):
    done = tree.make("build/tool")
    assert done.returncode == 2
    assert "build/tool: no-such-tool is not installed: run `make deps`" in done.stderr


@pytest.mark.parametrize("goal", ["all", "minimal_defconfig", "olddefconfig", "savedefconfig",
                                  "menuconfig"])
def test_missing_python_names_the_way_out(tree, goal):
    done = tree.make(goal, "PYTHON=/nowhere/python3")
    assert done.returncode == 2
    assert "/nowhere/python3 is not installed: run `make deps`" in done.stderr


@pytest.mark.parametrize("goal", ["all", "minimal_defconfig", "olddefconfig", "savedefconfig",
                                  "menuconfig"])
def test_missing_kconfiglib_names_the_way_out(tree, goal):
    bare = tree.path / "bare-python3"
    bare.write_text("#!/bin/sh\nexec /usr/bin/python3 -S \"$@\"\n")
    bare.chmod(0o755)
    done = tree.make(goal, f"PYTHON={bare}")
    assert done.returncode == 2
    assert "run `make deps`" in done.stderr
    assert "Traceback" not in done.stderr
