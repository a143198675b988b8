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


CONDITIONS = """\
openapi: 3.1.0
info: {title: t, version: "1"}
paths: {}
components:
  schemas:
    Needs: {properties: {card: {type: string}, cvc: {type: string}}, dependentRequired: {card: [cvc]}}
    Wants: {properties: {n: {}}, dependentSchemas: {card: {required: [cvc], properties: {cvc: {type: integer}}}}}
    Few: {properties: {a: {const: 1}, b: {const: 2}, c: {const: 3}}, minProperties: 2, maxProperties: 2}
    Either: {properties: {mail: {const: m}, phone: {const: p}}, oneOf: [{required: [mail]}, {required: [phone]}]}
    Any: {properties: {mail: {const: m}}, anyOf: [{required: [mail]}, {required: [phone]}]}
    Named: {additionalProperties: {const: 1}, propertyNames: {type: string, maxLength: 3}}
    Fitting: {patternProperties: {"^x$": {type: integer, maximum: 3}}}
    Not: {properties: {a: {const: 1}, b: {const: 2}}, not: {required: [a, b]}}
    Word: {type: string, not: {enum: [root]}}
    When:
      properties: {kind: {enum: [card, cash]}, cvc: {const: 1}}
      if: {properties: {kind: {const: card}}, required: [kind]}
      then: {required: [cvc]}
    Else:
      properties: {kind: {enum: [card, cash]}, cvc: {const: 1}}
      if: {properties: {kind: {const: card}}}
      else: {required: [cvc]}
    Has: {type: array, items: {enum: [a, b]}, contains: {const: a}, maxContains: 1}
"""


@pytest.fixture(scope="module")
def conditional() -> SchemaChecker:
    return SchemaChecker(load_text(CONDITIONS, "conditions.yaml"))


@pytest.mark.parametrize(
    ("name", "value", "keyword", "wanted"),
    [
        ("Needs", {}, "dependentRequired", {"card"}),
        ("Wants", {"n": 1}, "dependentSchemas", {"n", "card"}),
        ("Few", {"a": 1, "b": 2}, "maxProperties", {"a": 1, "b": 2, "c": 3}),
        ("Few", {"a": 1, "b": 2}, "minProperties", {"a": 1}),
        ("Either", {"mail": "m"}, "oneOf", {"mail": "m", "phone": "p"}),
        ("Any", {"mail": "m"}, "anyOf", {}),
        ("Named", {"a": 1}, "propertyNames", None),
        ("Fitting", {}, "patternProperties", {"x": 4}),
        ("Not", {"a": 1}, "not", {"a": 1, "b": 2}),
        ("Word", "me", "not", "root"),
        ("When", {"kind": "cash"}, "then", {"kind": "card"}),
        ("Else", {"kind": "card"}, "else", {"kind": "cash"}),
        ("Has", ["a"], "contains", ["b"]),
        ("Has", ["a"], "maxContains", ["a", "a"]),
    ],
)
def test_what_members_ask_of_each_other_is_broken(
    conditional: SchemaChecker, name: str, value: Any, keyword: str, wanted: Any
) -> None:
    view = schema(conditional, name)
    compiled, spotter = conditional.compile(view, "request"), Spotter(view, conditional)
    spot = next(spotter.spots(value))
    found = [change.value for change in spotter.conditions(spot) if change.keyword == keyword]
    assert found
    assert not any(compiled.is_valid(each) for each in found)
    is_alike = [each for each in found if wanted is None or each == wanted or set(each) == wanted]
    assert is_alike, found


def test_uuids_have_dashes_and_nothing_else() -> None:
    text = 'openapi: 3.1.0\ninfo: {title: t, version: "1"}\npaths: {}\ncomponents: {schemas: {Id: {format: uuid}}}\n'
    checker = SchemaChecker(load_text(text, "ids.yaml"))
    found = changes(checker, "Id", "a987fbc9-4bed-4078-8f07-9141ba07c9f3")
    assert ("format", "a987fbc94bed40788f079141ba07c9f3") in found
    assert ("format", "{a987fbc9-4bed-4078-8f07-9141ba07c9f3}") in found
    assert ("format", "urn:uuid:a987fbc9-4bed-4078-8f07-9141ba07c9f3") in found


def test_each_place_of_a_tuple_is_found() -> None:
    text = """\
openapi: 3.1.0
info: {title: t, version: "1"}
paths: {}
components: {schemas: {Pair: {type: array, prefixItems: [{type: string}, {type: integer}]}}}
"""
    checker = SchemaChecker(load_text(text, "pairs.yaml"))
    found = Spotter(schema(checker, "Pair"), checker).spots(["a", 1])
    assert [spot.place for spot in found] == [(), (0,), (1,)]


def test_places_inside_values() -> None:
    value = {"a": [{"b": 1}, 2]}
    assert with_value(value, ("a", 0, "b"), 3) == {"a": [{"b": 3}, 2]}
    assert with_value(value, ("c",), 3) == {**value, "c": 3}
    assert without(value, ("a", 0, "b")) == {"a": [{}, 2]}
    assert value == {"a": [{"b": 1}, 2]}
