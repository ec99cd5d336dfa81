# SPDX-License-Identifier: MIT
"""What a terminal shows of the bytes that it is sent.

show_by_pyte() asks the emulator of Debian's python3-pyte. rows_of() knows just
what the prompt may send (printable ASCII, "\\b" and "\\n"), and is some hundred
times faster; that both show the same is tested where it is relied upon.
"""
import re

import pyte

PIECES = re.compile(r"[ -~]+|[^ -~]")


class Surprise(Exception):
    """A byte that a prompt has no business to send."""


def show(output, width):
    """(rows, cursor's row, cursor's column) of a screen that is high enough."""
    rows, row, column = [[]], 0, 0
    for piece in PIECES.findall(output.decode("latin-1")):
        if piece == "\n":
            row, column = row + 1, 0
            rows.append([])
        elif piece == "\b":
            column = max(0, min(column, width - 1) - 1)
        elif " " <= piece[0] <= "~":
            while piece:
                if column == width:
                    row, column = row + 1, 0
                    if row == len(rows):
                        rows.append([])
                text, piece = piece[:width - column], piece[width - column:]
                rows[row] += " " * (column - len(rows[row]))
                rows[row][column:column + len(text)] = text
                column += len(text)
        else:
            raise Surprise(piece)
    return ["".join(row) for row in rows], row, column


def show_by_pyte(output, width):
    """The same by pyte. The kernel's terminal turns \\n into \\r\\n before."""
    lines = output.count(b"\n") + len(output) // width + 2
    screen = pyte.Screen(width, lines)
    pyte.Stream(screen).feed(output.decode("latin-1").replace("\n", "\r\n"))
    return list(screen.display), screen.cursor.y, screen.cursor.x
