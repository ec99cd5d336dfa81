# SPDX-License-Identifier: MIT
"""Random key sequences: what people, keyboards, terminals and attackers send."""
import dataclasses
import itertools
import random
import unicodedata

from editor.reference import CAPS, ECHOES, NO_KEYS, NOTICE, PAUSE, SECOND, Case

# The last is no mark, but Mc.
MARKS = "\u0301\u0308\u20dd\u064b\u3099\U0001d167\U000e0100\u0903"
LETTERS = [bytes([byte]) for byte in b"abcxyzABCMZ0159 ~!#'*?-/|\\.@;["]
TEXTS = [text.encode() for text in (
    "é", "ß", "ñ", "漢", "字", "가", "😀", "𝒳", "é", "ǫ̈", "a⃝", "€", "Ω", "я", "\u200d", "\xa0",
    "pass word", "two  words ", " ", "a b", "漢 字")]
MARK_TEXTS = [mark.encode() for mark in MARKS]
INVALID = [bytes.fromhex(text) for text in """
    80 bf a0 8181 c0 c1 c080 c181 c3 c2 e2 e282 e28261 e08080 e08c81 e0cc81 eda080 edb080 f0 f09f
    f09f98 f48fbfbf f4908080 f0808c81 f0818081 f5 f8 f8888080 fc fe ff fffe c3c3a9 e2e282ac f0cc81
    cc cccc81 e28281cc81 ffcc81 80cc81 c3cc81 01cc81 c3a9cc81cc81 cc81cc81 9b9b41 c29b41 c28161
""".split()]
SEQUENCES = [text.encode("latin-1") for text in (
    "\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D", "\x1b[H", "\x1b[F", "\x1b[1~", "\x1b[3~", "\x1b[15~",
    "\x1b[24;5~", "\x1b[1;5C", "\x1b[Z", "\x1b[[A", "\x1b[[E", "\x1bOP", "\x1bOA", "\x1bO5P",
    "\x1bO2;3S", "\x1bNx", "\x1bx", "\x1bX\x1b\\", "\x1b\x1b[A", "\x1b\x7f", "\x1b\r", "\x1b\x08",
    "\x1b]0;a title\x07", "\x1b]11;rgb:0/0/0\x1b\\", "\x1bP1$r0m\x1b\\", "\x1b_G;OK\x1b\\",
    "\x1b^x\x1b\\", "\x1bPq\x03", "\x1b]0;\x15", "\x1b[?1;2c", "\x1b[>0;276;0c", "\x1b[24;80R",
    "\x1b[<0;10;10M", "\x1b[M !!", "\x1b[I", "\x1b[O", "\x1b[201~", "\x1b[200~",
    "\x1b[200~\x1b[201~",
    "\x1b[0200~", "\x1b[200;1~", "\x1b[1;200~", "\x1b[?200~", "\x1b[4294967496~", "\x1b[200 ~",
    "\x1b[2 q", "\x1b[2$", "\x1b[\x7f", "\x1b[1\x16", "\x1b\x16", "\x1b(B", "\x1b%G", "\x1bc",
    "\x1b[20\x00", "\x1b[5\xc3\xa9", "\x1b\xc3\xa9", "\x1bO\xc3\xa9", "\x1bN\xc3",
    "\x1b]\xc3\xa9\x07",
    "\x1b[[\xc3", "\x1b[[\x1b[A", "\x1b[\x1b[A", "\x1b]0\x1b[A", "\x1b]0\x1bx", "\x1b]0\x1b\x1b\\",
    "\x1b]0\x1b\r", "\x1bP\x18x", "\x1b[1\x1ax", "\x1b[9999999999999999999999A", "\x1b[:1~",
    "\x1b[200~pasted\x1b[201~", "\x1b[200~\t\x15\x17\x7f\x1b[201~",
    "\x1b[200~a\x1b[Ab\x16\x1b[201~",
    "\x1b[200~x\r", "\x1b[200~x\x03", "\x1b[200~\x04\x1b[201~",
    "\x1b[200~caf\xc3\xa9 \x12\x1b[201~",
)]
PROMPTS = (
    "Password: ", "Password: ", "login: ", "", ": ", "? ", "Passphrase for disk a (b): ", "1234567",
    "12345678", "Two lines\nPassword: ", "One\n\nThree: ", "Ends with a line\n", "x" * 19, "x" * 20,
    "x" * 21, "y" * 79, "y" * 80, "y" * 81, "A long first line of a question of some module\nPIN: ",
    "\\x1b[31mred\\x07: ", "z" * 300,
)
COLUMNS = (0, 80, 80, 80, 132, 200, 20, 40, 11, 12, 16, 8, 5, 3, 2, 1)
# Those that cancel are control characters: a letter that does is no sequence's.
OWN_CONTROLS = (0, 0, 0, 0x01, 0x02, 0x05, 0x06, 0x0B, 0x0E, 0x0F, 0x18, 0x19, 0x1D, 0x1E)
OWN_KEYS = (*OWN_CONTROLS, ord("#"), ord("@"), ord("x"), ord("b"), 0xA3)

