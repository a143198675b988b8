"""Answers that break exactly one promise, made from sound ones."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from specforge.document.model import Header, MediaType, Operation, Response
from specforge.document.place import Place
from specforge.mock.breaches.broken import broken_values
from specforge.values.check import SchemaChecker
from specforge.values.media import UndecodableBody, decode_body
from specforge.values.mediatypes import find_content, is_json, is_json_sequence
from specforge.values.styles import MISSING, ParameterCodec

Headers = Mapping[str, tuple[str, ...]]

_STRANGE_TYPE = "text/x-specforge"
_STRANGE_STATUSES = (203, 226, 418, 477)
_FAILURE = 500
# Of each response of an operation, so many different bodies are taken apart.
_MOST_BODIES = 60


class Told(NamedTuple):
    """An answer as it was told: header names in lower case."""

    status: int
    headers: Headers
    body: bytes


class Promise(NamedTuple):
    """What an answer can break: ``status`` is the key of the response in the document, empty for all of them."""

    kind: str
    keyword: str
    place: Place
    status: str = ""


class Spoilt(NamedTuple):
    """An answer that breaks one promise, and what it does in words."""

    promise: Promise
    what: str
    answer: Told


@dataclass(slots=True)
class Spoiler:
    """Spoils the answers of one operation. ``wanted`` are the promises that are still of interest, all when None."""

    operation: Operation
    checker: SchemaChecker
    wanted: set[Promise] | None = None
    _bodies: dict[str, set[int]] = field(default_factory=dict)

    def spoilt(self, answer: Told) -> Iterator[Spoilt]:
        """The answer with each of the promises broken, one at a time."""
        for spoilt in self._all(answer):
            if self.wanted is None or spoilt.promise in self.wanted:
                yield spoilt

    def _all(self, answer: Told) -> Iterator[Spoilt]:
        response = self.operation.response_for(answer.status)
        if response is None:
            return
        yield from self._of_the_whole(answer)
        yield from self._headers(response, answer)
        media = _media(response, answer)
        if media is not None:
            yield from self._content(response, media, answer)

    def _wants(self, kind: str, status: str) -> bool:
        return self.wanted is None or any(one.kind == kind and one.status == status for one in self.wanted)

    def _of_the_whole(self, answer: Told) -> Iterator[Spoilt]:
        """Whatever it answers, these are never right."""
        if answer.status >= 300:
            return
        responses = self.operation.node.get("responses")
        place = responses.place if responses is not None else self.operation.place
        strange = next((one for one in _STRANGE_STATUSES if self.operation.response_for(one) is None), None)
        if strange is not None:
            what = f"answers with the status {strange}, which is not documented"
            yield Spoilt(Promise("status", "responses", place), what, answer._replace(status=strange))
        name = self.operation.node.key_place
        failure = Told(_FAILURE, {"content-type": ("text/plain",)}, b"Internal Server Error")
        yield Spoilt(Promise("server-error", "responses", name), f"fails with {_FAILURE}", failure)

    def _headers(self, response: Response, answer: Told) -> Iterator[Spoilt]:
        for name, header in response.headers.items():
            given = answer.headers.get(name.lower())
            if given is None or name.lower() == "content-type":
                continue
            if header.required:
                promise = Promise("header", "required", header.place, response.status)
                what = f"answers {response.status} without the header {name}"
                yield Spoilt(promise, what, answer._replace(headers=_without(answer.headers, name)))
            yield from self._header_values(response, name, header, given[0], answer)

    def _header_values(
        self, response: Response, name: str, header: Header, text: str, answer: Told
    ) -> Iterator[Spoilt]:
        schema = next((media.schema for media in header.content.values()), header.schema)
        codec = ParameterCodec(header, name)
        value = codec.decode(text) if schema is not None else MISSING
        if schema is None or value is MISSING:
            return

        def read(new: Any) -> Any:
            arrived = value if new in ("", None, [], {}) else codec.decode(str(codec.encode(new)))
            return value if arrived is MISSING else arrived

        for broken in broken_values(self.checker.compile(schema, "response"), value, read):
            promise = Promise("header", broken.keyword, broken.place, response.status)
            headers = {**answer.headers, name.lower(): (str(codec.encode(broken.value)),)}
            what = f"answers {response.status} with a header {name} that breaks `{broken.keyword}`"
            yield Spoilt(promise, what, answer._replace(headers=headers))

    def _content(self, response: Response, media: MediaType, answer: Told) -> Iterator[Spoilt]:
        status = response.status
        if find_content(response.content, _STRANGE_TYPE) is None:
            node = response.node.get("content")
            promise = Promise("content-type", "content", node.place if node is not None else response.place, status)
            headers = {**answer.headers, "content-type": (_STRANGE_TYPE,)}
            yield Spoilt(promise, f"answers {status} as {_STRANGE_TYPE}", answer._replace(headers=headers))
        if not is_json(media.name) or is_json_sequence(media.name) or not answer.body:
            return
        promise = Promise("body", "syntax", media.place, status)
        yield Spoilt(promise, f"answers {status} with broken JSON", answer._replace(body=answer.body[:-1] + b"\x00"))
        if self._wants("response", status) and self._is_new(status, answer.body):
            yield from self._values(status, media, answer)

    def _is_new(self, status: str, body: bytes) -> bool:
        """Each body is taken apart once, and of what always differs only some."""
        known = self._bodies.setdefault(status, set())
        if hash(body) in known or len(known) >= _MOST_BODIES:
            return False
        known.add(hash(body))
        return True

    def _values(self, status: str, media: MediaType, answer: Told) -> Iterator[Spoilt]:
        value = _read(media, answer)
        if media.schema is None or value is MISSING:
            return
        for broken in broken_values(self.checker.compile(media.schema, "response"), value):
            where = ".".join(map(str, broken.path))
            said = "answers with null" if broken.keyword == "null" else f"breaks `{broken.keyword}`"
            what = f"{said}{f' in `{where}`' if where else ''} of the answer {status}"
            promise = Promise("response", broken.keyword, broken.place, status)
            yield Spoilt(promise, what, answer._replace(body=json.dumps(broken.value).encode()))


def _media(response: Response, answer: Told) -> MediaType | None:
    given = answer.headers.get("content-type", ())
    key = find_content(response.content, given[0]) if given else None
    return response.content[key] if key is not None else None


def _read(media: MediaType, answer: Told) -> Any:
    try:
        return decode_body(media.name, answer.body, media)
    except UndecodableBody:
        return MISSING


def _without(headers: Headers, name: str) -> Headers:
    return {key: values for key, values in headers.items() if key != name.lower()}


def told(status: int, headers: Iterable[tuple[bytes, bytes]], body: bytes) -> Told:
    """An answer of the mock."""
    found: dict[str, tuple[str, ...]] = {}
    for name, value in headers:
        key = name.decode("latin-1").lower()
        found[key] = (*found.get(key, ()), value.decode("latin-1"))
    return Told(status, found, body)
