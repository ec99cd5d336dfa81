# SPDX-License-Identifier: MIT
"""The line editor and its screen once more, as plainly as they can be said.

Written from what the headers of applet/prompt/ promise, not from its code: the
answer is a string of bytes, the screen rows of text that are composed anew from
it. Nothing here counts columns to draw fewer bytes, and nothing is fast.

    case = Case(symbols=b"se\\x7fcret\\r", echo="stars")
    told = play(case)
    told.event == "done", told.answer == b"scret", told.rows == ["Password: *****"]
"""
import dataclasses
import re
import unicodedata

# Beside the bytes 0 to 255.
PAUSE = 256   # 250 ms of silence
SECOND = 257  # one second
NOTICE = 258  # "30 s left" is told
CAPS = 259    # Caps Lock is pressed

PAUSE_MS = 250
SECOND_MS = 1000

ECHOES = ("none", "stars", "last", "fixed", "full")
KEYS = ("erase", "word", "kill", "end", "cancel", "quit", "suspend", "redraw", "literal")
NO_KEYS = (0,) * len(KEYS)

ANSWER_MAX = 511
SIGNS_MAX = 160
COLUMNS_UNKNOWN = 80
NO_ECHO = "(no echo) "
TURNING = "|/-\\"

TAB, LF, CR, BEL, ESC, NUL = 0x09, 0x0A, 0x0D, 0x07, 0x1B, 0x00


@dataclasses.dataclass(frozen=True)
class Case:
    symbols: tuple            # bytes, PAUSE, SECOND, NOTICE, CAPS
    echo: str = "stars"
    visible: bool = False
    columns: int = 80         # 0: not known
    prompt: str = "Password: "
    keys: tuple = NO_KEYS     # what the terminal's c_cc say, by KEYS; 0: none
    after_cr: bool = False    # the answer before ended in CR
    caps: bool = False        # Caps Lock is on from the start

    @property
    def width(self):
        return self.columns or COLUMNS_UNKNOWN


@dataclasses.dataclass
class Told:
    event: str                # open, done, refused, end, cancel
    answer: bytes
    rows: list                # the screen, as wide as it is
    refused: bool             # the line, so far


# Characters: utf8.h

CODE_POINT = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]?|[\xe0-\xef][\x80-\xbf]{0,2}|[\xf0-\xf4][\x80-\xbf]{0,3}|.",
    re.DOTALL)


def is_mark(code_point):
    """Whether it stands on the character before."""
    try:
        return unicodedata.category(code_point.decode()) in ("Mn", "Me")
    except (UnicodeDecodeError, TypeError):
        return False


def characters(line):
    """The characters of a line, as a person counts them: each its bytes."""
    found = []
    for code_point in CODE_POINT.findall(line):
        if found and code_point[0] >= 0x80 and is_mark(code_point):
            found[-1] += code_point
        else:
            found.append(code_point)
    return found


def as_itself(character):
    return chr(character[0]) if 0x20 <= character[0] <= 0x7E else "?"


# Escape sequences: keyseq.h

WHOLE_SEQUENCE = re.compile(
    rb"\x1b(?:\[(?:[ -?]*[@-Z\\-~]|[ -?]+\[|\[[ -~])"  # CSI; ESC [ [ A is Linux's F1
    rb"|O[0-?]*[ -/@-~]"                               # SS3
    rb"|N[ -~]"                                        # SS2
    rb"|[^\[ON\]PX^_])",                               # Alt and a key
    re.DOTALL)
STRING_STARTS = (b"\x1b]", b"\x1bP", b"\x1bX", b"\x1b^", b"\x1b_")
PASTE_MARK = re.compile(rb"\x1b\[0*20([01])~")


def is_control(byte):
    return byte < 0x20 or byte == 0x7F


# The keys: lineedit.h

FIXED_KEYS = {
    0x08: "erase", 0x7F: "erase", 0x17: "word", 0x15: "kill", 0x04: "end", 0x03: "cancel",
    0x1C: "quit", 0x1A: "suspend", 0x12: "redraw", 0x0C: "redraw", 0x16: "literal",
}


