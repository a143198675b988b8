"""Check: a condition on a request has the effect that HTTP gives it, where there are entity tags at all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from specforge.contract.check import Hit, Stage, sends
from specforge.contract.probing.anchors import with_key
from specforge.contract.probing.confirm import confirmed
from specforge.contract.probing.states import differences, settled
from specforge.contract.probing.tester import Purpose, Tester
from specforge.contract.probing.things import about, make, operation_for, read, state_in
from specforge.contract.problem import Problem
from specforge.document.model import Operation
from specforge.findings.exchange import Exchange
from specforge.findings.model import Severity
from specforge.findings.show import status_line
from specforge.values.resources.model import Resource, Role

_CHANGING = (Role.UPDATE, Role.REPLACE)
_NO_TAG = '"specforge-no-such-tag"'


@sends("conditional-wrong", stage=Stage.WRITE, order=61, needs=("memory", "meaning"))
def check(operation: Operation, tester: Tester) -> Iterator[Hit]:
    """A condition on a request has another effect than HTTP gives it."""
    anchor = tester.anchor(operation) if operation.method.lower() == "get" else None
    if anchor is not None and _tag(anchor.exchange) is not None:
        yield from confirmed(_read, operation, tester)
    action = tester.pool.action(operation)
    if action is not None and action.role in _CHANGING and _takes_condition(operation):
        yield from confirmed(_write, operation, tester)


def _takes_condition(operation: Operation) -> bool:
    """True where the document has If-Match, or an answer for it."""
    is_header = any(view.location == "header" and view.name.lower() == "if-match" for view in operation.parameters)
    return is_header or "412" in operation.responses


def _read(operation: Operation, tester: Tester) -> Iterator[Hit]:
    """What is not known to a client is sent to it."""
    anchor = tester.anchor(operation)
    assert anchor is not None
    plain = tester.ask(anchor.draft)
    tag = _tag(plain)
    other = tester.ask(anchor.draft, Purpose.PROBE, headers={"If-None-Match": _NO_TAG})
    if tag is None or other.answer is None:
        return
    if other.answer.status == 304:
        message = f"304 Not Modified though If-None-Match has a tag that is not {tag}"
        yield _hit(operation, message, other, plain)
        return
    same = tester.ask(anchor.draft, Purpose.PROBE, headers={"If-None-Match": tag})
    if same.answer is not None and same.answer.status in (412, 400):
        status = status_line(same.answer.status)
        message = f"{status} in answer to If-None-Match with the present ETag: 304 or 200 is right"
        yield _hit(operation, message, same, plain)


def _write(operation: Operation, tester: Tester) -> Iterator[Hit]:
    """What a client has seen last it may change, and what was refused has not changed."""
    action = tester.pool.action(operation)
    assert action is not None
    thing = make(tester, action.resource)
    reader = operation_for(tester, action.resource, Role.READ)
    anchor = tester.anchor(operation)
    before = read(tester, thing) if thing is not None and reader is not None else None
    plain = about(tester, operation, action.resource, thing.key) if thing is not None else None
    if thing is None or before is None or plain is None or anchor is None or _tag(before) is None:
        return
    draft = with_key(tester.renewed(anchor), action.resource, thing.key)
    refused = tester.ask(draft, Purpose.INVALID, headers={"If-Match": _NO_TAG})
    after = read(tester, thing)
    is_refused = refused.answer is not None and refused.answer.status in (409, 412)
    states = [state_in(tester, action.resource, reader, each) for each in (before, after) if each and reader]
    if is_refused and after is not None and len(states) == 2 and _has_changed(tester, action.resource, states):
        message = "refused because of If-Match, and changed all the same"
        yield _hit(operation, message, after, thing.made, before, refused)
        return
    present = _tag(after) if after is not None else None
    # A weak tag never matches (RFC 9110 section 13.1.1).
    if present is None or present.startswith("W/"):
        return
    taken = tester.ask(draft, headers={"If-Match": present})
    if taken.answer is not None and taken.answer.status == 412:
        message = f"412 Precondition Failed though If-Match has the present ETag, {present}"
        yield _hit(operation, message, taken, thing.made, before)


def _has_changed(tester: Tester, resource: Resource, states: list[dict[str, Any] | None]) -> bool:
    """Only what clients write counts: that somebody has read a thing may show, too."""
    before, after = states
    names = settled(tester, resource)
    return before is not None and after is not None and bool(differences(before, after, names))


def _tag(exchange: Exchange) -> str | None:
    return exchange.answer.header("etag") if exchange.answer is not None and exchange.is_accepted else None


def _hit(operation: Operation, message: str, exchange: Exchange, *steps: Exchange) -> Hit:
    problem = Problem("conditional-wrong", message, operation.node.key_place, Severity.WARNING)
    return Hit(problem, exchange, steps)
