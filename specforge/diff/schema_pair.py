"""Schema pairs: two schemas that belong together, and how they are reached from a body, a parameter or a header."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from specforge.diff.branches import Choice, choice_of
from specforge.diff.change import Direction
from specforge.diff.deprecation import level_of
from specforge.diff.pairs import HeaderPair, MediaTypePair, Note, OperationPair, ParameterPair
from specforge.diff.plain_types import is_list_change, is_null
from specforge.diff.shape import Shape, shape_of
from specforge.document.place import Place


@dataclass(frozen=True)
class SharedSchema:
    """A schema that so many operations send, or get, that what changed in it is told once. ``name`` is its own.

    ``reached``: a bit for each of the ``known`` operations that leads to it.
    """

    name: str
    direction: Direction
    reached: int
    known: Sequence[str] = field(repr=False)
    around: tuple[Place, Place] = field(default=None, repr=False)  # type: ignore[assignment]

    @property
    def labels(self) -> list[str]:
        """What the operations are called."""
        return [label for index, label in enumerate(self.known) if self.reached >> index & 1]

    @property
    def operation(self) -> None:
        """It belongs to none alone."""

    @property
    def where(self) -> tuple[str, ...]:
        return ("schema", self.name)

    @property
    def subject(self) -> str:
        return f"`{self.name}` in {self.direction.value}s"


# What the schemas inside those of a scope describe.
INNER_SCOPES = {
    "body": "property",
    "property": "property",
    "parameter": "parameter-property",
    "parameter-property": "parameter-property",
    "header": "header-property",
    "header-property": "header-property",
}
SchemaOwner = MediaTypePair | ParameterPair | HeaderPair | SharedSchema


@dataclass(frozen=True)
class UnnamedPair:
    """A pair of schemas, and the keywords in which they differ although no rule said anything of them.

    None: nobody knows which; what they say together counts.
    """

    schemas: SchemaPair
    keywords: frozenset[str] | None


@dataclass(frozen=True)
class SchemaPair:
    """A schema: ``scope`` is what it describes (``body``, ``property``, ``parameter``, ``parameter-property``,
    ``header`` or ``header-property``), ``path`` how it is reached from the schema of its owner: ``pets``, ``items``,
    ``name``. ``name`` is that of a property, else empty.
    """

    base: Shape | None
    revision: Shape | None
    owner: SchemaOwner = field(repr=False)
    scope: str
    path: tuple[str, ...] = ()
    name: str = ""
    parent: SchemaPair | None = field(default=None, repr=False)

    @property
    def operation(self) -> OperationPair | None:
        return self.owner.operation

    @property
    def level(self) -> str:
        """The stability that the operation promises; of many, that they are stable."""
        return level_of(self.operation.revision if self.operation else None)

    @property
    def direction(self) -> Direction:
        return self.owner.direction

    @property
    def is_json(self) -> bool:
        """Whether values keep their types on the way, so that the schema alone says what is valid."""
        owner = self.owner
        return isinstance(owner, SharedSchema) or (isinstance(owner, MediaTypePair) and "json" in owner.name.lower())

    @property
    def prefix(self) -> str:
        """How the ids of its changes begin: ``request-property``."""
        return f"{self.direction.value}-{self.scope}"

    @property
    def where(self) -> tuple[str, ...]:
        return (*self.owner.where, *self.path)

    @property
    def subject(self) -> str:
        """What people call it: the request property `pets/items/name`."""
        if not self.path:
            return self.owner.subject
        status = getattr(self.owner, "status", None)
        suffix = f" of the response {status}" if status else ""
        if isinstance(self.owner, SharedSchema):
            return f"the {self.direction.value} property `{'/'.join(self.path)}` of `{self.owner.name}`"
        if isinstance(self.owner, ParameterPair | HeaderPair):
            return f"`{'/'.join(self.path)}` of {self.owner.subject}"
        return f"the {self.direction.value} property `{'/'.join(self.path)}`{suffix}"

    @cached_property
    def choice(self) -> Choice | None:
        """What became of the schema, where one side is a choice of alternatives and the other is not."""
        return choice_of(self.base, self.revision) if self.base is not None and self.revision is not None else None

    @property
    def both(self) -> tuple[Shape, Shape] | None:
        """Both shapes, where there are two that can be compared word by word."""
        if self.base is None or self.revision is None or self.choice is not None:
            return None
        return self.base, self.revision

    @property
    def travels(self) -> bool:
        """Whether it is sent this way at all, as the newest side says: what is read-only is no part of requests."""
        keyword = "readOnly" if self.direction is Direction.REQUEST else "writeOnly"
        pair: SchemaPair | None = self
        while pair is not None:
            if pair.flagged(keyword):
                return False
            pair = pair.parent
        return True

    @property
    def is_wrapped(self) -> bool:
        return self.choice is Choice.WRAPPED

    @property
    def is_rewrapped(self) -> bool:
        """Whether null was added by a choice around something that changed itself: that is told first."""
        if self.base is None or self.revision is None or self.base.wrapped == self.revision.wrapped:
            return False
        said = [{k: v for k, v in side.words.items() if k != "nullable"} for side in (self.base, self.revision)]
        return said[0] != said[1]

    def branches(self, keyword: str) -> tuple[tuple[Shape, ...], tuple[Shape, ...]]:
        """The alternatives of both sides. What became one of several, or is left of them, is the only one there."""
        base, revision = self.base, self.revision
        if base is None or revision is None or self.choice is Choice.WRAPPED:
            return (), ()
        if keyword != "allOf" and is_list_change(base, revision):
            return (), ()
        olds, news = (tuple(part for part in side.listed(keyword) if not is_null(part)) for side in (base, revision))
        if self.choice is Choice.JOINED and news:
            return (base,), news
        if self.choice is Choice.LEFT and olds:
            return olds, (revision,)
        return olds, news

    def property(self, name: str) -> SchemaPair:
        """The pair of a property, which may have no schema on either side."""
        olds, news = (side.named("properties") if side is not None else {} for side in (self.base, self.revision))
        base, revision = (shape_of(nodes[name]) if name in nodes else None for nodes in (olds, news))
        return SchemaPair(base, revision, self.owner, INNER_SCOPES[self.scope], (*self.path, name), name, self)

    def is_required(self, side: Shape | None) -> bool:
        """Whether a property is required in the schema around it; ``side`` is its parent's shape."""
        return side is not None and self.name in side.required

    def note(
        self, suffix: str, message: str, keyword: str | None = None, *tokens: str, also: str = "", detail: str = ""
    ) -> Note:
        """A note of the id ``prefix-suffix``, or of the one for properties that never travel this way, if there is.

        ``also``: the suffix that says it less exactly, for places that have no id for the other.
        """
        ids = (*self.ids(suffix), *(self.ids(also) if also else ()))
        return self.named_note(ids, message, keyword, *tokens, detail=detail)

    def named_note(
        self, ids: tuple[str, ...], message: str, keyword: str | None = None, *tokens: str, detail: str = ""
    ) -> Note:
        """A note of the first of the ids that is declared."""
        base, revision = (self._place(side, keyword, *tokens) for side in (0, 1))
        return Note(ids, message, base, revision, detail)

    def inside_note(self, ids: tuple[str, ...], message: str, keyword: str) -> Note:
        """A note on what the schema around a property says of it."""
        assert self.parent is not None
        base, revision = (self.parent._place(side, keyword) for side in (0, 1))
        return Note(ids, message, base, revision, self.name)

    def keyword_of(self, *keywords: str) -> str:
        """The first of the keywords that the revision has."""
        words = self.revision.words if self.revision is not None else {}
        return next((keyword for keyword in keywords if keyword in words), keywords[-1])

    def _place(self, side: int, keyword: str | None, *tokens: str) -> Place:
        shape = (self.base, self.revision)[side]
        if shape is not None:
            return shape.place(keyword, *tokens)
        return self.parent._place(side, "properties", self.name) if self.parent else self.owner.around[side]

    def ids(self, suffix: str) -> tuple[str, ...]:
        """The ids that a suffix may make here, the best one first."""
        plain = f"{self.prefix}-{suffix}"
        if self.scope != "property":
            # The items of a parameter travel as values of the parameter.
            is_item = self.scope == "parameter-property" and set(self.path) == {"items"}
            return (plain, f"request-parameter-{suffix}") if is_item else (plain,)
        if self.direction is Direction.REQUEST and self.flagged("readOnly"):
            return (f"request-read-only-property-{suffix}", plain)
        if self.direction is Direction.RESPONSE and self.flagged("writeOnly"):
            return (f"response-write-only-property-{suffix}", plain)
        return (plain,)

    def flagged(self, keyword: str) -> bool:
        """Whether the newest side says so."""
        shape = self.revision if self.revision is not None else self.base
        return shape is not None and shape.flag(keyword)