class Editor:
    """One question, from its text on the screen to the end of the line."""

    def __init__(self, case):
        self.case = case
        self.event = None
        self.line = b""
        self.refused = False
        self.strokes = 0
        self.literal = False
        self.sequence = b""    # what is there of one that is not complete
        self.pasting = False
        self.after_cr = case.after_cr
        self.now_ms = 0
        self.own_keys = {byte: name for byte, name in zip(case.keys, KEYS) if byte}
        # The screen
        self.echo = "full" if case.visible else case.echo
        *above, self.question = case.prompt.split("\n")
        self.above = above
        self.silent = False
        self.revealed_at = None   # when the last character was shown as itself
        self.caps = case.caps
        self.caps_told = False
        if self.caps:
            self.tell_caps()

    # What happens

    def feed(self, symbol):
        if symbol == PAUSE:
            self.wait(PAUSE_MS)
        elif symbol == SECOND:
            self.wait(SECOND_MS)
        elif symbol == NOTICE:
            self.draw_anew("30 s left")
        elif symbol == CAPS:
            self.caps = True
        else:
            self.press(symbol)

    def wait(self, duration_ms):
        self.now_ms += duration_ms
        self.sequence = b""
        if self.revealed_at is not None and self.now_ms >= self.revealed_at + SECOND_MS:
            self.revealed_at = None

    def press(self, byte):
        tail, self.after_cr = self.after_cr and byte == LF, False
        if tail:
            return
        before, rows_before = self.line, len(self.above)
        self.take(byte)
        if self.echo == "last" and self.event is None:
            self.reveal_last(before)
        drawn_anew = len(self.above) > rows_before
        if self.event is None and not drawn_anew and chr(byte).isascii() and chr(byte).isalpha():
            self.tell_caps()

    def reveal_last(self, before):
        """The last character is shown until the next key; its own bytes are one key."""
        more = len(characters(self.line)) - len(characters(before))
        goes_on = more == 0 and len(self.line) > len(before) and self.revealed_at is not None
        self.revealed_at = self.now_ms if more > 0 or goes_on else None

    def take(self, byte):
        if self.literal:
            self.literal = False
            self.type_literally(byte)
        elif not self.belongs_to_sequence(byte):
            self.act(byte)

    def belongs_to_sequence(self, byte):
        if byte == ESC:
            self.sequence = b"\x1b"
            return True
        if not self.sequence:
            return False
        in_string = self.sequence.startswith(STRING_STARTS)
        if byte == BEL and in_string:
            self.sequence = b""
            return True
        if is_control(byte) or (byte >= 0x80 and not in_string):
            self.sequence = b""
            return False
        self.sequence += bytes([byte])
        if WHOLE_SEQUENCE.fullmatch(self.sequence):
            mark = PASTE_MARK.fullmatch(self.sequence)
            if mark:
                self.pasting = mark.group(1) == b"0"
            self.sequence = b""
        return True

    def key_of(self, byte):
        name = FIXED_KEYS.get(byte) or self.own_keys.get(byte)
        if self.pasting and name not in ("cancel", "quit"):
            return None
        return name

    def act(self, byte):
        name = self.key_of(byte)
        if byte in (CR, LF):
            self.end_line()
        elif name:
            getattr(self, f"key_{name}")()
        elif byte == TAB and not self.pasting and self.is_first_key():
            self.be_quiet()
        else:
            self.type(byte)

    def is_first_key(self):
        return self.strokes == 0

    def end_line(self):
        self.event = "refused" if self.refused else "done"

    def type_literally(self, byte):
        if byte in (CR, LF):
            self.end_line()
        else:
            self.type(byte)

    def type(self, byte):
        """Text. A line that is refused is empty from then on, and stays so."""
        self.strokes += not self.goes_on_with_code_point(byte)
        if byte == NUL or len(self.line) == ANSWER_MAX:
            self.refused = True
        self.line = b"" if self.refused else self.line + bytes([byte])

    def goes_on_with_code_point(self, byte):
        """A key that sends several bytes is one key."""
        last = CODE_POINT.findall(self.line)[-1:]
        return bool(last) and CODE_POINT.fullmatch(last[0] + bytes([byte])) is not None

    def keep(self, line):
        """An erasing key, also where there was nothing to erase."""
        self.line = line
        self.strokes += 1

    def key_erase(self):
        self.keep(b"".join(characters(self.line)[:-1]))

    def key_word(self):
        left = characters(self.line)
        while left and left[-1] == b" ":
            left.pop()
        while left and left[-1] != b" ":
            left.pop()
        self.keep(b"".join(left))

    def key_kill(self):
        self.keep(b"")

    def key_end(self):
        if not self.line and not self.refused:
            self.event = "end"

    def key_cancel(self):
        self.event = "cancel"

    key_quit = key_cancel

    def key_suspend(self):
        pass

    def key_redraw(self):
        self.draw_anew()

    def key_literal(self):
        self.literal = True

    def be_quiet(self):
        self.strokes += 1
        if not self.case.visible:
            self.silent = True

    # What is seen

    def draw_anew(self, told=None):
        """What was there stays above, with no character in it that was to be hidden."""
        self.revealed_at = None
        self.above.append(self.row())
        if told:
            self.above.append(told)

    def tell_caps(self):
        if self.caps and not self.caps_told:
            self.caps_told = True
            self.draw_anew("Caps Lock is on")

    def signs(self):
        line = characters(self.line)
        if self.echo == "none":
            return ""
        if self.echo == "fixed":
            return TURNING[self.strokes % 4] if self.strokes else ""
        if self.echo == "full":
            return "".join(map(as_itself, line))
        if self.revealed_at is not None and line:
            return "*" * (len(line) - 1) + as_itself(line[-1])
        return "*" * len(line)

    def row(self):
        if self.silent:
            return self.question + NO_ECHO
        width = self.case.width
        room = min(SIGNS_MAX, width - 1 - len(self.question) % width)
        return self.question + self.signs()[:room]

    def rows(self):
        width = self.case.width
        seen = []
        for row in [*self.above, self.row()]:
            seen += [row[at:at + width] for at in range(0, len(row), width)] or [""]
        return seen


def tidy(rows):
    """Rows as they are compared: blanks at the ends and rows below are no sight."""
    rows = [row.rstrip(" ") for row in rows]
    while rows and not rows[-1]:
        rows.pop()
    return rows


def play(case):
    editor = Editor(case)
    for symbol in case.symbols:
        if editor.event:
            break
        editor.feed(symbol)
    if editor.event:
        editor.revealed_at = None
    answer = editor.line if editor.event == "done" else b""
    return Told(editor.event or "open", answer, editor.rows(), editor.refused)
