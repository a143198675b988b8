"""Proofs: a change that breaks messages shows one, and what no rule names is found by one."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import jsonschema_rs
import pytest

from specforge.diff.change import Change
from specforge.diff.engine import compare
from specforge.diff.settings import DiffSettings
from specforge.document.load import load_text
from specforge.findings.model import Severity


def document(schema: Any) -> str:
    content = {"application/json": {"schema": schema}}
    operation = {"requestBody": {"content": content}, "responses": {"200": {"description": "A", "content": content}}}
    info = {"title": "A", "version": "1"}
    return json.dumps({"openapi": "3.1.0", "info": info, "paths": {"/a": {"post": operation}}})


def changes(old: Any, new: Any) -> list[Change]:
    return compare(load_text(document(old)), load_text(document(new)))


def witness(old: Any, new: Any, id: str) -> Any:
    """The value that is shown for the change."""
    (change,) = (change for change in changes(old, new) if change.id == id)
    return json.loads(change.details["witness"].partition("\n")[2].rpartition("\n")[0])


def test_a_witness_is_a_whole_message_and_says_what_is_wrong() -> None:
    old, new = ({"type": "object", "properties": {"a": {"type": "string", "maxLength": n}}} for n in (5, 3))

    (change,) = (change for change in changes(old, new) if change.severity is Severity.ERROR)

    lines = change.details["witness"].splitlines()
    assert lines[0] == "POST /a with the body (application/json)"
    assert lines[-1].startswith("it was valid, and is refused now: /a: ")


@pytest.mark.parametrize(
    ("old", "new", "id"),
    [
        ({"enum": ["a", "b"]}, {"enum": ["a"]}, "request-body-enum-value-removed"),
        ({"type": "string"}, {"type": "integer"}, "request-body-type-changed"),
        ({"type": "integer", "minimum": 3}, {"type": "integer"}, "response-body-min-decreased"),
        ({"type": "array", "items": {"enum": [1, 2]}}, {"type": "array", "items": {"enum": [1]}}, None),
        ({"additionalProperties": {"maximum": 9}}, {"additionalProperties": {"maximum": 5}}, None),
        ({"allOf": [{"minLength": 1}], "type": "string"}, {"allOf": [{"minLength": 2}], "type": "string"}, None),
        ({"properties": {"a": {}}}, {"properties": {"a": {}}, "required": ["a"]}, "request-property-became-required"),
    ],
)
def test_the_witness_is_valid_on_one_side_only(old: Any, new: Any, id: str | None) -> None:
    errors = [change for change in changes(old, new) if change.severity is Severity.ERROR]
    value = witness(old, new, id or errors[0].id)

    both = [jsonschema_rs.is_valid(schema, value) for schema in (old, new)]
    assert both == ([False, True] if (id or "").startswith("response") else [True, False])


def test_a_change_that_breaks_nothing_is_said_to_be_unproven() -> None:
    old, new = ({"allOf": [{"maxLength": 2}, {"maxLength": n}], "type": "string"} for n in (9, 5))

    (change,) = (change for change in changes(old, new) if change.severity is Severity.ERROR)

    assert change.details == {"unproven": "no message was found that was valid and no longer is"}


@pytest.mark.parametrize(
    "more",
    [
        {"uniqueItems": True},
        {"maxItems": 1},
        {"multipleOf": 2},
        {"maxProperties": 1},
        {"additionalProperties": False},
        {"not": {"type": "string"}},
    ],
    ids=lambda more: next(iter(more)),
)
def test_what_no_rule_names_is_found_by_its_witness(more: dict[str, Any]) -> None:
    schema = {"type": ["string", "array", "integer", "object"], "properties": {"a": {}, "b": {}}}

    assert [change.id for change in changes(schema, {**schema, **more})] == ["request-schema-narrowed"]
    assert [change.id for change in changes({**schema, **more}, schema)] == ["response-schema-widened"]


def test_proofs_can_be_left_out() -> None:
    old, new = (load_text(document({"type": "array", "uniqueItems": unique})) for unique in (False, True))

    assert compare(old, new, DiffSettings(prove=False)) == []


class Edits:
    """Random schemas, and small changes of them."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)

    def schema(self, depth: int = 0) -> dict[str, Any]:
        kind = self._random.choice(("string", "integer", "object", "array") if depth < 2 else ("string", "integer"))
        if kind == "string":
            limits = {"minLength": self._random.randint(0, 2), "maxLength": self._random.randint(2, 4)}
            return {"type": "string", **self._some({**limits, "enum": ["a", "bb"], "pattern": "^[a-c]*$"})}
        if kind == "integer":
            return {"type": "integer", **self._some({"minimum": 0, "maximum": 5, "multipleOf": 2, "enum": [2, 4]})}
        if kind == "array":
            return {"type": "array", "items": self.schema(depth + 1), **self._some({"minItems": 1, "maxItems": 2})}
        names = self._random.sample("abc", 2)
        more = {"required": names[:1], "additionalProperties": False, "maxProperties": 2}
        return {"type": "object", "properties": {name: self.schema(depth + 1) for name in names}, **self._some(more)}

    def edited(self, schema: dict[str, Any]) -> dict[str, Any]:
        other = self.schema(0 if schema["type"] in ("object", "array") else 2)
        if "properties" in schema and self._random.random() < 0.5:
            name = self._random.choice(sorted(schema["properties"]))
            return {**schema, "properties": {**schema["properties"], name: self.edited(schema["properties"][name])}}
        if other["type"] == schema["type"]:
            return {**schema, **{word: value for word, value in other.items() if word != "properties"}}
        return {word: value for word, value in schema.items() if word not in ("maxLength", "minimum", "required")}

    def value(self, schema: dict[str, Any]) -> Any:
        if "enum" in schema and self._random.random() < 0.8:
            return self._random.choice(schema["enum"])
        match schema["type"]:
            case "string":
                return self._random.choice(["", "a", "bb", "abc", "aaaa", "zz"])
            case "integer":
                return self._random.randint(-2, 8)
            case "array":
                return [self.value(schema["items"]) for _ in range(self._random.randint(0, 3))]
        names = [name for name in schema["properties"] if self._random.random() < 0.8]
        return {name: self.value(schema["properties"][name]) for name in names}

    def _some(self, words: dict[str, Any]) -> dict[str, Any]:
        return {word: value for word, value in words.items() if self._random.random() < 0.4}


@pytest.mark.parametrize("seed", range(60))
def test_no_change_is_called_safe_for_which_a_message_speaks(seed: int) -> None:
    edits = Edits(seed)
    old = edits.schema()
    new = edits.edited(old)
    unsafe = {
        change.direction.value
        for change in changes(old, new)
        if change.direction and change.severity is not Severity.INFO
    }
    before, after = jsonschema_rs.validator_for(old), jsonschema_rs.validator_for(new)

    for value in [edits.value(side) for side in (old, new) for _ in range(60)]:
        if before.is_valid(value) != after.is_valid(value):
            assert ("request" if before.is_valid(value) else "response") in unsafe, (old, new, value)
