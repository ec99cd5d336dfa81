# SPDX-License-Identifier: MIT
"""`pamlet --install [-s] DIR`: links under the names of the applets."""
import os
import shutil
import subprocess

import pytest

from lib import build, matrix

APPLETS = ("gate",)


@pytest.fixture
def sbin(tmp_path):
    """A directory with the program in it, as in an image that is being made."""
    made = tmp_path / "image" / "sbin"
    made.mkdir(parents=True)
    shutil.copy2(build.pamlet(), made / "pamlet")
    return made


def install(sbin, *arguments, cwd="/"):
    return subprocess.run([sbin / "pamlet", "--install", *arguments], cwd=cwd, text=True,
                          stdin=subprocess.DEVNULL, capture_output=True, timeout=30, check=False)


def test_symbolic_link_beside_the_program_is_relative(sbin, tmp_path):
    """The image may be made in any place, and its links hold where it is mounted."""
    done = install(sbin, "-s", sbin)
    assert done.returncode == 0, done.stderr
    assert {name: os.readlink(sbin / name) for name in APPLETS} == dict.fromkeys(APPLETS, "pamlet")
    moved = (tmp_path / "image").rename(tmp_path / "mounted") / "sbin"
    done = subprocess.run([moved / "gate", "--help"], capture_output=True, timeout=30, check=False)
    assert done.returncode == matrix.USAGE and b"--service" in done.stderr + done.stdout


@pytest.mark.parametrize("directory", [".", "../sbin", "/proc/self/cwd"])
def test_the_same_directory_by_another_name(sbin, directory):
    assert install(sbin, "-s", directory, cwd=sbin).returncode == 0
    assert os.readlink(sbin / "gate") == "pamlet"


def test_symbolic_link_elsewhere_is_absolute(sbin, tmp_path):
    other = tmp_path / "bin"
    other.mkdir()
    assert install(sbin, "-s", other).returncode == 0
    assert os.readlink(other / "gate") == str(sbin / "pamlet")


def test_hard_links(sbin):
    done = install(sbin, sbin)
    assert done.returncode == 0, done.stderr
    for name in APPLETS:
        assert not (sbin / name).is_symlink() and (sbin / name).samefile(sbin / "pamlet")


@pytest.mark.parametrize("how", [(), ("-s",)], ids=["hard", "symbolic"])
def test_twice_is_as_good_as_once(sbin, how):
    assert install(sbin, *how, sbin).returncode == 0
    before = (sbin / "gate").lstat()
    assert install(sbin, *how, sbin).returncode == 0
    after = (sbin / "gate").lstat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


@pytest.mark.parametrize("how", [(), ("-s",)], ids=["hard", "symbolic"])
def test_a_file_that_is_there_stays(sbin, how):
    (sbin / "gate").write_text("another program\n")
    done = install(sbin, *how, sbin)
    assert done.returncode == matrix.BROKEN and "gate" in done.stderr
    assert (sbin / "gate").read_text() == "another program\n"


def test_a_link_to_another_program_stays(sbin):
    (sbin / "gate").symlink_to("/bin/true")
    assert install(sbin, "-s", sbin).returncode == matrix.BROKEN
    assert os.readlink(sbin / "gate") == "/bin/true"


@pytest.mark.parametrize("how", [(), ("-s",)], ids=["hard", "symbolic"])
def test_no_such_directory(sbin, tmp_path, how):
    done = install(sbin, *how, tmp_path / "nowhere")
    assert done.returncode == matrix.BROKEN and "nowhere" in done.stderr


@pytest.mark.parametrize("line", [
    (), ("-s",), ("-x",), ("-s", "-x"), ("-x", "."), ("--", "."), (".", "."), (".", "-s"),
    ("-s", ".", "."), ("-s", "--")], ids=" ".join)
def test_bad_arguments(sbin, line):
    done = install(sbin, *line, cwd=sbin)
    assert done.returncode == matrix.USAGE and "--install [-s] DIR" in done.stderr
    assert [entry.name for entry in sbin.iterdir()] == ["pamlet"]


def test_without_proc_nothing_is_made(sandbox):
    done = sandbox.run("--install", "-s", "/")
    assert done.status == matrix.BROKEN and "/proc/self/exe" in done.text
    assert not (sandbox.path / "gate").is_symlink()
