"""A request as values, and as it is written: the author's examples, else values made up from the schemas."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any, Self
from urllib.parse import quote

from specforge.document.model import MediaType, Operation, Parameter, Schema
from specforge.document.operation import Example
from specforge.values.check import SchemaChecker
from specforge.values.media import encode_body
from specforge.values.mediatypes import is_json
from specforge.values.sample import sample
from specforge.values.styles import encode, join_query

Values = tuple[tuple[Parameter, Any], ...]
Prepare = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Draft:
    """A request: values of parameters, the media type of the body (None without one) and its value."""

    operation: Operation
    parameters: Values = ()
    media: MediaType | None = None
    body: Any = None

    def with_parameter(self, view: Parameter, value: Any) -> Self:
        """The same request with another value of a parameter."""
        others = tuple(pair for pair in self.parameters if _key(pair[0]) != _key(view))
        return replace(self, parameters=(*others, (view, value)))

    def without_parameter(self, view: Parameter) -> Self:
        """The same request without a parameter."""
        return replace(self, parameters=tuple(pair for pair in self.parameters if _key(pair[0]) != _key(view)))

    def with_body(self, body: Any) -> Self:
        """The same request with another value of the body."""
        return replace(self, body=body)

    def value_of(self, view: Parameter) -> Any:
        """The value of a parameter, None when it is not there."""
        return next((value for one, value in self.parameters if _key(one) == _key(view)), None)

    def has(self, view: Parameter) -> bool:
        """True when the request has the parameter."""
        return any(_key(one) == _key(view) for one, _ in self.parameters)

    def target(self) -> tuple[str, dict[str, str]]:
        """Path and query below the base path, and the headers that parameters are written in."""
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
        query = [part for part in query if part]
        url = quote(path, safe="/%;=,.@:!$&'()*+~-_") + (f"?{'&'.join(query)}" if query else "")
        return url if url.startswith("/") else f"/{url}", _sendable(headers)

    def content(self) -> tuple[str, bytes] | None:
        """The Content-Type and the bytes of the body; None where there is none."""
        return encode_body(self.media.name, self.body, self.media) if self.media is not None else None


def draft_of(
    operation: Operation,
    checker: SchemaChecker,
    *,
    prepare: Prepare = lambda value: value,
    with_examples: bool = False,
) -> Draft:
    """A request with everything that is required. ``with_examples``: also the optional parameters of which the author
    shows an example, and an optional body. ``prepare`` is applied to every value. Raises Unsatisfiable."""
    wanted = [one for one in operation.parameters if one.name and (one.required or (with_examples and is_shown(one)))]
    values = tuple((one, parameter_value(one, checker, prepare)) for one in wanted)
    view = operation.request_body
    media = list(view.content.values()) if view is not None else []
    if view is None or not media or not (view.required or with_examples):
        return Draft(operation, values)
    chosen = next((one for one in media if is_json(one.name)), media[0])
    return Draft(operation, values, chosen, body_value(chosen, checker, prepare))


def _key(view: Parameter) -> tuple[str, str]:
    return view.location, view.name


def schema_of(view: Parameter) -> Schema | None:
    """The schema of a parameter's value, wherever it is said."""
    media = next(iter(view.content.values()), None)
    return media.schema if media is not None else view.schema


def is_shown(view: Parameter) -> bool:
    """True where the author shows a value of the parameter."""
    return any(example.has_value for example in _shown(view))


def _shown(view: Parameter) -> tuple[Example, ...]:
    media = next(iter(view.content.values()), None)
    return (*view.examples.values(), *(media.examples.values() if media else ()))


def _sendable(headers: dict[str, str]) -> dict[str, str]:
    """Header values as HTTP carries them: other characters percent-encoded, no line breaks."""
    return {name: quote(value, safe=" !#$%&'()*+,-./:;<=>?@[]^_`{|}~\"") for name, value in headers.items()}


def parameter_value(view: Parameter, checker: SchemaChecker, prepare: Prepare = lambda value: value) -> Any:
    """A valid value: the author's first example that is one, else one made up. Raises Unsatisfiable."""
    schema, examples = schema_of(view), _shown(view)
    if schema is None:
        return next((prepare(example.value) for example in examples if example.has_value), "x")
    found = _valid_example(schema, examples, checker, prepare)
    if found is not None:
        return found
    value = sample(schema, checker, direction="request", name=view.name, fill_optional=False)
    # An empty list or object leaves no trace in a request, so it cannot stand for a parameter that is required.
    return value if value not in ([], {}) else sample(schema, checker, direction="request", name=view.name)


def _valid_example(schema: Schema, examples: Iterable[Example], checker: SchemaChecker, prepare: Prepare) -> Any:
    """The first example that is what the schema says; authors' examples often are not. None when there is none."""
    compiled = checker.compile(schema, "request")
    values = (prepare(example.value) for example in examples if example.has_value)
    return next((value for value in values if value is not None and compiled.is_valid(value)), None)


def body_value(media: MediaType, checker: SchemaChecker, prepare: Prepare = lambda value: value) -> Any:
    """A valid value of a body: the author's first example that is one, else one made up. Raises Unsatisfiable."""
    if media.schema is None:
        values = (prepare(example.value) for example in media.examples.values() if example.has_value)
        return next(values, {} if is_json(media.name) else "x")
    found = _valid_example(media.schema, media.examples.values(), checker, prepare)
    if found is not None:
        return found
    return prepare(sample(media.schema, checker, direction="request", fill_optional=False))
