"""``$dynamicRef`` without a dynamic scope: every meaning that such a reference has becomes a definition of its own.

A ``$dynamicRef`` leads to the outermost schema resource on the way to it that has the ``$dynamicAnchor`` (JSON Schema
2020-12 section 8.2.3.2). What decides is therefore, for each anchor name, which resource on the way came first. That is
a ``Scope``, it is known while lowering, and a schema that is reached in two scopes is lowered twice.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote, urldefrag

from specforge.document.node import Node
from specforge.document.place import Tokens

Scope = tuple[tuple[str, Node], ...]
"""For each anchor name, in the order of names, the node that a dynamic reference to it means."""

_DATA = frozenset({"const", "default", "enum", "example", "examples"})


class Scopes:
    """Knows the dynamic anchors of every schema resource. A file without the word costs one text search."""

    def __init__(self) -> None:
        self._has_anchors: dict[str, bool] = {}
        self._anchors: dict[Node, dict[str, Node]] = {}

    def enter(self, node: Node, scope: Scope) -> Scope:
        """The scope after evaluation came to ``node``: names that were taken further out stay as they are."""
        if not self.matter(node):
            return scope
        resource = _resource(node)
        if resource not in self._anchors:
            self._anchors[resource] = dict(_collect(resource))
        known = dict(scope)
        known = {**self._anchors[resource], **known}
        return tuple(sorted(known.items(), key=lambda item: item[0]))

    def target(self, node: Node, scope: Scope) -> Node | None:
        """Where the ``$dynamicRef`` of ``node`` leads in ``scope``; None when it leads nowhere."""
        start = node.resolver.dynamic_anchor(node)
        name = unquote(urldefrag(node.value["$dynamicRef"])[1])
        if start is None or not isinstance(start.value, dict) or start.value.get("$dynamicAnchor") != name:
            return start  # it behaves like $ref
        return dict(scope).get(name, start)

    def matter(self, node: Node) -> bool:
        """True when the file of ``node`` has dynamic anchors."""
        uri = node.source.uri
        if uri not in self._has_anchors:
            self._has_anchors[uri] = "$dynamicAnchor" in node.source.text
        return self._has_anchors[uri]


def _resource(node: Node) -> Node:
    """The root of the schema resource around ``node``: the nearest ``$id``, else the file."""
    value: Any = node.source.value
    root, root_value = 0, value
    for depth, token in enumerate(node.tokens, 1):
        value = _step(value, token)
        if isinstance(value, dict) and isinstance(value.get("$id"), str):
            root, root_value = depth, value
    return Node(node.resolver, node.source, node.tokens[:root], root_value)


def _step(value: Any, token: str) -> Any:
    if isinstance(value, dict):
        return value.get(token)
    return value[int(token)] if isinstance(value, list) and token.isdecimal() and int(token) < len(value) else None


def _collect(resource: Node) -> list[tuple[str, Node]]:
    """The dynamic anchors of a resource, without those of resources embedded in it."""
    found: list[tuple[str, Node]] = []
    stack: list[tuple[Any, Tokens]] = [(resource.value, resource.tokens)]
    while stack:
        value, tokens = stack.pop()
        if isinstance(value, list):
            stack.extend((item, (*tokens, str(i))) for i, item in enumerate(value))
        elif isinstance(value, dict) and (tokens == resource.tokens or not isinstance(value.get("$id"), str)):
            name = value.get("$dynamicAnchor")
            if isinstance(name, str):
                found.append((name, Node(resource.resolver, resource.source, tokens, value)))
            stack.extend((item, (*tokens, key)) for key, item in value.items() if key not in _DATA)
    return found
