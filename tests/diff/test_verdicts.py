"""Verdicts against values: what diff lets pass is tried with messages that the validator judges by itself.

Schemas are drawn and edited at random. Where a value tells the two apart, diff must say so in the direction in which
that breaks somebody, from one to the other and back.
"""

from __future__ import annotations

import json
from random import Random
from typing import Any, NamedTuple

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from specforge.diff.change import Change, Direction
from specforge.diff.engine import compare
from specforge.document.load import load_text
from specforge.document.model import Document
from specforge.findings.model import Severity
from tests.diff import random_schemas as random_schemas

_VALUES = 100
# A property that nobody named might have been sent before, with any value; nobody counts on that.
UNNAMED = {
    "new-optional-request-property",
    "request-property-removed",
    "response-optional-property-added",
    "response-optional-property-removed",
}
Components = dict[str, Any]


class Edit(NamedTuple):
    """A schema before and after, and values that were found to be allowed on one side only, each in a list."""

    base: Any
    revision: Any
    components: Components
    before: list[Any]
    after: list[Any]


def draw(random: Random) -> Edit:
    components = {"One": plain(random, 1), "Two": plain(random, 2)}
    base = random_schemas.schema(random)
    revision = random_schemas.edited(random, base)
    judges = [judge(schema, components) for schema in (base, revision)]
    before: list[Any] = []
    after: list[Any] = []
    for value in random_schemas.values(random, base, revision, components=components, count=_VALUES):
        was, is_now = (one.is_valid(value) for one in judges)
        if was != is_now:
            (before if was else after).append(value)
    return Edit(base, revision, components, before, after)


def plain(random: Random, depth: int) -> Any:
    """A schema that refers to no other."""
    schema = random_schemas.schema(random, depth)
    return {"type": "object", "properties": {"a": {"type": "string"}}} if "$ref" in json.dumps(schema) else schema


def judge(schema: Any, components: Components) -> Any:
    return jsonschema_rs.Draft202012Validator({"allOf": [schema], "components": {"schemas": components}})


def document(schema: Any, components: Components) -> Document:
    """One operation that takes the schema and answers with it."""
    content = {"application/json": {"schema": schema}}
    operation = {
        "requestBody": {"content": content},
        "responses": {"200": {"description": "A thing", "content": content}},
    }
    whole = {
        "openapi": "3.1.0",
        "info": {"title": "Things", "version": "1"},
        "paths": {"/things": {"post": operation}},
        "components": {"schemas": components},
    }
    return load_text(json.dumps(whole), "things.json")


def breaking(changes: list[Change], direction: Direction) -> list[Change]:
    return [one for one in changes if one.direction is direction and one.severity.reaches(Severity.WARNING)]


def missed(edit: Edit) -> list[str]:
    """What the verdicts do not say although a value shows it."""
    old, new = (document(schema, edit.components) for schema in (edit.base, edit.revision))
    there, back = compare(old, new), compare(new, old)
    if any(one.id in UNNAMED for one in (*there, *back)):
        return []
    wanted = [
        ("request there", edit.before, breaking(there, Direction.REQUEST)),
        ("response there", edit.after, breaking(there, Direction.RESPONSE)),
        ("request back", edit.after, breaking(back, Direction.REQUEST)),
        ("response back", edit.before, breaking(back, Direction.RESPONSE)),
    ]
    return [f"{name}: {values[0]!r}" for name, values, found in wanted if values and not found]


@pytest.mark.parametrize("seed", range(30))
def test_no_change_is_called_safe_that_a_value_shows_to_break(seed: int) -> None:
    edit = draw(Random(seed))

    assert missed(edit) == [], (edit.base, edit.revision)


@pytest.mark.slow
@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.integers(1_000, 1_000_000))
def test_hardly_any_change_is_called_safe_that_a_value_shows_to_break(seed: int) -> None:
    edit = draw(Random(seed))

    assert missed(edit) == [], (seed, edit.base, edit.revision)
