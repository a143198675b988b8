"""Check: conditions on requests are looked at where the document has an answer for them."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.contract.check import Hit, Stage, sends
from specforge.contract.probing.tester import Purpose, Tester
from specforge.contract.probing.things import Thing, about, make
from specforge.contract.problem import Problem
from specforge.document.model import Operation
from specforge.document.place import Place
from specforge.findings.model import Severity
from specforge.findings.show import status_line
from specforge.values.requests import Draft
from specforge.values.resources.model import Role

_CHANGING = (Role.UPDATE, Role.REPLACE, Role.DELETE)
_NO_TAG = '"specforge-no-such-tag"'


@sends("conditional-ignored", stage=Stage.DESTROY, order=5, needs=("memory", "meaning"))
def check(operation: Operation, tester: Tester) -> Iterator[Hit]:
    """A condition on a request has no effect, though the document has an answer for it."""
    if operation.method.lower() == "get" and "304" in operation.responses:
        yield from _not_modified(operation, tester)
    action = tester.pool.action(operation)
    if action is None or action.role not in _CHANGING or not _has_answer(operation):
        return
    thing = make(tester, action.resource)
    draft = about(tester, operation, action.resource, thing.key) if thing is not None else None
    if thing is None or draft is None:
        return
    exchange = tester.ask(draft, Purpose.INVALID, headers={"If-Match": _NO_TAG})
    if exchange.is_accepted and exchange.answer is not None:
        message = f"{status_line(exchange.answer.status)} though If-Match has a tag that the resource never had"
        problem = Problem("conditional-ignored", message, _place(operation, 412), Severity.WARNING)
        yield Hit(problem, exchange, (thing.made,))
    if action.role is Role.REPLACE and _takes(operation, "if-none-match"):
        yield from _replaced(operation, draft, thing, tester)


def _replaced(operation: Operation, draft: Draft, thing: Thing, tester: Tester) -> Iterator[Hit]:
    """``If-None-Match: *`` creates, and replaces nothing (RFC 9110 section 13.1.2)."""
    exchange = tester.ask(draft, headers={"If-None-Match": "*"})
    if exchange.is_accepted and exchange.answer is not None:
        message = f"{status_line(exchange.answer.status)} though If-None-Match is *, and the resource exists"
        problem = Problem("conditional-ignored", message, _place(operation, 412), Severity.WARNING)
        yield Hit(problem, exchange, (thing.made,))


def _takes(operation: Operation, name: str) -> bool:
    return any(each.location == "header" and each.name.lower() == name for each in operation.parameters)


def _has_answer(operation: Operation) -> bool:
    """True where the document has a status for it, or says that the condition may be sent and something refuses it."""
    return "412" in operation.responses or (_takes(operation, "if-match") and operation.response_for(412) is not None)


def _not_modified(operation: Operation, tester: Tester) -> Iterator[Hit]:
    anchor = tester.anchor(operation)
    first = tester.ask(anchor.draft).answer if anchor is not None else None
    tag = first.header("etag") if first is not None else None
    if anchor is None or first is None or not tag:
        return
    exchange = tester.ask(anchor.draft, headers={"If-None-Match": tag})
    if exchange.answer is not None and exchange.answer.status == 200 and exchange.answer.header("etag") == tag:
        message = f"200 OK though If-None-Match has the present ETag, {tag}"
        yield Hit(Problem("conditional-ignored", message, _place(operation, 304), Severity.WARNING), exchange)


def _place(operation: Operation, status: int) -> Place:
    response = operation.response_for(status)
    return (response.reference or response.node).key_place if response is not None else operation.node.key_place
