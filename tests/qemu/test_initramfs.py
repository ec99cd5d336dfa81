# SPDX-License-Identifier: MIT
"""The packer: what it packs is what the kernel and cpio read."""
import os
import subprocess

import pytest

import mkinitramfs

LIST = """
# a comment
dir /etc 0755 0 0
dir /dev 0755 0 0
file /etc/hello ${WORLD} 0640 3 4
slink /greeting etc/hello 0777 0 0
nod /dev/ttyS0 0600 0 5 c 4 64
"""


@pytest.fixture
def packed(tmp_path):
    """packed(TEXT): the archive of a list with this text."""
    (tmp_path / "the world").write_text("hello\n")

    def make(text=LIST, out="out.cpio"):
        (tmp_path / "list").write_text(text)
        mkinitramfs.build([tmp_path / "list"], tmp_path / out,
                          {"WORLD": str(tmp_path / "the world")})
        return tmp_path / out
    return make


def listing(archive):
    with archive.open("rb") as data:
        done = subprocess.run(["busybox", "cpio", "-tv"], stdin=data, text=True, check=True,
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=30)
    return [line.split() for line in done.stdout.splitlines()]


def test_another_cpio_reads_it(packed):
    assert [(words[0], words[1], words[-1]) for words in listing(packed())] == [
        ("drwxr-xr-x", "0/0", "etc"),
        ("drwxr-xr-x", "0/0", "dev"),
        ("-rw-r-----", "3/4", "etc/hello"),
        ("lrwxrwxrwx", "0/0", "etc/hello"),
        ("crw-------", "0/5", "dev/ttyS0"),
    ]


def test_content_comes_back(packed, tmp_path):
    (tmp_path / "root").mkdir()
    text = "\n".join(line for line in LIST.splitlines() if not line.startswith("nod"))
    with packed(text).open("rb") as data:
        subprocess.run(["busybox", "cpio", "-id"], stdin=data, check=True, timeout=30,
                       cwd=tmp_path / "root", stderr=subprocess.DEVNULL)
    assert (tmp_path / "root" / "greeting").read_text() == "hello\n"


def test_same_input_same_bytes(packed, tmp_path, monkeypatch):
    first = packed(out="first").read_bytes()
    os.utime(tmp_path / "the world", (1, 1))
    assert packed(out="second").read_bytes() == first
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1000000000")
    assert packed(out="third").read_bytes() != first


def test_later_entry_replaces(packed):
    found = listing(packed(LIST + "slink /etc/hello /other 0777 0 0\n"))
    assert [words[0] for words in found if words[-1] == "/other"] == ["lrwxrwxrwx"]
    assert not any(words[0] == "-rw-r-----" for words in found)


@pytest.mark.parametrize("line, reason", [
    ("fifo /x 0644 0 0", "not an entry"),
    ("dir /x 0755 0", "takes 4 values"),
    ("dir /x 0958 0 0", "invalid literal"),
    ("nod /x 0600 0 0 d 1 2", "'d'"),
    ("file /x /no/such/file 0600 0 0", "No such file"),
    ("file /x ${NOTHING} 0600 0 0", "no value for ${NOTHING}"),
    ("dir /no/parent 0755 0 0", "no entry for /no"),
])
def test_bad_line_is_named(packed, tmp_path, line, reason):
    with pytest.raises(mkinitramfs.ListError) as error:
        packed(line + "\n")
    assert reason in str(error.value)
    if "parent" not in line:
        assert str(error.value).startswith(f"{tmp_path}/list:1: ")
    assert not (tmp_path / "out.cpio").exists()
