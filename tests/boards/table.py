#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""README's table of attacks: the rows of each board's own README, of which each is a test.

    table.py [README]      prints it; puts it between its marks
"""
import pathlib
import re
import sys

BOARD = pathlib.Path(__file__).resolve().parent.parent.parent / "board"
BOARDS = ("initramfs-tools", "dracut", "mkinitcpio", "busybox-init", "systemd")
BEGIN = "<!-- attacks: make boards-table -->\n"
END = "<!-- end of attacks -->\n"
HEAD = "| | scenario | stock | with pamlet |\n|---|---|---|---|\n"
OWN_HEAD = re.compile(r"^\|( scenario)? \| stock \| with pamlet \|\n\|[-|]+\|\n", re.MULTILINE)


def rows(board):
    """The lines of the board's table."""
    text = (BOARD / board / "README.md").read_text()
    (head,) = OWN_HEAD.finditer(text)
    return re.match(r"(?:\|.*\n)+", text[head.end():])[0].splitlines()


def markdown():
    return BEGIN + HEAD + "".join(
        f"| {board} {row}\n" for board in BOARDS for row in rows(board)) + END


def put_into(path):
    before, _, rest = path.read_text().partition(BEGIN)
    path.write_text(before + markdown() + rest.partition(END)[2])


if __name__ == "__main__":
    if len(sys.argv) > 1:
        put_into(pathlib.Path(sys.argv[1]))
    print(markdown(), end="")
