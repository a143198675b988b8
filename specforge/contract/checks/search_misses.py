"""Check: what a search finds does not depend on the alphabet that it is written in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from random import Random
from string import ascii_lowercase
from typing import Any

from specforge.contract.check import Hit, Stage, sends
from specforge.contract.probing.listing import Listing, listing_of, severity
from specforge.contract.probing.searching import is_search
from specforge.contract.probing.tester import Tester
from specforge.contract.probing.things import Thing, is_begun, make, operation_for, written
from specforge.contract.problem import Problem
from specforge.document.model import Operation, Parameter, Schema
from specforge.findings.exchange import Exchange
from specforge.values.requests import Draft
from specforge.values.resources.model import Resource, Role
from specforge.values.resources.names import bare

_BEYOND = "éžłø"
_SIZE = 8
_FIXED = ("email", "uri", "url", "uuid", "date", "date-time", "time", "password", "binary", "byte", "hostname")
# Properties that a search looks at first.
_LIKELY = ("title", "name", "subject", "summary", "description", "text", "body", "content")
_MOST = 3


@sends("search-misses", stage=Stage.WRITE, order=62, needs=("memory", "meaning"))
def check(operation: Operation, tester: Tester) -> Iterator[Hit]:
    """A search finds a text with plain letters, and not the same with others."""
    action = tester.pool.action(operation)
    listing = listing_of(operation, tester) if action is not None and action.role is Role.LIST else None
    creator = operation_for(tester, action.resource, Role.CREATE) if action is not None else None
    if listing is None or action is None or creator is None:
        return
    for parameter in [each for each in listing.rest if is_search(each, listing)]:
        yield from _look(parameter, listing, action.resource, creator, tester)


def _look(
    parameter: Parameter, listing: Listing, resource: Resource, creator: Operation, tester: Tester
) -> Iterator[Hit]:
    random = Random(f"{tester.settings.seed} {listing.operation.label}")
    for name in _names(creator, tester)[:_MOST]:
        plain = "".join(random.choices(ascii_lowercase, k=_SIZE))
        other = plain[: -len(_BEYOND)] + _BEYOND
        found = _found(name, plain, parameter, listing, resource, tester)
        if found is None or not found[1]:
            # Nobody says that this is one of the properties that a search looks at.
            continue
        missed = _found(name, other, parameter, listing, resource, tester)
        if missed is not None and not missed[1] and _is_missed_again(listing, missed[0], parameter, other):
            thing, _, exchange = missed
            message = f"{parameter.name}={other} does not find what was created with {name} {other}, and {plain} does"
            yield Hit(Problem("search-misses", message, parameter.place, severity(parameter)), exchange, (thing.made,))
        return


def _names(creator: Operation, tester: Tester) -> list[str]:
    """The properties that can hold any text."""
    free = [name for name, schema in written(tester, creator).items() if _is_free(schema, tester)]
    return sorted(free, key=_place_in_line)


def _is_free(schema: Schema, tester: Tester) -> bool:
    shapes = tester.pool.shapes
    is_text = shapes.kind(schema) == "string" and schema.format not in _FIXED
    return is_text and not any(part.enum for part in shapes.parts(schema))


def _place_in_line(name: str) -> int:
    return next((index for index, word in enumerate(_LIKELY) if word in bare(name)), len(_LIKELY))


def _found(
    name: str, text: str, parameter: Parameter, listing: Listing, resource: Resource, tester: Tester
) -> tuple[Thing, bool, Exchange] | None:
    """A new thing with this text, and whether a search for it finds it; None where it cannot be made or asked for."""
    draft = _draft(name, text, resource, tester)
    thing = make(tester, resource, draft) if draft is not None and listing.takes(parameter, text) else None
    if thing is None or is_begun(thing):
        return None
    listed = listing.ask(*listing.roomy, (parameter, text))
    if listed is None:
        return None
    return thing, _is_in(thing, listing, listed.items), listed.exchange


def _draft(name: str, text: str, resource: Resource, tester: Tester) -> Draft | None:
    creator = operation_for(tester, resource, Role.CREATE)
    anchor = tester.anchor(creator) if creator is not None else None
    draft = tester.renewed(anchor) if anchor is not None else None
    if draft is None or not isinstance(draft.body, dict) or draft.media is None or draft.media.schema is None:
        return None
    body: dict[str, Any] = {**draft.body, name: text}
    is_valid = tester.checker.compile(draft.media.schema, "request").is_valid(body)
    return replace(draft, body=body) if is_valid else None


def _is_in(thing: Thing, listing: Listing, items: list[Any]) -> bool:
    return any(str(listing.id_of(item)) == thing.key[-1] for item in items)


def _is_missed_again(listing: Listing, thing: Thing, parameter: Parameter, text: str) -> bool:
    """It is in the list all the same, and still not found."""
    whole = listing.ask(*listing.roomy)
    listed = listing.ask(*listing.roomy, (parameter, text))
    is_there = whole is not None and _is_in(thing, listing, whole.items)
    return is_there and listed is not None and not _is_in(thing, listing, listed.items)
