"""Proof: for a change that breaks messages, one that was valid and no longer is, as the validators of both sides say.

Of a request, the base says what clients send and the revision what is accepted; of a response, the revision says what
the server sends and the base what clients expect.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from specforge.diff.change import Direction
from specforge.diff.message import grow
from specforge.diff.pairs import DocumentPair, HeaderPair, MediaTypePair, ParameterPair
from specforge.diff.schema_pair import SchemaPair
from specforge.diff.shape import Shape
from specforge.diff.variations import hidden_in, keys_of, names_in
from specforge.diff.witness import Values, find_witness
from specforge.document.model import Document, Schema
from specforge.document.node import Node
from specforge.document.place import Place
from specforge.values.check import SchemaChecker

# How many values are tried to be made into a whole message.
_TRIES = 6
_INDENT = 2
_LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Proof:
    """``value``: the message, or the part of it that could be proven. ``problem``: what the other side says of it."""

    value: Any
    problem: str
    pair: SchemaPair

    def __str__(self) -> str:
        """In the words of a report."""
        text = json.dumps(self.value, indent=_INDENT, ensure_ascii=False, default=str)
        shown = text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
        return f"{_where(self.pair)}\n{shown}\n{_WORDS[self.pair.direction]}: {self.problem}"


_WORDS = {
    Direction.REQUEST: "it was valid, and is refused now",
    Direction.RESPONSE: "it may be sent now, and was not valid",
}


class Prover:
    """Finds proofs for the changes between two documents."""

    def __init__(self, documents: DocumentPair) -> None:
        self._documents = documents
        self._checkers = (SchemaChecker(documents.base), SchemaChecker(documents.revision))
        self._values: dict[tuple[int, Direction], Values] = {}
        self._known: dict[tuple[Node, Node, Direction, tuple[str, ...], frozenset[str] | None], Proof | None] = {}

    def prove(self, pair: SchemaPair, own: frozenset[str] | None = None) -> Proof | None:
        """A message that tells both sides of ``pair`` apart; None where none is found.

        ``own``: it must break one of these keywords of the schema itself, and not what a schema in it says.
        """
        while pair.base is None or pair.revision is None:
            if pair.parent is None:
                return None
            pair = pair.parent
        key = (pair.base.node, pair.revision.node, pair.direction, pair.where, own)
        if key not in self._known:
            self._known[key] = next(self._proofs(pair, pair.base, pair.revision, own), None)
        return self._known[key]

    def seek(self, pair: SchemaPair) -> Proof | None:
        """The same without a hint what may be broken.

        Names that only the other side knows, or that do not travel this way, prove nothing.
        """
        if pair.base is None or pair.revision is None:
            return None
        giver, taker = (pair.base, pair.revision)[:: 1 if pair.direction is Direction.REQUEST else -1]
        foreign = (
            (names_in(taker) - names_in(giver)) | hidden_in(taker, pair.direction) | hidden_in(giver, pair.direction)
        )
        found = self._proofs(pair, pair.base, pair.revision, None, is_thorough=True)
        return next((proof for proof in found if not keys_of(proof.value) & foreign), None)

    def _proofs(
        self,
        pair: SchemaPair,
        base: Shape,
        revision: Shape,
        own: frozenset[str] | None,
        *,
        is_thorough: bool = False,
    ) -> Iterator[Proof]:
        shapes = (base, revision)
        giver = 0 if pair.direction is Direction.REQUEST else 1
        taker = 1 - giver
        gives, takes = self._side(giver, pair.direction), self._side(taker, pair.direction)
        values = find_witness(shapes[giver], gives, shapes[taker], takes, is_thorough=is_thorough)
        for tried, value in enumerate(values):
            if own is not None and not self._breaks(own, takes, shapes[taker], value):
                continue
            *_, (whole, message) = grow(pair, giver, value, gives)
            expected = (whole.base, whole.revision)[taker]
            if whole.parent is None and expected is not None and not takes.allows(expected.schema, message):
                yield Proof(message, self._problem(takes, expected.schema, message), whole)
            if tried == _TRIES and not is_thorough:
                return

    def _breaks(self, keywords: frozenset[str], takes: Values, taker: Shape, value: Any) -> bool:
        """Whether one of the ``keywords`` of ``taker`` itself refuses the value."""
        places = [violation.place for violation in takes.compiled(taker.schema).violations(value)]
        own = [taker.place(keyword) for keyword in keywords & taker.words.keys()]
        return any(_is_of(keyword, place) for place in places for keyword in own)

    def _problem(self, takes: Values, schema: Schema, message: Any) -> str:
        violations = takes.compiled(schema).first_violations(message)
        return str(violations[0]) if violations else "it does not match the schema"

    def _side(self, side: int, direction: Direction) -> Values:
        key = (side, direction)
        if key not in self._values:
            self._values[key] = Values(self._checkers[side], direction.value)
        return self._values[key]

    @property
    def documents(self) -> tuple[Document, Document]:
        return self._documents.base, self._documents.revision


def _is_of(keyword: Place, place: Place) -> bool:
    """Whether a violation at ``place`` is the keyword's: what properties say is told with each of them."""
    if keyword.tokens[-1:] == ("properties",):
        return False
    return place.source == keyword.source and place.tokens[: len(keyword.tokens)] == keyword.tokens


def _where(pair: SchemaPair) -> str:
    """Which message it is."""
    owner, label = pair.owner, pair.operation.label if pair.operation else ""
    match owner:
        case MediaTypePair(status=None):
            return f"{label} with the body ({owner.name})"
        case MediaTypePair():
            return f"{label} is answered with {owner.status} ({owner.name})"
        case ParameterPair():
            return f"{label} with the {owner.location} parameter `{owner.name}`"
        case HeaderPair():
            return f"{label} is answered with the header `{owner.name}`"
    return f"`{owner.name}` in a {pair.direction.value}"
