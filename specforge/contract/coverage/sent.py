"""What was sent to one operation: parameters and bodies, and the keywords of their schemas.

Only requests that the implementation looked at count: what is refused for its credentials, its method or its pace says
nothing about values, and behind a 404 only the path was looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from specforge.contract.conformance.faults import is_ignored, is_repeated, path_values, raw_value
from specforge.contract.coverage import keywords
from specforge.contract.coverage.catalogue import Catalogue
from specforge.contract.coverage.saturation import Saturation
from specforge.document.model import MediaType, Operation, Parameter, Schema
from specforge.findings.exchange import SentRequest
from specforge.values.check import CompiledSchema
from specforge.values.media import UndecodableBody, decode_body
from specforge.values.mediatypes import find_content, is_json
from specforge.values.styles import MISSING, ParameterCodec

UNHEARD = frozenset({401, 403, 405, 406, 429, 502, 503, 504})
NOT_FOUND = 404
VALID, INVALID, OMITTED = "valid", "invalid", "omitted"
# A value larger than this was made for its size.
_LARGEST = 100_000
# So many bodies, one after the other, may show nothing new in a phase.
_MOST_IN_VAIN = 50


class _Sent(NamedTuple):
    """A parameter and what of it can be exercised: ``sides``, and the numbers of its schema."""

    parameter: Parameter
    codec: ParameterCodec
    compiled: CompiledSchema | None
    numbers: frozenset[int]
    sides: tuple[str, ...]


class Sent:
    """Counts the requests of one operation."""

    def __init__(self, operation: Operation, catalogue: Catalogue) -> None:
        self.known: set[int] = set()
        self.media: set[str] = set()
        self._path = operation.path
        self.catalogue = catalogue
        self._sides: set[tuple[int, str]] = set()
        self._values: set[int] = set()
        self._saturation = Saturation(_MOST_IN_VAIN)
        listed = [parameter for parameter in operation.parameters if not is_ignored(parameter)]
        self._parameters = [self._sent(parameter) for parameter in listed]
        body = operation.request_body
        self._bodies = {} if body is None else body.content
        self._of_bodies = {name: self._body_numbers(media) for name, media in self._bodies.items()}
        self.numbers = frozenset().union(
            *(sent.numbers for sent in self._parameters), *(numbers for numbers in self._of_bodies.values())
        )

    @property
    def media_types(self) -> list[str]:
        """The media types that are offered for the body."""
        return list(self._bodies)

    def sides(self) -> Iterator[tuple[str, bool]]:
        """What there is to exercise of each parameter, and whether it was."""
        for index, sent in enumerate(self._parameters):
            for side in sent.sides:
                name = f"{sent.parameter.location} {sent.parameter.name}: never {side}"
                yield name, (index, side) in self._sides

    def count(self, request: SentRequest, status: int, phase: str) -> None:
        """One request that was answered with ``status``."""
        if status in UNHEARD:
            return
        segments = path_values(self._path, request.path)
        for index, sent in enumerate(self._parameters):
            if status != NOT_FOUND or sent.parameter.location == "path":
                self._count_parameter(index, sent, raw_value(sent.parameter, request, segments))
        if status != NOT_FOUND and request.body and not request.truncated:
            self._count_body(request, phase)

    def _count_parameter(self, index: int, sent: _Sent, raw: Any) -> None:
        has_sides = all((index, side) in self._sides for side in sent.sides)
        if has_sides and self.known >= sent.numbers:
            return
        value = sent.codec.decode(raw)
        key = hash((index, repr(value)))
        if key in self._values:
            return
        self._values.add(key)
        if value is MISSING:
            self._sides.add((index, OMITTED))
        elif sent.compiled is None:
            self._sides.add((index, VALID))
        elif not is_repeated(sent.parameter, sent.compiled.schema, raw):
            is_valid, found = keywords.exercised(sent.compiled, value, self.catalogue.spots, self.known)
            self._sides.add((index, VALID if is_valid else INVALID))
            self.known |= found & sent.numbers

    def _count_body(self, request: SentRequest, phase: str) -> None:
        key = find_content(self._bodies, request.header("content-type"))
        if key is None or request.body is None:
            return
        self.media.add(key)
        schema, numbers = self._bodies[key].schema, self._of_bodies[key]
        if (
            schema is None
            or self.known >= numbers
            or len(request.body) > _LARGEST
            or self._saturation.is_reached(phase)
        ):
            return
        try:
            value = decode_body(request.header("content-type"), request.body, self._bodies[key])
        except UndecodableBody:
            return
        if not isinstance(value, bytes):
            _, found = keywords.exercised(self.catalogue.compile(schema), value, self.catalogue.spots, self.known)
            found &= numbers
            self._saturation.note(learned=bool(found))
            self.known |= found

    def _sent(self, parameter: Parameter) -> _Sent:
        content = next(iter(parameter.content.values()), None)
        schema = parameter.schema if content is None else content.schema
        numbers = self._numbers(schema, parameter.location if content is None else None)
        can_be_wrong = any(name.endswith(keywords.BROKEN) for name in self._names(numbers))
        sides = [VALID, *([INVALID] if can_be_wrong else []), *([OMITTED] if parameter.location != "path" else [])]
        compiled = self.catalogue.compile(schema) if schema is not None else None
        return _Sent(parameter, ParameterCodec(parameter), compiled, numbers, tuple(sides))

    def _names(self, numbers: frozenset[int]) -> Iterator[str]:
        return (self.catalogue.at(number)[1] for number in numbers)

    def _body_numbers(self, media: MediaType) -> frozenset[int]:
        return self._numbers(media.schema, None if is_json(media.name) else "body")

    def _numbers(self, schema: Schema | None, location: str | None) -> frozenset[int]:
        """Of what goes as text, at ``location``, not everything can be broken."""
        parts = self.catalogue.of(schema) if schema is not None else []
        return frozenset(
            spot.first + at
            for part in parts
            for spot in part.spots
            for at, name in enumerate(spot.names)
            if location is None or keywords.can_be_sent_as_text(spot, name, location)
        )
