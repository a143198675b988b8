"""Stage five: the choice becomes a reply. What does not vary is made once and kept ready as bytes."""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from specforge.document.model import Header, Schema
from specforge.mock.diagnostic import Diagnostic
from specforge.mock.message import MARK, Form, Reply, Request, raw_header, reply
from specforge.mock.negotiate import Choice
from specforge.mock.patch import patched
from specforge.mock.problem import Kind, Problem
from specforge.mock.serialise import as_javascript, dump_json, serialise
from specforge.mock.settings import Settings
from specforge.mock.standin import ABSENT, TooComplex, stand_in
from specforge.mock.stream import items_of
from specforge.mock.table import ContentPlan, Route
from specforge.mock.wording import diagnose
from specforge.values.check import SchemaChecker
from specforge.values.mediatypes import is_json
from specforge.values.sample import Unsatisfiable, draw, invent, sample
from specforge.values.sampling.vocabulary import PLAIN, Source, rich
from specforge.values.styles import ParameterCodec

# These belong to the connection or to the server, whatever a document says of them (RFC 9110 section 7.6.1).
_NOT_OURS = frozenset(
    {"content-type", "content-length", "content-encoding", "transfer-encoding", "connection", "keep-alive", "trailer"}
    | {"upgrade", "te", "date", "server", MARK[0].decode()}
)
# What no header can be called (RFC 9110 section 5.1) cannot be sent, whatever a document says.
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


@dataclass(frozen=True, slots=True)
class Answer:
    """A reply, and what is wrong with it by the document's own words."""

    reply: Reply
    diagnostics: tuple[Diagnostic, ...] = ()


Maker = Callable[[Request, Mapping[str, str]], Answer]
"""Gives the answer to a request with these raw path parameters."""


