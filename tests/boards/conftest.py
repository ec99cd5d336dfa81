# SPDX-License-Identifier: MIT
"""Every machine that a test boots is counted."""
from lib.boots import pytest_runtest_call  # noqa: F401
