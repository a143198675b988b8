"""What one operation answered: statuses, media types, and what of the response schemas was seen.

``default`` and 5xx are left out: a document describes them for what should not happen.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, Self

from specforge.contract.coverage import answers
from specforge.contract.coverage.catalogue import Catalogue
from specforge.contract.coverage.saturation import Saturation
from specforge.document.model import MediaType, Operation
from specforge.findings.exchange import Answer
from specforge.values.check import CompiledSchema
from specforge.values.media import UndecodableBody, decode_body
from specforge.values.mediatypes import find_content

# Answers larger than this show nothing that smaller ones do not.
_LARGEST = 500_000
# So many answers of a status, one after the other, may show nothing new in a phase.
_MOST_IN_VAIN = 20


class _Look(NamedTuple):
    """How answers of one status and media type are looked into."""

    media: MediaType
    whole: CompiledSchema | None
    item: CompiledSchema | None
    saturation: Saturation

    @classmethod
    def at(cls, media: MediaType, catalogue: Catalogue) -> Self:
        whole, item = (catalogue.compile(one) if one is not None else None for one in (media.schema, media.item_schema))
        return cls(media, whole, item, Saturation(_MOST_IN_VAIN))


class Received:
    """Counts the answers of one operation."""

    def __init__(self, operation: Operation, catalogue: Catalogue) -> None:
        self.known: set[int] = set()
        self.media: set[str] = set()
        self.catalogue = catalogue
        self._looks: dict[str, _Look] = {}
        self._bodies: set[int] = set()
        self._responses = {status: response for status, response in operation.responses.items() if counts(status)}
        self._content = {status: response.content for status, response in self._responses.items()}
        schemas = [schema for media in self._media() for schema in (media.schema, media.item_schema) if schema]
        # As ranges, since the answers of a large document have a million things to show.
        self.numbers = tuple({part.numbers: None for schema in schemas for part in catalogue.of(schema)})
        self.total = sum(map(len, self.numbers))

    @property
    def media_types(self) -> list[str]:
        """What the answers may be, with their status."""
        return [f"{status} {name}" for status, content in self._content.items() for name in content]

    def count(self, answer: Answer, phase: str) -> None:
        """One answer."""
        status = status_key(self._content, answer.status)
        content = self._content[status] if status else {}
        name = find_content(content, answer.content_type) if content else None
        if name is None:
            return
        key = f"{status} {name}"
        self.media.add(key)
        if len(self.known) >= self.total or answer.truncated or len(answer.body) > _LARGEST:
            return
        look = self._looks.get(key) or self._looks.setdefault(key, _Look.at(content[name], self.catalogue))
        body = hash((key, answer.body))
        if body not in self._bodies and not look.saturation.is_reached(phase):
            self._bodies.add(body)
            found = self._seen(look, answer)
            look.saturation.note(learned=bool(found))
            self.known |= found

    def _seen(self, look: _Look, answer: Answer) -> set[int]:
        try:
            value = decode_body(answer.content_type or look.media.name, answer.body, look.media)
        except UndecodableBody:
            return set()
        found: set[int] = set()
        if look.item is not None and isinstance(value, list):
            for item in value[: answers.MOST_ITEMS]:
                found |= answers.exercised(look.item, item, self.catalogue.spots, self.known)
        if look.whole is not None and not isinstance(value, bytes):
            found |= answers.exercised(look.whole, value, self.catalogue.spots, self.known)
        return found

    def _media(self) -> list[MediaType]:
        return [media for content in self._content.values() for media in content.values()]


def counts(status: str) -> bool:
    """True for a documented status that a test should see."""
    return status != "default" and not status.startswith("5")


def status_key(documented: Iterable[str], status: int) -> str | None:
    """The documented status, or range of them, that an answer has."""
    keys = {key.upper(): key for key in documented}
    return keys.get(str(status)) or keys.get(f"{status // 100}XX")
