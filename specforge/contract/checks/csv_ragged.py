"""Check: every line of a CSV answer has the cells that its first line has."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from specforge.contract.check import Tools, looks
from specforge.contract.events import Case
from specforge.contract.probing.compare import media_type
from specforge.contract.problem import Problem
from specforge.document.model import Operation
from specforge.findings.exchange import Answer
from specforge.findings.model import Severity

# How much of an answer is read.
_LONGEST = 1_000_000


@looks("csv-ragged")
def check(operation: Operation, case: Case, tools: Tools) -> Iterator[Problem]:
    """A line of a CSV answer has more or fewer cells than the first line."""
    answer = case.exchange.answer
    if answer is None or answer.truncated or len(answer.body) > _LONGEST or media_type(case.exchange) != "text/csv":
        return
    message = _wrong(answer)
    if message:
        response = operation.response_for(answer.status)
        place = response.place if response is not None else operation.node.key_place
        yield Problem("csv-ragged", message, place, Severity.WARNING, cause="csv-ragged", is_general=True)


def _wrong(answer: Answer) -> str:
    """What is wrong with the first line that has another number of cells; lines without any are no rows."""
    lines = answer.body.decode("utf-8", "replace").removeprefix("\ufeff").splitlines(keepends=True)
    if not lines or any(separator in lines[0] for separator in ";\t"):
        # Other separators are in use, too, and nothing says which.
        return ""
    try:
        rows = [row for row in csv.reader(lines, strict=True) if row]
    except csv.Error as problem:
        return f"the CSV cannot be read: {problem}"
    sizes = [len(row) for row in rows]
    other = next((number for number, size in enumerate(sizes) if size != sizes[0]), None)
    if other is None:
        return ""
    return f"row {other + 1} of the CSV has {_cells(sizes[other])}, and the first row {_cells(sizes[0])}"


def _cells(number: int) -> str:
    return f"{number} cell{'s' * (number != 1)}"
