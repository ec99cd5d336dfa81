# SPDX-License-Identifier: MIT
"""What `make install-systemd` puts into a tree and takes away again, and what its check
sees after an update. The tree holds as much of systemd as that looks at."""
import shutil
import subprocess

import pytest

from lib import build, hashes

UNITS = {
    "emergency.target": "[Unit]\nRequires=emergency.service\n",
    "rescue.target": "[Unit]\nRequires=sysinit.target rescue.service\n",
    "emergency.service": "[Service]\nExecStart=-/lib/systemd/systemd-sulogin-shell emergency\n"
                         "StandardInput=tty-force\n",
    "rescue.service": "[Service]\nExecStart=-/lib/systemd/systemd-sulogin-shell rescue\n"
                      "StandardInput=tty-force\n",
    "debug-shell.service": "[Service]\nExecStart=/bin/bash\nStandardInput=tty\n",
    "getty@.service": "[Service]\nExecStart=-/sbin/agetty - $TERM\nStandardInput=tty\n",
}
SHELL_UNIT = "[Service]\nExecStart=-/bin/sh -l\nStandardInput=tty-force\n"
UNKNOWN = "session optional pam_systemd.so\n"


@pytest.fixture
def root(tmp_path):
    for name in ("usr/sbin", "usr/lib/systemd/system", "etc/systemd/system", "etc/pam.d"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "lib").symlink_to("usr/lib")
    shutil.copy(build.pamlet(), tmp_path / "usr/sbin/pamlet")
    for name, text in UNITS.items():
        (tmp_path / "usr/lib/systemd/system" / name).write_text(text)
    (tmp_path / "etc/passwd").write_text("root:x:0:0::/root:/bin/sh\n")
    (tmp_path / "etc/group").write_text("root:x:0:\n")
    (tmp_path / "etc/shadow").write_text(f"root:{hashes.YESCRYPT}:20000:0:99999:7:::\n")
    (tmp_path / "etc/shadow").chmod(0o600)
    return tmp_path


def make(verb, root, *words):
    return subprocess.run(
        ["make", "-s", "--no-print-directory", "-C", build.TOP, f"{verb}-systemd",
         f"DESTDIR={root}", *words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, timeout=60)


def install(root, *words):
    done = make("install", root, *words)
    assert done.returncode == 0, done.stdout
    return done.stdout


def check(root):
    done = subprocess.run([root / "usr/lib/pamlet/systemd/check", root], text=True, timeout=60,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT)
    return done.returncode, done.stdout


def listing(root):
    return {str(path.relative_to(root)): path.readlink() if path.is_symlink()
            else path.is_file() and path.read_bytes() for path in root.rglob("*")}


@pytest.mark.parametrize("words", [(), ("CONSOLES=pamlet",)])
def test_uninstall_puts_all_back(root, words):
    """A mask that was there before stays."""
    (root / "etc/systemd/system/debug-shell.service").symlink_to("/dev/null")
    (root / "usr/lib/pamlet").mkdir()
    before = listing(root)
    for _ in range(2):
        install(root, *words)
        assert check(root) == (0, "")
        drop_ins = sorted(path.parent.name for path in root.rglob("zz-pamlet.conf"))
        assert len(drop_ins) == (5 if words else 2)
    assert make("uninstall", root).returncode == 0
    assert listing(root) == before


def test_consoles_can_be_given_back(root):
    install(root, "CONSOLES=pamlet")
    install(root)
    assert not (root / "etc/systemd/system/getty@.service.d").exists()
    assert check(root) == (0, "")


def test_a_policy_that_cannot_run_is_refused(root):
    (root / "etc/pam.d/login").write_text("auth required pam_unix.so\n" + UNKNOWN)
    before = listing(root)
    done = make("install", root, "CONSOLES=pamlet")
    assert done.returncode != 0 and listing(root) == before
    assert "/etc/pam.d/login:2: module is not linked in: pam_systemd.so" in done.stdout
    # The consoles are the system's own then.
    install(root)


def test_nobody_who_could_open_is_told(root):
    (root / "etc/shadow").write_text("root:*:20000:0:99999:7:::\n")
    assert "nobody can open the rescue shell yet" in install(root)


def test_what_is_in_the_way_is_refused(root):
    (root / "etc/systemd/system/debug-shell.service").write_text(SHELL_UNIT)
    before = listing(root)
    done = make("install", root)
    assert done.returncode != 0 and "debug-shell.service: there is one already" in done.stdout
    assert listing(root) == before


def remove(name):
    return lambda root: (root / name).unlink()


def write(name, text):
    def change(root):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        path.write_text(text)
    return change


SYSTEM = "usr/lib/systemd/system"
UPDATES = {
    "a drop-in is gone": (remove("etc/systemd/system/rescue.service.d/zz-pamlet.conf"),
                          "rescue.service.d/zz-pamlet.conf: not there"),
    "a drop-in is changed": (write("etc/systemd/system/emergency.service.d/zz-pamlet.conf", "\n"),
                             "emergency.service.d/zz-pamlet.conf: not there, or not as"),
    "another drop-in": (write(f"{SYSTEM}/emergency.service.d/zzz.conf",
                              "[Service]\nExecStart=\nExecStart=/bin/sh\n"),
                        "zzz.conf: changes what emergency.service starts"),
    "a drop-in for all services": (write("etc/systemd/system/service.d/x.conf",
                                         "[Service]\nEnvironment=SUSHELL=/bin/sh\n"),
                                   "x.conf: changes what rescue.service starts"),
    "no mask": (remove("etc/systemd/system/debug-shell.service"),
                "debug-shell.service: not a link to /dev/null"),
    "another mask": (remove("etc/systemd/system-generators/systemd-run-generator"),
                     "systemd-run-generator: not a link to /dev/null"),
    "a new shell": (write(f"{SYSTEM}/breakpoint-new.service", SHELL_UNIT),
                    "breakpoint-new.service: opens a shell without pamlet"),
    "a new way to the rescue shell": (
        write(f"{SYSTEM}/rescue.target", "[Unit]\nRequires=rescue-2.service\n"),
        "rescue.target: does not start rescue.service"),
    "no pamlet": (remove("usr/sbin/pamlet"), "/usr/sbin/pamlet: not there"),
}


@pytest.mark.parametrize("name", UPDATES)
def test_an_update_is_seen(root, name):
    install(root)
    change, words = UPDATES[name]
    change(root)
    status, said = check(root)
    assert status == 1 and words in said, said
