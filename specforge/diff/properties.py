"""Properties: the way down two schemas at once, through whatever keywords hold schemas."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import chain

from specforge.diff.branches import match_branches
from specforge.diff.pairs import INNER_SCOPES, SchemaOwner, SchemaPair
from specforge.diff.sameness import Pair, Sameness
from specforge.diff.shape import Shape
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
_NAMED = ("patternProperties", "dependentSchemas")
_CHOICES = ("allOf", "anyOf", "oneOf")
# How often one pair of schemas is gone into below one body. A schema that everything refers to is reached by more ways
# than anybody reads of, and by endlessly many where it refers to itself.
_VISITS = 4


class SchemaWalk:
    """Goes down the schemas of one comparison."""

    def __init__(self, sameness: Sameness) -> None:
        self._sameness = sameness

    def names_after(self, base: Node) -> set[str]:
        """What the counterparts of a schema of the base are called in the revision: in the document, or by a file."""
        found = self._sameness.partners(base)
        names = [new.tokens[-1] if new.tokens else new.source.uri.rpartition("/")[2] for new in found]
        return {*names, *(name.rpartition(".")[0] for name in names)}

    def walk(
        self, owner: SchemaOwner, base: Schema | None, revision: Schema | None, scope: str
    ) -> Iterator[SchemaPair]:
        """The schema of ``owner`` and all below it that may differ; nothing where a side has no schema."""
        if base is None or revision is None or self._sameness.same(base.node, revision.node):
            return
        visits: Counter[Pair] = Counter()
        waiting = [(SchemaPair(Shape(base), Shape(revision), owner, scope), frozenset[Pair]())]
        while waiting:
            pair, above = waiting.pop()
            yield pair
            if pair.base is None or pair.revision is None or pair.is_wrapped:
                continue
            nodes = (pair.base.node, pair.revision.node)
            visits[nodes] += 1
            if nodes not in above and visits[nodes] <= _VISITS:
                children = self._children(pair)
                waiting += [(child, above | {nodes}) for child in reversed(list(children))]

    def _children(self, pair: SchemaPair) -> Iterator[SchemaPair]:
        below = _Below(pair)
        for child in chain(below.compared(), below.choices()):
            if child.base and child.revision and self._sameness.same(child.base.node, child.revision.node):
                continue
            yield child


class _Below:
    """The pairs below one pair."""

    def __init__(self, pair: SchemaPair) -> None:
        self._pair = pair
        self._scope = INNER_SCOPES.get(pair.scope, pair.scope)

    def compared(self) -> Iterator[SchemaPair]:
        """Those below keywords that both sides have."""
        if self._pair.both is None:
            return
        for find in (self.properties, self.single, self.prefixes, self.named):
            yield from find(*self._pair.both)

    def properties(self, base: Shape, revision: Shape) -> Iterator[SchemaPair]:
        """Also those that are on one side only."""
        olds, news = base.named("properties"), revision.named("properties")
        for name in {**news, **olds}:
            yield self._child(olds.get(name), news.get(name), (name,), name)

    def single(self, base: Shape, revision: Shape) -> Iterator[SchemaPair]:
        for keyword in _SINGLE:
            old, new = base.one(keyword), revision.one(keyword)
            if old is not None and new is not None:
                yield self._child(old, new, (keyword,))

    def prefixes(self, base: Shape, revision: Shape) -> Iterator[SchemaPair]:
        both = zip(base.listed("prefixItems"), revision.listed("prefixItems"), strict=False)
        for index, (old, new) in enumerate(both):
            yield self._child(old, new, ("prefixItems", str(index)))

    def named(self, base: Shape, revision: Shape) -> Iterator[SchemaPair]:
        for keyword in _NAMED:
            olds, news = base.named(keyword), revision.named(keyword)
            for name in news.keys() & olds.keys():
                yield self._child(olds[name], news[name], (keyword, name))

    def choices(self) -> Iterator[SchemaPair]:
        for keyword in _CHOICES:
            matched = match_branches(*self._pair.branches(keyword))
            for old, new, name in matched.pairs:
                yield self._child(old, new, (f"{keyword}[{name}]",))

    def _child(self, base: Shape | None, revision: Shape | None, steps: tuple[str, ...], name: str = "") -> SchemaPair:
        pair = self._pair
        return SchemaPair(base, revision, pair.owner, self._scope, (*pair.path, *steps), name, pair)
