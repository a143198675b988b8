"""One walk over the whole document: which kind of object stands at each place, and where every reference leads.

What the OpenAPI text says in prose ("Map[string, Response Object | Reference Object]") is a table here, GRAMMAR. The
walk starts at the root as "Document", goes down along the table, and follows references into whatever they name with
the kind that is expected there. Each place is visited once, so cycles end by themselves.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple

from specforge.document.grammar import OPENAPI_3, SWAGGER_2, Grammar
from specforge.document.node import Node
from specforge.document.place import Place, Tokens
from specforge.document.refs import Reason, Resolution
from specforge.document.source import Source
from specforge.document.versions import Version

# Names of properties and headers may start with `x-`: no extensions stand among them.
_NAMED_FREELY = frozenset({"Schema", "Header"})
_IGNORES_SIBLINGS = frozenset({"2.0", "3.0"})


class Visit(NamedTuple):
    """A place of a known kind, and who reached it first: ``key`` is the field or map key there (a method, a status, a
    name), ``parent`` the node of the typed object around, ``path`` the path template (webhook name, callback
    expression) and ``operation`` the label (``GET /users``) that it belongs to."""

    node: Node
    kind: str
    key: str | None
    path: str | None
    parent: Node | None
    operation: str | None


class Reference(NamedTuple):
    """A ``$ref`` (or a discriminator mapping that is one): where it stands, what is expected, and where it leads."""

    node: Node
    text: str
    kind: str
    resolution: Resolution

    @property
    def target(self) -> Node | None:
        return self.resolution.target

    @property
    def reason(self) -> Reason | None:
        return self.resolution.reason

    @property
    def place(self) -> Place:
        """The place of the reference's text."""
        return self.node.place


class Index:
    """What the walk found."""

    def __init__(self) -> None:
        self.references: list[Reference] = []
        self._visits: dict[Source, dict[Tokens, Visit]] = {}
        self._kinds: dict[str, list[Node]] = {}

    def of(self, kind: str) -> list[Node]:
        """The nodes of one kind (``"Operation"``) in the order of the walk; references are not among them."""
        return self._kinds.get(kind, [])

    def visit(self, node: Node) -> Visit | None:
        visits = self._visits.get(node.source)
        return visits.get(node.tokens) if visits else None

    def visits(self) -> Iterator[Visit]:
        return chain.from_iterable(visits.values() for visits in self._visits.values())

    def kind_at(self, node: Node) -> str | None:
        """The kind that was expected at a node by whoever reached it first, or None where the walk never came."""
        visit = self.visit(node)
        return visit.kind if visit else None

    def operation_of(self, place: Place) -> str | None:
        """The label (``GET /users``) of the operation around a place, or None for what is shared."""
        visits, tokens = self._visits.get(place.source, {}), place.tokens
        for end in range(len(tokens), -1, -1):
            visit = visits.get(tokens[:end])
            if visit is not None:
                return visit.operation
        return None

    def add(self, visit: Visit) -> bool:
        """False when the place was visited before."""
        node = visit.node
        visits = self._visits.get(node.source)
        if visits is None:
            visits = self._visits[node.source] = {}
        if visits.setdefault(node.tokens, visit) is not visit:
            return False
        self._kinds.setdefault(visit.kind, []).append(node)
        return True


def walk(root: Node, version: Version) -> Index:
    """The index of the document that starts at ``root``."""
    index = Index()
    grammar = SWAGGER_2 if version.is_swagger else OPENAPI_3
    walker = _Walker(index, grammar, ignores_siblings=version.family in _IGNORES_SIBLINGS)
    walker.run(Visit(root, "Document", None, None, None, None))
    return index


