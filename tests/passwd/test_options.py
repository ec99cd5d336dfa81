# SPDX-License-Identifier: MIT
"""The command line: what goes together, and what is refused before it does anything."""
import people
import pytest
from people import passwd


@pytest.mark.parametrize("arguments", [
    ["-l"], ["-x", "3"], ["-S", "-a", "anna"], ["-a"], ["-a", "anna"], ["-S", "-l", "anna"],
    ["-k", "-l", "anna"], ["-k", "-S", "anna"], ["-l", "-u", "anna"], ["anna", "berta"],
    ["-x", "anna"], ["-x", "-2", "anna"], ["-x", "1x", "anna"], ["-x", "", "anna"],
    ["-x", "1000000", "anna"], ["-x", " 1", "anna"], ["-x"], ["-Z", "anna"], ["--loc", "anna"],
    ["-S", "--", "anna", "-a"], ["--", "-l", "anna"], ["anna", "-Z"], ["-R"]])
def test_refused(place, arguments):
    before = place.read("etc/shadow")
    done = passwd(place, *arguments)
    assert done.status == 2 and not done.out and done.err.startswith(b"passwd: "), done.text
    assert done.err.count(b"\n") == 1
    assert place.read("etc/shadow") == before and not people.leftovers(place)


@pytest.mark.parametrize("arguments", [
    ["-l", "anna"], ["anna", "-l"], ["--lock", "anna"], ["-l", "--", "anna"], ["-ql", "anna"],
    ["anna", "--lock", "-q"], ["-lqe", "anna"]])
def test_locks(place, arguments):
    assert passwd(place, *arguments).status == 0
    assert people.line_of(place, "anna").startswith("anna:!$y$")


def test_quiet(place):
    assert passwd(place, "-l", "anna").out == b"passwd: password changed.\n"
    assert passwd(place, "-ql", "anna").out == b""


@pytest.mark.parametrize("spare,status", [(0, 111), (1, 0)])
def test_no_line_becomes_too_long(place, spare, status):
    """One that pamlet itself would refuse: 4096 bytes are the most."""
    line = people.line_of(place, "anna")
    fields = line.split(":")
    hashed = fields[1] + (4096 - spare - len(line)) * "x"
    before = f"anna:{hashed}:{':'.join(fields[2:])}\n"
    place.write("etc/shadow", before)
    done = passwd(place, "-l", "anna")
    assert done.status == status, done.text
    assert place.read("etc/shadow") == (before if status else before.replace("anna:", "anna:!"))
    assert not people.leftovers(place)


def test_help(place):
    done = passwd(place, "--help")
    assert done.status == 0 and done.out.startswith(b"usage: passwd") and not done.err
    assert passwd(place, "-h", "-l").out == done.out
    assert place.run("--help", "passwd").out == done.out


def test_help_of_every_option(place):
    text = passwd(place, "-h").out.decode()
    assert all(f"-{letter}" in text or letter in "delqu" for letter in "aSnxwik")
    assert "-delqu" in text and len(text.splitlines()) <= 12


def test_the_account_is_in_the_log(place):
    assert "passwd: service=passwd user=\"anna\"" in passwd(place, "-l", "anna").log
