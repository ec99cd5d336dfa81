# SPDX-License-Identifier: MIT
"""A million random key sequences through the product's editor and through the
reference (reference.py): the same end, the same answer, the same screen.

The product is its own code behind harness.c; what it writes is shown by a
terminal: terminal.show(), which test_terminal_is_pytes ties to pyte. A case
that differs is made as small as it gets, and printed as Python.
"""
import itertools
import re
import unicodedata

import pytest

from lib import build

from editor import cases, product, terminal
from editor.reference import FIXED_KEYS, KEYS, PAUSE, SECOND, TURNING, Case, play, tidy

SEED = 0x70616D6C6574
PARTS = 10
PART_COUNT = 100_000
QUICK_COUNT = 10_000
SANITIZED_COUNT = 20_000
PYTE_COUNT = 20_000
PYTE_QUICK_COUNT = 500
BATCH = 5_000
LIMIT_S = 600


@pytest.fixture(scope="module", autouse=True)
def same_unicode():
    """Both must know the same combining marks."""
    text = (build.TOP / "applet/prompt/combining.h").read_text()
    theirs = re.search(r"from Unicode ([\d.]+)", text).group(1)
    if theirs != unicodedata.unidata_version:
        pytest.skip(f"needs a Python with Unicode {theirs}; it has {unicodedata.unidata_version}")


@pytest.fixture(scope="module")
def harness(tmp_path_factory):
    return product.program(tmp_path_factory.mktemp("editor"))


def sight_of(shown, width, prompt, ended):
    """(rows, cursor) as they are compared.

    A question that fills its row leaves open whether an empty row follows: a
    terminal only goes on there when something is written.
    """
    rows, row, column = shown
    rows = tidy(rows)
    last = prompt.rpartition("\n")[2]
    if last and len(last) % width == 0:
        return [text for text in rows if text], None
    return rows, (row, column if not ended else 0)


def still(sight):
    """The same with all turning signs alike."""
    return [row.translate(str.maketrans(TURNING, "/" * 4)) for row in sight[0]], sight[1]


def expected(case):
    """The reference's end, and its screen as a terminal would tell it."""
    told = play(case)
    ended = told.event != "open"
    rows = told.rows
    row, column = len(rows) - 1, len(rows[-1])
    if ended:
        row, column = row + 1, 0
    return told, sight_of((rows, row, column), case.width, case.prompt, ended)


def difference(case, result, show=terminal.show):
    """What is wrong with a result of the product; None: nothing."""
    event, answer, output, complaint = result
    if complaint:
        return complaint
    told, sight = expected(case)
    if (event, answer) != (told.event, told.answer):
        return f"{event} {answer!r}; the reference: {told.event} {told.answer!r}"
    try:
        seen = sight_of(show(output, case.width), case.width, case.prompt, event != "open")
    except terminal.Surprise as surprise:
        return f"unexpected output {surprise}"
    if case.echo == "fixed" and told.refused:
        # Nobody knows any more which byte went on with a character.
        seen, sight = still(seen), still(sight)
    if seen != sight:
        return f"screen {seen}; the reference: {sight}"
    return None


def failure(harness, case, where):
    """The text of a case that differs, made small."""
    def wrong(case):
        return difference(case, product.play_all(harness, [case])[0])

    small = cases.shrink(case, lambda less: wrong(less) is not None)
    keys = [bytes([symbol]) if symbol < 256 else symbol for symbol in small.symbols]
    return f"{where}\n{small}\nkeys: {keys}\n{wrong(small)}"


def compare(harness, seed, count):
    made = cases.cases(seed, count)
    done = 0
    while batch := list(itertools.islice(made, BATCH)):
        for case, result in zip(batch, product.play_all(harness, batch)):
            if difference(case, result):
                pytest.fail(failure(harness, case, f"seed {seed:#x}, case {done}"), pytrace=False)
            done += 1
    print(f"seed {seed:#x}: {done} sequences, all alike")
    assert done == count


def test_quick_sequences_are_alike(harness):
    compare(harness, SEED, QUICK_COUNT)


@pytest.mark.slow
@pytest.mark.limit(LIMIT_S)
@pytest.mark.parametrize("part", range(PARTS))
def test_sequences_are_alike(harness, part):
    compare(harness, SEED + 1 + part, PART_COUNT)


@pytest.mark.slow
@pytest.mark.limit(LIMIT_S)
def test_sequences_are_alike_with_sanitizers(tmp_path):
    compare(product.program(tmp_path, "sanitized"), SEED + 1 + PARTS, SANITIZED_COUNT)


def check_against_pyte(harness, seed, count):
    made = list(cases.cases(seed, count))
    for case, result in zip(made, product.play_all(harness, made)):
        rows, row, column = terminal.show(result[2], case.width)
        told = terminal.show_by_pyte(result[2], case.width)
        assert (tidy(rows), row, column) == (tidy(told[0]), *told[1:]), case
    print(f"seed {seed:#x}: {count} screens as pyte has them")


def test_terminal_is_pytes_for_some(harness):
    check_against_pyte(harness, SEED, PYTE_QUICK_COUNT)


