# SPDX-License-Identifier: MIT
"""What many tests need, and the first that comes makes.

    with shared.making(path.with_suffix(".lock")):
        if not path.exists():
            ...
"""
import contextlib
import fcntl
import pathlib
import signal

# For the making, and for whoever waits for it.
LIMIT_S = 900


@contextlib.contextmanager
def making(lock):
    """One process a time, of all that run tests. The test that happens to be the first
    does not pay for all: its own time (tests/conftest.py) stands still meanwhile."""
    lock = pathlib.Path(lock)
    lock.parent.mkdir(parents=True, exist_ok=True)
    left_s = signal.alarm(0)
    try:
        if left_s:
            signal.alarm(LIMIT_S)
        with lock.open("w") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            yield
    finally:
        signal.alarm(left_s)
