"""Check: an ETag changes when what it stands for does, and only then."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.contract.check import Hit, Stage, sends
from specforge.contract.probing.anchors import with_key
from specforge.contract.probing.bodies import different
from specforge.contract.probing.confirm import confirmed
from specforge.contract.probing.pool import body_of
from specforge.contract.probing.tester import Tester
from specforge.contract.problem import Problem
from specforge.document.model import Operation
from specforge.document.place import Place
from specforge.findings.exchange import Exchange
from specforge.findings.model import Severity
from specforge.values.resources.model import Action, Role
from specforge.values.resources.paths import Key

_CHANGING = (Role.UPDATE, Role.REPLACE)


@sends("etag", stage=Stage.WRITE, order=50, needs=("memory",))
def check(operation: Operation, tester: Tester) -> Iterator[Hit]:
    """An ETag stays when what it stands for has changed, or changes when that has not."""
    anchor = tester.anchor(operation) if operation.method.lower() == "get" else None
    if anchor is None or _tag(anchor.exchange) is None:
        return
    yield from confirmed(_restless, operation, tester)
    action = tester.pool.action(operation)
    if action is not None and action.role is Role.READ:
        yield from confirmed(_constant, action, tester)


def _restless(operation: Operation, tester: Tester) -> Iterator[Hit]:
    """Two answers that are the same byte by byte have the same tag, or nobody could ever use it."""
    anchor = tester.anchor(operation)
    assert anchor is not None
    one, other = tester.ask(anchor.draft), tester.ask(anchor.draft)
    is_same = one.answer is not None and other.answer is not None and one.answer.body == other.answer.body
    if is_same and one.is_accepted and _tag(one) != _tag(other):
        message = f"the ETag is {_tag(one)} and then {_tag(other)}, though nothing has changed"
        yield Hit(Problem("etag", message, _place(operation), Severity.WARNING), other, (one,))


def _constant(action: Action, tester: Tester) -> Iterator[Hit]:
    made = tester.create(action.resource)
    anchor = tester.anchor(action.operation)
    if made is None or anchor is None:
        return
    key, created = made
    draft = with_key(anchor.draft, action.resource, key)
    before = tester.ask(draft)
    for change in _changes(action, key, tester):
        after = tester.ask(draft)
        if not (before.is_accepted and after.is_accepted) or body_of(before) == body_of(after):
            continue
        if _tag(before) is not None and _tag(before) == _tag(after):
            message = f"the ETag is still {_tag(after)} after {change.request.method} has changed what it stands for"
            yield Hit(Problem("etag", message, _place(action.operation)), after, (created, before, change))
        return


def _changes(action: Action, key: Key, tester: Tester) -> Iterator[Exchange]:
    """Requests that change a thing, each when it is asked for: updates, and what else is done to it."""
    known = [action.resource.operations.get(role) for role in _CHANGING]
    owned = [
        each
        for each in tester.document.operations
        if each.method.lower() in ("post", "put", "patch")
        and tester.pool.recognised.owners.get(each.label) is action.resource
    ]
    for operation in (*known, *owned):
        anchor = tester.anchor(operation) if operation is not None and operation.label in tester.operations else None
        if anchor is not None:
            draft = with_key(tester.renewed(anchor), action.resource, key)
            # What is written once more as it is has not changed.
            exchange = tester.ask(different(tester, draft) or draft)
            if exchange.is_accepted:
                yield exchange


def _tag(exchange: Exchange) -> str | None:
    return exchange.answer.header("etag") if exchange.answer is not None else None


def _place(operation: Operation) -> Place:
    """Where the header is described, else the operation."""
    for response in operation.responses.values():
        for name, header in response.headers.items():
            if name.lower() == "etag":
                return header.place
    return operation.node.key_place
