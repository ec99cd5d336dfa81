# SPDX-License-Identifier: MIT
from login.conftest import house, line  # noqa: F401 (fixtures)
