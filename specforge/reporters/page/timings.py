"""Response times as a plot: a strip for each operation on one logarithmic axis, drawn by plain SVG elements."""

from __future__ import annotations

import math
from typing import NamedTuple

from specforge.findings.coverage import CoverageReport, OperationCoverage, Timing

# So many strips are looked at; the others are in the table.
_MOST_STRIPS = 40
_STEPS = (1, 2, 5)


class Tick(NamedTuple):
    """A time on the axis. Positions are in percent of its width."""

    at: float
    text: str
    anchor: str


class Strip(NamedTuple):
    """The times of one operation: its points, the middle half of them as a box, median and 95th percentile."""

    method: str
    path: str
    answers: int
    p50: str
    p95: str
    worst: str
    points: list[float]
    box: tuple[float, float]
    median: float
    high: float


class Timings(NamedTuple):
    """The slowest operations first."""

    ticks: list[Tick]
    strips: list[Strip]
    others: list[Strip]


def timings_of(coverage: CoverageReport) -> Timings | None:
    """None where nothing was measured."""
    timed = [(one, one.timing) for one in coverage.operations if one.timing is not None]
    if not timed:
        return None
    axis = _Axis(min(timing.points[0] for _, timing in timed), max(timing.worst for _, timing in timed))
    strips = [_strip(one, timing, axis) for one, timing in sorted(timed, key=lambda pair: -pair[1].p95)]
    return Timings(axis.ticks(), strips[:_MOST_STRIPS], strips[_MOST_STRIPS:])


class _Axis:
    """From milliseconds to percent, between whole steps of the scale, with room at both ends."""

    def __init__(self, least: float, most: float) -> None:
        self._low = math.log10(_step_below(max(least, 0.01)))
        self._high = math.log10(max(_step_below(most) * 5, 10 ** (self._low + 1)))
        while self._high - 0.4 > math.log10(max(most, 0.01) * 1.15) and self._high - 0.4 > self._low + 0.9:
            self._high -= 0.1

    def at(self, time: float) -> float:
        """Where a time is."""
        share = (math.log10(max(time, 0.01)) - self._low) / (self._high - self._low)
        return round(2 + 96 * min(1.0, max(0.0, share)), 2)

    def ticks(self) -> list[Tick]:
        """Few enough to be read on a small screen."""
        powers = range(math.floor(self._low), math.ceil(self._high) + 1)
        steps = _STEPS if self._high - self._low < 1.8 else (1,)
        times = [step * 10.0**power for power in powers for step in steps]
        found = [time for time in times if self._low - 1e-9 <= math.log10(time) <= self._high + 1e-9]
        return [Tick(self.at(time), milliseconds(time), _anchor(self.at(time))) for time in found]


def milliseconds(time: float) -> str:
    """``0.4 ms``, ``12 ms``, ``1.5 s``."""
    if time >= 1000:
        return f"{time / 1000:.3g} s"
    return f"{time:.0f} ms" if time >= 10 else f"{float(f'{time:.2g}'):g} ms"


def _anchor(position: float) -> str:
    return "start" if position < 5 else "end" if position > 95 else "middle"


def _step_below(time: float) -> float:
    power = 10.0 ** math.floor(math.log10(time))
    return max(step * power for step in _STEPS if step * power <= time * (1 + 1e-9))


def _strip(one: OperationCoverage, timing: Timing, axis: _Axis) -> Strip:
    method, _, path = one.operation.partition(" ")
    points = timing.points
    quarter = len(points) // 4
    box = axis.at(points[quarter]), axis.at(points[-1 - quarter])
    return Strip(
        method=method,
        path=path,
        answers=timing.count,
        p50=milliseconds(timing.p50),
        p95=milliseconds(timing.p95),
        worst=milliseconds(timing.worst),
        points=sorted({axis.at(point) for point in points}),
        box=(box[0], round(max(0.3, box[1] - box[0]), 2)),
        median=axis.at(timing.p50),
        high=axis.at(timing.p95),
    )
