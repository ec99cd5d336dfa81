# SPDX-License-Identifier: MIT
"""The options of the pages are those that the built program takes, letter by
letter: what is listed is taken, and no other letter is.
"""
import re
import string

import pytest

from docs import pages

WITH_TABLE = [name for name in pages.applets() if name != "faillock"]

# Behind the option that is tried; so no line is one that does anything.
REFUSED = "--no-such-option"


@pytest.fixture
def complaint(sandbox):
    """What the applet says to these words, none of which may start it."""
    def run(name, *words):
        if name not in pages.built():
            pytest.skip(f"needs an applet that is not in this build: {name}")
        done = sandbox.run(name, *words, REFUSED, limit_s=10)
        assert done.status != 0 and b"Password" not in done.err
        return done.err.decode()
    return run


def is_unknown(option, said):
    return re.search(rf'unknown option[: "]+{re.escape(option)}\b', said) is not None


@pytest.mark.parametrize("name", WITH_TABLE)
def test_listed_options_are_taken(complaint, name):
    page = pages.text(name)
    values = pages.options_with_value(page)
    for option in sorted(pages.options_listed(page) - {"-h", "--help"}):
        said = complaint(name, option, "1") if option in values else complaint(name, option)
        assert not is_unknown(option, said), said


@pytest.mark.parametrize("name", WITH_TABLE)
def test_no_other_letter_is_taken(complaint, name):
    listed = pages.options_listed(pages.text(name))
    for letter in string.ascii_letters:
        if f"-{letter}" not in listed:
            assert is_unknown(f"-{letter}", complaint(name, f"-{letter}")), letter


@pytest.mark.parametrize("name", WITH_TABLE)
def test_a_long_option_is_told_whole(complaint, name):
    """The refusal that the two tests above go by."""
    assert is_unknown(REFUSED, complaint(name))
