# SPDX-License-Identifier: MIT
"""Waits for what happens outside the test, and says what did not."""
import time

LIMIT_S = 15


def wait_until(condition, what, limit_s=LIMIT_S):
    """Returns as soon as condition() holds; the test fails when time is up."""
    end = time.monotonic() + limit_s
    while not condition():
        assert time.monotonic() < end, f"in vain waited for: {what}"
        time.sleep(0.01)
