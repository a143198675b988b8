"""Coverage as a line and as tables of text, for terminals and for Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from specforge.findings.coverage import KINDS, CoverageReport, Figure, OperationCoverage
from specforge.reporters.frame import clean
from specforge.reporters.style import Style

OF_EACH = KINDS[1:]
"""The kinds that say more of an operation than that it was tested."""

_LONGEST = 44
# What was missed, for each operation; all of it is in the JSON and HTML reports.
_MOST_NAMED = 6


def coverage_line(coverage: CoverageReport, style: Style) -> str:
    """``coverage: 94.8 % (operations 100 %, responses 92.6 %, ...)``."""
    percents = coverage.percentages()
    kinds = ", ".join(f"{name} {percents[name]:g} %" for name in KINDS if name in percents)
    return f"coverage: {style.paint(shown(coverage.percent), 'bold')}" + (f" ({kinds})" if kinds else "")


def coverage_table(coverage: CoverageReport, style: Style) -> Iterator[str]:
    """A row an operation, what was missed under it, and the sum at the end."""
    operations = coverage.operations
    rows = [[_label(one), str(one.requests), *map(_cell, _figures(one)), shown(one.percent)] for one in operations]
    whole = coverage.figures
    reached = whole.pop("operations")
    total = [f"{reached.covered} of {reached.total} operations", str(sum(one.requests for one in operations))]
    total += [*map(_cell, whole.values()), shown(coverage.percent)]
    head = ["", "requests", *OF_EACH, "coverage"]
    widths = [max(len(row[column]) for row in (head, *rows, total)) for column in range(len(head))]
    yield style.paint(_aligned(head, widths), "bold")
    for row, one in zip(rows, operations, strict=True):
        yield style.paint(_aligned(row, widths), *([] if one.requests else ["yellow"]))
        yield from (f"  missed {clean(line)}" for line in _missed(one))
    yield style.paint(_aligned(total, widths), "bold")


def coverage_rows(coverage: CoverageReport) -> Iterator[tuple[str, list[str]]]:
    """For tables in other formats: the operation, then its cells."""
    for one in coverage.operations:
        yield one.operation, [str(one.requests), *map(_cell, _figures(one)), shown(one.percent)]


def shown(percent: float | None) -> str:
    """``94.8 %``, or a dash where there is nothing to cover."""
    return "-" if percent is None else f"{percent:g} %"


def never_seen(coverage: CoverageReport) -> dict[str, Sequence[str]]:
    """The documented responses that no answer was, by operation, of the operations that were tested."""
    found = {one.operation: one.figures["responses"].missed for one in coverage.operations if _is_tested(one)}
    return {operation: missed for operation, missed in found.items() if missed}


def _is_tested(one: OperationCoverage) -> bool:
    return bool(one.statuses) and "responses" in one.figures


def _figures(one: OperationCoverage) -> list[Figure]:
    return [one.figures.get(kind, Figure(0, 0)) for kind in OF_EACH]


def _missed(one: OperationCoverage) -> Iterator[str]:
    for kind, figure in one.figures.items():
        named, left = figure.missed[:_MOST_NAMED], figure.total - figure.covered
        if named:
            more = f" and {left - len(named)} more" if left > len(named) else ""
            yield f"{kind}: {', '.join(named)}{more}"


def _cell(figure: Figure) -> str:
    return f"{figure.covered}/{figure.total}" if figure.total else "-"


def _label(one: OperationCoverage) -> str:
    text = clean(one.operation)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 21]}…{text[-20:]}"


def _aligned(cells: Iterable[str], widths: Sequence[int]) -> str:
    first, *others = zip(cells, widths, strict=True)
    return "  ".join([first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in others)])
