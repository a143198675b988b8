"""Coverage as the page shows it: a bar a kind, and a map of operations and kinds in colours of heat."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from specforge.findings.coverage import CoverageReport, Figure, OperationCoverage
from specforge.reporters.tables import OF_EACH, never_seen, shown

_MEANINGS = {
    "operations": "answered at least once",
    "responses": "documented statuses that were seen",
    "media-types": "bodies sent and answered in each type offered",
    "parameters": "sent valid, sent invalid, left out",
    "keywords": "of request schemas: kept and broken",
    "properties": "of response schemas: seen in an answer",
}
_STEPS = ((100, "all"), (75, "most"), (40, "some"), (0.1, "few"), (0, "none"))

# Of an operation and kind; the JSON report names more.
_MOST_NAMED = 60


class Bar(NamedTuple):
    """One kind over all operations."""

    name: str
    meaning: str
    figure: Figure
    shown: str
    heat: str


class Cell(NamedTuple):
    """One kind of one operation."""

    text: str
    spoken: str
    heat: str


class Row(NamedTuple):
    """One operation."""

    method: str
    path: str
    requests: int
    cells: list[Cell]
    missed: list[tuple[str, tuple[str, ...], int]]


class Covered(NamedTuple):
    """All of it."""

    percent: str
    bars: list[Bar]
    kinds: tuple[str, ...]
    rows: list[Row]
    never_seen: list[tuple[str, str, tuple[str, ...]]]
    untested: int


def covered(coverage: CoverageReport) -> Covered:
    """What the templates need."""
    figures = coverage.figures
    bars = [
        Bar(name, _MEANINGS[name], figure, shown(figure.percent), _heat(figure.percent))
        for name, figure in figures.items()
        if figure.total
    ]
    unseen = [(*_label(operation), tuple(statuses)) for operation, statuses in never_seen(coverage).items()]
    untested = sum(not one.statuses for one in coverage.operations)
    rows = [_row(one) for one in coverage.operations]
    return Covered(shown(coverage.percent), bars, OF_EACH, rows, unseen, untested)


def _row(one: OperationCoverage) -> Row:
    figures = [one.figures.get(kind, Figure(0, 0)) for kind in OF_EACH]
    cells = [_cell(figure) for figure in figures]
    whole = one.percent
    cells.append(Cell(shown(whole), "", _heat(whole)))
    return Row(*_label(one.operation), one.requests, cells, list(_missed(one)))


def _cell(figure: Figure) -> Cell:
    if not figure.total:
        return Cell("", "nothing to cover", "empty")
    return Cell(f"{figure.covered}/{figure.total}", shown(figure.percent), _heat(figure.percent))


def _missed(one: OperationCoverage) -> Iterator[tuple[str, tuple[str, ...], int]]:
    """Kind, what of it was missed, and how many more there are."""
    for kind, figure in one.figures.items():
        if figure.missed:
            named = figure.missed[:_MOST_NAMED]
            yield kind, named, figure.total - figure.covered - len(named)


def _heat(percent: float | None) -> str:
    return "empty" if percent is None else next(name for least, name in _STEPS if percent >= least)


def _label(operation: str) -> tuple[str, str]:
    method, _, path = operation.partition(" ")
    return method, path
