# SPDX-License-Identifier: MIT
"""Each board's figures for `make bench` are numbers, and its question stands beside
what the image did without a gate."""
import pytest

from bench import images, table
from lib import sandbox

pytestmark = [pytest.mark.long, pytest.mark.limit(900)]


@pytest.mark.parametrize("measure", [pytest.param(measure, id=name)
                                     for name, measure in images.parts()])
def test_figures_of_a_board(measure):
    sandbox.needs_root()
    rows = measure()
    print(table.render([("images", rows)]))
    assert all(row.value > 0 for row in rows)
    assert any(row.unit == "s" and row.ratio for row in rows)
    assert any(row.unit == "" for row in rows)
