"""What the rules about path templates share: the expressions of a template, and what is left between them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from specforge.document.model import Document, Operation, PathItem
from specforge.document.node import Node

EXPRESSION = re.compile(r"\{([^{}]*)\}")
# Operators and modifiers of RFC 6570 around a name, and the patterns that Google's APIs write behind it.
_DECORATION = re.compile(r"^[+#./;?&]+|\*$|:\d+$|=.*$")


def plain_name(expression: str) -> str:
    """The name of the parameter in what stands between the braces: ``path`` of ``{+path}``."""
    return _DECORATION.sub("", expression)


def shape(path: str) -> str:
    """The template without the names of its parameters: ``/books/{}``."""
    return EXPRESSION.sub("{}", path)


def path_nodes(document: Document) -> Iterator[tuple[str, Node]]:
    """The templates under ``paths`` and what stands there, references and malformed values included."""
    paths = document.node.get("paths")
    for path, node in paths.follow().items() if paths else ():
        if not path.startswith("x-"):
            yield path, node


def literal_segments(path: str) -> list[str]:
    """The segments of a path that have no expression in them, without empty ones."""
    return [segment for segment in path.split("/") if segment and not EXPRESSION.search(segment)]


def with_callbacks(items: Iterator[PathItem]) -> Iterator[PathItem]:
    """The path items and those of the callbacks of their operations, at any depth, each place once."""
    seen: set[Node] = set()
    waiting = list(items)[::-1]
    while waiting:
        item = waiting.pop()
        if item.node in seen:
            continue
        seen.add(item.node)
        yield item
        waiting += [inner for operation in item.operations for inner in _called_back(operation)][::-1]


def _called_back(operation: Operation) -> list[PathItem]:
    return [item for expressions in operation.callbacks.values() for item in expressions.values()]
