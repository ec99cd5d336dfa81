# SPDX-License-Identifier: MIT
"""board/rescue: the credential of rescue shells, and the script that puts pamlet in an
image, run in a root with BusyBox and nothing else. What is wrong is told with file and
line, and no image comes of it.
"""
import os
import re
import shutil
import subprocess

import pytest

from lib import build, hashes, sandbox as sandboxes
from lib.hashes import NEW_PASSWORD, PASSWORD, WRONG
from lib.sandbox import host_environment

BOARD = build.TOP / "board" / "rescue"
TOOLS = ("sh", "awk", "cat", "chmod", "cp", "cut", "date", "grep", "head", "id", "ln", "mkdir",
         "mv", "rm", "sleep", "sync")
CONF = "etc/pamlet/initramfs.conf"


class House:
    """A system with the scripts installed; `image` is the tree of an image in it."""

    def __init__(self, sandbox):
        self.sandbox = sandbox
        self.path = sandbox.path
        self.image = self.path / "image"
        self.image.mkdir()
        (self.path / "bin").mkdir()
        shutil.copy2("/bin/busybox", self.path / "bin/busybox")
        for name in TOOLS:
            (self.path / "bin" / name).symlink_to("busybox")
        (self.path / "usr/sbin").mkdir(parents=True)
        shutil.copy2(build.pamlet(), self.path / "usr/sbin/pamlet")
        done = subprocess.run(
            ["make", "-s", "--no-print-directory", "-C", str(build.TOP), "install-rescue",
             f"DESTDIR={self.path}"], capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, done.stderr

    def run(self, *words, given="", program="/bin/busybox"):
        done = subprocess.run(
            self.sandbox.command(*words, program=program), input=given, text=True,
            capture_output=True, timeout=60, check=False,
            env={**host_environment(), "PATH": "/bin:/usr/sbin"})
        return done.returncode, done.stdout, done.stderr

    def rescue(self, *words, given=""):
        return self.run("sh", "/usr/sbin/pamlet-rescue", *words, given=given)

    def create(self, *words):
        return self.rescue("create", *words, given=f"{PASSWORD}\n" * 2)

    def fill(self):
        return self.run("sh", "/usr/lib/pamlet/fill-image", "/image")

    def conf(self, **values):
        text = (BOARD / "initramfs.conf").read_text()
        for name, value in values.items():
            lines = [line for line in text.splitlines() if line.startswith(f"PAMLET_{name}=")]
            assert len(lines) == 1, name
            text = text.replace(lines[0] + "\n", f"PAMLET_{name}={value}\n")
        (self.path / CONF).write_text(text)

    def read(self, name):
        return (self.path / name).read_text()

    def opens(self, *words, password=PASSWORD):
        """Whether a gate in the image opens."""
        done = subprocess.run(
            self.sandbox.command("/image", "/usr/sbin/pamlet", "gate", "-P", "stdio", "-n", "1",
                                 *words, program="/bin/chroot"),
            input=password + "\n", text=True, capture_output=True, timeout=60, check=False,
            env=host_environment())
        return done.returncode == 0


@pytest.fixture
def house(sandbox):
    if not os.path.exists("/bin/busybox"):
        pytest.skip("needs busybox-static")
    made = House(sandbox)
    (made.path / "bin/chroot").symlink_to("busybox")
    return made


def mode(path):
    return oct(path.lstat().st_mode & 0o7777)


def test_create_and_fill_and_open(house):
    status, out, err = house.create()
    assert status == 0 and "Build the images anew" in out, err
    place = house.path / "etc/pamlet/rescue"
    assert (mode(place), mode(place / "shadow")) == ("0o700", "0o600")
    assert house.fill() == (0, "", "")
    assert mode(house.image / "etc/shadow") == "0o600"
    assert house.read("image/etc/passwd") == "root:x:0:0:root:/:/bin/sh\n"
    assert house.opens("-u", "root") and not house.opens("-u", "root", password=WRONG)
    assert mode(house.image / "usr/sbin/pamlet") == "0o755"
    assert (house.image / "usr/lib/pamlet/gate.sh").read_text() == (BOARD / "gate.sh").read_text()


def test_rotation(house):
    assert house.create()[0] == 0 and house.fill()[0] == 0
    before = house.read("etc/pamlet/rescue/shadow")
    assert house.rescue("passwd", given=f"{NEW_PASSWORD}\n" * 2)[0] == 0
    assert house.read("etc/pamlet/rescue/shadow") != before
    assert house.opens("-u", "root")
    assert house.fill()[0] == 0
    assert house.opens("-u", "root", password=NEW_PASSWORD) and not house.opens("-u", "root")


def test_more_accounts(house):
    assert house.create("--user", "eve")[0] == 0
    assert house.rescue("add", "otto", given=f"{NEW_PASSWORD}\n" * 2)[0] == 0
    assert house.rescue("show")[1].splitlines()[1].startswith("otto P ")
    house.conf(USER="")
    assert house.fill()[0] == 0
    assert house.opens("-u", "otto", password=NEW_PASSWORD) and house.opens("-u", "eve")
    # Whoever opens is root there, and no other account comes along.
    assert [line.split(":")[2] for line in house.read("image/etc/passwd").splitlines()] == ["0", "0"]
    assert house.rescue("remove", "otto")[0] == 0
    assert "otto" not in house.read("etc/pamlet/rescue/shadow")


@pytest.mark.parametrize("words,given", [
    ([], ""), ([], f"{PASSWORD}\n{WRONG}\n"), (["--user", "a:b"], ""), (["--hash", "-"], "\n"),
    (["--hash", "-"], "*\n"), (["--hash", "-"], hashes.YESCRYPT[:-3] + "\n"),
    (["--copy", "nobody"], ""), (["--copy"], ""), (["somebody"], "")])
def test_what_cannot_be_made_leaves_nothing(house, words, given):
    status, _, err = house.rescue("create", *words, given=given)
    assert status != 0 and err
    place = house.path / "etc/pamlet/rescue"
    assert not [name for name in ("passwd", "shadow", "group") if (place / name).exists()]


def test_what_is_there_is_not_made_again(house):
    assert house.create()[0] == 0
    before = house.read("etc/pamlet/rescue/shadow")
    status, _, err = house.create()
    assert status == 1 and "there is one already" in err
    assert house.read("etc/pamlet/rescue/shadow") == before


def test_hash_from_elsewhere(house):
    house.sandbox.user("anna")
    assert house.rescue("create", "--hash", "-", given=hashes.YESCRYPT + "\n")[0] == 0
    assert house.fill()[0] == 0 and house.opens("-u", "root")
    shutil.rmtree(house.path / "etc/pamlet/rescue")
    assert house.rescue("create", "--copy", "anna")[0] == 0
    assert house.read("etc/pamlet/rescue/shadow").startswith(f"root:{hashes.YESCRYPT}:")


def test_the_system_s_accounts(house):
    """Only when asked for, and only who may open."""
    house.sandbox.user("anna")
    house.sandbox.user("bert", uid=1001)
    house.sandbox.write("etc/group", "wheel:x:10:anna\nbert:x:1001:\n")
    house.conf(CREDENTIAL="system", USER="", GROUP="wheel")
    assert house.fill() == (0, "", "")
    assert house.read("image/etc/passwd") == "anna:x:0:0:anna:/:/bin/sh\n"
    assert "bert" not in house.read("image/etc/shadow")
    assert house.opens("-g", "wheel", "-u", "anna")
    house.conf(CREDENTIAL="system", USER="")
    assert "wants PAMLET_USER or PAMLET_GROUP" in house.fill()[2]


def test_lines_of_others_stay(house):
    house.create()
    (house.image / "etc").mkdir()
    (house.image / "etc/passwd").write_text("root:x:0:0::/root:/bin/bash\nsys:x:3:3::/:/bin/false\n")
    (house.image / "etc/shadow").write_text("root::::::::\nsys:*:::::::\n")
    assert house.fill() == (0, "", "")
    assert house.read("image/etc/passwd") == \
        "sys:x:3:3::/:/bin/false\nroot:x:0:0:root:/:/bin/sh\n"
    assert house.fill() == (0, "", "")
    assert house.read("image/etc/passwd").count("root:x:") == 1
    assert house.read("image/etc/shadow").startswith("sys:*:") and mode(
        house.image / "etc/shadow") == "0o600"


# What is wrong with the configuration: (its values, what is told)
FAULTS = {
    "tries": ({"TRIES": "-1"}, "not a value for PAMLET_TRIES: -1"),
    "tries-octal": ({"TRIES": "1e3"}, "not a value for PAMLET_TRIES"),
    "timeout": ({"TIMEOUT": "0"}, "not a value for PAMLET_TIMEOUT"),
    "action": ({"ACTION": "exit"}, "not a value for PAMLET_ACTION: exit"),
    "exit": ({"EXIT": "shell"}, "not a value for PAMLET_EXIT"),
    "prompt": ({"PROMPT": "stdio"}, "not a value for PAMLET_PROMPT"),
    "user": ({"USER": "'-x'"}, "not a value for PAMLET_USER"),
    "user-path": ({"USER": "../x"}, "not a value for PAMLET_USER"),
    "service": ({"SERVICE": ""}, "not a value for PAMLET_SERVICE"),
    "shell": ({"SHELL": "sh"}, "not a value for PAMLET_SHELL"),
    "run": ({"MESSAGE": "$(touch /ran)"}, "not a plain value"),
    "run-quoted": ({"MESSAGE": '"`touch /ran`"'}, "not a plain value"),
    "quote": ({"MESSAGE": "\"it's\""}, "not a plain value"),
    "half-a-quote": ({"MESSAGE": "'so"}, "not a plain value"),
    "blank": ({"MESSAGE": "two words"}, "not a plain value"),
    "name": ({"MESSAGE": "\nPAMLET_FREE=yes"}, "no such name: PAMLET_FREE"),
    "word": ({"MESSAGE": "\ntouch /ran"}, "not PAMLET_NAME=value"),
    "nobody": ({"USER": "anna"}, "/etc/pamlet/rescue/passwd: no such account: anna"),
    "both": ({"GROUP": "wheel"}, "not both"),
    "group": ({"USER": "", "GROUP": "wheel"}, "nobody is in the group wheel"),
    "policy": ({"SERVICE": "nothing"}, "nothing"),
}


@pytest.mark.parametrize("kind", FAULTS)
def test_fault_of_the_configuration(house, kind):
    house.create()
    values, told = FAULTS[kind]
    house.conf(**values)
    status, _, err = house.fill()
    assert status == 1 and told in err, err
    named = re.match(rf"pamlet: /{CONF}:(\d+): ", err)
    assert bool(named) == ("PAMLET_" in told or "plain" in told), err
    if named:
        line = house.read(CONF).split("\n")[int(named[1]) - 1]
        (name, value), = values.items()
        assert line.endswith(value.split("\n")[-1]) and ("\n" in value or name in line)
    assert not (house.path / "ran").exists()


def test_faults_of_the_image(house):
    """Who has no credential, an account that cannot open, a module that is not linked."""
    assert "`pamlet-rescue create` makes one" in house.fill()[2]
    house.create()
    policy = house.path / "etc/pamlet/rescue/pam.d"
    policy.mkdir()
    (policy / "gate").write_text("auth required pam_unix.so\nauth required pam_nothere.so\n")
    status, _, err = house.fill()
    assert status == 1 and "/etc/pam.d/gate:2: module is not linked in: pam_nothere.so" in err
    (policy / "gate").unlink()
    (house.image / "etc/pam.d/gate").unlink()
    assert house.fill()[0] == 0
    shadow = house.path / "etc/pamlet/rescue/shadow"
    shadow.write_text(shadow.read_text().replace("root:$", "root:!$"))
    status, _, err = house.fill()
    assert status == 1 and "the password is locked: root" in err and "would not open" in err


def test_faillock(house):
    house.create()
    house.conf(FAILLOCK_DIR="/run/faillock")
    assert house.fill() == (0, "", "")
    (house.image / "run/faillock").mkdir(parents=True)
    sandboxes.needs_users()
    for _ in range(3):
        assert not house.opens("-u", "root", password=WRONG)
    tally = house.image / "run/faillock/root"
    assert tally.stat().st_size == 3 * 64


def test_shell_that_the_image_gets_is_the_configuration_s(house):
    house.create()
    house.conf(MESSAGE="'Call 555, please.'", ACTION="reboot")
    assert house.fill()[0] == 0
    text = house.read("image/etc/pamlet/initramfs.conf")
    assert "PAMLET_MESSAGE='Call 555, please.'\n" in text and "PAMLET_ACTION='reboot'\n" in text


def test_uninstall_leaves_what_a_person_made(house):
    house.create()
    done = subprocess.run(
        ["make", "-s", "--no-print-directory", "-C", str(build.TOP), "uninstall-rescue",
         f"DESTDIR={house.path}"], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0 and "left as it is" in done.stdout
    assert not (house.path / "usr/lib/pamlet").exists()
    assert (house.path / "etc/pamlet/rescue/shadow").exists() and (house.path / CONF).exists()
