"""Check: what needs no credentials by the document is served without any."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.contract.check import Hit, Stage, sends
from specforge.contract.probing.tester import NOBODY, Tester
from specforge.contract.problem import Problem
from specforge.document.model import Operation
from specforge.document.place import Place
from specforge.findings.model import Severity
from specforge.findings.show import status_line

_REFUSED = (401, 403)
_SAFE = ("get", "head", "options", "query")


@sends("public-refused", stage=Stage.READ, order=25, needs=("credentials",))
def check(operation: Operation, tester: Tester) -> Iterator[Hit]:
    """An operation that is public by the document asks for credentials."""
    is_public = operation.method.lower() in _SAFE and _is_said_to_be_public(operation)
    anchor = tester.anchor(operation) if is_public else None
    if anchor is None:
        return
    exchange = tester.ask(anchor.draft, identity=NOBODY)
    if exchange.answer is not None and exchange.answer.status in _REFUSED:
        status = status_line(exchange.answer.status)
        message = f"{status} in answer to a request without credentials, though the document asks for none"
        yield Hit(Problem("public-refused", message, _place(operation), Severity.ERROR), exchange)


def _is_said_to_be_public(operation: Operation) -> bool:
    """True where the operation says that nothing is needed, though the document knows credentials: ``security: []``, or
    ``{}`` among its requirements."""
    if operation.node.get("security") is None or not operation.document.security_schemes:
        return False
    return operation.is_public


def _place(operation: Operation) -> Place:
    node = operation.node.get("security")
    return node.place if node is not None else operation.node.key_place