class _Walker:
    def __init__(self, index: Index, grammar: Grammar, *, ignores_siblings: bool) -> None:
        self._index = index
        self._grammar = grammar
        self._ignores_siblings = ignores_siblings
        self._followed: set[Node] = set()
        self._here: list[Visit] = []
        # What references lead to waits until everything that stands in the root is visited in its own right,
        # so that a component has the kind of its section and not that of a mistaken reference to it.
        self._later: deque[Visit] = deque()

    def run(self, start: Visit) -> None:
        self._here.append(start)
        while self._here or self._later:
            self._enter(self._here.pop() if self._here else self._later.popleft())

    def _enter(self, visit: Visit) -> None:
        value = visit.node.value
        if not isinstance(value, dict):
            if visit.kind == "Schema" and isinstance(value, bool):
                self._index.add(visit)
            return
        if isinstance(value.get("$ref"), str) and visit.kind != "Document":
            self._reference(visit)
            if not self._applies_beside_ref(visit, value):
                return
        if self._index.add(visit):
            self._descend(visit, value)

    def _applies_beside_ref(self, visit: Visit, value: dict[str, object]) -> bool:
        if visit.kind == "PathItem":
            return len(value) > 1
        return visit.kind == "Schema" and not self._ignores_siblings and len(value) > 1

    def _reference(self, visit: Visit) -> None:
        node = visit.node
        if node in self._followed:
            return
        self._followed.add(node)
        resolution = _without_cycle(node, node.resolver.resolve(node))
        holder = node.get("$ref") or node
        self._index.references.append(Reference(holder, node.value["$ref"], visit.kind, resolution))
        if resolution.target is not None:
            self._later.append(visit._replace(node=resolution.target))

    def _descend(self, visit: Visit, value: dict[str, object]) -> None:
        fields = self._grammar[visit.kind]
        anything = fields.get("*")
        if anything is None and fields.keys().isdisjoint(value):
            return  # two of three schemas are leaves
        children: list[Visit] = []
        for key in value:
            shape = fields.get(key) or (anything if anything and not key.startswith("x-") else None)
            child = visit.node.get(key) if shape else None
            if shape and child:
                self._add_children(children, visit, shape, child)
        self._here.extend(reversed(children))

    def _add_children(self, children: list[Visit], visit: Visit, shape: str, child: Node) -> None:
        kind = shape.strip("{[]}")
        if shape == "Mapping":
            self._mapping_references(child)
        elif shape[0] == "{":
            for name, member in child.items():
                if kind in _NAMED_FREELY or not name.startswith("x-"):
                    children.append(self._child(visit, kind, member, name))
        elif shape[0] == "[":
            children.extend(self._child(visit, kind, element, None) for element in child.elements())
        else:
            children.append(self._child(visit, kind, child, child.tokens[-1]))

    def _child(self, visit: Visit, kind: str, node: Node, key: str | None) -> Visit:
        path, operation = visit.path, visit.operation
        if kind == "PathItem":
            path = key
        elif kind == "Operation" and path is not None and operation is None:
            method = key or ""
            operation = f"{method.upper() if method.islower() else method} {path}"
        return Visit(node, kind, key, path, visit.node, operation)

    def _mapping_references(self, mapping: Node) -> None:
        """The URI references in a discriminator's mapping. Bare component names are no references."""
        for _, node in mapping.items():
            text = node.value
            if isinstance(text, str) and ("/" in text or "#" in text or text.endswith((".yaml", ".yml", ".json"))):
                resolution = node.resolver.lookup(node, text)
                self._index.references.append(Reference(node, text, "Schema", resolution))
                if resolution.target is not None:
                    self._later.append(Visit(resolution.target, "Schema", None, None, None, None))


def _without_cycle(holder: Node, resolution: Resolution) -> Resolution:
    """A chain of references that never reaches a value has no target (RFC 3986 leaves it open; nothing can be read)."""
    if resolution.target is None or resolution.target.reference is None:
        return resolution
    end = resolution.target.follow()
    if end.reference is None or end.resolver.resolve(end).target is None:
        return resolution
    return Resolution(None, Reason.CYCLE, f"`{holder.reference}` leads back to itself: there is no value")
