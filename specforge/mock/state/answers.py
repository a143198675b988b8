"""Answers from the state: in the responses, media types and headers that the document has for them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import orjson

from specforge.document.model import Schema
from specforge.mock.answer import Answer, AnswerMaker, stable_seed
from specforge.mock.exchange import Exchange
from specforge.mock.message import RawHeader, raw_header
from specforge.mock.negotiate import Choice, negotiate, negotiate_refusal
from specforge.mock.problem import Kind, Problem
from specforge.mock.serialise import dump_json
from specforge.mock.standin import ABSENT
from specforge.mock.state.fit import Fitter, Misfit
from specforge.mock.state.known import Known
from specforge.mock.state.seeds import reference_names
from specforge.mock.state.store import Entry, Upload
from specforge.values.mediatypes import is_json, matches
from specforge.values.resources.bodies import is_binary, item_path
from specforge.values.resources.model import Resource
from specforge.values.resources.names import bare
from specforge.values.resources.paths import Key
from specforge.values.resources.shapes import Shapes

HEADER = "specforge-state"
# Choices are remembered by what was asked for, but no client may fill the memory with them.
_REMEMBERED = 500

_KINDS = {404: Kind.NOT_FOUND, 409: Kind.CONFLICT, 412: Kind.PRECONDITION, 507: Kind.STATE_FULL}
_TEXTS = ("message", "detail", "errordescription", "description", "msg", "reason")
_STATUSES = ("status", "statuscode", "code", "httpstatus", "httpcode")


class Refusal(Exception):
    """The state does not allow what was asked for; ``codes`` are the statuses that fit, best first."""

    def __init__(self, codes: Sequence[int], message: str) -> None:
        super().__init__(message)
        self.codes = tuple(codes)
        self.message = message


@dataclass(frozen=True)
class Found:
    """A thing that an answer is about. ``headers`` are what is known of response headers, by lower-case name; they
    are sent where the document has them."""

    resource: Resource
    key: Key
    entry: Entry
    known: Known = field(default_factory=Known)
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def etag(self) -> str:
        content = self.entry.upload.content if self.entry.upload is not None else b""
        digest = hashlib.blake2b(dump_json(self.entry.value) + content, digest_size=12)
        return f'"{digest.hexdigest()}"'


class Answers:
    """Writes answers for one document."""

    def __init__(self, maker: AnswerMaker, fitter: Fitter, shapes: Shapes) -> None:
        self._maker = maker
        self._fitter = fitter
        self._shapes = shapes
        self._choices: dict[tuple[object, ...], Choice | None] = {}

    def choice(self, exchange: Exchange, codes: tuple[int, ...]) -> Choice | None:
        """The response to say that all went well with: the first of ``codes`` that is described, else the document's
        own. None where the document only has errors. Raises Problem."""
        accept = exchange.request.headers.get("accept")
        key = (exchange.route.label, exchange.preferences, accept, codes)
        if key not in self._choices:
            if len(self._choices) >= _REMEMBERED:
                self._choices.clear()
            self._choices[key] = self._chosen(exchange, codes, accept)
        return self._choices[key]

    def _chosen(self, exchange: Exchange, codes: tuple[int, ...], accept: str | None) -> Choice | None:
        known = {response.code for response in exchange.route.responses}
        code = next((code for code in codes if str(code) in known), None)
        choice = negotiate(exchange.route, replace(exchange.preferences, code=code), accept, ())
        return choice if choice.status < 400 else None

    def of_item(self, exchange: Exchange, choice: Choice, found: Found) -> Answer:
        """The answer whose body is a thing. Raises Misfit."""
        upload = found.entry.upload
        if upload is not None and (stored := _stored(choice, upload)) is not None:
            return self._finished(exchange, stored, upload.content, found.headers, found)
        schema = choice.content.schema if choice.content is not None else None
        if choice.content is None:
            return self._finished(exchange, choice, ABSENT, found.headers, found)
        body = found.entry.value if schema is None else self._item_body(schema, choice, found)
        return self._finished(exchange, choice, body, found.headers, found)

    def of_value(self, exchange: Exchange, choice: Choice, value: Any, headers: Mapping[str, str]) -> Answer:
        """The answer with this body, which fits."""
        return self._finished(exchange, choice, value, headers, None)

    def refused(self, exchange: Exchange, refusal: Refusal) -> Answer:
        """The document's own error, else a problem document. Raises Problem."""
        choice = negotiate_refusal(exchange.route, refusal.codes, exchange.preferences)
        if choice is None:
            code = refusal.codes[0]
            raise Problem(_KINDS.get(code, Kind.INVALID_REQUEST), refusal.message)
        seed = exchange.preferences.seed
        answer = self._maker.maker(exchange.route, choice, seed)(exchange.request, exchange.path)
        return self._worded(exchange, choice, answer, refusal) if choice.example is None else answer

    def _worded(self, exchange: Exchange, choice: Choice, answer: Answer, refusal: Refusal) -> Answer:
        """An invented error says what is wrong, where it has a property for that."""
        schema = choice.content.schema if choice.content is not None else None
        if schema is None or not is_json(choice.media_type):
            return answer
        value = orjson.loads(answer.reply.body)
        said = self._said(value, schema, choice.status, refusal.message)
        if said == value or not self._fitter.is_valid(said, schema):
            return answer
        return self._maker.of_value(exchange.route, choice, said, self._seed(exchange, choice))

    def _said(self, value: Any, schema: Schema, status: int, message: str, depth: int = 0) -> Any:
        if not isinstance(value, dict):
            return value
        properties = self._shapes.properties(schema)
        result = dict(value)
        for name, child in properties.items():
            kind = self._shapes.kind(child)
            is_free = not any(part.enum or "const" in (part.raw or ()) for part in self._shapes.parts(child))
            if bare(name) in _TEXTS and kind == "string" and is_free and not child.get("pattern"):
                result[name] = message
            elif bare(name) in _STATUSES and kind == "integer" and name in value:
                result[name] = status
            elif bare(name) == "error" and kind == "object" and name in value and depth < 2:
                result[name] = self._said(value[name], child, status, message, depth + 1)
        return result

    def _item_body(self, schema: Schema, choice: Choice, found: Found) -> Any:
        path = item_path(self._shapes, schema, found.resource)
        if path is None:
            return self._mention(schema, choice, found)
        body = found.entry.value
        for name in reversed(path):
            body = {name: body}
        fitted = self._fitter.fit(body, schema)
        if not self._keeps_id(fitted, path, found):
            raise Misfit(f"the schema has no room for the {found.resource.id_name} of what is stored")
        return fitted

    def _keeps_id(self, body: Any, path: Sequence[str], found: Found) -> bool:
        name, value = found.resource.id_name, found.entry.value
        for step in path:
            body = body.get(step) if isinstance(body, dict) else None
        if name is None or not isinstance(value, dict) or not isinstance(body, dict) or name not in body:
            return not isinstance(value, dict) or isinstance(body, dict)
        return bool(body[name] == value.get(name))

    def _mention(self, schema: Schema, choice: Choice, found: Found) -> Any:
        """A body that is not the thing, but may name it: ``{"silenceID": ...}``, ``{"deleted": true}``."""
        base = choice.example.value if choice.example is not None else None
        base = base if self._fitter.is_valid(base, schema) else self._fitter.donor(schema)
        if not isinstance(base, dict):
            return self._fitter.fit(base, schema)
        resource, value = found.resource, found.entry.value
        known = value.get(resource.id_name) if isinstance(value, dict) and resource.id_name else found.key[-1:]
        names = reference_names(resource) | {bare(resource.id_name or "id")}
        names |= {bare(resource.parameter.name)} if resource.parameter is not None else set()
        result = dict(base)
        for name, child in self._shapes.properties(schema).items():
            own = value.get(name) if isinstance(value, dict) else None
            is_id = bare(name) in names and self._shapes.is_scalar(child)
            about = found.known.values(name, child, self._shapes)
            candidates = [*about, *([known] if is_id else ()), *([own] if own is not None else ())]
            fitting = next((each for each in candidates if self._fitter.is_valid(each, child)), None)
            result |= {name: fitting} if fitting is not None else {}
        return self._fitter.fit(result, schema)

    def _finished(
        self, exchange: Exchange, choice: Choice, value: Any, known: Mapping[str, str], found: Found | None
    ) -> Answer:
        described = {name.lower() for name in choice.response.headers}
        headers = dict(known)
        if found is not None and "etag" in described:
            headers["etag"] = found.etag
        others = {name: each for name, each in choice.response.headers.items() if name.lower() not in headers}
        plain = replace(choice, example=None, response=replace(choice.response, headers=others))
        made = self._maker.of_value(exchange.route, plain, value, self._seed(exchange, choice) if others else 0)
        return Answer(made.reply.with_headers(*_raw(headers, described)), made.diagnostics)

    def _seed(self, exchange: Exchange, choice: Choice) -> int:
        return stable_seed(exchange.preferences.seed, exchange.route.label, choice)


def _raw(headers: Mapping[str, str], described: set[str]) -> list[RawHeader]:
    return [raw_header(name, value) for name, value in headers.items() if name.lower() in described]


def _stored(choice: Choice, upload: Upload) -> Choice | None:
    """The choice of a response that can carry what was uploaded; None where it describes something else."""
    if choice.content is None or not (is_binary(choice.content.media_type) or choice.content.media_type == "*/*"):
        return None
    contents = choice.response.contents
    content = next((each for each in contents if matches(each.media_type, upload.media_type)), choice.content)
    is_range = "*" in content.media_type
    return replace(choice, content=content, media_type=upload.media_type if is_range else content.media_type)


def is_among(etag: str, stated: str) -> bool:
    """True where ``If-Match`` or ``If-None-Match`` names the tag, or any."""
    tags = [tag.strip().removeprefix("W/") for tag in stated.split(",")]
    return etag in tags or "*" in tags
