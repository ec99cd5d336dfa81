# SPDX-License-Identifier: MIT
"""README's table of attacks is that of the boards, and names boards that can be installed."""
import re

import pytest

from boards import table
from lib import build

README = (build.TOP / "README.md").read_text()


def test_readme_has_the_boards_rows():
    assert table.markdown() in README, "run `make boards-table`"


@pytest.mark.parametrize("name", [*table.BOARDS, "buildroot", "rescue"])
def test_each_board_is_in_readme(name):
    assert f"[{name}](board/{name}/README.md)" in README
    assert re.search(rf"^install-{name}:", (build.TOP / "board" / name / "build.mk").read_text(),
                     re.MULTILINE)
    assert re.search(rf"^uninstall-{name}:", (build.TOP / "board" / name / "build.mk").read_text(),
                     re.MULTILINE)
