"""Check: what a resource was created with is what it has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from specforge.contract.check import Hit, Stage, sends
from specforge.contract.probing.bodies import different, filled, stretched
from specforge.contract.probing.claims import item_in
from specforge.contract.probing.kept import brief
from specforge.contract.probing.states import Lost, lost
from specforge.contract.probing.tester import Tester
from specforge.contract.probing.things import Thing, created_by, make, operation_for, read
from specforge.contract.problem import Problem
from specforge.contract.steps.claim import Source, Value
from specforge.document.model import Operation
from specforge.findings.exchange import Exchange
from specforge.findings.model import Severity
from specforge.values.requests import Draft
from specforge.values.resources.model import Resource, Role

# Properties that are tried one by one where all of them together are refused.
_MOST_SINGLE = 6


@sends("value-not-kept", stage=Stage.WRITE, order=30, needs=("memory",))
def check(operation: Operation, tester: Tester) -> Iterator[Hit]:
    """A resource has other values than it was created with."""
    resource = created_by(operation, tester)
    anchor = tester.anchor(operation) if resource is not None else None
    if resource is None or anchor is None or not isinstance(anchor.draft.body, dict):
        return
    draft = tester.renewed(anchor)
    thing = make(tester, resource, draft)
    yield from _changed(thing, tester)
    for richer in _richer(resource, draft, tester):
        yield from _changed(richer, tester)
    for change in (stretched, different):
        changed = change(tester, tester.varied(draft, operation))
        if changed is not None:
            yield from _changed(make(tester, resource, tester.referring(changed)), tester)


def _richer(resource: Resource, draft: Draft, tester: Tester) -> Iterator[Thing]:
    """Things with all properties; where those are refused together, with one at a time."""
    full = filled(tester, tester.varied(draft, draft.operation))
    if full is None:
        return
    thing = make(tester, resource, tester.referring(full))
    if thing is not None:
        yield thing
        return
    extra = [name for name in full.body if name not in draft.body]
    for name in extra[:_MOST_SINGLE] if len(extra) > 1 else ():
        body = {**tester.varied(draft, draft.operation).body, name: full.body[name]}
        thing = make(tester, resource, replace(draft, body=body))
        if thing is not None:
            yield thing


def _changed(thing: Thing | None, tester: Tester) -> Iterator[Hit]:
    if thing is None:
        return
    creator, reader = thing.draft.operation, operation_for(tester, thing.resource, Role.READ)
    yield from _hits(thing, tester, creator, thing.made, ())
    exchange = read(tester, thing) if reader is not None else None
    if reader is not None and exchange is not None and exchange.is_accepted:
        yield from _hits(thing, tester, reader, exchange, (thing.made,))


def _hits(
    thing: Thing, tester: Tester, operation: Operation, exchange: Exchange, steps: tuple[Exchange, ...]
) -> Iterator[Hit]:
    for each in lost(tester, thing.resource, thing.draft, operation, exchange):
        path = item_in(tester, thing.resource, operation)
        source = Source(0, (*each.sent_in, each.name))
        claim = Value((*path, *each.shown_in, each.name), source) if path is not None else None
        yield Hit(_problem(each), exchange, steps, claim=claim)


def _problem(each: Lost) -> Problem:
    message = f"{each.name} was sent as {brief(each.sent)}, and is {brief(each.got)} in what was created"
    return Problem("value-not-kept", message, each.place, Severity.WARNING)
