# SPDX-License-Identifier: MIT
"""What the help texts of config/Kconfig say that a module costs is what it costs."""
import re

import pytest

from bench import modules
from lib import build

HELP = re.compile(r"^config MODULE_(\w+)\n((?:\t.*\n|\n)*)", re.MULTILINE)
BYTES = re.compile(r"(?<!\()\b(\d[\d,]*)\s+bytes(?! of the)")


def told():
    """{module: bytes} of those whose help tells a size: the first that it tells."""
    text = (build.TOP / "config" / "Kconfig").read_text()
    sizes = {name.lower(): BYTES.search(entry) for name, entry in HELP.findall(text)}
    return {name: int(found[1].replace(",", "")) for name, found in sizes.items() if found}


def test_sizes_are_told():
    sizes = told()
    assert len(sizes) >= 15 and sizes["limits"] > sizes["rootok"] > 0


@pytest.mark.long
@pytest.mark.limit(1200)
def test_help_tells_what_each_module_costs():
    measured = {row.what.removeprefix("module "): row.value for row in modules.rows()[1:]}
    sizes = {name: size for name, size in told().items() if name in measured}
    wrong = {name: (size, measured[name]) for name, size in sizes.items()
             if abs(size - measured[name]) > max(measured[name] / 4, 64)}
    assert len(sizes) >= 15
    assert wrong == {}
