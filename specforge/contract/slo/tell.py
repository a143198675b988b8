"""What was measured, as rows, findings, a table and facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any

from specforge.contract.problem import PREFIX
from specforge.contract.slo.bounds import Bound, bounds_of, misunderstood
from specforge.contract.slo.measure import Measured, Times
from specforge.contract.slo.quantiles import CONFIDENCE, Quantile, quantile
from specforge.findings.model import Finding, Severity, sort_findings
from specforge.findings.table import Table

RULE = f"{PREFIX}slo"
SHOWN = (50.0, 95.0, 99.0)
_PERCENT = f"{CONFIDENCE * 100:g} %"


class Verdict(Enum):
    """What the interval of a percentile says of its bound."""

    KEPT = "kept"
    BROKEN = "broken"
    OPEN = "not decided"
    """The bound lies inside: more answers would tell."""


@dataclass(frozen=True, slots=True)
class Row:
    """One operation. ``held`` are its bounds with what was measured, None where nothing was."""

    times: Times
    quantiles: tuple[Quantile, ...]
    held: tuple[tuple[Bound, Quantile | None], ...]


def rows(measured: Measured, given: dict[float, float]) -> list[Row]:
    """All operations, measured or not."""
    return [_row(times, bounds_of(times.operation, given)) for times in measured.operations]


def _row(times: Times, bounds: list[Bound]) -> Row:
    if not times.times:
        return Row(times, (), tuple((bound, None) for bound in bounds))
    held = tuple((bound, quantile(times.times, bound.percent)) for bound in bounds)
    return Row(times, tuple(quantile(times.times, percent) for percent in SHOWN), held)


def verdict(bound: Bound, found: Quantile) -> Verdict:
    """Whether the bound is surely kept, or surely not."""
    if found.is_above(bound.milliseconds):
        return Verdict.BROKEN
    return Verdict.KEPT if found.is_below(bound.milliseconds) else Verdict.OPEN


def findings(rows: Iterable[Row]) -> list[Finding]:
    """Bounds that are surely broken, promises that could not be measured, and those that say nothing."""
    rows = list(rows)
    found = [finding for row in rows for bound, one in row.held for finding in _finding(row, bound, one)]
    unclear = {place: row for row in rows for place in misunderstood(row.times.operation)}
    found += [
        Finding(RULE, Severity.WARNING, "this says nothing that can be measured", place, help="write `p95: 200ms`")
        for place in unclear
    ]
    return sort_findings(found)


def _finding(row: Row, bound: Bound, found: Quantile | None) -> Iterator[Finding]:
    label = row.times.operation.label
    if found is None:
        if not bound.is_given:
            message = f"{bound.name} of {label} could not be measured: {row.times.reason}"
            yield Finding(RULE, Severity.WARNING, message, bound.place, operation=label)
    elif verdict(bound, found) is Verdict.BROKEN:
        interval = f"{_PERCENT} confidence: {_interval(found)}"
        message = f"{bound.name} of {label} is {_ms(found.value)}, and {_ms(bound.milliseconds)} is the bound"
        help = f"{interval}, of {len(row.times.times)} answers"
        yield Finding(RULE, Severity.ERROR, message, bound.place, operation=label, help=help)


def table(rows: Iterable[Row]) -> Table:
    """A row for each operation that was measured."""
    columns = ("operation", "answers", *(f"p{percent:g}" for percent in SHOWN), "bounds")
    cells = [_cells(row) for row in rows if row.quantiles]
    note = f"In milliseconds, with intervals of {_PERCENT} confidence."
    return Table("Answer times", columns, cells, frozenset(range(1, 5)), note)


def _cells(row: Row) -> tuple[str, ...]:
    bounds = [
        f"{bound.name} {_ms(bound.milliseconds)} {verdict(bound, found).value}"
        for bound, found in row.held
        if found is not None
    ]
    shown = (f"{_number(one.value)} [{_interval(one)}]" for one in row.quantiles)
    return row.times.operation.label, str(len(row.times.times)), *shown, ", ".join(bounds)


def _interval(found: Quantile) -> str:
    return f"{_number(found.low)} to {_number(found.high) if found.high is not None else '?'}"


def _ms(value: float) -> str:
    return f"{_number(value)} ms"


def _number(value: float) -> str:
    """Three digits that count."""
    return f"{value:.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def facts(rows: Iterable[Row], measured: Measured) -> dict[str, Any]:
    """Plain values for the summary of a report, times in milliseconds."""
    rows = list(rows)
    verdicts = [verdict(bound, found) for row in rows for bound, found in row.held if found is not None]
    return {
        "operations": len(rows),
        "measured": sum(bool(row.quantiles) for row in rows),
        "answers": sum(len(row.times.times) for row in rows),
        "bounds": len(verdicts),
        "kept": verdicts.count(Verdict.KEPT),
        "broken": verdicts.count(Verdict.BROKEN),
        "not_decided": verdicts.count(Verdict.OPEN),
        "duration": round(measured.seconds, 2),
        "stopped": measured.stopped,
        "confidence": CONFIDENCE,
        "times": [_data(row) for row in rows],
    }


def _data(row: Row) -> dict[str, Any]:
    return {
        "operation": row.times.operation.label,
        "answers": len(row.times.times),
        "other_statuses": {str(status): number for status, number in sorted(row.times.others.items())},
        "not_measured": row.times.reason or None,
        "percentiles": {f"p{one.percent:g}": _numbers(one) for one in row.quantiles},
        "bounds": [
            {
                "percentile": bound.name,
                "bound": bound.milliseconds,
                "measured": _numbers(found) if found is not None else None,
                "verdict": verdict(bound, found).value if found is not None else "not measured",
            }
            for bound, found in row.held
        ],
    }


def _numbers(found: Quantile) -> dict[str, float | None]:
    high = round(found.high, 3) if found.high is not None else None
    return {"value": round(found.value, 3), "low": round(found.low, 3), "high": high}
