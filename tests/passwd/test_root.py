# SPDX-License-Identifier: MIT
"""passwd -R DIR: the accounts and the policy of a tree, as an image is made of one."""
import os

import people
import pytest
from people import NEW, passwd

from lib.hashes import PASSWORD

TREE = ("etc/passwd", "etc/shadow")


@pytest.fixture
def tree(place):
    """A tree in the tree: accounts, and nothing else."""
    for name in TREE:
        place.write(f"image/{name}", place.read(name))
    os.chmod(place.path / "image/etc/shadow", 0o600)
    return place


def test_password(tree):
    outside = tree.read("etc/shadow")
    done = passwd(tree, "-R", "/image", "anna", answers=[NEW, NEW])
    assert (done.status, done.err) == (0, b"New password: \nRetype new password: \n"), done.text
    assert people.NEW_LINE.search(tree.read("image/etc/shadow"))
    assert tree.read("etc/shadow") == outside


def test_edits(tree):
    outside = tree.read("etc/shadow")
    assert passwd(tree, "--root=/image", "-l", "anna").status == 0
    assert "anna:!$" in tree.read("image/etc/shadow") and tree.read("etc/shadow") == outside
    assert passwd(tree, "-R", "/image", "-S", "anna").out.startswith(b"anna L ")
    assert passwd(tree, "-S", "anna").out.startswith(b"anna P ")


def test_policy_of_the_tree(tree):
    tree.write("image/etc/pam.d/passwd", "password required pam_deny.so\n")
    before = tree.read("image/etc/shadow")
    assert passwd(tree, "-R", "/image", "anna", answers=[NEW, NEW]).status == 1
    assert tree.read("image/etc/shadow") == before


@pytest.mark.parametrize("place_of", ["/nowhere", "", "/image/etc/passwd"])
def test_no_such_tree(tree, place_of):
    outside = tree.read("etc/shadow")
    done = passwd(tree, "-R", place_of, "anna", answers=[NEW, NEW])
    assert done.status == 1 and not done.out and done.err.count(b"\n") == 1, done.text
    assert tree.read("etc/shadow") == outside


def test_who_is_not_root(tree):
    """The tree would be of the user's making, its policy too."""
    people.needs_root()
    tree.write("image/etc/pam.d/passwd", "password required pam_permit.so\n")
    before = tree.read("image/etc/shadow")
    for words in (["anna"], [], ["-S", "anna"]):
        done = passwd(tree, "-R", "/image", *words, uid=people.ANNA, answers=[PASSWORD, NEW, NEW])
        assert (done.status, done.err) == (1, b"passwd: Permission denied.\n"), done.text
    assert tree.read("image/etc/shadow") == before
