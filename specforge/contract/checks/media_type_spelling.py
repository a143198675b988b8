"""Check: the media type of a body is understood in any case, and with parameters."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.contract.check import Hit, Stage, sends
from specforge.contract.probing.confirm import confirmed
from specforge.contract.probing.tester import Tester
from specforge.contract.problem import Problem
from specforge.document.model import Operation
from specforge.findings.model import Severity
from specforge.findings.show import status_line
from specforge.values.mediatypes import is_json


@sends("media-type-spelling", stage=Stage.WRITE, order=70)
def check(operation: Operation, tester: Tester) -> Iterator[Hit]:
    """A body is refused because of how its media type is spelled."""
    body = operation.request_body
    if body is not None and any(is_json(name) and "*" not in name for name in body.content):
        yield from confirmed(_look, operation, tester)


def _look(operation: Operation, tester: Tester) -> Iterator[Hit]:
    anchor = tester.anchor(operation)
    if anchor is None or anchor.draft.media is None or not is_json(anchor.draft.media.name):
        return
    name = anchor.draft.media.name.partition(";")[0]
    # Hardly any client writes it in capitals, though it may.
    for spelled, level in ((f"{name}; charset=utf-8", Severity.WARNING), (name.upper(), Severity.INFO)):
        exchange = tester.ask(tester.renewed(anchor), headers={"Content-Type": spelled})
        if exchange.answer is not None and exchange.answer.status in (400, 415, 422):
            message = f"Content-Type: {spelled} is refused with {status_line(exchange.answer.status)}"
            place, cause = anchor.draft.media.place, "media type"
            problem = Problem("spelling-matters", message, place, level, cause=cause, is_general=True)
            yield Hit(problem, exchange)
            return
