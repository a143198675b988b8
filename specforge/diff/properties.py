"""Properties: the way down two schemas at once, through whatever keywords hold schemas."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from specforge.diff.aligned import aligned
from specforge.diff.branches import match_branches
from specforge.diff.change import Direction
from specforge.diff.pairs import MediaTypePair
from specforge.diff.sameness import Pair, Sameness
from specforge.diff.schema_pair import INNER_SCOPES, SchemaOwner, SchemaPair, SharedSchema
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
# What no rule looks at, and what only those look at who want to know of texts.
_SILENT = frozenset(("example", "examples", "externalDocs", "xml", "$comment"))
_TEXTS = frozenset(("description", "title"))
# How often one pair of schemas is gone into below one body. A schema that everything refers to is reached by more ways
# than anybody reads of, and by endlessly many where it refers to itself.
_VISITS = 4
# What more operations than this have in common is told once.
_MANY = 20


class Step(NamedTuple):
    """From a pair to one below it: ``path`` is what is added to the path, ``name`` that of a property."""

    base: Shape | None
    revision: Shape | None
    path: tuple[str, ...]
    name: str = ""


class Root(NamedTuple):
    """Where schemas start: those of a body, a parameter or a header."""

    owner: SchemaOwner
    base: Schema
    revision: Schema
    scope: str


class SchemaWalk:
    """Goes down the schemas of one comparison, from all ``roots``.

    What two schemas hold is worked out once, however often they are met. Those that are met in many operations are left
    out there, and gone into once in the end.
    """

    def __init__(self, sameness: Sameness, roots: Iterable[Root], *, texts: bool) -> None:
        self._sameness = sameness
        self._silent = _SILENT if texts else _SILENT | _TEXTS
        self._shapes: dict[Node, Shape] = {}
        self._steps: dict[Pair, list[Step]] = {}
        self._equal: dict[Pair, bool] = {}
        self._labels: list[str] = []
        self._reach = self._find_reach(roots)
        self._shared: dict[tuple[Direction, Pair], SchemaPair] = {}

    def below(self, root: Root) -> Iterator[SchemaPair]:
        """The schema of ``root`` and all below it that differ themselves."""
        start = SchemaPair(*self._both(root), root.owner, root.scope)
        yield from self._walk(start, shares=isinstance(root.owner, MediaTypePair))

    def shared(self) -> Iterator[SchemaPair]:
        """The schemas that many operations have in common."""
        done: set[tuple[Direction, Pair]] = set()
        while waiting := [key for key in self._shared if key not in done]:
            for key in waiting:
                done.add(key)
                yield from self._walk(self._alone(key, self._shared[key]), shares=True)

    def _alone(self, key: tuple[Direction, Pair], met: SchemaPair) -> SchemaPair:
        """The pair as it is without the operation in which it was met."""
        direction, (base, revision) = key
        owner = SharedSchema(
            _name_of(revision), direction, self._reach[key], self._labels, (base.place, revision.place)
        )
        return SchemaPair(met.base, met.revision, owner, "property")

    def _walk(self, start: SchemaPair, *, shares: bool) -> Iterator[SchemaPair]:
        visits: Counter[Pair] = Counter()
        owner, inner = start.owner, INNER_SCOPES[start.scope]
        waiting = [(start, frozenset[Pair]())]
        while waiting:
            pair, above = waiting.pop()
            if pair.base is None or pair.revision is None:
                yield pair
                continue
            nodes = (pair.base.node, pair.revision.node)
            if shares and pair is not start and self._is_shared(nodes, pair):
                continue
            if shares and pair is start and not isinstance(owner, SharedSchema) and self._is_shared(nodes, pair):
                return
            if not self._says_the_same(nodes, pair.base, pair.revision):
                yield pair
            visits[nodes] += 1
            if nodes in above or visits[nodes] > _VISITS or pair.is_wrapped:
                continue
            for step in reversed(self._below(nodes, pair)):
                path = (*pair.path, *step.path)
                child = SchemaPair(step.base, step.revision, owner, inner, path, step.name, pair)
                waiting.append((child, above | {nodes}))

    def _is_shared(self, nodes: Pair, pair: SchemaPair) -> bool:
        """Whether a pair is told of elsewhere. Inside a shared schema, only what has a name is shared again."""
        key = (pair.direction, nodes)
        if self._reach.get(key, 0).bit_count() <= _MANY:
            return False
        if isinstance(pair.owner, SharedSchema) and not _is_named(nodes[1]):
            return False
        self._shared.setdefault(key, pair)
        return True

    def _find_reach(self, roots: Iterable[Root]) -> dict[tuple[Direction, Pair], int]:
        """Of each pair the operations that lead to it, as bits of a number."""
        reach: dict[tuple[Direction, Pair], int] = {}
        bits: dict[str, int] = {}
        waiting: list[tuple[Direction, SchemaPair]] = []
        for root in roots:
            if isinstance(root.owner, MediaTypePair):
                bit = 1 << bits.setdefault(root.owner.operation.label, len(bits))
                pair = SchemaPair(*self._both(root), root.owner, root.scope)
                key = (root.owner.direction, (root.base.node, root.revision.node))
                reach[key] = reach.get(key, 0) | bit
                waiting.append((root.owner.direction, pair))
        self._labels = list(bits)
        self._spread(reach, waiting)
        return reach

    def _spread(self, reach: dict[tuple[Direction, Pair], int], waiting: list[tuple[Direction, SchemaPair]]) -> None:
        """What leads to a pair leads to those below it."""
        queue = deque(waiting)
        while queue:
            direction, pair = queue.popleft()
            if pair.base is None or pair.revision is None or pair.is_wrapped:
                continue
            nodes = (pair.base.node, pair.revision.node)
            mask = reach[direction, nodes]
            for step in self._below(nodes, pair):
                if step.base is None or step.revision is None:
                    continue
                key = (direction, (step.base.node, step.revision.node))
                before = reach.get(key, 0)
                if before | mask != before:
                    reach[key] = before | mask
                    child = SchemaPair(step.base, step.revision, pair.owner, "property")
                    queue.append((direction, child))

    def _both(self, root: Root) -> tuple[Shape, Shape]:
        return aligned(self._shape(root.base), self._shape(root.revision))

    def _shape(self, schema: Schema) -> Shape:
        if schema.node not in self._shapes:
            self._shapes[schema.node] = Shape(schema)
        return self._shapes[schema.node]

    def _says_the_same(self, nodes: Pair, base: Shape, revision: Shape) -> bool:
        if nodes not in self._equal:
            self._equal[nodes] = _own(base, self._silent) == _own(revision, self._silent)
        return self._equal[nodes]

    def _below(self, nodes: Pair, pair: SchemaPair) -> list[Step]:
        """The steps to pairs that are not surely equal."""
        if nodes not in self._steps:
            self._steps[nodes] = [_aligned(step) for step in self._differing(pair)]
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


def _is_named(node: Node) -> bool:
    """True for what components or a file hold under a name of its own."""
    return len(node.tokens) <= 3


def _name_of(node: Node) -> str:
    """What people call a schema that stands somewhere."""
    if not node.tokens:
        return node.source.uri.rpartition("/")[2]
    return node.tokens[-1] if _is_named(node) else "/".join(node.tokens[1:])


def _aligned(step: Step) -> Step:
    if step.base is None or step.revision is None:
        return step
    base, revision = aligned(step.base, step.revision)
    return step._replace(base=base, revision=revision)


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


def _own(shape: Shape, silent: frozenset[str]) -> dict[str, str]:
    """What a schema says itself, in a form that tells 1 from true; of the schemas in it only that they are there."""
    said = {}
    for keyword, value in shape.words.items():
        if keyword in silent:
            continue
        if keyword in _SINGLE:
            value = value if isinstance(value, bool) else None
        elif keyword in _NAMED:
            value = sorted(map(str, value)) if isinstance(value, dict) else None
        elif keyword == "prefixItems":
            value = len(value) if isinstance(value, list) else None
        said[keyword] = canonical(value)
    return said | {"wrapped": str(shape.wrapped)}


def differing_keywords(pair: SchemaPair) -> frozenset[str]:
    """The keywords that constrain values and in which the two schemas of a pair differ themselves."""
    if pair.base is None or pair.revision is None:
        return frozenset()
    old, new = (_own(side, _SILENT | _TEXTS) for side in (pair.base, pair.revision))
    found = {keyword for keyword in old.keys() | new.keys() if old.get(keyword) != new.get(keyword)}
    names = pair.base.named("properties").keys() | pair.revision.named("properties").keys()
    if pair.base.required ^ pair.revision.required <= names:
        found.discard("required")  # told with the properties
    return frozenset(keyword for keyword in found if not keyword.startswith("x-"))
