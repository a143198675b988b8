"""Sent: pairs of what the server sends by itself, webhooks and callbacks, and of what it takes for an answer."""

from __future__ import annotations

from dataclasses import dataclass, field

from specforge.diff.change import Direction
from specforge.diff.pairs import Note, OperationPair, ParameterPair, Sides
from specforge.document.model import PathItem, RequestBody, Response
from specforge.document.place import Place


@dataclass(frozen=True)
class CallbackPair(Sides[PathItem]):
    """A callback of an operation: what is sent to the address that ``expression`` gives."""

    operation: OperationPair = field(default=None, repr=False)  # type: ignore[assignment]
    name: str = ""
    expression: str = ""
    near: tuple[Place, Place] = field(default=None, repr=False)  # type: ignore[assignment]

    @property
    def where(self) -> tuple[str, ...]:
        return ("callback", self.name, self.expression)

    @property
    def direction(self) -> Direction:
        return Direction.RESPONSE

    def note(self, id: str, message: str, *, detail: str = "") -> Note:
        return Note((id,), message, *self.places(self.near), detail)


@dataclass(frozen=True)
class SentParameterPair(ParameterPair):
    """A parameter that the server sends. ``kind`` is what sends it: ``webhook`` or ``callback``."""

    kind: str = ""

    @property
    def direction(self) -> Direction:
        return Direction.RESPONSE


@dataclass(frozen=True)
class SentBodyPair(Sides[RequestBody]):
    """A body that the server sends."""

    operation: OperationPair = field(default=None, repr=False)  # type: ignore[assignment]
    kind: str = ""

    @property
    def direction(self) -> Direction:
        return Direction.RESPONSE

    def note(self, id: str, message: str, *tokens: str) -> Note:
        around = self.operation.places(self.operation.around, "requestBody")
        return Note((id,), message, *self.places(around, *tokens))


@dataclass(frozen=True)
class AnswerPair(Sides[Response]):
    """What a client may answer with to what the server sends."""

    operation: OperationPair = field(default=None, repr=False)  # type: ignore[assignment]
    status: str = "default"
    kind: str = ""

    @property
    def where(self) -> tuple[str, ...]:
        return (self.status,)

    @property
    def direction(self) -> Direction:
        return Direction.REQUEST

    def note(self, id: str, message: str) -> Note:
        return Note((id,), message, *self.places(self.operation.places(self.operation.around, "responses")))
