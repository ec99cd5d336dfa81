# SPDX-License-Identifier: MIT
"""The table that `make bench` prints: one figure a row, beside its peer.

A target belongs to the figure or, where `of_ratio` is set, to the figure
divided by the peer's. Figures without a target are there to be compared.
"""
import dataclasses
import json

HEADINGS = ("", "pamlet", "peer", "", "ratio", "target", "reached")


class Skip(Exception):
    """This machine cannot measure that; the text says why."""


@dataclasses.dataclass
class Row:
    what: str
    value: float | None = None
    unit: str = ""
    peer: str = ""
    peer_value: float | None = None
    target: float | None = None
    of_ratio: bool = False
    skipped: str = ""

    @property
    def ratio(self):
        if self.value is None or not self.peer_value:
            return None
        return self.value / self.peer_value

    @property
    def reached(self):
        """True or False; None where there is no target or no figure."""
        measured = self.ratio if self.of_ratio else self.value
        if self.target is None or measured is None:
            return None
        return measured <= self.target

    def cells(self):
        if self.skipped:
            return (self.what, "skipped", self.skipped, "", "", "", "")
        mark = {True: "yes", False: "NO", None: ""}[self.reached]
        return (self.what, number(self.value, self.unit), self.peer,
                number(self.peer_value, self.unit), times(self.ratio),
                self.target_text(), mark)

    def target_text(self):
        if self.target is None:
            return ""
        return f"<= {self.target:g} x" if self.of_ratio else f"<= {self.target:,}"


def number(value, unit=""):
    if value is None:
        return ""
    text = f"{value:,}" if isinstance(value, int) else f"{value:,.2f}"
    return f"{text} {unit}".strip()


def times(ratio):
    """A ratio with three digits that mean something."""
    if ratio is None:
        return ""
    return f"{ratio:.3f} x" if ratio < 10 else f"{ratio:.1f} x"


def render(sections, notes=()):
    """All of it as text; sections are (title, rows)."""
    body = [row.cells() for _, rows in sections for row in rows]
    full = [cells for cells in body if cells[1] != "skipped"]
    widths = [max([len(cells[i]) for cells in [HEADINGS, *full]]) for i in range(7)]
    widths[0] = max([widths[0], *(len(cells[0]) for cells in body)])
    lines = [line(HEADINGS, widths)]
    for title, rows in sections:
        lines += ["", title]
        lines += [line(row.cells(), widths) for row in rows]
    lines += ["", *notes] if notes else []
    return "".join(f"{text}\n" for text in lines)


def line(cells, widths):
    """Words to the left, figures to the right; a skipped row is a sentence."""
    if cells[1] == "skipped":
        return f"  {cells[0]:<{widths[0]}}  skipped: {cells[2]}"
    left = (0, 2, 6)
    parts = [f"{cell:<{width}}" if i in left else f"{cell:>{width}}"
             for i, (cell, width) in enumerate(zip(cells, widths))]
    return ("  " + "  ".join(parts)).rstrip()


def as_json(sections):
    rows = [{"section": title, **dataclasses.asdict(row), "ratio": row.ratio,
             "reached": row.reached} for title, rows in sections for row in rows]
    return json.dumps(rows, indent=1) + "\n"