@pytest.mark.slow
@pytest.mark.limit(LIMIT_S)
def test_terminal_is_pytes(harness):
    check_against_pyte(harness, SEED + 1, PYTE_COUNT)


def test_tables_are_what_they_say():
    assert cases.has_no_surprises()


# Both could be wrong together: what a person is promised, said once by hand.
SPOKEN = (
    ("stars", b"ab\r", "done", b"ab", ["Password: **", ""]),
    ("stars", "é漢e\u0301\r".encode(), "done", "é漢e\u0301".encode(), ["Password: ***", ""]),
    ("stars", "xe\u0301\x7f\r".encode(), "done", b"x", ["Password: *", ""]),
    ("stars", b"one two\x17\r", "done", b"one ", ["Password: ****", ""]),
    ("stars", b"no\x15yes\n", "done", b"yes", ["Password: ***", ""]),
    ("stars", b"a\x1b[Ab\x1b[[Cc\x1bOPd\r", "done", b"abcd", ["Password: ****", ""]),
    ("stars", b"\x1b[200~a\x15\tb\x1b[201~\r", "done", b"a\x15\tb", ["Password: ****", ""]),
    ("stars", b"\x1b[200~a\rb", "done", b"a", ["Password: *", ""]),
    ("stars", b"\x1b[200~a\x03", "cancel", b"", ["Password: *", ""]),
    ("stars", b"a\x16\x03\x16\x15\r", "done", b"a\x03\x15", ["Password: ***", ""]),
    ("stars", b"\x16\r", "done", b"", ["Password: ", ""]),
    ("stars", b"a\x16\x00b\r", "refused", b"", None),
    ("stars", b"x" * 511 + b"\r", "done", b"x" * 511, None),
    ("stars", b"x" * 512 + b"\r", "refused", b"", None),
    ("stars", b"\x04", "end", b"", ["Password: ", ""]),
    ("stars", b"a\x04", "open", b"", ["Password: *"]),
    ("stars", b"ab\x1c", "cancel", b"", ["Password: **", ""]),
    ("stars", b"ab\x1a\x12c", "open", b"", ["Password: **", "Password: ***"]),
    ("stars", b"\tab\r", "done", b"ab", ["Password: (no echo) ", ""]),
    ("stars", b"\t\ta\r", "done", b"\ta", ["Password: (no echo) ", ""]),
    ("none", b"ab\r", "done", b"ab", ["Password: ", ""]),
    ("last", b"ab", "open", b"", ["Password: *b"]),
    ("last", b"ab\r", "done", b"ab", ["Password: **", ""]),
    ("last", "aé".encode(), "open", b"", ["Password: *?"]),
    ("last", b"ab\x7f", "open", b"", ["Password: *"]),
    ("fixed", b"a", "open", b"", ["Password: /"]),
    ("fixed", b"abc", "open", b"", ["Password: \\"]),
    ("full", "aé b\r".encode(), "done", "aé b".encode(), ["Password: a? b", ""]),
)


@pytest.mark.parametrize("echo,keys,event,answer,rows", SPOKEN, ids=range(len(SPOKEN)))
def test_product_keeps_its_word(harness, echo, keys, event, answer, rows):
    result = product.play_all(harness, [Case(tuple(keys), echo=echo)])[0]
    assert (*result[:2], result[3]) == (event, answer, "")
    if rows is not None:
        seen = terminal.show(result[2], 80)[0]
        assert [row.rstrip() for row in seen] == [row.rstrip() for row in rows]


def test_last_character_is_hidden_after_a_second(harness):
    for symbols, row in (((97, PAUSE, PAUSE, PAUSE), "Password: a"), ((97, SECOND), "Password: *")):
        result = product.play_all(harness, [Case(symbols, echo="last")])[0]
        assert terminal.show(result[2], 80)[0] == [row]


@pytest.mark.parametrize("byte", sorted(FIXED_KEYS))
def test_fixed_keys_always_work(harness, byte):
    """Whatever the terminal's own keys are set to: ^Z there is none of ours."""
    other = "end" if FIXED_KEYS[byte] != "end" else "kill"
    for name in ("suspend", other):
        keys = [0] * len(KEYS)
        keys[KEYS.index(name)] = byte
        case = Case((*b"ab", byte, *b"cd\r"), keys=tuple(keys))
        assert difference(case, product.play_all(harness, [case])[0]) is None


def test_difference_is_seen(harness):
    """The comparison itself: each part of a result that is wrong is told."""
    case = Case(tuple(b"ab\r"))
    event, answer, output, complaint = product.play_all(harness, [case])[0]
    assert difference(case, (event, answer, output, complaint)) is None
    for wrong in (("refused", answer, output, ""), (event, b"ac", output, ""),
                  (event, answer, output.replace(b"**", b"*"), ""),
                  (event, answer, output[:-1], ""), (event, answer, output + b"\n", ""),
                  (event, answer, output + b"\x07", ""), (event, answer, output, "broken")):
        assert difference(case, wrong)