class AnswerMaker:
    """Makes answers for choices."""

    def __init__(self, checker: SchemaChecker, settings: Settings) -> None:
        self._checker = checker
        self._settings = settings
        self._mark = (MARK[0], MARK[1] + b" (stateful)") if settings.stateful else MARK

    def maker(self, route: Route, choice: Choice, seed: str | None) -> Maker:
        """A function that gives the answer to a choice: always the same one, unless it is to vary.

        With a seed, a dynamic answer varies with what the request asks for, and with nothing else.
        It raises Problem when there is no valid answer.
        """
        if choice.dynamic and choice.example is None and choice.content is not None:
            return self._varying(route, choice, choice.content, seed)
        try:
            answer = self._answer(route, choice, stable_seed(seed, route.label, choice))
        except Problem as problem:
            return _failing(problem)
        return lambda request, path: answer

    def _varying(self, route: Route, choice: Choice, content: ContentPlan, seed: str | None) -> Maker:
        """Another answer for each request; with a seed, for each that asks for something else."""

        def number(request: Request, path: Mapping[str, str]) -> int:
            if seed is None:
                return random.getrandbits(32)
            return stable_seed(seed, route.label, choice, contents(request, path))

        if content.schema is None:
            return lambda request, path: self._answer(route, choice, number(request, path))
        schema, source = self._checker.compile(content.schema, "response"), self._source
        write = self._writing(route, choice)

        def answer(request: Request, path: Mapping[str, str]) -> Answer:
            at = number(request, path)
            try:
                return write(draw(schema, source) if seed is None else invent(schema, at, source.vocabulary), at)
            except Unsatisfiable as error:
                raise _unsatisfiable(route, error) from error

        return answer

    @cached_property
    def _source(self) -> Source:
        source = Source()
        source.vocabulary = rich()
        return source

    def _writing(self, route: Route, choice: Choice) -> Callable[[Any, int], Answer]:
        """Writes values that were made from the schema; headers are invented by the number."""
        has_body = choice.status >= 200 and choice.status not in (204, 304)
        if choice.response.headers or not has_body or not choice.media_type or not is_json(choice.media_type):
            return lambda value, at: self.of_value(route, choice, value, at)
        headers = [("content-type", choice.media_type), *([("deprecation", "true")] if route.deprecated else ())]
        form = Form(choice.status, tuple(raw_header(*pair) for pair in headers), (self._mark,), route.label)
        return lambda value, at: Answer(form.filled(dump_json(value)))

    def _answer(self, route: Route, choice: Choice, seed: int) -> Answer:
        return self.of_value(route, choice, self._value(route, choice, seed), seed)

    def of_value(self, route: Route, choice: Choice, value: Any, seed: int = 0) -> Answer:
        """The answer whose body is ``value``, written in the media type of the choice. Headers are invented."""
        media_type = choice.media_type
        if media_type == "*/*":
            media_type = "text/plain" if isinstance(value, str) else "application/json"
        content_type, body = serialise(value, media_type, choice.content.view if choice.content else None)
        headers = self._headers(route, choice, seed)
        if content_type:
            headers.append(("content-type", content_type))
        if route.deprecated:
            headers.append(("deprecation", "true"))
        plain = reply(choice.status, headers, body)
        made = Reply(plain.status, (*plain.headers, self._mark), plain.body, route.label)
        return Answer(made, self._judge(choice, value))

    def _value(self, route: Route, choice: Choice, seed: int) -> Any:
        if choice.example is not None and not self._settings.ignore_examples:
            return as_javascript(choice.example.value)
        if choice.content is None:
            return ABSENT
        if choice.content.schema is not None:
            return self._invented(route, choice, choice.content.schema, seed)
        item = choice.content.view.item_schema if choice.content.view is not None else None
        if item is None:
            return ABSENT
        is_valid = self._checker.compile(item, "response").is_valid
        return items_of(item, lambda schema, number: self._invented(route, choice, schema, seed + number), is_valid)

    def _invented(self, route: Route, choice: Choice, schema: Schema, seed: int) -> Any:
        value = ABSENT if choice.dynamic else self._stand_in(schema, seed)
        try:
            if value is ABSENT:
                return self._sampled(schema, seed, choice.dynamic)
            compiled = self._checker.compile(schema, "response")
            return patched(value, compiled, lambda: self._sampled(schema, seed, choice.dynamic))
        except Unsatisfiable as error:
            raise _unsatisfiable(route, error) from error

    def _sampled(self, schema: Schema, seed: int, dynamic: bool) -> Any:
        vocabulary = rich() if dynamic else PLAIN
        return sample(
            schema, self._checker, seed=seed, direction="response", use_examples=not dynamic, vocabulary=vocabulary
        )

    def _stand_in(self, schema: Schema, seed: int) -> Any:
        """A guess; ABSENT where there is none."""
        try:
            return as_javascript(stand_in(schema, lambda part, value: self._improve(part, value, seed)))
        except TooComplex:
            return ABSENT

    def _improve(self, schema: Schema, value: Any, seed: int) -> Any:
        """The value where it is valid, else one that is; ABSENT and what no schema allows stay as they are."""
        if value is not ABSENT and self._checker.compile(schema, "response").is_valid(value):
            return value
        try:
            return sample(schema, self._checker, seed=seed, direction="response")
        except Unsatisfiable:
            return value

    def _headers(self, route: Route, choice: Choice, seed: int) -> list[tuple[str, str]]:
        found = []
        for name, header in choice.response.headers.items():
            if name.lower() not in _NOT_OURS and _NAME.fullmatch(name):
                text = self._header(name, header, seed)
                if text is not None:
                    found.append((name, text))
        return found

    def _header(self, name: str, header: Header, seed: int) -> str | None:
        value = self._header_value(header, seed)
        if value is None or value is ABSENT:
            return None
        text = value if isinstance(value, str) else ParameterCodec(header, name).encode(value)
        return text if isinstance(text, str) else None

    def _header_value(self, header: Header, seed: int) -> Any:
        example = next((example for example in header.examples.values() if example.has_value), None)
        if example is not None:
            return as_javascript(example.value)
        content = next(iter(header.content.values()), None)
        schema = content.schema if content is not None else header.schema
        if schema is None:
            return None
        return self._improve(schema, self._stand_in(schema, seed), seed)

    def _judge(self, choice: Choice, value: Any) -> tuple[Diagnostic, ...]:
        """Only what the author wrote himself can be wrong: everything else was made from the schema."""
        if choice.example is None or choice.content is None or choice.content.schema is None:
            return ()
        if isinstance(value, bytes) or (isinstance(value, str) and not is_json(choice.media_type)):
            return ()
        schema = self._checker.compile(choice.content.schema, "response")
        if schema.is_valid(value):
            return ()
        return tuple(diagnose(schema, value, "Response", ("body",)))


def _unsatisfiable(route: Route, error: Unsatisfiable) -> Problem:
    place = error.place
    detail = f"{route.label}: {error.message} ({place.file}:{place.region.line}, {place.pointer})"
    return Problem(Kind.UNSATISFIABLE, detail)


def _failing(problem: Problem) -> Maker:
    """That there is no answer took as long to find out as an answer would have: it is remembered just the same."""

    def fail(request: Request, path: Mapping[str, str]) -> Answer:
        raise problem.with_traceback(None)

    return fail


def stable_seed(seed: str | None, label: str, choice: Choice, asked: bytes = b"") -> int:
    """A number that depends on what is answered only, not on when: order and number of requests do not matter."""
    text = f"{seed or ''}\0{label}\0{choice.status}\0{choice.media_type}"
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "replace") + asked, digest_size=4).digest())


def contents(request: Request, path: Mapping[str, str]) -> bytes:
    """What a request to an operation asks for: its path parameters, its query in any order, and its body."""
    query = sorted(pair for pair in request.query_parts if not pair[0].startswith("__"))
    return f"\0{sorted(path.items())}\0{query}\0".encode("utf-8", "replace") + request.body
