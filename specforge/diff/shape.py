"""Shape: a schema in the words of JSON Schema 2020-12, whichever version of OpenAPI it is written in.

Two schemas that mean the same by different words have equal shapes: that is what lets documents of different versions
be compared. Nothing is copied deeper than one level; the parts of a shape are schemas again.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from specforge.document.node import Node
from specforge.document.place import Place
from specforge.document.schema import Discriminator, Schema
from specforge.document.view import strings

# These only say something about the schema, so that the outer ones win.
ANNOTATIONS = frozenset(("title", "description", "default", "example", "examples", "deprecated", "$comment"))
# These say how a value is used, and may stand beside what says which values there are.
_TRAITS = frozenset(("nullable", "x-nullable", "readOnly", "writeOnly", "xml", "externalDocs"))
_EXACT, _LARGEST = 2**53, 10**300
# A schema may wrap itself.
_DEEPEST = 8


class Shape:
    """A schema's keywords by name, and where each stands.

    ``nullable`` is told apart from ``types``, which never holds ``null``. Empty ``types`` allow all. ``wrapped`` says
    that it is written as a choice between null and something else.
    """

    def __init__(self, schema: Schema, depth: int = 0) -> None:
        self.schema = schema
        self.wrapped = False
        self._depth = depth
        self._gathered: Mapping[str, dict[str, Node]] = {}
        self._holders: dict[str, Node] = {}
        self.words: dict[str, Any] = self._read(schema)

    @property
    def node(self) -> Node:
        return self.schema.node

    def place(self, keyword: str | None = None, *tokens: str | int) -> Place:
        """Where the keyword stands, or would; without one, the schema."""
        if keyword is None:
            return self.node.place
        return self._holders.get(keyword, self.node).place.child(keyword, *tokens, key=not tokens)

    def get(self, keyword: str) -> Any:
        return self.words.get(keyword)

    @cached_property
    def types(self) -> tuple[str, ...]:
        """The JSON types but null, sorted."""
        declared = self.words.get("type")
        names = (declared,) if isinstance(declared, str) else strings(declared)
        return tuple(sorted({name for name in names if name != "null"}))

    @cached_property
    def nullable(self) -> bool:
        declared = self.words.get("type")
        return declared == "null" or "null" in strings(declared) or self.words.get("nullable") is True

    @property
    def is_open(self) -> bool:
        """True where any type is allowed, null too."""
        return not self.types and not self.nullable

    def flag(self, keyword: str) -> bool:
        return self.words.get(keyword) is True

    def number(self, keyword: str) -> int | float | None:
        """Large numbers as everybody reads them (RFC 8259 section 6): with the precision of a double."""
        value = self.words.get(keyword)
        if not isinstance(value, int | float) or isinstance(value, bool):
            return None
        return float(value) if _EXACT < abs(value) < _LARGEST else value

    @cached_property
    def required(self) -> frozenset[str]:
        return frozenset(strings(self.words.get("required")))

    def one(self, keyword: str) -> Shape | None:
        """The schema under a keyword. A boolean schema is one too."""
        child = self._child(keyword)
        return shape_of(child) if child is not None else None

    def listed(self, keyword: str) -> tuple[Shape, ...]:
        """The schemas of a keyword that has a list of them."""
        child = self._child(keyword)
        shapes = [shape_of(node) for node in child.elements()] if child is not None else []
        return tuple(shape for shape in shapes if shape is not None)

    def named(self, keyword: str) -> dict[str, Node]:
        """Where the schemas of a keyword stand that gives them names."""
        if keyword in self._gathered:
            return self._gathered[keyword]
        child = self._child(keyword)
        found = child.items() if child is not None else ()
        return {name: node for name, node in found if isinstance(node.value, dict | bool)}

    def _child(self, keyword: str) -> Node | None:
        holder = self._holders.get(keyword)
        return holder.get(keyword) if holder else None

    @property
    def discriminator(self) -> Discriminator | None:
        holder = self._holders.get("discriminator")
        return Schema(holder).discriminator if holder else None

    def _read(self, schema: Schema) -> dict[str, Any]:
        raw = schema.value
        if isinstance(raw, bool):
            return {} if raw else {"not": True}
        words = dict(raw)
        self._holders.update(dict.fromkeys(words, schema.node))
        if not schema.node.resolver.version.has_json_schema:
            words = _modern(words)
        if self._depth == _DEEPEST:
            return words
        return self._unwrapped(self._merged(words))

    def _merged(self, words: dict[str, Any]) -> dict[str, Any]:
        """What a ``$ref`` and its siblings say together, where they do not speak of the same."""
        target = self.schema.all_of[0] if isinstance(words.get("$ref"), str) and self.schema.all_of else None
        if target is None:
            return words
        other = Shape(target, self._depth + 1)
        own = {keyword: value for keyword, value in words.items() if keyword != "$ref"}
        if (own.keys() & other.words.keys()) - ANNOTATIONS:
            return words
        return self._joined(other, own)

    def _unwrapped(self, words: dict[str, Any]) -> dict[str, Any]:
        """The one other branch of a ``oneOf`` or ``anyOf`` that only adds null to it."""
        keyword = next((name for name in ("oneOf", "anyOf") if name in words), "")
        own = {name: value for name, value in words.items() if name != keyword}
        branches = words.get(keyword)
        if not isinstance(branches, list) or len(branches) != 2 or own.keys() - ANNOTATIONS:
            return words
        shapes = self._branches(keyword)
        rest = [shape for shape in shapes if shape.words != {"type": "null"}]
        if len(shapes) != 2 or len(rest) != 1 or rest[0].is_open or rest[0].nullable:
            return words
        self.wrapped = True
        return {**self._joined(rest[0], own), "nullable": True}

    @property
    def sole_part(self) -> Shape | None:
        """What the schema says where it is an ``allOf`` of one, which people write to put a word beside a ``$ref``."""
        own = {keyword: value for keyword, value in self.words.items() if keyword != "allOf"}
        parts = self._branches("allOf") if "allOf" in self.words else []
        is_plain = all(word in ANNOTATIONS | _TRAITS or word.startswith("x-") for word in own)
        if not is_plain or len(parts) != 1 or len(self.words["allOf"]) != 1:
            return None
        joined = self._rewritten({})
        joined.words = joined._joined(parts[0], own)
        return joined

    @property
    def sole_value(self) -> Shape | None:
        """The same with a ``const``, where only one value is allowed."""
        values = self.words.get("enum")
        if not isinstance(values, list) or len(values) != 1:
            return None
        words = {keyword: value for keyword, value in self.words.items() if keyword != "enum"}
        return self._rewritten({**words, "const": values[0]})

    def holder(self, keyword: str) -> Node:
        """The schema in which a keyword stands."""
        return self._holders.get(keyword, self.node)

    def told_by(
        self, words: dict[str, Any], holders: dict[str, Node], gathered: Mapping[str, dict[str, Node]]
    ) -> Shape:
        """The schema in other words, which stand in several places; ``gathered``: names that come from all of them."""
        shape = self._rewritten(words)
        shape._holders, shape._gathered = holders, gathered
        return shape

    def _rewritten(self, words: dict[str, Any]) -> Shape:
        """The schema in other words."""
        shape = Shape(self.schema, _DEEPEST)
        shape._holders, shape.words = dict(self._holders), words
        return shape

    def _branches(self, keyword: str) -> list[Shape]:
        child = self._holders[keyword].get(keyword)
        nodes = child.elements() if child is not None else ()
        return [Shape(Schema.of(node), self._depth + 1) for node in nodes if isinstance(node.value, dict)]

    def _joined(self, other: Shape, own: dict[str, Any]) -> dict[str, Any]:
        self._holders = {**other._holders, **{keyword: self._holders[keyword] for keyword in own}}
        return {**other.words, **own}


def shape_of(node: Node) -> Shape | None:
    """The shape of the schema at a node; None for what is no schema."""
    return Shape(Schema.of(node)) if isinstance(node.value, dict | bool) else None


def _modern(words: Mapping[str, Any]) -> dict[str, Any]:
    """The keywords of Swagger 2.0 and OpenAPI 3.0 as JSON Schema 2020-12 says them."""
    found = dict(words)
    if found.get("x-nullable") is True:
        found.setdefault("nullable", True)
    for bound, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        flag = found.get(exclusive)
        if isinstance(flag, bool):
            del found[exclusive]
            if flag and bound in found:
                found[exclusive] = found.pop(bound)
    if found.get("type") == "file":
        found.update(type="string", format="binary")
    return found
