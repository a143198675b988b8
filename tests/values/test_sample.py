"""Samples are valid, the same for the same seed, and look like what the author had in mind."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

import pytest

from specforge.document.load import load_text
from specforge.document.model import Document, Schema
from specforge.values.check import SchemaChecker
from specforge.values.sample import Unsatisfiable, draw, sample
from specforge.values.sampling.vocabulary import Source

MakeSchema = Callable[..., Schema]
MakeDocument = Callable[..., Document]


def made(schema: Schema, **options: Any) -> Any:
    return sample(schema, SchemaChecker(_document(schema)), **options)


def _document(schema: Schema) -> Document:
    resolver = schema.node.resolver
    return Document(resolver, schema.node.source)


SCHEMAS: list[Any] = [
    {},
    {"type": "null"},
    {"type": "boolean"},
    {"type": ["null", "array"]},
    {"type": "integer", "minimum": 7, "maximum": 7},
    {"type": "integer", "exclusiveMinimum": 1000, "multipleOf": 7},
    {"type": "number", "minimum": 0.001, "exclusiveMaximum": 0.0011},
    {"type": "number", "multipleOf": 0.01, "maximum": -5},
    {"type": "integer", "format": "int32", "minimum": 2147483600},
    {"allOf": [{"type": "number", "multipleOf": 4}, {"type": "number", "multipleOf": 6, "minimum": 500}]},
    {"type": "string", "minLength": 200},
    {"type": "string", "maxLength": 1},
    {"type": "string", "minLength": 3, "maxLength": 3, "pattern": "^[A-Z]+$"},
    {"type": "string", "pattern": "^(?=.*[A-Z])(?=.*[0-9])[a-zA-Z0-9]{8,12}$"},
    {"type": "string", "format": "uuid", "pattern": "^[0-9a-f-]{36}$"},
    {"type": "string", "format": "email", "maxLength": 8},
    {"enum": [{"a": 1}, "b"]},
    {"const": [1, {"a": None}]},
    {"type": "array", "minItems": 4, "uniqueItems": True, "items": {"type": "integer", "minimum": 1, "maximum": 9}},
    {"type": "array", "minItems": 3, "maxItems": 3, "uniqueItems": True, "items": {"enum": ["a", "b", "c"]}},
    {"type": "array", "prefixItems": [{"type": "string"}, {"type": "integer"}], "items": False},
    {"type": "array", "contains": {"const": "x"}, "minContains": 2, "items": {"type": "string"}},
    {"type": "object", "required": ["a", "b"], "properties": {"a": {"type": "string"}}},
    {"type": "object", "additionalProperties": {"type": "integer"}, "minProperties": 3},
    {"type": "object", "additionalProperties": False, "patternProperties": {"^x-[a-z]{3}$": {"type": "boolean"}}},
    {"type": "object", "propertyNames": {"enum": ["de", "en"]}, "additionalProperties": {"type": "string"}},
    {"type": "object", "maxProperties": 1, "properties": {"a": {}, "b": {}, "c": {}}},
    {"properties": {"a": {}, "b": {}}, "dependentRequired": {"a": ["z"]}, "required": ["a"]},
    {"properties": {"a": {"const": 1}}, "required": ["a"], "if": {"required": ["a"]}, "then": {"required": ["q"]}},
    {"allOf": [{"properties": {"a": {"minimum": 3}}}, {"properties": {"a": {"type": "integer", "maximum": 3}}}]},
    {"type": "object", "oneOf": [{"required": ["a"]}, {"required": ["b"]}], "properties": {"a": {}, "b": {}}},
    {
        "oneOf": [
            {"type": "object", "properties": {"a": {"type": "string"}}},
            {"type": "object", "properties": {"b": {}}},
        ]
    },
    {
        "oneOf": [
            {"type": "object", "properties": {"a": {"type": "array", "items": {"type": "object"}}}},
            {
                "type": "object",
                "properties": {
                    "a": {"type": "array", "items": {"type": "object", "properties": {"b": {"type": "string"}}}},
                },
            },
        ],
    },
    {"oneOf": [{"type": "object"}, {"type": "object", "required": ["b"], "properties": {"b": {"type": "string"}}}]},
    {"anyOf": [{"type": "null"}, {"type": "string", "minLength": 3}]},
    {"allOf": [{"anyOf": [{"type": "string"}, {"type": "integer"}]}, {"type": "integer"}]},
    {"type": ["string", "integer"], "not": {"type": "string"}},
    {"enum": [1, 2, 3], "not": {"enum": [1, 2]}},
    {"type": "object", "properties": {"a": {}, "b": {}}, "not": {"required": ["b"]}},
    {"$ref": "#/$defs/a", "$defs": {"a": {"type": "string", "maxLength": 3}}, "minLength": 2},
    {"unevaluatedProperties": False, "allOf": [{"properties": {"a": {"type": "integer"}}, "required": ["a"]}]},
]


@pytest.mark.parametrize("seed", [0, 1, 17])
@pytest.mark.parametrize("schema", SCHEMAS, ids=json.dumps)
def test_a_sample_is_valid(schema_of: MakeSchema, schema: Any, seed: int) -> None:
    view = schema_of({"$id": "https://example.com/s", **schema})
    checker = SchemaChecker(_document(view))

    value = sample(view, checker, seed=seed)

    assert checker.compile(view).violations(value) == []
    json.dumps(value, allow_nan=False)


@pytest.mark.parametrize(
    "format_",
    [
        *("date", "date-time", "time", "duration", "uuid", "email", "idn-email", "hostname", "ipv4", "ipv6", "uri"),
        *("iri", "uri-reference", "uri-template", "json-pointer", "relative-json-pointer", "regex", "byte", "unknown"),
    ],
)
def test_every_format_is_met(schema_of: MakeSchema, format_: str) -> None:
    assert isinstance(made(schema_of({"type": "string", "format": format_})), str)


class TestTheAuthorsValues:
    """What the author gives comes first, as long as it is valid."""

    @pytest.mark.parametrize(
        "keywords",
        [
            {"example": "mine"},
            {"examples": ["mine", "other"]},
            {"default": "mine"},
            {"const": "mine"},
            {"enum": ["mine"]},
        ],
    )
    def test_they_are_taken(self, schema_of: MakeSchema, keywords: Any) -> None:
        assert made(schema_of({"type": "string", **keywords})) == "mine"
        assert made(schema_of({"properties": {"a": {"type": "string", **keywords}}})) == {"a": "mine"}

    def test_an_invalid_example_is_not(self, schema_of: MakeSchema) -> None:
        schema = schema_of(
            {"properties": {"a": {"type": "string", "maxLength": 3, "example": "too long"}, "b": {"example": 4}}}
        )

        value = made(schema)

        assert value["a"] != "too long"
        assert value["b"] == 4

    def test_an_example_of_a_part_is_not_one_of_the_whole(self, schema_of: MakeSchema) -> None:
        base = {"type": "object", "properties": {"a": {"type": "integer"}}, "example": {"a": 1}}
        schema = schema_of({"allOf": [base, {"required": ["b"], "properties": {"b": {"const": 2}}}]})

        assert made(schema)["b"] == 2

    def test_they_can_be_left_aside(self, schema_of: MakeSchema) -> None:
        assert made(schema_of({"type": "string", "example": "mine"}), use_examples=False) != "mine"

    def test_the_document_is_not_handed_out(self, schema_of: MakeSchema) -> None:
        schema = schema_of({"type": "object", "example": {"a": []}})
        made(schema)["a"].append(1)

        assert made(schema) == {"a": []}


class TestSeeds:
    """A seed decides everything."""

    schema = {"properties": {name: {"type": "string"} for name in "abcdef"}}

    def test_the_same_seed_gives_the_same_value_whatever_came_before(self, document_of: MakeDocument) -> None:
        document = document_of({"A": self.schema, "B": {"items": {"$ref": "#/components/schemas/A"}}})
        first, second = SchemaChecker(document), SchemaChecker(document)

        forwards = [sample(document.schemas[name], first, seed=4) for name in ("A", "B")]
        backwards = [sample(document.schemas[name], second, seed=4) for name in ("B", "A")]

        assert forwards == backwards[::-1]

    def test_another_seed_gives_another_value(self, schema_of: MakeSchema) -> None:
        schema = schema_of(self.schema)

        assert len({json.dumps(made(schema, seed=seed)) for seed in range(5)}) == 5

    def test_seed_0_takes_the_first_alternative_that_is_not_null(self, schema_of: MakeSchema) -> None:
        schema = schema_of({"anyOf": [{"type": "null"}, {"const": 1}, {"const": 2}]})

        assert made(schema) == 1
        assert {made(schema, seed=seed) for seed in range(1, 30)} == {1, 2}


class TestFilling:
    """Optional properties are written as far as somebody can read them."""

    def test_optional_properties_are_filled_unless_unwanted(self, schema_of: MakeSchema) -> None:
        schema = schema_of({"required": ["a"], "properties": {"a": {"const": 1}, "b": {"const": 2}}})

        assert made(schema) == {"a": 1, "b": 2}
        assert made(schema, fill_optional=False) == {"a": 1}

    def test_what_cannot_be_made_is_left_out(self, schema_of: MakeSchema) -> None:
        assert made(
            schema_of({"properties": {"a": {"type": "integer", "minimum": 2, "maximum": 1}, "b": {"const": 2}}})
        ) == {"b": 2}

    @pytest.mark.parametrize(("direction", "absent"), [("request", "id"), ("response", "password")])
    def test_what_does_not_travel_is_not_sent(self, schema_of: MakeSchema, direction: Any, absent: str) -> None:
        properties = {"id": {"readOnly": True}, "password": {"writeOnly": True}, "name": {}}
        schema = schema_of({"required": ["id", "password"], "properties": properties})

        assert made(schema, direction=direction).keys() == properties.keys() - {absent}

    def test_names_say_what_a_value_looks_like(self, schema_of: MakeSchema) -> None:
        text = {"type": "string"}
        value = made(schema_of({"properties": {"email": text, "created_at": text, "countryCode": text}}))

        assert value["email"].endswith("@example.com")
        assert value["created_at"].endswith("Z")
        assert len(value["countryCode"]) == 2


class TestRecursion:
    """Endless schemas give small values."""

    def test_a_tree_ends(self, schema_of: MakeSchema) -> None:
        node = {"$ref": "#/components/schemas/S"}
        schema = schema_of(
            {"required": ["children"], "properties": {"children": {"type": "array", "items": node}, "parent": node}}
        )

        assert len(json.dumps(made(schema))) < 1000

    def test_the_way_out_of_a_required_recursion_is_found(self, schema_of: MakeSchema) -> None:
        node = {"$ref": "#/components/schemas/S"}
        branch = {"type": "object", "required": ["left", "right"], "properties": {"left": node, "right": node}}

        assert "left" in made(schema_of({"oneOf": [branch, {"type": "string"}]}))

    def test_no_way_out_is_unsatisfiable(self, schema_of: MakeSchema) -> None:
        node = {"$ref": "#/components/schemas/S"}

        with pytest.raises(Unsatisfiable, match="endless"):
            made(schema_of({"type": "object", "required": ["next"], "properties": {"next": node}}))

    def test_many_paths_to_the_same_schema_do_not_multiply(self, document_of: MakeDocument) -> None:
        schemas: dict[str, Any] = {"S0": {"type": "string"}}
        for level in range(1, 8):
            below = {"$ref": f"#/components/schemas/S{level - 1}"}
            schemas[f"S{level}"] = {"type": "object", "properties": {f"p{i}": below for i in range(10)}}
        document = document_of(schemas)

        value = sample(document.schemas["S7"], SchemaChecker(document))

        assert len(value) == 10
        assert len(json.dumps(value)) < 50_000

    def test_a_cycle_of_thousands_does_not_exhaust_the_stack(self, document_of: MakeDocument) -> None:
        def link(index: int) -> dict[str, str]:
            return {"$ref": f"#/components/schemas/S{index % 3000}"}

        chain = {f"S{i}": {"type": "object", "properties": {"next": link(i + 1)}} for i in range(3000)}
        document = document_of(chain)

        value = sample(document.schemas["S0"], SchemaChecker(document))

        assert "next" in value
        assert len(json.dumps(value)) < sys.getrecursionlimit()


class TestDiscriminator:
    """The property that tells alternatives apart says what the value is."""

    base = {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}}}
    refs = [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}]

    def test_the_mapped_value_is_written(self, schema_of: MakeSchema) -> None:
        discriminator = {"propertyName": "kind", "mapping": {"meow": "Cat"}}
        schema = schema_of({"oneOf": self.refs, "discriminator": discriminator}, Cat=self.base, Dog=self.base)

        assert made(schema)["kind"] == "meow"
        assert {made(schema, seed=seed)["kind"] for seed in range(1, 20)} == {"meow", "Dog"}

    def test_it_is_there_where_nobody_requires_it_and_room_is_short(self, schema_of: MakeSchema) -> None:
        choice = {"oneOf": self.refs, "discriminator": {"propertyName": "kind"}}
        animal = {"type": "object", "properties": {"kind": {"type": "string"}, "child": choice}}

        value = made(schema_of(choice, Cat=animal, Dog=animal))

        while value is not None:
            assert value["kind"] in ("Cat", "Dog")
            value = value.get("child")

    def test_a_child_of_a_base_schema_says_its_own_name(self, document_of: MakeDocument) -> None:
        base = {**self.base, "discriminator": {"propertyName": "kind"}}
        document = document_of({"Pet": base, "Cat": {"allOf": [{"$ref": "#/components/schemas/Pet"}]}}, "3.0.3")

        assert sample(document.schemas["Cat"], SchemaChecker(document)) == {"kind": "Cat"}


@pytest.mark.parametrize(
    "schema",
    [
        False,
        {"not": {}},
        {"type": "integer", "minimum": 2, "maximum": 1},
        {"type": "string", "minLength": 5, "maxLength": 4},
        {"type": "string", "format": "uuid", "maxLength": 10},
        {"allOf": [{"type": "string"}, {"type": "integer"}]},
        {"type": "array", "minItems": 3, "uniqueItems": True, "items": {"type": "boolean"}},
        {"type": "array", "minItems": 10_000_000},
        {"type": "object", "required": ["a"], "properties": {"b": {}}, "additionalProperties": False},
    ],
    ids=json.dumps,
)
def test_what_cannot_be_says_so_with_its_place(schema_of: MakeSchema, schema: Any) -> None:
    with pytest.raises(Unsatisfiable) as caught:
        made(schema_of(schema))

    assert caught.value.place.pointer == "/components/schemas/S"
    assert caught.value.message.startswith("no valid value was found: ")


_SCRIPTED = """
openapi: 3.1.0
info: {title: t, version: "1"}
paths: {}
components:
  schemas:
    Tree:
      type: object
      required: [name]
      properties: {name: {type: string}, children: {type: array, items: {$ref: "#/components/schemas/Tree"}}}
    Pet:
      oneOf: [{$ref: "#/components/schemas/Cat"}, {$ref: "#/components/schemas/Dog"}]
      discriminator: {propertyName: kind}
    Cat:
      type: object
      required: [kind, lives]
      properties: {kind: {const: Cat}, lives: {type: integer, minimum: 1, maximum: 9}}
    Dog:
      type: object
      required: [kind, tricks]
      properties: {kind: {const: Dog}, tricks: {type: array, minItems: 2, items: {type: string}}}
    Map: {type: object, additionalProperties: {type: [integer, "null"]}}
    Odd: {type: array, uniqueItems: true, minItems: 3, items: {enum: [1, 2, 3, {a: []}]}}
    Never: {type: string, minLength: 3, maxLength: 2}
