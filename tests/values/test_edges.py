"""Values beyond and at the edges of schemas, and where in a value they go."""

from __future__ import annotations

from typing import Any

import pytest

from specforge.document.load import load_text
from specforge.document.model import Schema
from specforge.values.check import SchemaChecker
from specforge.values.edges.beyond import beyond
from specforge.values.edges.spots import Spotter
from specforge.values.edges.steps import with_value, without
from specforge.values.edges.within import within

DOCUMENT = """\
openapi: 3.0.3
info: {title: t, version: "1"}
paths: {}
components:
  schemas:
    Code: {type: string, pattern: "^[a-z]{2}$"}
    Label: {type: string, pattern: "^[A-Z][a-z]{0,4}$"}
    Day: {type: string, format: date}
    Size: {type: integer, format: int32, minimum: 1}
    Share: {type: number, multipleOf: 0.5, maximum: 10, exclusiveMaximum: true}
    Flag: {type: boolean}
    Tags: {type: array, minItems: 1, maxItems: 3, uniqueItems: true, items: {type: string}}
    Role: {type: string, enum: [admin, guest]}
    Name: {type: string, minLength: 2, maxLength: 4, nullable: true}
    Cat:
      type: object
      required: [kind, claws]
      properties: {kind: {type: string, enum: [cat]}, claws: {type: integer}}
    Dog:
      type: object
      required: [kind, bark]
      properties: {kind: {type: string, enum: [dog]}, bark: {type: string}}
    Owner:
      type: object
      additionalProperties: false
      minProperties: 1
      required: [pet]
      properties:
        id: {type: integer, readOnly: true}
        nick: {type: string, maxLength: 5}
        pet: {oneOf: [{$ref: "#/components/schemas/Cat"}, {$ref: "#/components/schemas/Dog"}]}
        friends: {type: array, items: {$ref: "#/components/schemas/Owner"}}
"""


@pytest.fixture(scope="module")
def checker() -> SchemaChecker:
    return SchemaChecker(load_text(DOCUMENT, "edges.yaml"))


def schema(checker: SchemaChecker, name: str) -> Schema:
    node = checker.document.node.at("components", "schemas", name)
    assert node is not None
    return Schema.of(node)


def changes(checker: SchemaChecker, name: str, value: Any) -> list[tuple[str, Any]]:
    view = schema(checker, name)
    found = list(beyond(view, value, checker.compile(view, "request").is_valid))
    assert not any(checker.compile(view, "request").is_valid(change.value) for change in found)
    return [(change.keyword, change.value) for change in found]


@pytest.mark.parametrize(
    ("name", "value", "wanted"),
    [
        (
            "Code",
            "ab",
            [
                ("pattern", "ab!"),
                ("pattern", "!ab"),
                ("pattern", "ab\n"),
                ("pattern", "abb"),
                ("pattern", "aab"),
                ("type", 3),
                ("type", None),
            ],
        ),
        ("Label", "Ab", [("pattern", "Abbbbb"), ("pattern", "AAb")]),
        ("Day", "2024-01-01", [("format", "2023-02-30"), ("format", "2024-01-01x")]),
        ("Size", 3, [("minimum", 0), ("format", 2**31), ("type", "3"), ("type", 3.5), ("type", True)]),
        ("Share", 1.5, [("maximum", 10), ("multipleOf", 1.75)]),
        ("Flag", True, [("type", "true"), ("type", 1)]),
        ("Tags", ["a"], [("minItems", []), ("maxItems", ["a", "a1", "a2", "a3"]), ("uniqueItems", ["a", "a"])]),
        ("Role", "admin", [("enum", "ADMIN"), ("enum", "adminx"), ("enum", "")]),
        ("Name", "abc", [("minLength", "a"), ("minLength", ""), ("maxLength", "abccc")]),
        ("Owner", {"pet": {"kind": "cat", "claws": 3}}, [("required", {}), ("minProperties", {})]),
    ],
)
def test_each_keyword_is_broken(checker: SchemaChecker, name: str, value: Any, wanted: list[tuple[str, Any]]) -> None:
    found = changes(checker, name, value)
    assert [one for one in wanted if one not in found] == []


@pytest.mark.parametrize(
    ("name", "value", "wanted"),
    [
        ("Day", "2024-01-01", ["2024-02-29"]),
        ("Size", 3, [1]),
        ("Flag", True, [False]),
        ("Tags", ["a"], [["a", "a1"], ["a", "a1", "a2"]]),
        ("Role", "admin", ["guest"]),
        ("Name", "abc", ["ab", "abcc", "\u00e9" * 4, None]),
    ],
)
def test_the_edges_are_valid_and_stated(checker: SchemaChecker, name: str, value: Any, wanted: list[Any]) -> None:
    view = schema(checker, name)
    compiled = checker.compile(view, "request")
    found = list(within(view, value, compiled.is_valid))
    assert all(compiled.is_valid(edge.value) for edge in found)
    assert [one for one in wanted if one not in [edge.value for edge in found if edge.is_stated]] == []


def test_every_part_is_found_with_what_is_optional_and_all_alternatives(checker: SchemaChecker) -> None:
    view = schema(checker, "Owner")
    found = list(Spotter(view, checker).spots({"pet": {"kind": "cat", "claws": 3}}))
    compiled = checker.compile(view, "request")
    assert all(compiled.is_valid(spot.base) for spot in found)
    places = {spot.place for spot in found}
    assert {(), ("nick",), ("pet",), ("pet", "claws"), ("pet", "bark"), ("friends",)} <= places
    assert ("id",) not in places, "what is readOnly is not for requests"


def test_alternatives_are_mixed(checker: SchemaChecker) -> None:
    view = schema(checker, "Owner")
    spotter = Spotter(view, checker)
    (spot,) = [each for each in spotter.spots({"pet": {"kind": "cat", "claws": 3}}) if each.schema.one_of]
    assert {"kind": "cat", "claws": 3} in [
        {k: v for k, v in made.items() if k != "bark"} for made in spotter.mixtures(spot)
    ]


def test_places_inside_values() -> None:
    value = {"a": [{"b": 1}, 2]}
    assert with_value(value, ("a", 0, "b"), 3) == {"a": [{"b": 3}, 2]}
    assert with_value(value, ("c",), 3) == {**value, "c": 3}
    assert without(value, ("a", 0, "b")) == {"a": [{}, 2]}
    assert value == {"a": [{"b": 1}, 2]}
