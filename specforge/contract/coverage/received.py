"""What one operation answered: statuses, media types, and what of the response schemas was seen.

``default`` and 5xx are left out: a document describes them for what should not happen.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from specforge.contract.coverage import answers
from specforge.contract.coverage.catalogue import Catalogue
from specforge.contract.coverage.patience import Patience
from specforge.document.model import MediaType, Operation
from specforge.findings.exchange import Answer
from specforge.values.media import UndecodableBody, decode_body
from specforge.values.mediatypes import find_content

# Answers larger than this show nothing that smaller ones do not.
_LARGEST = 500_000


class Received:
    """Counts the answers of one operation."""

    def __init__(self, operation: Operation, catalogue: Catalogue) -> None:
        self.known: set[int] = set()
        self.media: set[str] = set()
        self.catalogue = catalogue
        self._patience = Patience()
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
        self.media.add(f"{status} {name}")
        if len(self.known) >= self.total or answer.truncated or len(answer.body) > _LARGEST:
            return
        if not self._patience.is_over(phase):
            found = self._seen(content[name], answer)
            self._patience.note(learned=bool(found))
            self.known |= found

    def _seen(self, media: MediaType, answer: Answer) -> set[int]:
        try:
            value = decode_body(answer.content_type or media.name, answer.body, media)
        except UndecodableBody:
            return set()
        found: set[int] = set()
        if media.item_schema is not None and isinstance(value, list):
            compiled = self.catalogue.compile(media.item_schema)
            for item in value[: answers.MOST_ITEMS]:
                found |= self._exercised(compiled, item)
        if media.schema is not None and not isinstance(value, bytes):
            found |= self._exercised(self.catalogue.compile(media.schema), value)
        return found

    def _exercised(self, compiled: Any, value: Any) -> set[int]:
        return answers.exercised(compiled, value, self.catalogue.spots, self.known)

    def _media(self) -> list[MediaType]:
        return [media for content in self._content.values() for media in content.values()]


def counts(status: str) -> bool:
    """True for a documented status that a test should see."""
    return status != "default" and not status.startswith("5")


def status_key(documented: Iterable[str], status: int) -> str | None:
    """The documented status, or range of them, that an answer has."""
    keys = {key.upper(): key for key in documented}
    return keys.get(str(status)) or keys.get(f"{status // 100}XX")
