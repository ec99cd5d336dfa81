# SPDX-License-Identifier: MIT
"""The test of the test: lib/welch.py tells apart what differs, and nothing else."""
import math
import random

import pytest

from lib import welch

SAMPLES = 200
SIZE = 100


def normal(seed, mean, spread, count=SIZE):
    source = random.Random(seed)
    return [source.gauss(mean, spread) for _ in range(count)]


def test_known_values():
    """By hand: means 2.5 and 5, variances 5/3 and 20/3, so -2.5 / sqrt(25/12)."""
    made = welch.compare([1, 2, 3, 4], [2, 4, 6, 8])
    assert math.isclose(made.t, -math.sqrt(3)) and not made.apart
    assert math.isclose(made.effect, 2.5 / math.sqrt(25 / 6))


def test_alike_is_not_apart():
    """Also of unequal spread and count; of many samples not one by chance."""
    for seed in range(SAMPLES):
        assert not welch.compare(normal(seed, 2, 1), normal(seed + SAMPLES, 2, 1)).apart
        assert not welch.compare(normal(seed, 2, 1), normal(-seed - 1, 2, 3, SIZE // 2)).apart


@pytest.mark.parametrize("difference", [1, -1])
def test_different_is_apart(difference):
    """One standard deviation, by a hundred measurements: each time, and in its direction."""
    for seed in range(SAMPLES):
        made = welch.compare(normal(seed, 2 + difference, 1), normal(seed + SAMPLES, 2, 1))
        assert (made.t > 0) == (difference > 0) and 0.5 < made.effect < 1.6
        assert made.apart or abs(made.t) > 4


def test_what_does_not_vary():
    assert welch.compare([2.0, 2.0], [2.0, 2.0]).t == 0
    assert welch.compare([2.0, 2.0], [2.1, 2.1]).apart
    assert welch.compare([2.1, 2.1], [2.0, 2.0]).effect == math.inf
