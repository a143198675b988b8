"""What the rules about media types share: those that the API receives, and those that it sends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from specforge.document.model import Document, Operation
from specforge.document.node import Node
from specforge.lint.about.templates import with_callbacks
from specforge.lint.rule import Problem

Named = Iterator[tuple[str, Node]]
"""Media types as they are written, and where: keys of ``content``, or entries of ``consumes`` and ``produces``."""


def received(document: Document) -> Named:
    """Of requests to the API, and of the answers to its webhooks and callbacks."""
    if document.version.is_swagger:
        yield from _swagger(document, "consumes")
        return
    for operation, is_ours in _operations(document):
        yield from _of_body(operation) if is_ours else _of_responses(operation)


def sent(document: Document) -> Named:
    """Of the API's answers, and of the requests of its webhooks and callbacks."""
    if document.version.is_swagger:
        yield from _swagger(document, "produces")
        return
    for operation, is_ours in _operations(document):
        yield from _of_responses(operation) if is_ours else _of_body(operation)


def problems(found: Named, allowed: Iterable[str]) -> Iterator[Problem]:
    """What is not allowed, each place once; nothing when nothing is allowed, since then nobody chose."""
    wanted = [name for name in allowed if isinstance(name, str)]
    for node, name in {node: name for name, node in found}.items() if wanted else ():
        if name not in wanted:
            place = node.place if isinstance(node.value, str) else node.key_place
            yield Problem(f"the media type `{name}` is not allowed", place)


def _operations(document: Document) -> Iterator[tuple[Operation, bool]]:
    """The operations, and whether the API is the one that is called."""
    ours = {item.node for item in document.paths.values()}
    for item in with_callbacks(iter((*document.paths.values(), *document.webhooks.values()))):
        for operation in item.operations:
            yield operation, item.node in ours


def _of_body(operation: Operation) -> Named:
    body = operation.request_body
    if body is not None:
        yield from ((name, media_type.node) for name, media_type in body.content.items())


def _of_responses(operation: Operation) -> Named:
    for response in operation.responses.values():
        yield from ((name, media_type.node) for name, media_type in response.content.items())


def _swagger(document: Document, key: str) -> Named:
    for holder in (document.node, *(operation.node for operation in document.operations)):
        names = holder.get(key)
        for entry in names.elements() if names else ():
            if isinstance(entry.value, str):
                yield entry.value, entry
