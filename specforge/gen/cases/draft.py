"""A sample request as values, and as it is written: the author's examples, else values made up from the schemas."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from specforge.document.model import MediaType, Operation, Schema
from specforge.document.operation import Example
from specforge.document.operation import Parameter as ParameterView
from specforge.gen.context import Context
from specforge.gen.keywords import plain
from specforge.gen.plan_cases import Sample
from specforge.values.media import encode_body
from specforge.values.mediatypes import is_json
from specforge.values.sample import sample
from specforge.values.styles import encode, join_query

Values = tuple[tuple[ParameterView, Any], ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """A request: values of parameters, the media type of the body (None without one) and its value."""

    operation: Operation
    parameters: Values
    media: MediaType | None = None
    body: Any = None

    def with_parameter(self, view: ParameterView, value: Any) -> Draft:
        """The same request with another value of a parameter."""
        others = tuple(pair for pair in self.parameters if _key(pair[0]) != _key(view))
        return replace(self, parameters=(*others, (view, value)))

    def without_parameter(self, view: ParameterView) -> Draft:
        """The same request without a parameter."""
        return replace(self, parameters=tuple(pair for pair in self.parameters if _key(pair[0]) != _key(view)))

    def value_of(self, view: ParameterView) -> Any:
        """The value of a parameter, None when it is not there."""
        return next((value for one, value in self.parameters if _key(one) == _key(view)), None)

    def written(self) -> Sample:
        """The request as it is sent."""
        path, query, headers = self.operation.path, [], {}
        cookies: list[tuple[str, str]] = []
        for parameter, value in self.parameters:
            match parameter.location, encode(parameter, value):
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
        argument, code, content_type = self._written_body()
        if content_type:
            headers["Content-Type"] = content_type
        query = [part for part in query if part]
        url = quote(path, safe="/%;=,.@:!$&'()*+~-_") + (f"?{'&'.join(query)}" if query else "")
        return Sample(url if url.startswith("/") else f"/{url}", _sendable(headers), argument, code)

    def _written_body(self) -> tuple[str, str | None, str | None]:
        """How a test passes the body: the argument's name, the expression, and a Content-Type that it must name."""
        if self.media is None:
            return "content", None, None
        if is_json(self.media.name):
            named = None if self.media.name == "application/json" else self.media.name
            return "json", repr(self.body), named
        content_type, data = encode_body(self.media.name, self.body, self.media)
        return "content", repr(data), content_type


def draft_of(context: Context, operation: Operation) -> Draft:
    """A request with everything that is required and nothing else. Raises Unsatisfiable."""
    required = [one for one in operation.parameters if one.required and one.name]
    values = tuple((one, parameter_value(context, one)) for one in required)
    view = operation.request_body
    media = list(view.content.values()) if view is not None else []
    if view is None or not media or not view.required:
        return Draft(operation, values)
    chosen = next((one for one in media if is_json(one.name)), media[0])
    return Draft(operation, values, chosen, _body_value(context, chosen))


def _key(view: ParameterView) -> tuple[str, str]:
    return view.location, view.name


def schema_of(view: ParameterView) -> Schema | None:
    """The schema of a parameter's value, wherever it is said."""
    media = next(iter(view.content.values()), None)
    return media.schema if media is not None else view.schema


def _sendable(headers: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """Header values as HTTP carries them: other characters percent-encoded, no line breaks."""
    return tuple((name, quote(value, safe=" !#$%&'()*+,-./:;<=>?@[]^_`{|}~\"")) for name, value in headers.items())


def parameter_value(context: Context, parameter: ParameterView) -> Any:
    """A valid value. Raises Unsatisfiable."""
    media = next(iter(parameter.content.values()), None)
    schema = schema_of(parameter)
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


def _body_value(context: Context, media: MediaType) -> Any:
    if media.schema is None:
        values = (plain(example.value) for example in media.examples.values() if example.has_value)
        return next(values, {} if is_json(media.name) else "x")
    found = _valid_example(context, media.schema, media.examples.values())
    if found is not None:
        return found
    return plain(sample(media.schema, context.checker, direction="request", fill_optional=False))
