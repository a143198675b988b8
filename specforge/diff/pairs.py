"""Pairs: the same thing in both documents. A side is None where the thing was added or removed.

Rules ask for one kind of pair. What a pair knows besides its two sides is where it is: the operation, the direction,
the status, the media type, the path of a property. So every rule speaks of places in the same words.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Generic, NamedTuple, TypeVar

from specforge.diff.change import Direction
from specforge.document.model import (
    Document,
    Header,
    MediaType,
    Operation,
    Parameter,
    PathItem,
    RequestBody,
    Response,
)
from specforge.document.place import Place
from specforge.document.view import View

V = TypeVar("V", bound=View)


class Note(NamedTuple):
    """What a rule found. ``ids``: the change's id; the first of these that the rule declares.

    ``detail`` tells it apart from others of the same id at the same place: the value of an enum. ``witness`` is a
    message that is broken, where that goes without validators.
    """

    ids: tuple[str, ...]
    message: str
    base: Place
    revision: Place
    detail: str = ""
    witness: str = ""

    def shown_by(self, witness: str) -> Note:
        """The note with its witness."""
        return self._replace(witness=witness)


@dataclass(frozen=True)
class DocumentPair:
    """Both documents."""

    base: Document
    revision: Document

    def note(self, id: str, message: str, *tokens: str, detail: str = "") -> Note:
        """A note at ``tokens`` below the root of both."""
        base, revision = (side.place.child(*tokens, key=True) for side in (self.base, self.revision))
        return Note((id,), message, base, revision, detail)


@dataclass(frozen=True)
class ComponentPair:
    """A named schema that the revision has no counterpart of. ``places`` are where it was, and where it would be."""

    name: str
    places: tuple[Place, Place]

    @property
    def where(self) -> tuple[str, ...]:
        return ("schema", self.name)

    def note(self, id: str, message: str) -> Note:
        return Note((id,), message, *self.places)


@dataclass(frozen=True)
class Sides(Generic[V]):
    """One thing on both sides, and the pair around it, which lends its place to a side that is missing."""

    base: V | None
    revision: V | None

    def places(self, around: tuple[Place, Place], *tokens: str | int) -> tuple[Place, Place]:
        """Where ``tokens`` stand below both sides."""
        old, new = around
        base = self.base.place.child(*tokens, key=True) if self.base is not None else old
        revision = self.revision.place.child(*tokens, key=True) if self.revision is not None else new
        return base, revision


@dataclass(frozen=True)
class OperationPair(Sides[Operation]):
    """An operation. ``items`` are the path items, of which one may be there although the operation is not."""

    label: str = ""
    path: str = ""
    items: tuple[PathItem | None, PathItem | None] = (None, None)
    roots: tuple[Document, Document] = field(default=None, repr=False)  # type: ignore[assignment]

    @property
    def around(self) -> tuple[Place, Place]:
        """Where the operation is, or would be."""
        places = [
            item.place if item is not None else root.place.child("paths", self.path, key=True)
            for item, root in zip(self.items, self.roots, strict=True)
        ]
        return self.places((places[0], places[1]))

    def note(self, id: str, message: str, *tokens: str, detail: str = "") -> Note:
        return Note((id,), message, *self.places(self.around, *tokens), detail)


@dataclass(frozen=True)
class ParameterPair(Sides[Parameter]):
    """A parameter. ``shared`` tells that it stands in the path item, on the side where it is."""

    operation: OperationPair = field(default=None, repr=False)  # type: ignore[assignment]
    location: str = ""
    name: str = ""
    shared: bool = False

    @property
    def direction(self) -> Direction:
        return Direction.REQUEST

    @property
    def around(self) -> tuple[Place, Place]:
        return self.places(self.operation.places(self.operation.around, "parameters"))

    @property
    def where(self) -> tuple[str, ...]:
        return (self.location, self.name)

    @property
    def subject(self) -> str:
        return f"the {self.location} parameter `{self.name}`"

    def note(self, id: str, message: str, *tokens: str, detail: str = "") -> Note:
        return Note((id,), message, *self.places(self.around, *tokens), detail)


@dataclass(frozen=True)
class BodyPair(Sides[RequestBody]):
    """A request body."""

    operation: OperationPair = field(default=None, repr=False)  # type: ignore[assignment]

    @property
    def around(self) -> tuple[Place, Place]:
        return self.places(self.operation.places(self.operation.around, "requestBody"))

    def note(self, id: str, message: str, *tokens: str, detail: str = "") -> Note:
        return Note((id,), message, *self.places(self.around, *tokens), detail)


@dataclass(frozen=True)
class ResponsePair(Sides[Response]):
    """A response of one status."""

    operation: OperationPair = field(default=None, repr=False)  # type: ignore[assignment]
    status: str = "default"

    @property
    def where(self) -> tuple[str, ...]:
        return (self.status,)

    @property
    def around(self) -> tuple[Place, Place]:
        return self.places(self.operation.places(self.operation.around, "responses"))

    def note(self, id: str, message: str, *tokens: str, detail: str = "") -> Note:
        return Note((id,), message, *self.places(self.around, *tokens), detail)


@dataclass(frozen=True)
class HeaderPair(Sides[Header]):
    """A header of a response."""

    response: ResponsePair = field(default=None, repr=False)  # type: ignore[assignment]
    name: str = ""

    @property
    def operation(self) -> OperationPair:
        return self.response.operation

    @property
    def direction(self) -> Direction:
        return Direction.RESPONSE

    @property
    def around(self) -> tuple[Place, Place]:
        return self.places(self.response.places(self.response.around, "headers"))

    @property
    def where(self) -> tuple[str, ...]:
        return (self.response.status, "header", self.name.lower())

    @property
    def subject(self) -> str:
        return f"the header `{self.name}` of the response {self.response.status}"

    def note(self, id: str, message: str, *tokens: str, detail: str = "") -> Note:
        return Note((id,), message, *self.places(self.around, *tokens), detail)


@dataclass(frozen=True)
class MediaTypePair(Sides[MediaType]):
    """A media type of a request body (``status`` is None) or of a response. ``near`` are the places around it."""

    operation: OperationPair = field(default=None, repr=False)  # type: ignore[assignment]
    direction: Direction = Direction.REQUEST
    status: str | None = None
    name: str = ""
    near: tuple[Place, Place] = field(default=None, repr=False)  # type: ignore[assignment]

    @property
    def around(self) -> tuple[Place, Place]:
        return self.places(self.near)

    @property
    def where(self) -> tuple[str, ...]:
        return (*((self.status,) if self.status else ()), self.name)

    @property
    def subject(self) -> str:
        return "the request body" if self.status is None else f"the body of the response {self.status}"

    def note(self, id: str, message: str, *tokens: str, detail: str = "") -> Note:
        return Note((id,), message, *self.places(self.around, *tokens), detail)
