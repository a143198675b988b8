"""Which part of a failing request is at fault: without it, or with another value of it, the request does not fail."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, unquote, unquote_plus, urlsplit, urlunsplit

from specforge.contract.conformance.alike import alike, shared
from specforge.contract.conformance.faults import path_values
from specforge.contract.problem import Problem, path_text
from specforge.document.model import MediaType, Operation, Parameter, Schema
from specforge.document.place import Place
from specforge.findings.exchange import SentRequest
from specforge.findings.model import Related
from specforge.values.check import SchemaChecker
from specforge.values.mediatypes import find_content, is_json
from specforge.values.requests import Draft, body_value, parameter_value, schema_of
from specforge.values.sample import Unsatisfiable, sample
from specforge.values.wording import show

# Requests that are tried, and parts that a message names: where more are needed together, none is at fault alone.
MOST_PARTS = 12
_MOST_NAMED = 2
_GONE = object()
# A seed that makes other values than those that everybody makes first.
_UNUSUAL = 90210
Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a request and its value as people read it, with the request in which it is harmless. ``cause`` is what
    a parameter has in common with its copies in other operations."""

    name: str
    value: str
    harmless: SentRequest
    place: Place | None = None
    location: str = "body"
    cause: str = ""


def parts(
    request: SentRequest, operation: Operation, checker: SchemaChecker, *, is_new: bool = False
) -> Iterator[Part]:
    """What the request is made of, one thing after the other, without what is harmless already. Harmless are the values
    of examples; with ``is_new`` those of bodies that nobody has sent yet, where something may exist once only."""
    for parameter in operation.parameters:
        make = _LOCATIONS.get(parameter.location)
        with suppress(Unsatisfiable):
            part = make(request, operation, parameter, checker) if make is not None else None
            if part is not None:
                yield part
    yield from _members(request, operation, checker, is_new)


def blame(problem: Problem, causes: list[list[Part]]) -> Problem:
    """The problem, with what is at fault in its message and at its place in the document. ``causes`` are independent
    of each other."""
    if not causes:
        return problem
    told = "; also ".join(" and ".join(f"{part.name} is {part.value}" for part in found) for found in causes)
    related = [Related(part.name, part.place) for found in causes for part in found if part.place is not None]
    return replace(problem, message=f"{problem.message}: {told}", related=(*problem.related, *related))


def is_named(found: list[Part]) -> bool:
    """False where nothing is at fault, or so much together that no part is at fault alone."""
    return 0 < len(found) <= _MOST_NAMED


def _of_query(request: SentRequest, operation: Operation, parameter: Parameter, checker: SchemaChecker) -> Part | None:
    pairs = request.query.split("&") if request.query else []
    own = [pair for pair in pairs if _name(pair) == parameter.name]
    if not own:
        return None
    rest = [pair for pair in pairs if pair not in own]
    target, _ = Draft(operation, ((parameter, parameter_value(parameter, checker)),)).target()
    usual = urlsplit(target).query.split("&")
    if own == usual:
        return None
    rest += usual if parameter.required else []
    values = ", ".join(show(unquote_plus(pair.partition("=")[2])) for pair in own)
    return _part(parameter, f"the query parameter `{parameter.name}`", values, _to(request, query="&".join(rest)))


def _of_path(request: SentRequest, operation: Operation, parameter: Parameter, checker: SchemaChecker) -> Part | None:
    values = path_values(operation.path, request.path)
    if parameter.name not in values:
        return None
    value = parameter_value(parameter, checker)
    if values[parameter.name] == quote(str(value), safe=""):
        return None
    harmless = with_path_value(request, operation.path, parameter.name, quote(str(value), safe=""))
    return _part(parameter, f"the path parameter `{parameter.name}`", show(unquote(values[parameter.name])), harmless)


def with_path_value(request: SentRequest, template: str, name: str, raw: str) -> SentRequest:
    """The request with another value, as it is written in a URL, of one expression of the template."""
    path = template
    for known, text in path_values(template, request.path).items():
        path = path.replace(f"{{{known}}}", raw if known == name else text)
    base = request.path.split("/")[: -(len(template.split("/")) - 1)]
    return _to(request, path="/".join(base) + path)


def _of_header(request: SentRequest, operation: Operation, parameter: Parameter, checker: SchemaChecker) -> Part | None:
    value = request.header(parameter.name)
    if value is None:
        return None
    headers = {name: text for name, text in request.headers.items() if name.lower() != parameter.name.lower()}
    usual = Draft(operation, ((parameter, parameter_value(parameter, checker)),)).target()[1]
    if value in usual.values():
        return None
    headers |= usual if parameter.required else {}
    return _part(parameter, f"the header `{parameter.name}`", show(value), replace(request, headers=headers))


