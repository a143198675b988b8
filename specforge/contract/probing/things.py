"""Things that a check makes for itself, so that it can change and delete them, and ways to look at them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import sleep
from typing import Any

from specforge.contract.mocked import lacks
from specforge.contract.probing.anchors import with_key
from specforge.contract.probing.bodies import filled
from specforge.contract.probing.pool import body_of
from specforge.contract.probing.tester import Purpose, Tester
from specforge.contract.settings import Identity
from specforge.document.model import Operation, Schema
from specforge.findings.exchange import Exchange
from specforge.findings.model import Severity
from specforge.values.mediatypes import is_json
from specforge.values.requests import Draft, draft_of
from specforge.values.resources.bodies import item_path, success_schema
from specforge.values.resources.model import Resource, Role
from specforge.values.resources.paths import Key
from specforge.values.resources.recognise import EXTENSION
from specforge.values.sample import Unsatisfiable

_MEMORY = frozenset({"memory"})
# How long it may take, in seconds, until what was written shows everywhere.
_PATIENCE = (0.1, 0.4)


@dataclass(frozen=True, slots=True)
class Thing:
    """What was created: where it is, the request that made it, and the answer to it."""

    resource: Resource
    key: Key
    draft: Draft
    made: Exchange


def created_by(operation: Operation, tester: Tester) -> Resource | None:
    """The resource that the operation creates things of."""
    action = tester.pool.action(operation)
    return action.resource if action is not None and action.role is Role.CREATE else None


def make(tester: Tester, resource: Resource, draft: Draft | None = None) -> Thing | None:
    """A new thing, by this request or by one that was accepted before. None where none is made, or where a mock
    without a memory says so."""
    operation = operation_for(tester, resource, Role.CREATE)
    if operation is None:
        return _put(tester, resource) if draft is None else None
    anchor = tester.anchor(operation) if draft is None else None
    draft = tester.renewed(anchor) if anchor is not None else draft
    if draft is None or (anchor is not None and lacks(anchor.exchange, _MEMORY)):
        return None
    exchange = tester.ask(draft)
    keys = tester.pool.keys_in(operation, exchange) if exchange.is_accepted else []
    return None if not keys or lacks(exchange, _MEMORY) else Thing(resource, keys[0], draft, exchange)


def _put(tester: Tester, resource: Resource) -> Thing | None:
    """A new thing where clients choose its id."""
    found = tester.put(resource)
    if found is None or lacks(found[2], _MEMORY):
        return None
    draft, key, exchange = found
    return Thing(resource, key, draft, exchange)


def is_begun(thing: Thing) -> bool:
    """True for 202: it will be there some time, or never (RFC 9110 section 15.3.3)."""
    return thing.made.answer is not None and thing.made.answer.status == 202


def pair(tester: Tester, resource: Resource) -> tuple[Thing, Thing] | None:
    """Two new things; None where they are not two: a service may answer with what it has already."""
    one = rich(tester, resource)
    other = make(tester, resource) if one is not None else None
    return (one, other) if one is not None and other is not None and one.key != other.key else None


def rich(tester: Tester, resource: Resource) -> Thing | None:
    """A new thing with a value for all that it may have, as far as that is accepted."""
    operation = operation_for(tester, resource, Role.CREATE)
    if operation is None:
        return _enriched(tester, _put(tester, resource))
    anchor = tester.anchor(operation)
    if anchor is None or lacks(anchor.exchange, _MEMORY):
        return None
    full = filled(tester, tester.renewed(anchor))
    thing = make(tester, resource, tester.referring(full)) if full is not None else None
    return thing or make(tester, resource)


def _enriched(tester: Tester, thing: Thing | None) -> Thing | None:
    """The thing with a value for all that it may have, by the same PUT that made it."""
    full = filled(tester, thing.draft) if thing is not None else None
    exchange = tester.ask(tester.referring(full)) if full is not None else None
    if thing is None or full is None or exchange is None or not exchange.is_accepted:
        return thing
    return Thing(thing.resource, thing.key, full, exchange)


def operation_for(tester: Tester, resource: Resource, role: Role) -> Operation | None:
    """The operation that does this to the resource, where it may be asked."""
    operation = resource.operations.get(role)
    return operation if operation is not None and operation.label in tester.operations else None


def plain(tester: Tester, operation: Operation) -> Draft | None:
    """A request with what is required and nothing else: optional parameters may filter."""
    try:
        return draft_of(operation, tester.checker)
    except Unsatisfiable:
        return None


def about(tester: Tester, operation: Operation | None, resource: Resource, key: Key) -> Draft | None:
    """A valid request of an operation that is about this thing."""
    draft = plain(tester, operation) if operation is not None else None
    return with_key(draft, resource, key) if draft is not None else None


def read(tester: Tester, thing: Thing, identity: Identity | None = None) -> Exchange | None:
    """The answer to reading it; None where nothing reads it."""
    draft = about(tester, operation_for(tester, thing.resource, Role.READ), thing.resource, thing.key)
    purpose = Purpose.VALID if identity is None else Purpose.INVALID
    return tester.ask(draft, purpose, identity=identity) if draft is not None else None


def destroy(tester: Tester, thing: Thing) -> Exchange | None:
    """The answer to deleting it; None where nothing deletes it."""
    draft = about(tester, operation_for(tester, thing.resource, Role.DELETE), thing.resource, thing.key)
    return tester.ask(draft) if draft is not None else None


def patiently(look: Callable[[], Exchange | None], is_wrong: Callable[[Exchange], bool]) -> Exchange | None:
    """The answer that is wrong and stays so: what is written may take its time to show everywhere. None otherwise."""
    exchange = look()
    for seconds in _PATIENCE:
        if exchange is None or not is_wrong(exchange):
            return None
        sleep(seconds)
        exchange = look()
    return exchange if exchange is not None and is_wrong(exchange) else None


def state_in(tester: Tester, resource: Resource, operation: Operation, exchange: Exchange) -> dict[str, Any] | None:
    """The thing as the answer shows it; None where it shows none."""
    schema = success_schema(operation)
    path = item_path(tester.pool.shapes, schema, resource) if schema is not None else None
    value = body_of(exchange) if path is not None and exchange.is_accepted else None
    for step in path or ():
        value = value.get(step) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else None


def required(tester: Tester, resource: Resource, operation: Operation) -> frozenset[str]:
    """The properties that a thing must have where this operation shows it."""
    schema = _shown_schema(tester, resource, operation)
    return tester.pool.shapes.required(schema) if schema is not None else frozenset()


def _shown_schema(tester: Tester, resource: Resource, operation: Operation) -> Schema | None:
    shapes, schema = tester.pool.shapes, success_schema(operation)
    path = item_path(shapes, schema, resource) if schema is not None else None
    for step in path or ():
        schema = shapes.properties(schema)[step] if schema is not None else None
    return schema if path is not None else None


def shown(tester: Tester, resource: Resource, operation: Operation) -> dict[str, Schema]:
    """The properties that a thing has where this operation shows it."""
    shapes, schema = tester.pool.shapes, _shown_schema(tester, resource, operation)
    found = shapes.properties(schema) if schema is not None else {}
    return {name: child for name, child in found.items() if not shapes.is_write_only(child)}


def written(tester: Tester, operation: Operation | None) -> dict[str, Schema]:
    """The properties that a client may write in the body of an operation: as JSON, else as a form."""
    body = operation.request_body if operation is not None else None
    known = [media for media in body.content.values() if media.schema is not None] if body is not None else []
    media = next((one for one in known if is_json(one.name)), known[0] if known else None)
    shapes = tester.pool.shapes
    found = shapes.properties(media.schema) if media is not None and media.schema is not None else {}
    return {name: child for name, child in found.items() if not shapes.is_read_only(child) and not _is_file(child)}


def _is_file(schema: Schema) -> bool:
    return schema.format in ("binary", "byte", "base64") or schema.types == ("file",)


def severity(resource: Resource) -> Severity:
    """That a path reads what another one creates is a guess, unless the document says it: by a link from the one to
    the other, or by the name of the resource."""
    create, reader = resource.operations.get(Role.CREATE), resource.operations.get(Role.READ)
    if create is None or reader is None:
        return Severity.WARNING
    links = [link for response in create.responses.values() for link in response.links.values()]
    is_linked = any(link.operation_id is not None and link.operation_id == reader.operation_id for link in links)
    is_said = any(view.get(EXTENSION) for each in (create, reader) for view in (each, each.path_item))
    return Severity.ERROR if is_linked or is_said else Severity.WARNING
