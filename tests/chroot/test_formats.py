# SPDX-License-Identifier: MIT
"""All that is printed has a format that libc-compat/format.c knows: another one would be
an error when it is used, and the line that it should have made would be lost.

What is read is the program itself, so that a module's format cannot be forgotten.
"""
import re

from elftools.elf.elffile import ELFFile
import pytest

from lib import build

FIELD = re.compile(rb"%([-0#+ ]*)(\d+|\*)?(?:\.(\d+|\*)?)?([hlzjt]*)(.?)", re.DOTALL)
KNOWN = b"%csmdiuoxXp"
# strftime's formats and scanf's; and an error's text behind its number (error_text.c).
OTHERS = {b"%m/%d/%y", b"%Y-%m-%d", b" %a %b %e %H:%M:%S %Z %Y", b"%H:%M:%S", b"%H:%M",
          b"%a %b %e %T %Y", b"%I:%M:%S %p", b"%I", b"%*[^\n]%*[\n]",
          b" %n%*s%n %n%*s%n %n%*s%n %n%*s%n %d %d", b"%No locks available"}
PRINTED = {*b"\t\n\r\x1b", *range(32, 127)}


def strings_of(program):
    """Those with a % in what is loaded to be read only (what is relocated has addresses)."""
    with open(program, "rb") as file:
        parts = [part.data() for part in ELFFile(file).iter_segments("PT_LOAD")
                 if part["p_flags"] == 4]
    return [text for part in parts for text in part.split(b"\0")
            if b"%" in text and len(text) > 1 and PRINTED.issuperset(text)]


def unknown(text):
    return [found[0] for found in FIELD.finditer(text) if found[5] not in KNOWN or not found[5]]


@pytest.mark.parametrize("config", [None, "minimal", "everything"])
def test_every_format_is_known(config):
    formats = strings_of(build.pamlet(config))
    strange = [text for text in formats if unknown(text) and text not in OTHERS]
    print(len(formats), strange)
    assert len(formats) > 40
    assert strange == []


@pytest.mark.parametrize("text", [b"%f", b"a %.3g", b"%1$s", b"%n", b"%ls%S", b"100%", b"%5y"])
def test_one_that_is_not_is_seen(text):
    assert unknown(text)


@pytest.mark.parametrize("text", [b"%d", b"%-48s", b"%.*ld", b"%%", b"%04x", b"%5d%%|%s"])
def test_one_that_is_known_is_not(text):
    assert not unknown(text)
