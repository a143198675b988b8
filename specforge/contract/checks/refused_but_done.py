"""Check: a change that is refused is not made, not even a part of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from specforge.contract.check import Hit, Stage, sends
from specforge.contract.probing.bodies import different, filled
from specforge.contract.probing.claims import item_in
from specforge.contract.probing.kept import brief
from specforge.contract.probing.states import differences, settled
from specforge.contract.probing.tester import Purpose, Tester
from specforge.contract.probing.things import Thing, about, make, operation_for, read, state_in, written
from specforge.contract.problem import Problem
from specforge.contract.steps.claim import Claim, Source, Value
from specforge.document.model import Operation
from specforge.findings.exchange import Exchange
from specforge.findings.model import Severity
from specforge.findings.show import status_line
from specforge.values.requests import Draft
from specforge.values.resources.model import Role

_MOST = 4
_WRONG: tuple[Any, ...] = ({"specforge": 1}, [{"specforge": 1}], -1e9)


@sends("refused-but-done", stage=Stage.WRITE, order=45, needs=("memory",))
def check(operation: Operation, tester: Tester) -> Iterator[Hit]:
    """A change is refused, and a part of it is made all the same."""
    action = tester.pool.action(operation)
    if action is None or action.role not in (Role.REPLACE, Role.UPDATE) or action.resource.is_single:
        return
    reader = operation_for(tester, action.resource, Role.READ)
    thing = make(tester, action.resource) if reader is not None else None
    draft = _changing(operation, thing, tester) if thing is not None else None
    if reader is None or thing is None or draft is None:
        return
    for name, request in list(_spoiled(draft, tester))[:_MOST]:
        hits = list(_look(name, request, thing, reader, tester))
        if hits:
            yield hits[0]
            return


def _changing(operation: Operation, thing: Thing, tester: Tester) -> Draft | None:
    """A request with another value for all that can be changed."""
    draft = about(tester, operation, thing.resource, thing.key)
    if draft is None or not isinstance(draft.body, dict):
        return None
    varied = tester.varied(filled(tester, draft) or draft, thing.draft.operation)
    return different(tester, varied) or varied


def _spoiled(draft: Draft, tester: Tester) -> Iterator[tuple[str, Draft]]:
    """The request with one value that is not allowed; the last properties first, which are looked at last."""
    known = written(tester, draft.operation)
    for name in reversed([name for name in known if name in draft.body]):
        compiled = tester.checker.compile(known[name], "request")
        wrong = next((value for value in _WRONG if not compiled.is_valid(value)), None)
        if wrong is not None and len(draft.body) > 1:
            yield name, replace(draft, body={**draft.body, name: wrong})


def _look(name: str, request: Draft, thing: Thing, reader: Operation, tester: Tester) -> Iterator[Hit]:
    before = _state(thing, reader, read(tester, thing), tester)
    exchange = tester.ask(request, Purpose.INVALID)
    after = read(tester, thing)
    state = _state(thing, reader, after, tester)
    status = exchange.status
    if not 400 <= status < 500 or after is None or not before or not state:
        return
    for changed in differences(before, state, settled(tester, thing.resource)):
        message = f"a change with a wrong {name} is refused with {status_line(status)}, but {changed} is"
        message += f" {brief(state.get(changed))} afterwards, and was {brief(before.get(changed))}"
        problem = Problem("refused-but-done", message, request.operation.node.key_place, Severity.WARNING)
        yield Hit(problem, after, (thing.made, exchange), claim=_claim(changed, thing, reader, tester))


def _claim(name: str, thing: Thing, reader: Operation, tester: Tester) -> Claim | None:
    """It is as it was created."""
    created, shown = item_in(tester, thing.resource, thing.draft.operation), item_in(tester, thing.resource, reader)
    if created is None or shown is None:
        return None
    return Value((*shown, name), Source(0, (*created, name), is_sent=False))


def _state(thing: Thing, reader: Operation, exchange: Exchange | None, tester: Tester) -> dict[str, Any]:
    return (state_in(tester, thing.resource, reader, exchange) or {}) if exchange is not None else {}
