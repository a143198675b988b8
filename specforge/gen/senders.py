"""Webhooks and callbacks: the requests that the service sends, with the types of what they carry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from specforge.document.model import Operation, PathItem
from specforge.gen.annotate import optional, python_type, wire_type
from specforge.gen.catalog import Lowered
from specforge.gen.context import Context
from specforge.gen.keywords import clean_text
from specforge.gen.lower import nested
from specforge.gen.naming import Names, class_name, snake_name
from specforge.gen.plan_senders import Sender, SentBody, SentParameter
from specforge.values.mediatypes import is_json, is_text

# What the module of senders uses itself, and what a sender's arguments may not be called.
_TAKEN = ("Any", "Exchange", "Literal", "Mapping", "TypeAdapter", "httpx", "models", "request", "scalars")
_ARGUMENTS = (*_TAKEN, "body", "exchange", "url")
_HEADERS = frozenset({"accept", "content-type", "authorization"})


def plan_senders(context: Context) -> tuple[Sender, ...]:
    """All webhooks, then the callbacks of all operations."""
    names = Names(_TAKEN)
    planned = [_sender(context, names, wanted, None, one) for wanted, one in _webhooks(context)]
    for operation in context.document.operations:
        for name, items in operation.callbacks.items():
            prefix = f"{operation.operation_id or operation.label} {name}"
            for expression, item in items.items():
                found = _operations(prefix, item)
                planned += [_sender(context, names, wanted, expression, one) for wanted, one in found]
    return tuple(planned)


def sender_codes(senders: Iterable[Sender]) -> Iterator[str]:
    """The code that mentions models."""
    for sender in senders:
        yield from (parameter.type for parameter in sender.parameters)
        if sender.body is not None:
            yield from (sender.body.type, sender.body.wire_code or "")


def _webhooks(context: Context) -> Iterator[tuple[str, Operation]]:
    for name, item in context.document.webhooks.items():
        yield from _operations(name, item)


def _operations(name: str, item: PathItem) -> list[tuple[str, Operation]]:
    """The operations with the names wanted for them: the method tells several apart."""
    found = item.operations
    return [(name if len(found) == 1 else f"{name} {one.method}", one) for one in found]


def _sender(context: Context, names: Names, wanted: str, url: str | None, operation: Operation) -> Sender:
    name = names.take(snake_name(wanted, "webhook"))
    return Sender(
        name=name,
        label=wanted,
        method=operation.method.upper(),
        url=url,
        summary=clean_text(operation.summary),
        description=clean_text(operation.description),
        parameters=tuple(_parameters(context, operation, name)),
        body=_body(context, operation, name),
    )


def _parameters(context: Context, operation: Operation, name: str) -> Iterator[SentParameter]:
    """Headers and query parameters; whoever gets the request decides the path."""
    names = Names((*_ARGUMENTS, name))
    for view in operation.parameters:
        if view.location not in ("header", "query") or not view.name or view.name.lower() in _HEADERS:
            continue
        lowered: Lowered = {"type": "string"}
        if view.schema is not None:
            hint = f"{class_name(name)}{class_name(view.name, 'Parameter')}"
            lowered = nested(context.catalog, view.schema.reference or view.schema.node, hint)
        type_ = python_type(lowered)
        taken = names.take(snake_name(view.name, "parameter"))
        yield SentParameter(view.name, taken, view.location, type_ if view.required else optional(type_), view.required)


def _body(context: Context, operation: Operation, name: str) -> SentBody | None:
    view = operation.request_body
    media = list(view.content.values()) if view is not None else []
    if view is None or not media:
        return None
    chosen = next((one for one in media if is_json(one.name)), media[0])
    if not is_json(chosen.name):
        type_ = "str" if is_text(chosen.name) else "bytes"
        return SentBody(chosen.name, type_ if view.required else optional(type_), None, view.required)
    lowered: Lowered = {}
    if chosen.schema is not None:
        schema = chosen.schema
        lowered = nested(context.catalog, schema.reference or schema.node, f"{class_name(name)}Payload", "value")
    type_ = python_type(lowered)
    return SentBody(chosen.name, type_ if view.required else optional(type_), wire_type(lowered), view.required)
