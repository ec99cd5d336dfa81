# SPDX-License-Identifier: MIT
"""Each byte there is, alone and within a password, in each echo mode and prompt mode,
with a terminal of UTF-8 and without: either it is a part of the password, and the account
whose password has it opens; or it is a key, and the editor's reference says what is left
on the line. The same for each beginning of each sequence that a key may send.
"""
import pytest

from editor import reference
from lib import matrix, typed
from lib.hashes import PASSWORD

ECHOES = reference.ECHOES
HALF, REST = PASSWORD[:7].encode(), PASSWORD[7:].encode()
LEAD = "ä".encode()[:1]
LITERAL = b"\x16"
ALL = range(256)
# One of each kind, and the edges of UTF-8.
SOME = (0x00, 0x03, 0x04, 0x08, 0x09, 0x0D, 0x11, 0x13, 0x15, 0x16, 0x1A, 0x1B, 0x20, 0x41,
        0x7F, 0x80, 0x9B, 0xC0, 0xFF)

# Where in the password a byte stands.
PLACES = {
    "alone": lambda key: key,
    "within": lambda key: HALF + key + REST,
    "behind": lambda key: HALF + REST + key,
    "after-a-lead": lambda key: HALF + LEAD + key + REST,
}
MORE_PLACES = ("behind", "after-a-lead")

SEQUENCES = (
    b"\x1b[1;5A", b"\x1bOA", b"\x1bO2P", b"\x1b[24~", b"\x1b[[A", b"\x1b[?64;1;2c", b"\x1bNx",
    b"\x1b[<0;10;20M", b"\x1b]0;a title\x07", b"\x1b]11;rgb:00/00\x1b\\", b"\x1bP1$r0m\x1b\\",
    b"\x1b[200~", b"\x1b[201~", b"\x1b[0200~\x1b[201~", b"\x1b\x1b[A", b"\x1b[>4;2;99!p",
    b"\x1bX\x1b\\", b"\x1b^pm\x1b\\", b"\x1b_apc\x1b\\")


def byte_case(place, byte, echo, utf8=False, literal=False):
    """Only the byte itself is typed literally, not what stands around it."""
    key = bytes([byte])
    return typed.Typed(PLACES[place](LITERAL + key if literal else key), PLACES[place](key),
                       echo, utf8)


def test_some_bytes(sandbox, evidence):
    tried = typed.assert_all(sandbox, [
        byte_case("within", byte, ECHOES[byte % len(ECHOES)], byte % 2 == 0) for byte in SOME])
    evidence("input", "each byte, typed", tried)


def each_byte(sandbox, place):
    """Each with one of the echo modes, by turns."""
    return typed.assert_all(sandbox, [
        byte_case(place, byte, ECHOES[(byte + byte // 16) % len(ECHOES)], byte % 3 == 0)
        for byte in ALL])


@pytest.mark.slow
@pytest.mark.parametrize("place", [place for place in PLACES if place not in MORE_PLACES])
def test_each_byte(sandbox, place, evidence):
    evidence("input", "each byte, typed", each_byte(sandbox, place))


@pytest.mark.long
@pytest.mark.parametrize("place", MORE_PLACES)
def test_each_byte_in_more_places(sandbox, place, evidence):
    evidence("input", "each byte, typed", each_byte(sandbox, place))


@pytest.mark.long
@pytest.mark.limit(900)
@pytest.mark.parametrize("utf8", [False, True], ids=["bytes", "utf8"])
@pytest.mark.parametrize("place", PLACES)
def test_each_byte_in_each_echo_mode(sandbox, place, utf8, evidence):
    tried = typed.assert_all(sandbox, [
        byte_case(place, byte, echo, utf8) for byte in ALL for echo in ECHOES])
    evidence("input", "each byte, typed", tried)


@pytest.mark.slow
def test_each_byte_literally(sandbox, evidence):
    """Behind ^V each byte but three is a part of the password."""
    cases = [byte_case("within", byte, ECHOES[byte % len(ECHOES)], literal=True) for byte in ALL]
    for byte, case in zip(ALL, cases):
        assert (case.expected() == 0) == (byte not in typed.NEVER)
    evidence("input", "each byte, typed behind ^V", typed.assert_all(sandbox, cases))


def by_a_pipe(sandbox, place, values):
    """Bytes are bytes there: all but NUL and the end of a line are the password's."""
    cases = [byte_case(place, byte, "none") for byte in values]
    typed.furnish(sandbox, cases)
    wrong = []
    for byte, case in zip(values, cases):
        done = sandbox.gate("-u", case.user, "-n", "1", answers=[case.password])
        if done.status != (matrix.DENIED if byte in (0x00, 0x0A) else 0):
            wrong.append((byte, done.status))
    assert not wrong
    return len(cases)


def test_some_bytes_by_a_pipe(sandbox, evidence):
    evidence("input", "each byte, by a pipe", by_a_pipe(sandbox, "within", SOME))


@pytest.mark.slow
@pytest.mark.parametrize("place", ["alone", "within"])
def test_each_byte_by_a_pipe(sandbox, place, evidence):
    evidence("input", "each byte, by a pipe", by_a_pipe(sandbox, place, ALL))


def beginnings():
    """Each beginning of each sequence, each once."""
    return sorted({sequence[:length] for sequence in SEQUENCES
                   for length in range(1, len(sequence) + 1)})


def sequence_cases():
    """Before the password; the same and a whole one behind it; amid it, and a control
    key to end it."""
    whole, right = b"\x1b[A", HALF + REST
    for at, begun in enumerate(beginnings()):
        for keys in (begun + right, begun + whole + right, HALF + begun + b"\x15" + right):
            yield typed.Typed(keys, right, ECHOES[at % len(ECHOES)])


def test_some_beginnings_of_sequences(sandbox, evidence):
    tried = typed.assert_all(sandbox, list(sequence_cases())[::17])
    evidence("input", "beginnings of escape sequences", tried)


@pytest.mark.slow
def test_each_beginning_of_a_sequence(sandbox, evidence):
    cases = list(sequence_cases())
    assert len(cases) > 250
    evidence("input", "beginnings of escape sequences", typed.assert_all(sandbox, cases))
