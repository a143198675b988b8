"""Bodies of requests that hold more than they must: what is optional, what is long, and other values than before."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Any

from specforge.contract.probing.tester import Tester
from specforge.document.model import Schema
from specforge.values.requests import Draft
from specforge.values.resources.names import bare
from specforge.values.sample import Unsatisfiable, sample

# As long as a text gets, whatever the schema allows.
_LONGEST = 300
_WIDE = "Zoë Ωmega 東京 "
_SEEDS = (3, 5, 7, 11)
_FIXED = ("enum", "const", "pattern", "format")


def filled(tester: Tester, draft: Draft) -> Draft | None:
    """The request with a value for every property of its JSON body. None where there are no more than it has."""
    properties = _properties(tester, draft)
    body = dict(draft.body) if isinstance(draft.body, dict) else {}
    for name, schema in properties.items():
        value = next(other_values(tester, schema, body.get(name), name), None) if name not in body else None
        if value is not None:
            body[name] = value
    return _valid(tester, replace(draft, body=body)) if body.keys() - _names(draft) else None


def different(tester: Tester, draft: Draft) -> Draft | None:
    """The request with another value for every property of its JSON body that has one, and one more item in every list.
    None where no value can be another."""
    properties = _properties(tester, draft)
    body = dict(draft.body) if isinstance(draft.body, dict) else {}
    for name in body.keys() & properties.keys():
        # What refers to something has to refer to what exists.
        body[name] = (
            body[name] if bare(name).endswith(("id", "ids")) else _other(tester, properties[name], body[name], name)
        )
    return _valid(tester, replace(draft, body=body)) if body != draft.body else None


def _other(tester: Tester, schema: Schema, value: Any, name: str) -> Any:
    items = tester.pool.shapes.element(schema)
    if isinstance(value, list) and items is not None:
        more = next(other_values(tester, items, value[0] if value else None), None)
        return [more, *value] if more is not None else value
    return next(other_values(tester, schema, value, name), value)


def stretched(tester: Tester, draft: Draft) -> Draft | None:
    """The request with texts as long as they may be, in letters of many scripts. None where no text is free."""
    properties = _properties(tester, draft)
    body = dict(draft.body) if isinstance(draft.body, dict) else {}
    for name in body.keys() & properties.keys():
        body[name] = _long(tester, properties[name], body[name])
    return _valid(tester, replace(draft, body=body)) if body != draft.body else None


def other_values(tester: Tester, schema: Schema, value: Any, name: str = "") -> Iterator[Any]:
    """Valid values that differ from this one."""
    raw = schema.raw if isinstance(schema.raw, dict) else {}
    if isinstance(value, bool):
        yield not value
    choices = raw.get("enum")
    if isinstance(choices, list):
        yield from (each for each in choices if each != value and each is not None)
    for seed in _SEEDS:
        with suppress(Unsatisfiable):
            found = sample(schema, tester.checker, seed=seed, direction="request", use_examples=False, name=name)
            if found != value and found is not None:
                yield found


def _properties(tester: Tester, draft: Draft) -> dict[str, Schema]:
    schema = draft.media.schema if draft.media is not None else None
    shapes = tester.pool.shapes
    found = shapes.properties(schema) if schema is not None else {}
    return {name: child for name, child in found.items() if not shapes.is_read_only(child)}


def _names(draft: Draft) -> set[str]:
    return set(draft.body) if isinstance(draft.body, dict) else set()


def _valid(tester: Tester, draft: Draft) -> Draft | None:
    schema = draft.media.schema if draft.media is not None else None
    if schema is None or not tester.checker.compile(schema, "request").is_valid(draft.body):
        return None
    return draft


def _long(tester: Tester, schema: Schema, value: Any) -> Any:
    parts = tester.pool.shapes.parts(schema)
    if not isinstance(value, str) or any(part.get(word) is not None for part in parts for word in _FIXED):
        return value
    limits = [part.get("maxLength") for part in parts]
    limit = min([limit for limit in limits if isinstance(limit, int)], default=60)
    size = min(limit, _LONGEST)
    return (_WIDE * (size // len(_WIDE) + 1))[: size - 1] + "x" if size > 1 else value
