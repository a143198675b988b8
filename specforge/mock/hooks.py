"""Webhooks and callbacks: requests that the described service sends to others, and with which valid values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from specforge.document.model import Document, MediaType, Operation
from specforge.mock.outgoing import (
    Outgoing,
    body_value,
    build,
    parameter_value,
    sent_parameters,
    written,
)
from specforge.mock.standin import ABSENT
from specforge.values.check import SchemaChecker


@dataclass(frozen=True, slots=True)
class Hook:
    """One request. ``expression`` says where a callback goes to, and ``owner`` is the operation that it belongs to."""

    name: str
    kind: Literal["webhook", "callback"]
    operation: Operation
    owner: str | None = None
    expression: str | None = None

    @property
    def method(self) -> str:
        return self.operation.label.partition(" ")[0]


def hooks_of(document: Document) -> list[Hook]:
    """Webhooks first, then the callbacks of each operation."""
    return [*_webhooks(document), *(hook for one in document.operations for hook in callbacks_of(one))]


def _webhooks(document: Document) -> Iterator[Hook]:
    for name, item in document.webhooks.items():
        for operation in item.operations:
            yield Hook(name, "webhook", operation)


def callbacks_of(operation: Operation) -> Iterator[Hook]:
    """The callbacks of one operation."""
    for name, items in operation.callbacks.items():
        for expression, item in items.items():
            for sent in item.operations:
                yield Hook(name, "callback", sent, operation.label, expression)


def media_type_of(hook: Hook) -> MediaType | None:
    """The media type of the body: the first that the author wrote."""
    body = hook.operation.request_body
    return next(iter(body.content.values()), None) if body is not None else None


def samples(hook: Hook, checker: SchemaChecker, seed: int = 0) -> dict[str, Any]:
    """Bodies by name: a valid one under the empty name, and the author's named examples."""
    media_type = media_type_of(hook)
    if media_type is None:
        return {}
    found = {"": body_value(media_type, checker, seed)}
    found |= {name: example.value for name, example in media_type.examples.items() if name and example.has_value}
    return {name: value for name, value in found.items() if value is not ABSENT}


def request_of(
    hook: Hook,
    checker: SchemaChecker,
    body: tuple[str, bytes] | None,
    seed: int = 0,
    credentials: Mapping[str, str] | None = None,
) -> Outgoing:
    """The whole request: its documented headers, and all other parameters that are required."""
    values = {
        (parameter.location, parameter.name): parameter_value(parameter, checker, seed)
        for parameter in sent_parameters(hook.operation)
        if parameter.location == "header" or parameter.required
    }
    known = {key: value for key, value in values.items() if value is not ABSENT and key[0] != "path"}
    return build(hook.operation, known, credentials or {}, body)


def body_of(hook: Hook, value: Any) -> tuple[str, bytes] | None:
    """A value as the body of the request."""
    media_type = media_type_of(hook)
    return None if media_type is None or value is ABSENT else written(value, media_type)
