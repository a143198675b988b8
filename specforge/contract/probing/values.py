"""Values that a parameter can have by the document: all of few, and some of many."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from specforge.contract.probing.tester import Tester
from specforge.document.model import Parameter, Schema
from specforge.values.plain import whole
from specforge.values.requests import parameter_value, schema_of
from specforge.values.sample import Unsatisfiable, sample

_NUMBERS = (1, 2, 3, 5, 10)
_SEEDS = (1, 2)


def valid_values(parameter: Parameter, tester: Tester, most: int) -> list[Any]:
    """Valid values of a parameter, the author's first."""
    schema = schema_of(parameter)
    found: list[Any] = []
    if schema is None:
        return found
    for value in _candidates(parameter, schema, tester):
        is_known = any(value == known and type(value) is type(known) for known in found)
        if not is_known and tester.checker.compile(schema, "request").is_valid(value):
            found.append(value)
        if len(found) >= most:
            break
    return found


def _candidates(parameter: Parameter, schema: Schema, tester: Tester) -> Iterator[Any]:
    shapes = tester.pool.shapes
    parts = shapes.parts(schema)
    choices = [choice for part in parts for choice in part.enum or ()]
    yield from choices
    if choices:
        return
    if shapes.kind(schema) == "boolean":
        yield from (True, False)
        return
    with suppress(Unsatisfiable):
        yield parameter_value(parameter, tester.checker)
    if shapes.kind(schema) == "integer":
        limits = (whole(limit) for part in parts for limit in (part.get("minimum"), part.get("maximum")))
        yield from (limit for limit in limits if limit is not None)
        yield from _NUMBERS
    for seed in _SEEDS:
        with suppress(Unsatisfiable):
            yield sample(
                schema, tester.checker, seed=seed, direction="request", use_examples=False, name=parameter.name
            )
