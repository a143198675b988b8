"""Check: what was created is in its list, as it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from specforge.contract.check import Hit, Stage, sends
from specforge.contract.probing.claims import listed_as
from specforge.contract.probing.kept import brief
from specforge.contract.probing.lists import Entry, Listing, listing
from specforge.contract.probing.states import stale
from specforge.contract.probing.tester import Tester
from specforge.contract.probing.things import (
    Thing,
    created_by,
    is_begun,
    make,
    operation_for,
    patiently,
    read,
    state_in,
)
from specforge.contract.problem import Problem
from specforge.document.model import Operation, Parameter
from specforge.findings.exchange import Exchange
from specforge.findings.model import Related, Severity
from specforge.values.requests import schema_of
from specforge.values.resources.model import Role
from specforge.values.resources.names import is_same


@sends("created-unlisted", stage=Stage.WRITE, order=50, needs=("memory",))
def check(operation: Operation, tester: Tester) -> Iterator[Hit]:
    """A resource that was created is not in the list, or looks otherwise there."""
    resource = created_by(operation, tester)
    lister = operation_for(tester, resource, Role.LIST) if resource is not None else None
    thing = make(tester, resource) if resource is not None and lister is not None else None
    answer = read(tester, thing) if thing is not None else None
    if lister is None or tester.pool.recognised.actions[lister.label].is_window:
        return
    if any(view.required and view.location == "query" for view in lister.parameters):
        # The list of whatever the parameter says, and not of everything.
        return
    if thing is None or is_begun(thing) or (answer is not None and not answer.is_accepted):
        return
    found = listing(tester, thing.resource, thing.key)
    entry = found.entries.get(thing.key)
    if entry is not None:
        yield from _stale(thing, lister, entry, tester)
    elif found.is_whole and found.entries and not _is_filtered(thing, lister, tester):
        yield from _unlisted(thing, lister, tester)


def _unlisted(thing: Thing, lister: Operation, tester: Tester) -> Iterator[Hit]:
    exchange = patiently(lambda: _without(thing, tester), lambda exchange: exchange.is_accepted)
    if exchange is not None:
        message = "the list lacks a resource that was created before"
        creator = thing.draft.operation
        related = (Related(f"created by {creator.label}", creator.node.key_place),)
        problem = Problem("created-unlisted", message, lister.node.key_place, Severity.WARNING, related=related)
        yield Hit(problem, exchange, (thing.made,), lister, listed_as(tester, thing, lister, is_wanted=True))


def _without(thing: Thing, tester: Tester) -> Exchange | None:
    found: Listing = listing(tester, thing.resource, thing.key)
    if not found.is_whole or thing.key in found.entries:
        return None
    # The page that has all that there is says more than an empty one after it.
    pages = {id(entry.exchange): entry.exchange for entry in found.entries.values()}
    return next(iter(pages.values())) if len(pages) == 1 else found.last


def _is_filtered(thing: Thing, lister: Operation, tester: Tester) -> bool:
    """True where a filter shows it: lists may leave out drafts, or what is not active, by default."""
    state = state_in(tester, thing.resource, thing.draft.operation, thing.made) or {}
    for view in lister.parameters:
        for value in _filters(view, state) if view.location == "query" and not view.required else ():
            if thing.key in listing(tester, thing.resource, thing.key, prepare=((view, value),)).entries:
                return True
    return False


def _filters(view: Parameter, state: dict[str, Any]) -> list[Any]:
    schema = schema_of(view)
    own = [value for name, value in state.items() if is_same(name, view.name) and isinstance(value, str | bool | int)]
    return [True, False] if schema is not None and "boolean" in schema.types else own


def _stale(thing: Thing, lister: Operation, entry: Entry, tester: Tester) -> Iterator[Hit]:
    """The list shows what reading the thing shows."""
    reader = operation_for(tester, thing.resource, Role.READ)
    answer = read(tester, thing) if reader is not None else None
    state = state_in(tester, thing.resource, reader, answer) if reader is not None and answer is not None else None
    for name in stale(tester, thing.resource, state, entry.state) if state is not None else ():
        message = (
            f"{name} is {brief(entry.state.get(name))} in the list, and {brief((state or {}).get(name))} by itself"
        )
        problem = Problem("created-unlisted", message, lister.node.key_place, Severity.WARNING)
        yield Hit(problem, entry.exchange, (thing.made,), lister)
