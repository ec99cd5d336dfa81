# SPDX-License-Identifier: MIT
import pytest

from lib.sandbox import Sandbox


@pytest.fixture
def enter(tmp_path):
    """enter(NAME, ARGUMENT...) starts an applet in a sandbox of its own (lib/booths.py)."""
    from lib.booths import BOOTHS, furnish

    sandboxes, visits = [], []

    def start(name, *arguments, **how):
        sandboxes.append(furnish(Sandbox(tmp_path / f"booth-{len(sandboxes)}")))
        visits.append(BOOTHS[name].enter(sandboxes[-1], *arguments, **how))
        return visits[-1]

    yield start
    for each in visits + sandboxes:
        each.close()
