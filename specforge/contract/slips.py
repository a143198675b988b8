"""Slips of an author that have one meaning only: the document is read as it was meant, and what was read is told.

A path parameter that no operation declares can be any text, and ``int`` is an integer. Without this nothing could be
sent to such an operation, or nothing that means something. The places of what is read stay those of the author's file:
what is added has the place of the operation that it is added to.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from specforge.contract.problem import Problem
from specforge.document.model import Document, Operation
from specforge.document.node import Node
from specforge.document.source import Source
from specforge.findings.model import Severity

_RULE = "document-slip"
_EXPRESSION = re.compile(r"\{([^{}+#./;?&=:*]+)\}")
_KINDS_WITH_TYPES = ("Schema", "Parameter", "Header", "Items")
_TYPES = frozenset({"array", "boolean", "integer", "null", "number", "object", "string"})
# What other languages call the types of JSON.
_MEANT = {
    "int": "integer", "int32": "integer", "int64": "integer", "long": "integer", "bigint": "integer",
    "float": "number", "double": "number", "decimal": "number", "numeric": "number",
    "str": "string", "text": "string", "uuid": "string", "date": "string", "datetime": "string",
    "date-time": "string", "bool": "boolean", "list": "array", "dict": "object", "map": "object",
    "none": "null", "nil": "null", **{name: name for name in _TYPES},
}  # fmt: skip


class Slip(NamedTuple):
    """What was read otherwise than it is written. ``label`` is the operation, where it is one's own."""

    problem: Problem
    label: str | None = None


class Understood(NamedTuple):
    """The document as it was meant; the author's own where it has no slips."""

    document: Document
    slips: tuple[Slip, ...] = ()


@lru_cache(maxsize=2)
def understood(document: Document) -> Understood:
    """What a reader makes of a document. Nothing is written."""
    if not isinstance(document.node.value, dict) or document.version.family is None:
        return Understood(document)
    reading = _Reading()
    # The walk follows every reference, so that all files are known from here on.
    for kind in _KINDS_WITH_TYPES:
        for node in document.index.of(kind):
            reading.name_types(document, node)
    for operation in document.operations:
        # Swagger 2.0 has no TRACE, where the walk does not come, and authors have it all the same.
        for parameter in (*operation.path_item.parameters, *operation.own_parameters):
            reading.name_types(document, parameter.node)
        reading.declare(operation)
    if not reading.slips:
        return Understood(document)
    changed = {source.uri: source.with_value(value) for source, value in reading.values.items()}
    return Understood(document.renewed(changed), tuple(reading.slips))


class _Reading:
    """Copies of the values that are read otherwise, and why."""

    def __init__(self) -> None:
        self.values: dict[Source, Any] = {}
        self.slips: list[Slip] = []
        self._named: set[Node] = set()

    def name_types(self, document: Document, node: Node) -> None:
        """Types by the names that JSON Schema has for them."""
        written = node.value.get("type") if isinstance(node.value, dict) else None
        meant = _meant(written)
        if meant == written or node in self._named:
            return
        self._named.add(node)
        self._at(node)["type"] = meant
        place = node.place.child("type")
        message = f"`{written}` is no type of JSON: it was read as `{meant}`"
        problem = Problem(_RULE, message, place, Severity.WARNING, cause=f"type {written}", is_general=True)
        self.slips.append(Slip(problem, document.index.operation_of(place)))

    def declare(self, operation: Operation) -> None:
        """Path parameters that are in the path only, as the text that every part of a path is."""
        missing = list(_undeclared(operation))
        if not missing:
            return
        own = self._at(operation.node)
        is_swagger = operation.document.version.is_swagger
        described: dict[str, Any] = {"type": "string"} if is_swagger else {"schema": {"type": "string"}}
        own["parameters"] = [*own.get("parameters", ())]
        for name in missing:
            own["parameters"].append({"name": name, "in": "path", "required": True, **copy.deepcopy(described)})
            message = f"the path parameter `{name}` is not declared: it was tested as any text"
            help = "declare it, and what it may be; `specforge lint --fix` begins with a string"
            place, cause = operation.node.key_place, f"undeclared {name} {operation.path}"
            self.slips.append(
                Slip(
                    Problem(_RULE, message, place, Severity.WARNING, help, cause=cause, is_general=True),
                    operation.label,
                )
            )

    def _at(self, node: Node) -> Any:
        """The copy of what stands at a node."""
        value = self.values.get(node.source)
        if value is None:
            value = self.values[node.source] = copy.deepcopy(node.source.value)
        for token in node.tokens:
            value = value[int(token)] if isinstance(value, list) else value[token]
        return value


def _meant(written: Any) -> Any:
    if isinstance(written, list):
        return [_meant(each) for each in written]
    if not isinstance(written, str) or written in _TYPES:
        return written
    return _MEANT.get(written.lower(), written)


def _undeclared(operation: Operation) -> Iterator[str]:
    """The names in the path that no parameter has; none where a list of parameters cannot be read to its end."""
    holders = (operation.node, operation.path_item.node)
    if any(_is_unclear(holder.get("parameters")) for holder in holders):
        return
    known = {parameter.name for parameter in operation.parameters if parameter.location == "path"}
    yield from (name for name in dict.fromkeys(_EXPRESSION.findall(operation.path)) if name not in known)


def _is_unclear(parameters: Node | None) -> bool:
    """True where a reference leads nowhere, or what should be a list is none."""
    if parameters is None:
        return False
    if not isinstance(parameters.value, list):
        return True
    return any(each.follow().reference is not None for each in parameters.elements())