OVERLONG_IN = 800
PIECES_MAX = 15


def pool():
    """What sequences are made of, and how often each kind is."""
    cuts = [text[:at] for text in SEQUENCES for at in range(1, len(text))]
    kinds = (
        (32, LETTERS),
        (10, TEXTS),
        (4, MARK_TEXTS),
        (5, INVALID),
        (8, [bytes([byte]) for byte in (*range(1, 10), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F)]),
        (12, [b"\x7f", b"\x08", b"\x7f\x7f\x7f"]),
        (4, [b"\x17"]),
        (2, [b"\x15"]),
        (3, [b"\x12", b"\x0c"]),
        (1, [b"\t"]),
        (4, [b"\x16" + bytes([byte]) for byte in range(256) if byte not in (0, 10, 13)]),
        (0.3, [b"\x16\x00", b"\x00", b"\x16\r", b"\x16\n"]),
        (0.7, [b"\x03", b"\x1c", b"\x04"]),
        (3, [b"\r", b"\n", b"\r\n"]),
        (8, SEQUENCES),
        (3, cuts),
        (3, [(*text, PAUSE) for text in cuts]),
        (3, [(PAUSE,)]),
        (3, [(SECOND,)]),
        (1, [(NOTICE,)]),
        (0.2, [(CAPS,)]),
        (3, [bytes([byte]) for byte in range(1, 256)]),
    )
    pieces, weights = [], []
    for weight, texts in kinds:
        pieces += map(tuple, texts)
        weights += [weight / len(texts)] * len(texts)
    return pieces, list(itertools.accumulate(weights))


PIECES, WEIGHTS = pool()


def overlong(dice):
    """A line about as long as one may be."""
    text = dice.choice(LETTERS[:8] + TEXTS[:12] + MARK_TEXTS[:4] + INVALID[:12])
    return tuple(text) * ((dice.randrange(480, 530)) // len(text) + 1)


def symbols(dice):
    count = dice.randrange(1, 1 + dice.choice((4, 8, PIECES_MAX)))
    pieces = dice.choices(PIECES, cum_weights=WEIGHTS, k=count)
    if dice.randrange(8) == 0:
        pieces.insert(0, (0x09,))
    if dice.randrange(OVERLONG_IN) == 0:
        pieces.insert(dice.randrange(2), overlong(dice))
    if dice.randrange(8) == 0:
        pieces.append((0x0D,))
    return tuple(itertools.chain.from_iterable(pieces))


def own_keys(dice):
    """No byte is two keys; the terminal's cancel and quit are KEYS[4] and KEYS[5]."""
    keys = dice.sample(OWN_KEYS, len(NO_KEYS))
    keys[4:6] = (key if key in OWN_CONTROLS else 0 for key in keys[4:6])
    return tuple(keys)


def cases(seed, count):
    dice = random.Random(seed)
    for _ in range(count):
        after_cr = dice.randrange(10) == 0
        yield Case(
            symbols=(0x0A,) * (after_cr and dice.randrange(2)) + symbols(dice),
            echo=dice.choice(ECHOES),
            visible=dice.randrange(8) == 0,
            columns=dice.choice(COLUMNS),
            prompt=dice.choice(PROMPTS),
            keys=own_keys(dice) if dice.randrange(6) == 0 else NO_KEYS,
            after_cr=after_cr,
            caps=dice.randrange(40) == 0)


def smaller(case):
    """The case with something left out, one after the other; much of it first."""
    size = len(case.symbols)
    while size:
        for at in range(0, len(case.symbols), size):
            yield dataclasses.replace(case, symbols=case.symbols[:at] + case.symbols[at + size:])
        size //= 2
    for name in ("prompt", "columns", "keys", "after_cr", "caps", "visible", "echo"):
        plain = Case.__dataclass_fields__[name].default
        if getattr(case, name) != plain:
            yield dataclasses.replace(case, **{name: plain})


def shrink(case, fails):
    """The smallest case that fails like this one."""
    found = True
    while found:
        found = next((less for less in smaller(case) if fails(less)), None)
        case = found or case
    return case


def has_no_surprises():
    """The tables above mean what their comments say."""
    categories = [unicodedata.category(mark) for mark in MARKS]
    return categories == ["Mn", "Mn", "Me"] + ["Mn"] * 4 + ["Mc"]
