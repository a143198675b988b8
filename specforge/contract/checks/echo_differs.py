"""Check: where an answer repeats what was asked, it repeats it right."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from specforge.contract.check import Hit, Stage, sends
from specforge.contract.probing.confirm import confirmed
from specforge.contract.probing.listing import Listing, listing_of, plain_draft
from specforge.contract.probing.pool import body_of
from specforge.contract.probing.tester import Tester
from specforge.contract.probing.values import valid_values
from specforge.contract.problem import Problem
from specforge.document.model import Operation, Parameter, Schema
from specforge.document.place import Place
from specforge.findings.exchange import Exchange
from specforge.findings.model import Severity
from specforge.values.lists.envelopes import NUMBERS, SIZES, STARTS
from specforge.values.lists.meaning import Meaning, meaning_of
from specforge.values.lists.paging import LIMITS, OFFSETS, PAGES
from specforge.values.requests import Draft, schema_of
from specforge.values.resources.bodies import success_response, success_schema
from specforge.values.resources.names import bare
from specforge.values.texts import write

_MOST = 6
# Parameters and the members that repeat them, where they are not called the same.
_PAIRS = ((LIMITS, SIZES), (PAGES, NUMBERS), (OFFSETS, STARTS))


@sends("echo-differs", stage=Stage.READ, order=14, needs=("meaning",))
def check(operation: Operation, tester: Tester) -> Iterator[Hit]:
    """An answer repeats a parameter with another value than it was sent with."""
    pairs = [*_in_headers(operation), *_in_body(operation, tester)] if operation.method.lower() == "get" else []
    draft = plain_draft(operation, tester) if pairs else None
    if draft is not None:
        for parameter, name, place in pairs:
            yield from confirmed(_look, parameter, name, place, draft, tester)


def _in_headers(operation: Operation) -> Iterator[tuple[Parameter, str, Place]]:
    """Headers of the answer that are called like one of the request."""
    response = success_response(operation)
    headers = response.headers if response is not None else {}
    for parameter in operation.parameters:
        for name, header in headers.items():
            if parameter.location == "header" and parameter.name.lower() == name.lower():
                yield parameter, f"header {name}", header.place


def _in_body(operation: Operation, tester: Tester) -> Iterator[tuple[Parameter, str, Place]]:
    """Members of the answer that are called like a parameter and can have just the same values."""
    schema = success_schema(operation)
    properties = tester.pool.shapes.properties(schema) if schema is not None else {}
    for parameter in operation.parameters:
        name = _member(parameter, properties)
        is_sent = parameter.location in ("query", "cookie", "header") and meaning_of(parameter) is not Meaning.NONE
        if is_sent and name is not None and _is_alike(parameter, properties[name], tester):
            yield parameter, name, properties[name].place


def _member(parameter: Parameter, properties: dict[str, Schema]) -> str | None:
    own = next((name for name in properties if bare(name) == bare(parameter.name)), None)
    if own is not None:
        return own
    for words, members in _PAIRS:
        if bare(parameter.name) in words:
            return next((name for name in properties if bare(name) in members), None)
    return None


def _is_alike(parameter: Parameter, member: Schema, tester: Tester) -> bool:
    """Both are numbers of paging, have the same choices, or are of the same format; a ``status`` of an envelope is not
    the ``status`` that is asked for."""
    schema, shapes = schema_of(parameter), tester.pool.shapes
    if schema is None or shapes.kind(schema) != shapes.kind(member) or not shapes.is_scalar(schema):
        return False
    if any(bare(parameter.name) in words for words, _ in _PAIRS):
        return shapes.kind(schema) == "integer"
    choices = [frozenset(map(write, part.enum)) for part in shapes.parts(schema) if part.enum]
    others = [frozenset(map(write, part.enum)) for part in shapes.parts(member) if part.enum]
    return choices == others if choices or others else schema.format is not None and schema.format == member.format


def _look(parameter: Parameter, name: str, place: Place, draft: Draft, tester: Tester) -> Iterator[Hit]:
    is_step = any(bare(parameter.name) in words for words in (PAGES, OFFSETS))
    listing = listing_of(draft.operation, tester) if is_step else None
    if listing is not None and listing.paging.limit is not None and listing.takes(listing.paging.limit, 1):
        draft = draft.with_parameter(listing.paging.limit, 1)
    for value in valid_values(parameter, tester, _MOST):
        exchange = tester.ask(draft.with_parameter(parameter, value))
        if not exchange.is_accepted or exchange.answer is None:
            continue
        # A page behind the end may be told to be the last one.
        if is_step and not _has_things(exchange, listing):
            continue
        if name.startswith("header "):
            said: Any = exchange.answer.header(name.removeprefix("header "))
        else:
            body = body_of(exchange)
            said = body.get(name) if isinstance(body, dict) else None
        if said is not None and not _is_same(said, value):
            message = f"{name} is {write(said)!r} in answer to {parameter.name}={write(value)}"
            yield Hit(Problem("echo-differs", message, place, Severity.WARNING), exchange)
            return


def _has_things(exchange: Exchange, listing: Listing | None) -> bool:
    listed = listing.read(exchange) if listing is not None else None
    return listed is not None and bool(listed.items)


def _is_same(said: Any, sent: Any) -> bool:
    return write(said).strip().lower() == write(sent).lower()
