"""Requests that break the contract in exactly one way, for operations that document what they answer then."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from specforge.document.model import Operation, Schema
from specforge.document.operation import Parameter as ParameterView
from specforge.gen.cases.draft import parameter_value, written
from specforge.gen.context import Context
from specforge.gen.keywords import plain
from specforge.gen.plan_cases import BodyRefusal, Refusal, Refusals
from specforge.values.check import CompiledSchema
from specforge.values.edges.bounds import Bound, bounds
from specforge.values.edges.steps import Steps, all_parts, at_place, with_value, without
from specforge.values.mediatypes import is_json
from specforge.values.requests import Draft, schema_of
from specforge.values.sample import Unsatisfiable
from specforge.values.styles import decode, encode

# Parameters of which even an invalid value is somebody else's business.
_IGNORED = frozenset({"accept", "content-type", "authorization"})
_MOST_PARAMETERS = 24
_MOST_VALUES = 40
_DEPTH = 3
_STRANGER = "unexpected"
# Texts beyond this length are written as products.
_LONG = 60


def plan_refusals(context: Context, draft: Draft) -> Refusals:
    """What an operation must refuse; nothing where the contract has no answer for that."""
    statuses = refusal_statuses(draft.operation)
    if not statuses:
        return Refusals()
    parameters: dict[str, Refusal] = {}
    for refusal in _parameters(context, draft):
        parameters.setdefault(refusal.change_code, refusal)
    values, missing = _body(context, draft)
    kept = tuple(parameters.values())[:_MOST_PARAMETERS]
    return Refusals(statuses, kept, tuple(values[:_MOST_VALUES]), tuple(missing[:_MOST_VALUES]))


def refusal_statuses(operation: Operation) -> tuple[int, ...]:
    """What the contract has for a request that breaks it. A range or a default may be any of these."""
    responses = operation.responses
    exact = tuple(int(status) for status in ("400", "422") if status in responses)
    return exact or ((400, 422) if {"4XX", "default"} & responses.keys() else ())


def _parameters(context: Context, draft: Draft) -> Iterator[Refusal]:
    for view in draft.operation.parameters:
        if view.location == "header" and view.name.lower() in _IGNORED:
            continue
        if view.location in ("path", "query", "header", "cookie") and view.name:
            yield from _parameter(context, draft, view)


def _parameter(context: Context, draft: Draft, view: ParameterView) -> Iterator[Refusal]:
    base = written(draft)
    if view.required and view.location != "path":
        yield _refusal(f"{view.name}: missing", draft.without_parameter(view), base)
    schema = schema_of(view)
    if schema is None:
        return
    for bound in _beyond(context, draft, view, schema):
        yield _refusal(f"{view.name}: {bound.keyword}", draft.with_parameter(view, bound.value), base)


def _beyond(context: Context, draft: Draft, view: ParameterView, schema: Schema) -> tuple[Bound, ...]:
    """The values of a parameter that must be refused. Those of parameters in the same words, which documents repeat at
    every operation, are found once."""
    key = (_words(view), repr(draft.value_of(view)))
    if key not in context.beyond:
        compiled = context.checker.compile(schema, "request")
        found = _bounds(schema, _sample(context, draft, view), compiled)
        context.beyond[key] = tuple(one for one in found if not one.is_inside and _arrives(view, one.value, compiled))
    return context.beyond[key]


def _words(view: ParameterView) -> str:
    """What a parameter is in the words of its author; its place where these refer to something."""
    try:
        text = repr(view.raw)
    except RecursionError:
        return repr(view.node)
    return repr(view.node) if "$ref" in text or "$dynamicRef" in text else text


def _sample(context: Context, draft: Draft, view: ParameterView) -> Any:
    value = draft.value_of(view)
    if value is not None:
        return value
    try:
        return parameter_value(context, view)
    except Unsatisfiable:
        return None


def _bounds(schema: Schema, sample: Any, compiled: CompiledSchema) -> Iterator[Bound]:
    def is_valid(value: Any) -> bool:
        return compiled.is_valid(plain(value))

    return bounds(schema, sample, is_valid)


def _arrives(view: ParameterView, value: Any, compiled: CompiledSchema) -> bool:
    """True when what a server reads is as wrong as what was written: text has no types, and nothing leaves no trace."""
    if value in ("", [], {}, None) or (view.location == "path" and "/" in str(value)):
        return False
    return not compiled.is_valid(decode(view, encode(view, value)))


def _refusal(about: str, changed: Draft, base: Any) -> Refusal:
    sample = written(changed)
    change: dict[str, Any] = {}
    if sample.url != base.url:
        change["url"] = sample.url
    if sample.headers != base.headers:
        change["headers"] = dict(sample.headers)
    return Refusal(about, repr(change))


def _body(context: Context, draft: Draft) -> tuple[list[BodyRefusal], list[Steps]]:
    """Wrong values and missing members of a JSON body."""
    media = draft.media
    if media is None or media.schema is None or not is_json(media.name):
        return [], []
    whole = context.checker.compile(media.schema, "request")
    values: dict[tuple[Steps, str], BodyRefusal] = {}
    missing: list[Steps] = []
    for place, schema in places(media.schema, draft.body, (), _DEPTH):
        for refusal in _wrong_values(schema, draft.body, place, whole):
            values.setdefault((place, refusal.value_code), refusal)
        holder = at_place(draft.body, place)
        if isinstance(holder, dict):
            gone = [(*place, name) for name in _required(schema, _DEPTH) if name in holder]
            missing += [one for one in gone if not whole.is_valid(without(draft.body, one))]
    return list(values.values()), missing


def _wrong_values(schema: Schema, body: Any, place: Steps, whole: CompiledSchema) -> Iterator[BodyRefusal]:
    def is_valid(value: Any) -> bool:
        return whole.is_valid(with_value(body, place, plain(value)))

    current = at_place(body, place)
    for bound in bounds(schema, current, is_valid):
        if not bound.is_inside:
            yield BodyRefusal(f"{_name(place)}: {bound.keyword}", place, _short_code(bound.value))
    if isinstance(current, dict) and not is_valid({**current, _STRANGER: 1}):
        yield BodyRefusal(f"{_name(place)}: additionalProperties", (*place, _STRANGER), "1")


def places(schema: Schema, value: Any, place: Steps, depth: int) -> Iterator[tuple[Steps, Schema]]:
    """The parts of a value that have a schema of their own, the whole first."""
    yield place, schema
    if not depth:
        return
    if isinstance(value, dict):
        for part in all_parts(schema, _DEPTH):
            for name, child in part.properties.items():
                if name in value and plain(name) == name:
                    yield from places(child, value[name], (*place, name), depth - 1)
    elif isinstance(value, list) and value and schema.items is not None:
        yield from places(schema.items, value[0], (*place, 0), depth - 1)


def _required(schema: Schema, depth: int) -> list[str]:
    return list(dict.fromkeys(name for part in all_parts(schema, depth) for name in part.required))


def _name(place: Steps) -> str:
    return ".".join(map(str, place)) or "body"


def _short_code(value: Any) -> str:
    """A value as an expression; what only repeats itself is written as a product."""
    if isinstance(value, str) and len(value) > _LONG:
        start = value.rstrip(value[-1])
        product = f"{value[-1]!r} * {len(value) - len(start)}"
        return f"{start!r} + {product}" if start else product
    if isinstance(value, list) and len(value) > 1 and all(item == value[0] for item in value):
        return f"[{value[0]!r}] * {len(value)}"
    return repr(value)