"""


@pytest.mark.parametrize("name", ["Tree", "Pet", "Map", "Odd"])
def test_a_seed_gives_one_value_whatever_was_made_before(name: str) -> None:
    document = load_text(_SCRIPTED)
    schema, checker = document.schemas[name], SchemaChecker(document)

    made = [sample(schema, checker, seed=seed, use_examples=False) for seed in range(1, 20)]
    again = [sample(schema, SchemaChecker(document), seed=seed, use_examples=False) for seed in range(1, 20)]

    assert made == again
    assert all(checker.compile(schema).is_valid(value) for value in made)


def test_what_cannot_be_made_is_not_made_by_a_script_either() -> None:
    document = load_text(_SCRIPTED)

    with pytest.raises(Unsatisfiable):
        sample(document.schemas["Never"], SchemaChecker(document), seed=1, use_examples=False)


@pytest.mark.parametrize("name", ["Tree", "Pet", "Map", "Odd"])
def test_what_is_drawn_is_valid_and_another_value_each_time(name: str) -> None:
    document = load_text(_SCRIPTED)
    compiled, random = SchemaChecker(document).compile(document.schemas[name]), Source(1)

    drawn = [draw(compiled, random) for _ in range(10)]

    assert all(compiled.is_valid(value) for value in drawn)
    assert name == "Odd" or len({json.dumps(value) for value in drawn}) > 1


def test_what_cannot_be_made_is_not_drawn() -> None:
    document = load_text(_SCRIPTED)

    with pytest.raises(Unsatisfiable):
        draw(SchemaChecker(document).compile(document.schemas["Never"]), Source(1))


@pytest.mark.parametrize("seed", range(6))
def test_an_optional_property_is_there_when_one_of_its_alternatives_is_possible(
    schema_of: MakeSchema, seed: int
) -> None:
    alternatives = [{"type": "integer", "minimum": 3, "maximum": 2}, {"type": "string", "minLength": 2, "maxLength": 1}]
    schema = schema_of({"type": "object", "properties": {"a": {"anyOf": [*alternatives, {"type": "boolean"}]}}})

    assert isinstance(made(schema, seed=seed)["a"], bool)
