"""Percentiles with confidence intervals that assume nothing about how times are distributed.

The number of answers below the true percentile is binomial, so the true percentile lies between two of the measured
times with a probability that can be worked out (David and Nagaraja, Order Statistics, section 7.1).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

CONFIDENCE = 0.99


@dataclass(frozen=True, slots=True)
class Quantile:
    """A percentile, its estimate and the interval around it; ``high`` is None where there are too few values to have an
    upper end."""

    percent: float
    value: float
    low: float
    high: float | None

    def is_above(self, bound: float) -> bool:
        """True where even the lower end is."""
        return self.low > bound

    def is_below(self, bound: float) -> bool:
        """True where even the upper end is not above the bound."""
        return self.high is not None and self.high <= bound


def quantile(values: Sequence[float], percent: float, confidence: float = CONFIDENCE) -> Quantile:
    """The percentile of at least one value. ``values`` are sorted."""
    count, share, tail = len(values), percent / 100, (1 - confidence) / 2
    below = _cumulative(count, share)
    low = next((index for index in range(count) if below[index] > tail), count - 1)
    high = next((index for index in range(count + 1) if below[index] >= 1 - tail), count)
    # The value at index i is the one with i values below it.
    return Quantile(
        percent, nearest_rank(values, percent), values[max(low - 1, 0)], values[high] if high < count else None
    )


def nearest_rank(values: Sequence[float], percent: float) -> float:
    """The percentile of sorted values, as a value that was measured."""
    return values[max(0, math.ceil(percent / 100 * len(values)) - 1)]


def _cumulative(count: int, share: float) -> list[float]:
    """The probability of at most k of ``count``, for each k."""
    found, total = [], 0.0
    for k in range(count + 1):
        total += math.exp(_log_binomial(count, k) + _times_log(k, share) + _times_log(count - k, 1 - share))
        found.append(min(total, 1.0))
    return found


def _log_binomial(count: int, k: int) -> float:
    return math.lgamma(count + 1) - math.lgamma(k + 1) - math.lgamma(count - k + 1)


def _times_log(factor: int, value: float) -> float:
    return factor * math.log(value) if factor else 0.0
