"""Check: the name of an authentication scheme is compared without case."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.contract.check import Hit, Stage, sends
from specforge.contract.checks.auth_ignored import is_protected
from specforge.contract.mocked import lacks
from specforge.contract.probing.credentials import is_bearer, schemes_of
from specforge.contract.probing.tester import Purpose, Tester
from specforge.contract.problem import Problem
from specforge.document.model import Operation
from specforge.findings.model import Severity
from specforge.findings.show import status_line


@sends("auth-scheme-case", stage=Stage.READ, order=80, needs=("credentials",))
def check(operation: Operation, tester: Tester) -> Iterator[Hit]:
    """Good credentials are refused because the name of their scheme is in another case."""
    given = next((value for name, value in tester.headers().items() if name.lower() == "authorization"), "")
    word, _, token = given.partition(" ")
    schemes = [each for each in schemes_of(tester.document, operation) if is_bearer(each)]
    if not token or not schemes or not is_protected(operation) or operation.method.lower() != "get":
        return
    draft = tester.draft(operation)
    exchange = tester.ask(draft) if draft is not None else None
    if draft is None or exchange is None or not exchange.is_accepted or lacks(exchange, {"credentials"}):
        return
    if not tester.is_rare("scheme in another case", 1):
        return
    exchange = tester.ask(draft, Purpose.INVALID, headers={"Authorization": f"{word.swapcase()} {token}"})
    if exchange.answer is not None and exchange.answer.status in (400, 401, 403):
        status = status_line(exchange.answer.status)
        message = f"{status} for good credentials because {word} is written {word.swapcase()} (RFC 9110 section 11.1)"
        yield Hit(Problem("auth-scheme-case", message, schemes[0].place, Severity.WARNING), exchange)
