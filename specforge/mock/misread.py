"""What examples with ``x-specforge-when`` say in vain: conditions that cannot be read, and parameters there are not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from specforge.document.model import Document, Example, Operation
from specforge.findings.model import Finding, Severity
from specforge.mock.promises import no_pause
from specforge.values.conditions import KEY, WrongCondition, compile_condition, parameters_of
from specforge.values.plain import plain
from specforge.values.shape import Wrong

RULE = "example-condition"


def misread_conditions(document: Document, pause: Callable[[], None] = no_pause) -> Iterator[Finding]:
    """A finding for each of them, at its place. ``pause`` is called after each operation."""
    seen: set[object] = set()
    for operation in document.operations:
        for example in _conditioned(operation):
            if example.node not in seen:
                seen.add(example.node)
                for wrong in _wrong(plain(example.raw[KEY]), operation):
                    place = example.place.child(KEY, *wrong.tokens, key=wrong.of_key)
                    message = f"{KEY} has no effect: {wrong.message}"
                    yield Finding(RULE, Severity.WARNING, message, place, operation=operation.label, help=wrong.help)
        pause()


def _conditioned(operation: Operation) -> Iterator[Example]:
    for response in operation.responses.values():
        for media_type in response.content.values():
            yield from (
                example
                for example in media_type.examples.values()
                if isinstance(example.raw, dict) and KEY in example.raw
            )


def _wrong(when: Any, operation: Operation) -> Iterator[Wrong]:
    try:
        compile_condition(when)
    except WrongCondition as error:
        yield from error.wrong
        return
    known = [parameter.name for parameter in operation.parameters if parameter.location == "path"]
    for location, name, tokens in parameters_of(when):
        if location == "path" and name not in known and "not" not in tokens:
            there = f"there are {', '.join(known)}" if known else None
            yield Wrong(f"{operation.label} has no path parameter {name!r}", tokens, there, of_key=True)
