"""Properties: the way down two schemas at once, through whatever keywords hold schemas."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from specforge.diff.branches import match_branches
from specforge.diff.pairs import INNER_SCOPES, SchemaOwner, SchemaPair
from specforge.diff.sameness import Pair, Sameness
from specforge.diff.shape import Shape, shape_of
from specforge.diff.wording import canonical
from specforge.document.model import Schema
from specforge.document.node import Node

_SINGLE = (
    "items",
    "additionalProperties",
    "not",
    "contains",
    "propertyNames",
    "if",
    "then",
    "else",
    "unevaluatedItems",
    "unevaluatedProperties",
    "contentSchema",
)
_NAMED = ("properties", "patternProperties", "dependentSchemas")
_CHOICES = ("allOf", "anyOf", "oneOf")
# What no rule looks at: documentation.
_SILENT = frozenset(("description", "title", "example", "examples", "externalDocs", "xml", "$comment"))
# How often one pair of schemas is gone into below one body. A schema that everything refers to is reached by more ways
# than anybody reads of, and by endlessly many where it refers to itself.
_VISITS = 4


class Step(NamedTuple):
    """From a pair to one below it: ``path`` is what is added to the path, ``name`` that of a property."""

    base: Shape | None
    revision: Shape | None
    path: tuple[str, ...]
    name: str = ""


class SchemaWalk:
    """Goes down the schemas of one comparison. What two schemas hold is worked out once, however often they are met."""

    def __init__(self, sameness: Sameness) -> None:
        self._sameness = sameness
        self._shapes: dict[Node, Shape] = {}
        self._steps: dict[Pair, list[Step]] = {}
        self._equal: dict[Pair, bool] = {}

    def names_after(self, base: Node) -> set[str]:
        """What the counterparts of a schema of the base are called in the revision: in the document, or by a file."""
        found = self._sameness.partners(base)
        names = [new.tokens[-1] if new.tokens else new.source.uri.rpartition("/")[2] for new in found]
        return {*names, *(name.rpartition(".")[0] for name in names)}

    def walk(
        self, owner: SchemaOwner, base: Schema | None, revision: Schema | None, scope: str
    ) -> Iterator[SchemaPair]:
        """The schema of ``owner`` and all below it that differ themselves; nothing where a side has no schema."""
        if base is None or revision is None or self._sameness.same(base.node, revision.node):
            return
        visits: Counter[Pair] = Counter()
        inner = INNER_SCOPES[scope]
        start = SchemaPair(self._shape(base), self._shape(revision), owner, scope)
        waiting = [(start, frozenset[Pair]())]
        while waiting:
            pair, above = waiting.pop()
            if pair.base is None or pair.revision is None:
                yield pair
                continue
            nodes = (pair.base.node, pair.revision.node)
            if not self._says_the_same(nodes, pair.base, pair.revision):
                yield pair
            visits[nodes] += 1
            if nodes in above or visits[nodes] > _VISITS or pair.is_wrapped:
                continue
            for step in reversed(self._below(nodes, pair)):
                path = (*pair.path, *step.path)
                child = SchemaPair(step.base, step.revision, owner, inner, path, step.name, pair)
                waiting.append((child, above | {nodes}))

    def _shape(self, schema: Schema) -> Shape:
        if schema.node not in self._shapes:
            self._shapes[schema.node] = Shape(schema)
        return self._shapes[schema.node]

    def _says_the_same(self, nodes: Pair, base: Shape, revision: Shape) -> bool:
        if nodes not in self._equal:
            self._equal[nodes] = _own(base) == _own(revision)
        return self._equal[nodes]

    def _below(self, nodes: Pair, pair: SchemaPair) -> list[Step]:
        """The steps to pairs that are not surely equal."""
        if nodes not in self._steps:
            self._steps[nodes] = list(self._differing(pair))
        return self._steps[nodes]

    def _differing(self, pair: SchemaPair) -> Iterator[Step]:
        if pair.both is not None:
            yield from self._named(*pair.both)
            for old, new, path in _unnamed(*pair.both):
                if not self._sameness.same(old.node, new.node):
                    yield Step(old, new, path)
        for keyword in _CHOICES:
            for old, new, name in match_branches(*pair.branches(keyword)).pairs:
                if not self._sameness.same(old.node, new.node):
                    yield Step(old, new, (f"{keyword}[{name}]",))

    def _named(self, base: Shape, revision: Shape) -> Iterator[Step]:
        """Properties also where they are on one side only."""
        for keyword in _NAMED:
            olds, news = base.named(keyword), revision.named(keyword)
            is_property = keyword == "properties"
            for name in {**news, **olds}:
                old, new = olds.get(name), news.get(name)
                if (old is None or new is None) and not is_property:
                    continue
                if old is not None and new is not None and self._sameness.same(old, new):
                    continue
                base_shape, revision_shape = (shape_of(node) if node is not None else None for node in (old, new))
                path = (name,) if is_property else (keyword, name)
                yield Step(base_shape, revision_shape, path, name if is_property else "")


def _unnamed(base: Shape, revision: Shape) -> Iterator[tuple[Shape, Shape, tuple[str, ...]]]:
    """What both sides have below keywords with one schema, and the items with schemas of their own."""
    for keyword in _SINGLE:
        old, new = base.one(keyword), revision.one(keyword)
        if old is not None and new is not None:
            yield old, new, (keyword,)
    for index, (first, second) in enumerate(
        zip(base.listed("prefixItems"), revision.listed("prefixItems"), strict=False)
    ):
        yield first, second, ("prefixItems", str(index))


def _own(shape: Shape) -> dict[str, str]:
    """What a schema says itself, in a form that tells 1 from true; of the schemas in it only that they are there."""
    said = {}
    for keyword, value in shape.words.items():
        if keyword in _SILENT:
            continue
        if keyword in _SINGLE:
            value = None
        elif keyword in _NAMED:
            value = sorted(map(str, value)) if isinstance(value, dict) else None
        elif keyword == "prefixItems":
            value = len(value) if isinstance(value, list) else None
        said[keyword] = canonical(value)
    return said | {"wrapped": str(shape.wrapped)}
