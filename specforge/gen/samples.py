"""Sample requests for the generated tests: what the author gave as examples, else values made up from the schemas."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from specforge.document.model import MediaType, Operation, Schema
from specforge.document.operation import Example
from specforge.document.operation import Parameter as ParameterView
from specforge.gen.context import Context
from specforge.gen.keywords import plain
from specforge.gen.plan import Sample
from specforge.values.media import encode_body
from specforge.values.mediatypes import is_json
from specforge.values.sample import Unsatisfiable, sample
from specforge.values.styles import encode, join_query


def sample_request(context: Context, operation: Operation) -> Sample:
    """A request with everything that is required and nothing else."""
    try:
        return _request(context, operation)
    except Unsatisfiable as problem:
        return Sample(problem=f"no valid request could be made up: {problem.message}")


def _request(context: Context, operation: Operation) -> Sample:
    path, query, headers = operation.path, [], {}
    cookies: list[tuple[str, str]] = []
    for parameter in operation.parameters:
        if not parameter.required or not parameter.name:
            continue
        encoded = encode(parameter, _parameter_value(context, parameter))
        match parameter.location, encoded:
            case "path", str(text):
                path = path.replace(f"{{{parameter.name}}}", text)
            case "query", list(pairs):
                query.append(join_query(pairs))
            case "querystring", str(text):
                query.append(text)
            case "header", str(text):
                headers[parameter.name] = text
            case "cookie", list(pairs):
                cookies.extend(pairs)
    if cookies:
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies)
    argument, code, content_type = _body(context, operation)
    if content_type:
        headers["Content-Type"] = content_type
    url = quote(path, safe="/%;=,.@:!$&'()*+~-_") + (f"?{'&'.join(query)}" if query else "")
    return Sample(url if url.startswith("/") else f"/{url}", _sendable(headers), argument, code)


def _sendable(headers: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """Header values as HTTP carries them: other characters percent-encoded, no line breaks."""
    return tuple((name, quote(value, safe=" !#$%&'()*+,-./:;<=>?@[]^_`{|}~\"")) for name, value in headers.items())


def _parameter_value(context: Context, parameter: ParameterView) -> Any:
    media = next(iter(parameter.content.values()), None)
    schema = media.schema if media is not None else parameter.schema
    examples = (*parameter.examples.values(), *(media.examples.values() if media else ()))
    if schema is None:
        return next((plain(example.value) for example in examples if example.has_value), "x")
    found = _valid_example(context, schema, examples)
    if found is not None:
        return found
    value = sample(schema, context.checker, direction="request", name=parameter.name, fill_optional=False)
    # An empty list or object leaves no trace in a request, so it cannot stand for a parameter that is required.
    return value if value not in ([], {}) else sample(schema, context.checker, direction="request", name=parameter.name)


def _valid_example(context: Context, schema: Schema, examples: Iterable[Example]) -> Any:
    """The first example that is what the schema says; authors' examples often are not. None when there is none."""
    compiled = context.checker.compile(schema, "request")
    values = (plain(example.value) for example in examples if example.has_value)
    return next((value for value in values if value is not None and compiled.is_valid(value)), None)


def _body(context: Context, operation: Operation) -> tuple[str, str | None, str | None]:
    """How a test passes the body: the argument's name, the expression, and the Content-Type where it must say it."""
    view = operation.request_body
    media = list(view.content.values()) if view is not None else []
    if view is None or not media or not view.required:
        return "content", None, None
    chosen = next((one for one in media if is_json(one.name)), media[0])
    value = _body_value(context, chosen)
    if is_json(chosen.name):
        named = None if chosen.name == "application/json" else chosen.name
        return "json", repr(value), named
    content_type, data = encode_body(chosen.name, value, chosen)
    return "content", repr(data), content_type


def _body_value(context: Context, media: MediaType) -> Any:
    if media.schema is None:
        values = (plain(example.value) for example in media.examples.values() if example.has_value)
        return next(values, {} if is_json(media.name) else "x")
    found = _valid_example(context, media.schema, media.examples.values())
    if found is not None:
        return found
    return plain(sample(media.schema, context.checker, direction="request", fill_optional=False))
