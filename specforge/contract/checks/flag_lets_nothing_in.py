"""Check: a flag that lets things in (``inactive``) shows what it is there for."""

from __future__ import annotations

from collections.abc import Iterator

from specforge.contract.check import Hit, Stage, sends
from specforge.contract.probing.anchors import with_key
from specforge.contract.probing.choosing import Flag, flags
from specforge.contract.probing.listing import Listing, listing_of, severity
from specforge.contract.probing.lists import listing as paged
from specforge.contract.probing.tester import Tester
from specforge.contract.problem import Problem
from specforge.document.model import Operation
from specforge.findings.exchange import Exchange
from specforge.values.resources.model import Resource, Role
from specforge.values.resources.paths import Key

_FEW = 20


@sends("flag-lets-nothing-in", stage=Stage.WRITE, order=75, needs=("meaning",))
def check(operation: Operation, tester: Tester) -> Iterator[Hit]:
    """A flag of a list is on, and what it lets in is not there."""
    listing = listing_of(operation, tester)
    action = tester.pool.action(operation)
    if listing is None or action is None or action.role is not Role.LIST:
        return
    for flag in flags(listing, tester):
        hidden = _hidden(flag, action.resource, tester)
        if hidden is not None:
            yield from _look(flag, listing, tester, action.resource, *hidden)


def _hidden(flag: Flag, resource: Resource, tester: Tester) -> tuple[Key, tuple[Exchange, ...]] | None:
    """A new thing that is only shown with the flag: what was sent to make it so."""
    operation = resource.operations.get(Role.UPDATE)
    anchor = tester.anchor(operation) if operation is not None and operation.label in tester.operations else None
    schema = anchor.draft.media.schema if anchor is not None and anchor.draft.media is not None else None
    body = {flag.name: not flag.when_off}
    if anchor is None or schema is None or flag.name not in tester.pool.shapes.properties(schema):
        return None
    made = tester.create(resource) if tester.checker.compile(schema, "request").is_valid(body) else None
    if made is None:
        return None
    key, created = made
    changed = tester.ask(with_key(anchor.draft, resource, key).with_body(body))
    return (key, (created, changed)) if changed.is_accepted else None


def _look(
    flag: Flag, listing: Listing, tester: Tester, resource: Resource, key: Key, steps: tuple[Exchange, ...]
) -> Iterator[Hit]:
    listed = listing.ask(*listing.roomy, (flag.parameter, True))
    # Without a limit that can be asked for, a service may have one of its own.
    most = listing.most or _FEW
    if listed is None or key[-1] in listing.identities(listed):
        return
    # Of what does not fit into one answer the new thing may be on another page.
    missing = listed.exchange if len(listed.items) < most else _on_no_page(flag, tester, resource, key)
    if missing is not None:
        value = str(not flag.when_off).lower()
        message = f"{flag.parameter.name}=true does not show {key[-1]}, whose {flag.name} was set to {value}"
        problem = Problem("flag-not-honoured", message, flag.parameter.place, severity(flag.parameter))
        yield Hit(problem, missing, steps)


def _on_no_page(flag: Flag, tester: Tester, resource: Resource, key: Key) -> Exchange | None:
    """The last page of a list that does not have the thing on any."""
    found = paged(tester, resource, key, prepare=((flag.parameter, True),))
    return found.last if found.is_whole and key not in found.entries else None
