"""What is wrong with a body is listed as Ajv lists it. The lists were taken from Prism."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson
import pytest

from specforge.mock.message import Reply

Ask = Callable[..., Reply]

DOCUMENT = """
openapi: 3.0.3
info: {title: t, version: "1"}
paths:
  /%s:
    post:
      requestBody: {required: true, content: {application/json: {schema: %s}}}
      responses: {"200": {description: ok}}
components:
  schemas:
    Cat: {type: object, required: [kind, meow], properties: {kind: {type: string, enum: [Cat]}, meow: {type: boolean}}}
    Dog: {type: object, required: [kind, bark], properties: {kind: {type: string, enum: [Dog]}, bark: {type: integer}}}
"""
_ENUM = "must be equal to one of the allowed values: {}"
_UNIQUE = "must NOT have duplicate items (items ## {} and {} are identical)"
LIST = "{type: array, items: {type: object, required: [x], properties: {x: {type: boolean}}}}"
ONE = "{oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]}"
ALL = """{allOf: [{$ref: '#/components/schemas/Cat'},
  {type: object, required: [a], properties: {z: {type: integer, maximum: 5}}}]}"""
FORMATS = """{type: object, properties: {i: {type: integer, format: int32}, l: {type: integer, format: int64},
  b: {type: string, format: byte}, e: {type: string, enum: [p], nullable: true}}}"""


@pytest.mark.parametrize(
    ("schema", "value", "expected"),
    [
        (LIST, [{"x": 1}, {}], ["0.x must be boolean", "1 must have required property 'x'"]),
        (
            ONE,
            {"kind": "Cat"},
            [
                "must have required property 'meow'",
                "must have required property 'bark'",
                "kind must be equal to one of the allowed values: Dog",
                "must match exactly one schema in oneOf",
            ],
        ),
        (ONE, [], ["must be object", "must be object", "must match exactly one schema in oneOf"]),
        (
            ALL,
            {"kind": "Cat", "meow": 1, "z": 9},
            ["must have required property 'a'", "meow must be boolean", "z must be <= 5"],
        ),
        (ALL, {}, [f"must have required property '{name}'" for name in ("a", "kind", "meow")]),
        (
            "{type: array, uniqueItems: true, maxItems: 3, items: {type: integer}}",
            [1, 1, 1, "x"],
            ["must NOT have more than 3 items", "3 must be integer", _UNIQUE.format(2, 1)],
        ),
        ("{type: array, uniqueItems: true}", [{}, [], {}, []], [_UNIQUE.format(1, 3)]),
        (FORMATS, {"i": 2**31}, ["i must be <= 2147483647", 'i must match format "int32"']),
        (FORMATS, {"i": 1.5}, ["i must be integer", 'i must match format "int32"']),
        (FORMATS, {"l": -1e19}, ["l must be >= -9223372036854775808"]),
        (FORMATS, {"b": "%"}, ['b must match pattern "^[\\w\\d+\\/=]*$"', 'b must match format "byte"']),
        (FORMATS, {"e": "q"}, ["e must be equal to one of the allowed values: p, "]),
        ("{type: object, required: [x], anyOf: [{required: [y]}]}", 1, ["must be object"]),
        ("{type: object, minProperties: 1, enum: [{}]}", 1, [_ENUM.format("[object Object]"), "must be object"]),
        ("{type: object, required: [x]}", None, ["Body parameter is required"]),
        (
            "{type: object, required: [x], properties: {x: {type: integer}, id: {type: integer, readOnly: true}}}",
            {"id": "1", "x": "1"},
            ["x must be integer"],
        ),
    ],
)
def test_lists(asker: Callable[..., Ask], schema: str, value: Any, expected: list[str]) -> None:
    reply = asker(DOCUMENT % ("t", schema))("POST", "/t", orjson.dumps(value), content_type="application/json")

    document: Any = reply.json()
    found = [entry["message"] for entry in document["validation"]]
    assert [text.removeprefix("Request body ").removeprefix("property ") for text in found] == expected
