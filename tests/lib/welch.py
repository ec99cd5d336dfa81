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


def pairs(found):
    """Each kind beside the first one; printed."""
    first, *others = found
    compared = {}
    for name in others:
        made = compared[name] = compare(found[name], found[first])
        print(f"{name}/{first}: t={made.t:.2f} difference={made.difference * 1e6:.0f} us "
              f"effect={made.effect:.2f} n={len(found[name])}")
    return compared


def assert_alike(least, measured):
    """measured() gives {name: [seconds]}, of which no name is told apart from the first
    one and nothing is less than least. Returns how many there were.

    Chance may tell somebody apart once; what is really there is there again, in the same
    direction.
    """
    apart = []
    for _ in range(2):
        found = measured()
        assert min(min(each) for each in found.values()) >= least
        apart.append({(name, made.t > 0): made for name, made in pairs(found).items()
                      if made.apart})
        if not apart[0]:
            break
    again = apart[0].keys() & apart[-1].keys()
    assert not again, [apart[-1][key] for key in again]
    return sum(len(each) for each in found.values())
