"""Requests that parsers stumble over: whether they are right may be asked; that nothing may fail on them, not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from typing import Any

from specforge.document.model import Schema
from specforge.values.check import SchemaChecker
from specforge.values.edges.spots import Spotter
from specforge.values.edges.steps import Steps, with_value
from specforge.values.mediatypes import is_json
from specforge.values.plain import is_number
from specforge.values.requests import Draft, schema_of

# Python refuses to read numbers of more than 4300 digits, other languages make them infinite.
_DIGITS = "9" * 4500
_MARK = "specforge-number"
_MOST = 2


def unreadable(draft: Draft, checker: SchemaChecker) -> Iterator[Draft]:
    """Numbers of thousands of digits, and parameters that are given twice."""
    queries = [(view, value) for view, value in draft.parameters if view.location == "query"]
    numbers = (view for view, value in queries if is_number(value))
    for view in islice(numbers, _MOST):
        yield draft.with_parameter(view, _DIGITS)
    for view, value in islice((pair for pair in queries if not isinstance(pair[1], list | dict)), _MOST):
        schema = schema_of(view)
        if schema is not None and "array" not in schema.types:
            yield draft.with_parameter(view, [value, value])
    if draft.media is None or draft.media.schema is None or not is_json(draft.media.name):
        return
    for place in islice(_numbers(draft.media.schema, draft.body, checker), 1):
        text = json.dumps(with_value(draft.body, place, _MARK)).replace(f'"{_MARK}"', _DIGITS)
        yield draft.with_body(text.encode())


def _numbers(schema: Schema, body: Any, checker: SchemaChecker) -> Iterator[Steps]:
    """Where in a body there is a number that may not be this large: what is taken comes back later."""
    for spot in Spotter(schema, checker).spots(body):
        is_bounded = spot.schema.get("maximum") is not None or spot.schema.format in ("int32", "int64")
        if spot.base == body and is_number(spot.value) and is_bounded:
            yield spot.place
