"""Check: the status inside a problem is that of the answer."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.contract.check import Tools, looks
from specforge.contract.events import Case
from specforge.contract.probing.compare import media_type
from specforge.contract.probing.pool import body_of
from specforge.contract.problem import Problem
from specforge.document.model import Operation
from specforge.findings.model import Severity
from specforge.findings.show import status_line


@looks("problem-status")
def check(operation: Operation, case: Case, tools: Tools) -> Iterator[Problem]:
    """A problem (RFC 9457) tells of another status than the answer has."""
    answer = case.exchange.answer
    if answer is None or answer.status < 400 or media_type(case.exchange) != "application/problem+json":
        return
    body = body_of(case.exchange)
    said = body.get("status") if isinstance(body, dict) else None
    if isinstance(said, int) and not isinstance(said, bool) and said != answer.status:
        message = f"the problem says that its status is {said}, in an answer with {status_line(answer.status)}"
        response = operation.response_for(answer.status)
        place = response.place if response is not None else operation.node.key_place
        cause = f"{said} for {answer.status}"
        yield Problem("problem-status", message, place, Severity.WARNING, cause=cause, is_general=True)
