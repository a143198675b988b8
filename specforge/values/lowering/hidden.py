"""Properties that do not travel: ``readOnly`` ones in requests and ``writeOnly`` ones in responses.

Such a property may be listed as required; that then holds for the other direction only (OpenAPI 3.0.4 section 4.7.24.2,
and by recommendation in 3.1 and later).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from specforge.document.node import Node

Direction = Literal["request", "response"] | None

_FLAGS = {"request": "readOnly", "response": "writeOnly"}
_NONE: frozenset[str] = frozenset()


class HiddenProperties:
    """Answers for one direction which properties of a schema are hidden, those of its ``allOf`` parts included."""

    def __init__(self, direction: Direction) -> None:
        self._flag = _FLAGS.get(direction or "")
        self._names: dict[Node, frozenset[str]] = {}

    def of(self, node: Node) -> frozenset[str]:
        """The names of the properties of the schema at ``node`` that do not travel."""
        if self._flag is None or not node.is_mapping:
            return _NONE
        if node not in self._names:
            parts = list(_parts(node))
            self._names[node] = found = frozenset(name for part in parts for name in self._own(part))
            if not found:
                # Nor is anything hidden in a part, whose parts are among these: chains of a thousand are walked once.
                self._names.update(dict.fromkeys(parts, _NONE))
        return self._names[node]

    def _own(self, node: Node) -> Iterator[str]:
        properties = node.get("properties")
        for name, child in properties.items() if properties else ():
            if any(part.value.get(self._flag) is True for part in _parts(child)):
                yield name


def _parts(node: Node) -> Iterator[Node]:
    """The schema itself and all that apply with it through ``$ref`` and ``allOf``."""
    stack, seen = [node], set()
    while stack:
        part = stack.pop()
        if part in seen or not part.is_mapping:
            continue
        seen.add(part)
        target = part.resolver.resolve(part).target if part.reference is not None else None
        if target is not None:
            stack.append(target)
        # Keywords beside $ref count for nothing until OpenAPI 3.1.
        if part.reference is None or part.resolver.version.has_json_schema:
            yield part
            members = part.get("allOf")
            stack.extend(members.elements() if members else ())
