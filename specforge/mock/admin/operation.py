"""``/__specforge/operation?label=GET%20/pets``: one operation with all that is needed to try it.

``GET`` tells its parameters, bodies, responses and credentials, with valid values; ``POST`` takes such values and gives
the request that they make, written as the document wants it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from specforge.document.model import Document, MediaType, Operation, Parameter, SecurityScheme
from specforge.errors import UsageError
from specforge.mock.admin import DESK, Mocked
from specforge.mock.admin.asked import asked_number
from specforge.mock.admin.lines import find_lines
from specforge.mock.credentials import alternatives, made_up
from specforge.mock.message import Reply, Request, reply
from specforge.mock.outgoing import (
    body_value,
    build,
    parameter_value,
    schema_of,
    sent_parameters,
    written,
)
from specforge.mock.problem import Kind, Problem
from specforge.mock.serialise import dump_json
from specforge.mock.standin import ABSENT
from specforge.values.check import SchemaChecker
from specforge.values.texts import TextShape, write

_MOST_ENUM = 100


@DESK.add("operation")
async def operation(mocked: Mocked, request: Request, rest: str) -> Reply:
    """See above. ``seed`` asks for other invented values."""
    found = _find(mocked.document, request.query_value("label") or "")
    if request.method == "POST":
        made = _build(found, _object(request.body))
    else:
        # One that is looked for takes as long as all: the next one will be there at once.
        await find_lines(one.place for one in mocked.document.operations)
        made = _described(found, mocked.pipeline.checker, asked_number(request, "seed"))
    return reply(200, [("content-type", "application/json")], dump_json(made))


def _find(document: Document, label: str) -> Operation:
    try:
        return document.operation(label)
    except UsageError as error:
        raise Problem(Kind.NOT_FOUND, f"{error.message}.{_sentence(error.help)}") from error


def _sentence(help: str | None) -> str:
    return f" {help[0].upper()}{help[1:]}" if help else ""


def _described(operation: Operation, checker: SchemaChecker, seed: int) -> dict[str, Any]:
    place, body = operation.place, operation.request_body
    return {
        "label": operation.label,
        "method": operation.label.partition(" ")[0],
        "path": operation.path,
        "operationId": operation.operation_id,
        "summary": operation.summary,
        "description": operation.description,
        "deprecated": operation.deprecated,
        "file": place.file,
        "line": place.region.line,
        "column": place.region.column,
        "parameters": [_parameter(parameter, checker, seed) for parameter in sent_parameters(operation)],
        "body": None if body is None else {
            "required": body.required,
            "contents": [_content(media_type, checker, seed) for media_type in body.content.values()],
        },
        "responses": [
            {
                "code": code,
                "description": response.description,
                "contents": [
                    {"mediaType": name, "examples": [key for key in media_type.examples if key]}
                    for name, media_type in response.content.items()
                ],
            }
            for code, response in operation.responses.items()
        ],
        "security": [
            [_scheme(name, scheme) for name, scheme in schemes.items()] for schemes in alternatives(operation)
        ],
        "callbacks": list(operation.callbacks),
    }  # fmt: skip


def _parameter(parameter: Parameter, checker: SchemaChecker, seed: int) -> dict[str, Any]:
    value, schema = parameter_value(parameter, checker, seed), schema_of(parameter)
    return {
        "name": parameter.name,
        "in": parameter.location,
        "required": parameter.required,
        "deprecated": parameter.deprecated,
        "description": parameter.description,
        "type": " | ".join(schema.types) if schema is not None else "",
        "format": schema.format if schema is not None else None,
        "enum": [write(item) for item in (schema.enum or ())[:_MOST_ENUM]] if schema is not None else [],
        "isText": _is_text(parameter),
        "value": None if value is ABSENT else _as_text(parameter, value),
    }


def _is_text(parameter: Parameter) -> bool:
    """Whether people write the value as it is; lists and objects they write as JSON."""
    shape = TextShape(schema_of(parameter))
    return not shape.is_array and not shape.is_object


def _as_text(parameter: Parameter, value: Any) -> str:
    if _is_text(parameter) and not isinstance(value, dict | list):
        return write(value)
    return dump_json(value).decode()


def _content(media_type: MediaType, checker: SchemaChecker, seed: int) -> dict[str, Any]:
    value = body_value(media_type, checker, seed)
    samples = {"generated" if seed else "": value}
    samples |= {key: example.value for key, example in media_type.examples.items() if key and example.has_value}
    texts = {key: _text(value, media_type) for key, value in samples.items() if value is not ABSENT}
    return {"mediaType": media_type.name, "samples": [{"name": key, **text} for key, text in texts.items()]}


def _text(value: Any, media_type: MediaType) -> dict[str, Any]:
    content_type, body = written(value, media_type)
    return {"contentType": content_type, "text": body.decode("utf-8", "replace")}


def _scheme(name: str, scheme: SecurityScheme) -> dict[str, Any]:
    kind = " ".join(filter(None, (scheme.type, scheme.scheme or scheme.location, scheme.parameter_name)))
    return {"name": name, "kind": kind, "description": scheme.description, "value": made_up(scheme)}


def _object(body: bytes) -> dict[str, Any]:
    try:
        found = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Problem(Kind.INVALID_JSON, f"{error.msg} at line {error.lineno}, column {error.colno}.") from error
    if not isinstance(found, dict):
        raise Problem(Kind.INVALID_REQUEST, "The body is a JSON object.")
    return found


def _build(operation: Operation, given: Mapping[str, Any]) -> dict[str, Any]:
    """From ``{"parameters": {"query:limit": "10"}, "credentials": {"scheme": "secret"}}``."""
    texts, credentials = (_texts(given.get(name)) for name in ("parameters", "credentials"))
    values = {
        (parameter.location, parameter.name): _value(parameter, texts[f"{parameter.location}:{parameter.name}"])
        for parameter in sent_parameters(operation)
        if f"{parameter.location}:{parameter.name}" in texts
    }
    made = build(operation, values, credentials)
    return {"method": made.method, "target": made.target, "headers": made.headers, "cookies": made.cookies}


def _texts(given: Any) -> dict[str, str]:
    return {key: str(value) for key, value in given.items()} if isinstance(given, dict) else {}


def _value(parameter: Parameter, text: str) -> Any:
    if _is_text(parameter):
        return text
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return text
