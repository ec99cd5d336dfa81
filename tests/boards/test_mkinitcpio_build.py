# SPDX-License-Identifier: MIT
"""board/mkinitcpio: an image that could be opened otherwise, or by nobody, is not made."""
import subprocess

import pytest

from boards import mkinitcpio_image as images
from lib import build

pytestmark = [pytest.mark.slow, pytest.mark.limit(900)]


@pytest.fixture(scope="module")
def it(tmp_path_factory):
    return images.Images(tmp_path_factory.mktemp("mkinitcpio") / "it")


@pytest.fixture
def place(it):
    """As it was installed; what a test changes is put back."""
    kept = {name: it.root.read(f"standin/{name}") for name in ("init", "init_functions")}
    it.configure()
    yield it
    for name, text in kept.items():
        it.root.write(f"standin/{name}", text)
    it.root.credential()


def refused(place, *hooks):
    """What the hook said; the image was not made, whatever status the hook returned."""
    done = place.run(*hooks, check=False)
    assert done.returncode == 1, done.stdout
    assert not (place.tree / "done").exists(), done.stdout
    return done.stdout


def test_an_image_is_made(place):
    place.run("base", "pamlet")
    assert (place.tree / "done").exists()
    assert (place.tree / "usr/bin/pamlet").read_bytes() == build.pamlet().read_bytes()
    # What the hook `strip` works on can be written by its owner.
    assert (place.tree / "usr/bin/pamlet").stat().st_mode & 0o777 == 0o555
    assert (place.tree / "etc/shadow").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("hooks,told", [
    (("pamlet",), "behind 'base'"), (("pamlet", "base"), "behind 'base'"),
    (("base", "systemd", "pamlet"), "'systemd' brings other shells"),
    (("base", "pamlet", "systemd"), "'systemd' brings other shells")])
def test_hooks_that_do_not_go_together(place, hooks, told):
    assert told in refused(place, *hooks)


CHANGES = {
    "another name": ("init_functions", "launch_interactive_shell() {", "open_shell() {",
                     "/init_functions is not as this hook knows it: 1 line(s) of"),
    "a definition more": ("init_functions", "err() {",
                          "launch_interactive_shell() {\n\t:\n}\n\nerr() {", "1 line(s) of"),
    "a shell more": ("init_functions", "\t\tsh -i\n", "\t\tsh -i\n\t\tsh -i\n", "2 line(s) of"),
    "a shell in init": ("init", "\tlaunch_interactive_shell\n\t;;", "\tsetsid sh -i\n\t;;",
                        "/init is not as this hook knows it: 0 line(s) of"),
    "a getty": ("init_functions", "\t\tsh -i\n", "\t\tsh -i\n\t\tgetty -n\n", "2 line(s) of"),
    "not used": ("init", "launch_interactive_shell", "other", "does not use launch_interactive"),
    "functions from elsewhere": ("init", ". /init_functions", ". /lib/functions",
                                 "/init is not as this hook knows it: 1 line(s) of"),
    "another command line": ("init", "</proc/cmdline", "</proc/1/cmdline", "1 line(s) of"),
    "another err": ("init_functions", "err() {", "err () {", "1 line(s) of '^err"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_mkinitcpio_that_has_changed(place, change):
    name, before, after, told = CHANGES[change]
    text = place.root.read(f"standin/{name}")
    assert before in text
    place.root.write(f"standin/{name}", text.replace(before, after))
    assert told in refused(place, "base", "pamlet")


def test_no_credential(place):
    (place.root.path / "etc/pamlet/rescue/shadow").unlink()
    said = refused(place, "base", "pamlet")
    assert "pamlet-rescue create" in said and "would have no gate" in said


def test_a_policy_with_a_module_that_is_not_there(place):
    policy = place.root.write("etc/pamlet/rescue/pam.d/gate", "auth required pam_nosuch.so\n")
    try:
        said = refused(place, "base", "pamlet")
    finally:
        policy.unlink()
    assert "pam_nosuch" in said and "gate:1" in said


def test_a_configuration_that_is_wrong_is_named_by_its_line(place):
    place.configure(ACTION="sleep")
    assert "/etc/pamlet/initramfs.conf:" in refused(place, "base", "pamlet")


def test_the_command_line_of_the_image(place):
    place.configure(CMDLINE="root=LABEL=it rw")
    place.run("base", "pamlet")
    assert (place.tree / "etc/pamlet/cmdline").read_text() == "root=LABEL=it rw\n"
    init = (place.tree / "init").read_text()
    assert "</etc/pamlet/cmdline" in init and "/proc/cmdline" not in init


def test_the_hook_is_used_and_tells_what_it_is(place):
    done = place.root.run("bash", "-c", "HOOKS=(base udev); . /etc/mkinitcpio.conf.d/zz-pamlet.conf;"
                          " . /usr/lib/initcpio/install/pamlet; echo ${HOOKS[*]}; help")
    assert done.stdout.startswith("base udev pamlet\n") and "initramfs.conf" in done.stdout


@pytest.mark.parametrize("listing,status", [
    ("init\nusr/lib/pamlet/gate.sh\n", 0), ("init\nusr/lib/pamlet/gate.sh.old\n", 1), (None, 1)])
def test_an_image_without_the_gate_is_told(place, listing, status):
    script = f"printf '%s' '{listing}'" if listing else "exit 1"
    place.root.write("usr/bin/lsinitcpio", f"#!/bin/sh\n{script}\n", 0o755)
    done = place.root.run("/usr/lib/initcpio/post/pamlet", "/boot/vmlinuz", "/boot/it.img",
                          check=False)
    assert done.returncode == status, done.stdout
    assert status == 0 or "/boot/it.img" in done.stdout


def test_uninstalled(tmp_path):
    for verb in ("install", "uninstall"):
        done = subprocess.run(["make", "-s", "--no-print-directory", "-C", str(build.TOP),
                               f"{verb}-mkinitcpio", f"DESTDIR={tmp_path}"], timeout=60,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        left = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()}
        if verb == "install":
            assert "usr/lib/initcpio/install/pamlet" in left
    assert not [name for name in left if "mkinitcpio" in name or "initcpio" in name], left
    # What the boards share goes with uninstall-rescue.
    assert "usr/lib/pamlet/fill-image" in left and "etc/pamlet/initramfs.conf" in left
