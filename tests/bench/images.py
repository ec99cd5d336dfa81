# SPDX-License-Identifier: MIT
"""What a gate costs the images that it stands in. Each board's own figures,
tests/boards/NAME_bench.py:

    rows()    [(what, value), (what, value, peer, the peer's value), ...]

An int counts what `what` says; a float is seconds.
"""
import functools
import importlib
import pathlib

from bench import table
from lib import sandbox

BOARDS = pathlib.Path(__file__).resolve().parent.parent / "boards"


def row(what, value, peer="", peer_value=None):
    return table.Row(what, value, "s" if isinstance(value, float) else "", peer, peer_value)


def rows(name):
    if not sandbox.is_root():
        raise table.Skip("needs real root")
    return [row(*figures) for figures in importlib.import_module(f"boards.{name}").rows()]


def parts():
    """(name, measure) of each board that has figures."""
    return [(path.stem.removesuffix("_bench"), functools.partial(rows, path.stem))
            for path in sorted(BOARDS.glob("*_bench.py"))]
