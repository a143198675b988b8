"""How long an operation took to answer."""

from __future__ import annotations

from array import array

from specforge.contract.slo.quantiles import nearest_rank
from specforge.findings.coverage import Timing

# More points than this make a plot no clearer.
_MOST_POINTS = 60


class Times:
    """The times of one operation, in milliseconds."""

    def __init__(self) -> None:
        self._times = array("d")

    def add(self, seconds: float) -> None:
        """One answer. Those of a recording may have no time, which is 0."""
        if seconds > 0:
            self._times.append(seconds * 1000)

    def timing(self) -> Timing | None:
        """None where nothing was measured."""
        times = sorted(self._times)
        if not times:
            return None
        last = len(times) - 1
        shown = min(len(times), _MOST_POINTS)
        points = [times[at * last // (shown - 1)] if shown > 1 else times[0] for at in range(shown)]
        found = tuple(round(time, 2) for time in (*points, nearest_rank(times, 50), nearest_rank(times, 95)))
        return Timing(len(times), found[:-2], found[-2], found[-1], round(times[-1], 2))
