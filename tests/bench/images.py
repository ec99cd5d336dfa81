# SPDX-License-Identifier: MIT
"""What a gate costs the images that it stands in: each board's own figures
(tests/boards/NAME_bench.py, rows()), of the image without and with it."""
import functools
import importlib
import pathlib

from bench import table
from lib import sandbox

BOARDS = pathlib.Path(__file__).resolve().parent.parent / "boards"


def rows(name):
    if not sandbox.is_root():
        raise table.Skip("needs real root")
    measured = importlib.import_module(f"boards.{name}").rows()
    return [table.Row(what, value, unit="s" if isinstance(value, float) else "")
            for what, value in measured]


def parts():
    """(name, measure) of each board that has figures."""
    return [(path.stem.removesuffix("_bench"), functools.partial(rows, path.stem))
            for path in sorted(BOARDS.glob("*_bench.py"))]
