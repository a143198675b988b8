"""How much of a document a run exercised: plain figures that every reporter can show and that reports can share."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Self

KINDS = ("operations", "responses", "media-types", "parameters", "keywords", "properties")
"""What is counted, from the coarsest to the finest. ``docs/reference/coverage.md`` defines each."""

MOST_MISSED = 200
"""So many things that were missed are named for each operation and kind."""


@dataclass(frozen=True, slots=True)
class Figure:
    """``covered`` of ``total`` things. ``missed`` names the others, or the first of them where they are many."""

    covered: int
    total: int
    missed: tuple[str, ...] = ()

    @property
    def percent(self) -> float | None:
        """Rounded down to one decimal, so that 100 means all; None where there is nothing to cover."""
        return self.covered * 1000 // self.total / 10 if self.total else None

    def joined(self, other: Figure) -> Figure:
        """The figure of two runs together: missed is what both missed."""
        if self.total != other.total or self._is_cut or other._is_cut:
            return max(self, other, key=lambda figure: figure.percent or 0)
        both = Counter(self.missed) & Counter(other.missed)
        return Figure(self.total - both.total(), self.total, tuple(both.elements()))

    @property
    def _is_cut(self) -> bool:
        return len(self.missed) != self.total - self.covered


@dataclass(frozen=True, slots=True)
class Timing:
    """How long answers took, in milliseconds. ``points`` are some of the times, evenly taken from all in order."""

    count: int
    points: tuple[float, ...]
    p50: float
    p95: float
    worst: float


@dataclass(frozen=True, slots=True)
class OperationCoverage:
    """What a run exercised of one operation. ``statuses`` counts its answers."""

    operation: str
    requests: int
    figures: Mapping[str, Figure]
    statuses: Mapping[str, int] = field(default_factory=dict)
    timing: Timing | None = None

    @property
    def percent(self) -> float | None:
        return _average(self.figures.values())

    def joined(self, other: OperationCoverage) -> OperationCoverage:
        """Of two runs together; the times are those of the run with more of them."""
        figures = {
            kind: self.figures[kind].joined(other.figures[kind]) if kind in other.figures else self.figures[kind]
            for kind in self.figures
        }
        statuses = dict(sorted((Counter(self.statuses) + Counter(other.statuses)).items()))
        timings = [timing for timing in (self.timing, other.timing) if timing]
        timing = max(timings, key=lambda timing: timing.count, default=None)
        return replace(self, requests=self.requests + other.requests, figures=figures, statuses=statuses, timing=timing)


@dataclass(frozen=True, slots=True)
class CoverageReport:
    """The operations of a document that were to be tested, in its order."""

    operations: Sequence[OperationCoverage]
    document: str = ""

    @property
    def figures(self) -> dict[str, Figure]:
        """Each kind over all operations; what was missed is named there."""
        found = {}
        for kind in KINDS:
            parts = [one.figures[kind] for one in self.operations if kind in one.figures]
            found[kind] = Figure(sum(part.covered for part in parts), sum(part.total for part in parts))
        return found

    @property
    def percent(self) -> float | None:
        """The average of the kinds, each of which counts as much as any other."""
        return _average(self.figures.values())

    def joined(self, other: CoverageReport) -> CoverageReport:
        """The coverage of two runs together. What other documents call the same is not the same."""
        if other.document != self.document:
            return CoverageReport((*self.operations, *other.operations))
        found = {one.operation: one for one in self.operations}
        for one in other.operations:
            known = found.get(one.operation)
            found[one.operation] = known.joined(one) if known else one
        return replace(self, operations=tuple(found.values()))

    def percentages(self) -> dict[str, float]:
        """``total`` and each kind that has something to cover: what a gate compares, and what a summary tells."""
        listed = {"total": self.percent, **{kind: figure.percent for kind, figure in self.figures.items()}}
        return {name: percent for name, percent in listed.items() if percent is not None}

    def to_json(self) -> dict[str, Any]:
        """Plain values: ``from_json`` reads them again."""
        return {
            "document": self.document,
            "total": self.percent,
            "kinds": {kind: _figure_json(figure) for kind, figure in self.figures.items()},
            "operations": [_operation_json(one) for one in self.operations],
        }

    @classmethod
    def from_json(cls, value: Any) -> Self:
        """Raises ValueError for what ``to_json`` did not write."""
        try:
            return cls(tuple(_read_operation(one) for one in value["operations"]), str(value["document"]))
        except (KeyError, TypeError, AttributeError) as problem:
            raise ValueError("its coverage is not what specforge writes") from problem


def _average(figures: Iterable[Figure]) -> float | None:
    percents = [figure.percent for figure in figures if figure.percent is not None]
    return int(sum(percents) / len(percents) * 10 + 1e-6) / 10 if percents else None


def _figure_json(figure: Figure) -> dict[str, Any]:
    return {"covered": figure.covered, "total": figure.total, "percent": figure.percent}


def _operation_json(one: OperationCoverage) -> dict[str, Any]:
    figures = {kind: _figure_json(figure) | {"missed": list(figure.missed)} for kind, figure in one.figures.items()}
    timing = one.timing
    return {
        "operation": one.operation,
        "requests": one.requests,
        "percent": one.percent,
        "kinds": figures,
        "statuses": dict(one.statuses),
        "milliseconds": {
            "count": timing.count,
            "p50": timing.p50,
            "p95": timing.p95,
            "max": timing.worst,
            "points": list(timing.points),
        }
        if timing
        else None,
    }


def _read_operation(value: Any) -> OperationCoverage:
    figures = {
        kind: Figure(int(one["covered"]), int(one["total"]), tuple(map(str, one["missed"])))
        for kind, one in value["kinds"].items()
        if kind in KINDS
    }
    statuses = {str(status): int(count) for status, count in value["statuses"].items()}
    timing = _read_timing(value["milliseconds"]) if value["milliseconds"] else None
    return OperationCoverage(str(value["operation"]), int(value["requests"]), figures, statuses, timing)


def _read_timing(value: Any) -> Timing:
    points = tuple(map(float, value["points"]))
    timing = Timing(int(value["count"]), points, float(value["p50"]), float(value["p95"]), float(value["max"]))
    if not points or not all(0 <= time < math.inf for time in (*points, timing.p50, timing.p95, timing.worst)):
        raise ValueError("its coverage has times that are none")
    return timing
