"""Requests that a document describes, made the other way round: valid values, written as a client would send them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import orjson

from specforge.document.model import Example, MediaType, Operation, Parameter, Schema
from specforge.mock.credentials import Carrier, carry
from specforge.mock.parameters import LOCATIONS
from specforge.mock.serialise import dump_json
from specforge.mock.standin import ABSENT
from specforge.values.check import CompiledSchema, SchemaChecker
from specforge.values.media import encode_body
from specforge.values.mediatypes import is_json, is_json_sequence
from specforge.values.sample import Unsatisfiable, sample
from specforge.values.styles import ParameterCodec, join_query

# OpenAPI 3.1 section 4.8.12.1: these are said elsewhere (Accept, Content-Type, security).
_SAID_ELSEWHERE = frozenset({"accept", "content-type", "authorization"})

# Something must stand where a path has a place that no parameter describes.
_TEMPLATED = re.compile(r"\{([^{}]*)\}")

# What of a path may stand in a request as it is (RFC 3986 section 3.3), and what stands for something.
_AS_IT_IS = "/:@!$&'()*+,;=%{}"

# A media type of each range.
_CONCRETE = {
    "*": "application/json",
    "application": "application/json",
    "audio": "audio/mpeg",
    "image": "image/png",
    "text": "text/plain",
    "video": "video/mp4",
}

# So many more values of a parameter are tried where one cannot be written in its style.
_OTHERS = 4

Values = Mapping[tuple[str, str], Any]
"""Values of parameters by location and name."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A request that is ready to be sent. ``path`` and ``query`` are percent-encoded."""

    method: str
    path: str
    query: str = ""
    headers: list[tuple[str, str]] = field(default_factory=list)
    cookies: list[tuple[str, str]] = field(default_factory=list)
    body: bytes | None = None

    @property
    def target(self) -> str:
        return f"{self.path}?{self.query}" if self.query else self.path


def sent_parameters(operation: Operation) -> list[Parameter]:
    """The parameters that a client writes, in the document's order."""
    return [
        parameter
        for parameter in operation.parameters
        if parameter.name
        and parameter.location in LOCATIONS
        and not (parameter.location == "header" and parameter.name.lower() in _SAID_ELSEWHERE)
    ]


def schema_of(parameter: Parameter) -> Schema | None:
    content = next(iter(parameter.content.values()), None)
    return content.schema if content is not None else parameter.schema


def parameter_value(parameter: Parameter, checker: SchemaChecker, seed: int = 0) -> Any:
    """The author's example where it is valid, else an invented value; ABSENT where there can be none."""
    schema = schema_of(parameter)
    content = next(iter(parameter.content.values()), None)
    examples = [*parameter.examples.values(), *(content.examples.values() if content is not None else ())]
    if schema is None:
        return next((example.value for example in examples if example.has_value), ABSENT)
    compiled, codec = checker.compile(schema, "request"), ParameterCodec(parameter)
    first = _first_valid(examples, schema, checker, seed, parameter.name)
    if first is ABSENT or _arrives(codec, first, compiled):
        return first
    others = (
        _invented(schema, checker, seed=seed + 1 + other, name=parameter.name, fill_optional=other < _OTHERS // 2)
        for other in range(_OTHERS)
    )
    return next((other for other in others if other is not ABSENT and _arrives(codec, other, compiled)), first)


def _arrives(codec: ParameterCodec, value: Any, schema: CompiledSchema) -> bool:
    """Whether the value is valid still when it is read: a point ends a part in the style ``label``, a space in
    ``spaceDelimited``, so that some texts cannot be written."""
    return schema.is_valid(codec.decode(codec.encode(value)))


def body_value(media_type: MediaType, checker: SchemaChecker, seed: int = 0) -> Any:
    """A valid body: the author's example, or an invented one; ABSENT where there can be none."""
    examples = list(media_type.examples.values())
    if media_type.schema is not None:
        return _first_valid(examples, media_type.schema, checker, seed)
    given = next((example.value for example in examples if example.has_value), ABSENT)
    if given is ABSENT and media_type.item_schema is not None:
        item = _first_valid([], media_type.item_schema, checker, seed)
        return ABSENT if item is ABSENT else [item]
    return given


def _first_valid(examples: list[Example], schema: Schema, checker: SchemaChecker, seed: int, name: str = "") -> Any:
    compiled = checker.compile(schema, "request")
    if seed == 0:
        for example in examples:
            if example.has_value and compiled.is_valid(example.value):
                return example.value
    return _invented(schema, checker, seed=seed, name=name)


def _invented(schema: Schema, checker: SchemaChecker, *, seed: int, name: str, fill_optional: bool = True) -> Any:
    options: dict[str, Any] = {"seed": seed, "name": name, "fill_optional": fill_optional}
    try:
        return sample(schema, checker, direction="request", use_examples=seed == 0, **options)
    except Unsatisfiable:
        return ABSENT


def written(value: Any, media_type: MediaType) -> tuple[str, bytes]:
    """The Content-Type and the bytes of a body, JSON so that people can read it."""
    name = media_type.name if "*" not in media_type.name else _concrete(media_type.name, value)
    if is_json(name) and not is_json_sequence(name):
        return name, _indented(value)
    return encode_body(name, value, media_type)


def _concrete(range_: str, value: Any) -> str:
    if range_ == "*/*" and isinstance(value, str):
        return "text/plain"
    return _CONCRETE.get(range_.partition("/")[0], "application/octet-stream")


def _indented(value: Any) -> bytes:
    try:
        return orjson.dumps(value, option=orjson.OPT_INDENT_2)
    except TypeError:
        return dump_json(value)


def build(
    operation: Operation,
    values: Values,
    credentials: Mapping[str, str],
    body: tuple[str, bytes] | None = None,
) -> Outgoing:
    """The request with these values of parameters, credentials (by the name of their scheme), and body."""
    carrier, path, queries = Carrier(), operation.path, []
    for parameter in sent_parameters(operation):
        key = (parameter.location, parameter.name)
        if key not in values:
            continue
        text = ParameterCodec(parameter).encode(values[key])
        match parameter.location, text:
            case "path", str():
                path = path.replace(f"{{{parameter.name}}}", text)
            case "header", str():
                carrier.headers.append((parameter.name, text))
            case "querystring", str():
                queries.append(text)
            case "query", list():
                carrier.query += text
            case "cookie", list():
                carrier.cookies += text
    declared = {parameter.name for parameter in operation.parameters}
    path = quote(_TEMPLATED.sub(lambda match: match[0] if match[1] in declared else "1", path), safe=_AS_IT_IS)
    for name, value in credentials.items():
        carry(operation.document, name, value, carrier)
    if body is not None:
        carrier.headers.append(("content-type", body[0]))
    query = "&".join([*queries, *([join_query(carrier.query)] if carrier.query else [])])
    method = operation.label.partition(" ")[0]
    return Outgoing(method, path, query, carrier.headers, carrier.cookies, body[1] if body is not None else None)
