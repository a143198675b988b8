"""Check: headers that HTTP defines are written as it defines them."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.contract.check import Tools, looks
from specforge.contract.conformance.fields import wrong_fields
from specforge.contract.events import Case
from specforge.contract.mocked import lacks
from specforge.contract.problem import Problem
from specforge.document.model import Operation
from specforge.document.place import Place
from specforge.findings.model import Severity


@looks("header-syntax")
def check(operation: Operation, case: Case, tools: Tools) -> Iterator[Problem]:
    """A header of an answer is not written as HTTP defines it."""
    answer = case.exchange.answer
    for name, said in wrong_fields(answer) if answer is not None else ():
        place = _place(operation, answer.status if answer is not None else 0, name)
        # What a mock makes up from the document is as good as that.
        if lacks(case.exchange, {"meaning"}) and place != operation.node.key_place:
            continue
        yield Problem("header-syntax", said, place, Severity.WARNING, cause=name, is_general=True)


def _place(operation: Operation, status: int, name: str) -> Place:
    """Where the document describes the header, else the operation."""
    response = operation.response_for(status)
    headers = response.headers if response is not None else {}
    found = (view.place for key, view in headers.items() if key.lower() == name)
    return next(found, operation.node.key_place)