def _part(parameter: Parameter, name: str, value: str, harmless: SentRequest) -> Part:
    schema = schema_of(parameter)
    place = schema.place if schema is not None else parameter.place
    return Part(name, value, harmless, place, parameter.location, alike(place) or shared(parameter.place))


_LOCATIONS: dict[str, Callable[[SentRequest, Operation, Parameter, SchemaChecker], Part | None]] = {
    "query": _of_query,
    "path": _of_path,
    "header": _of_header,
}


def _members(request: SentRequest, operation: Operation, checker: SchemaChecker, is_new: bool) -> Iterator[Part]:
    content = operation.request_body.content if operation.request_body else {}
    key = find_content(content, request.header("content-type"))
    if key is None or not request.body or request.truncated or not is_json(key):
        return
    try:
        harmless = _new_body(content[key], checker) if is_new else body_value(content[key], checker)
        value = json.loads(request.body, parse_constant=_refuse)
    except Unsatisfiable:
        return
    except (ValueError, RecursionError):
        yield Part("the body", "no JSON", _with_body(request, harmless), content[key].place)
        return
    if value == harmless and is_new:
        # What may be left out may not all be left out.
        harmless = _new_body(content[key], checker, is_full=True)
    for path, leaf in _leaves(value):
        other = _at(harmless, path)
        if path and (other is _GONE or other != leaf):
            part = f"`{path_text(path) or json.dumps(path)}` of the body"
            yield Part(
                part, _shown(leaf), _with_body(request, _changed(value, path, other)), _member_place(content[key], path)
            )
    yield Part("the body", _shown(value), _with_body(request, harmless), content[key].place)


def _new_body(media: MediaType, checker: SchemaChecker, *, is_full: bool = False) -> Any:
    if media.schema is None:
        return {}
    return sample(media.schema, checker, seed=_UNUSUAL, direction="request", fill_optional=is_full, use_examples=False)


def _refuse(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


def _shown(value: Any) -> str:
    is_beyond = isinstance(value, float) and not math.isfinite(value)
    return "a number that is too large" if is_beyond else show(value)


def _leaves(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    if isinstance(value, dict) and value:
        for name, member in value.items():
            yield from _leaves(member, (*path, name))
    elif isinstance(value, list) and value:
        for index, item in enumerate(value[:3]):
            yield from _leaves(item, (*path, index))
    else:
        yield path, value


def _at(value: Any, path: Path) -> Any:
    for step in path:
        try:
            value = value[step]
        except (LookupError, TypeError):
            return _GONE
    return value


def _changed(value: Any, path: Path, other: Any) -> Any:
    """A copy with another value at a path, or without what is there."""
    if not path:
        return other
    step, *rest = path
    inner = _changed(value[step], tuple(rest), other) if rest else other
    if isinstance(value, list):
        assert isinstance(step, int)
        return [*value[:step], *([] if inner is _GONE else [inner]), *value[step + 1 :]]
    if inner is _GONE:
        return {name: member for name, member in value.items() if name != step}
    return {**value, step: inner}


def _member_place(media: MediaType, path: Path) -> Place | None:
    schema: Schema | None = media.schema
    for step in path:
        schema = _inner(schema, step) if schema is not None else None
    return schema.place if schema is not None else media.place


def _inner(schema: Schema, step: str | int) -> Schema | None:
    if isinstance(step, int):
        return schema.items
    found = schema.properties.get(step)
    parts = (*schema.all_of, *schema.one_of, *schema.any_of) if found is None else ()
    return next((inner for part in parts if (inner := part.properties.get(step)) is not None), found)


def _with_body(request: SentRequest, value: Any) -> SentRequest:
    headers = {name: text for name, text in request.headers.items() if name.lower() != "content-length"}
    return replace(request, headers=headers, body=json.dumps(value, ensure_ascii=False, default=str).encode())


def _to(request: SentRequest, path: str | None = None, query: str | None = None) -> SentRequest:
    parts = urlsplit(request.url)
    new = parts._replace(path=parts.path if path is None else path, query=parts.query if query is None else query)
    return replace(request, url=urlunsplit(new))


def _name(pair: str) -> str:
    return unquote_plus(pair.partition("=")[0]).removesuffix("[]")
