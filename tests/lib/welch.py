# SPDX-License-Identifier: MIT
"""Welch's t-test: whether two kinds of measurement can be told apart.

The threshold is dudect's: |t| of 4.5 comes by chance about once in 150,000 tests of
samples that are alike, and much less than that is no proof of anything.
"""
import dataclasses
import math
import statistics

THRESHOLD = 4.5


@dataclasses.dataclass(frozen=True)
class Compared:
    t: float
    difference: float      # of the means
    spread: float          # the standard deviation of both, pooled

    @property
    def apart(self):
        return abs(self.t) >= THRESHOLD

    @property
    def effect(self):
        """The difference in standard deviations (Cohen's d)."""
        return abs(self.difference) / self.spread if self.spread else math.inf * bool(self.t)


def compare(one, other):
    """Two samples of at least two measurements each."""
    means = statistics.fmean(one), statistics.fmean(other)
    variances = statistics.variance(one), statistics.variance(other)
    difference = means[0] - means[1]
    error = math.sqrt(variances[0] / len(one) + variances[1] / len(other))
    if error == 0:
        t = math.copysign(math.inf, difference) if difference else 0.0
    else:
        t = difference / error
    return Compared(t, difference, math.sqrt(sum(variances) / 2))
