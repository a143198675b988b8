"""What the rules about statuses of responses share: which operations are looked at, and which statuses they have."""

from __future__ import annotations

import re
from collections.abc import Iterator

from specforge.document.model import Document, Operation
from specforge.document.node import Node
from specforge.lint.about.templates import with_callbacks


def operations(document: Document, *, webhooks: bool) -> Iterator[Operation]:
    """The operations under ``paths`` and their callbacks; with ``webhooks`` those of webhooks too."""
    yield from (op for item in with_callbacks(iter(document.paths.values())) for op in item.operations)
    if webhooks:
        yield from (op for item in with_callbacks(iter(document.webhooks.values())) for op in item.operations)


def responses_of(operation: Operation) -> Node | None:
    """The Responses Object, or None where there is none to speak of."""
    responses = operation.node.get("responses")
    return responses if responses is not None and responses.follow().is_mapping else None


def has_status(responses: Node, hundreds: str) -> bool:
    """True when there is a response of these hundreds: ``has_status(responses, "2")`` for 200 and 2XX."""
    pattern = re.compile(rf"{hundreds}(\d\d|XX|xx)\Z")
    return any(pattern.match(status) for status, _ in responses.follow().items())


def for_status(names: object, status: str) -> list[str]:
    """What an option says of a status: a map of statuses and ranges (``200``, ``2XX``, ``2xx``) to lists of names."""
    if not isinstance(names, dict):
        return []
    wide = re.sub(r"\A(\d)\d\d\Z", r"\1XX", status)
    for key in (status, wide, wide.lower()):
        if isinstance(names.get(key), list):
            return [name for name in names[key] if isinstance(name, str)]
    return []
