"""Violations are said in words for people and stand at the author's keyword."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from specforge.document.load import load_text
from specforge.values.check import CompiledSchema, SchemaChecker

Compile = Callable[..., CompiledSchema]


class TestMessages:
    """One sentence says what is wrong with which value."""

    @pytest.mark.parametrize(
        ("schema", "value", "message"),
        [
            ({"type": "integer"}, "5", "'5' is a string, not an integer"),
            ({"type": ["integer", "null"]}, {}, "{} is an object, not an integer or null"),
            ({"enum": ["a", 1, None]}, "b", "'b' is not one of 'a', 1, null"),
            ({"const": 2}, 1, "1 is not 2"),
            ({"format": "date"}, "soon", "'soon' is not a valid date"),
            ({"format": "byte"}, "?", "'?' is not a valid byte"),
            ({"pattern": "^a$"}, "b", "'b' does not match the pattern ^a$"),
            ({"minLength": 3}, "fo", "'fo' is shorter than 3 characters"),
            ({"minLength": 1}, "", "'' is shorter than 1 character"),
            ({"maxLength": 2}, "foo", "'foo' is longer than 2 characters"),
            ({"minimum": 2}, 1, "1 is less than the minimum of 2"),
            ({"maximum": 2}, 3.5, "3.5 is greater than the maximum of 2"),
            ({"exclusiveMinimum": 2}, 2, "2 is not greater than 2"),
            ({"exclusiveMaximum": 2}, 2, "2 is not less than 2"),
            ({"multipleOf": 2}, 3, "3 is not a multiple of 2"),
            ({"type": "integer", "format": "int32"}, 2**31, "2147483648 does not fit the integer format"),
            ({"minItems": 2}, [1], "the array has 1 item, fewer than 2"),
            ({"maxItems": 1}, [1, 2], "the array has 2 items, more than 1"),
            ({"uniqueItems": True}, [1, 1], "the items of the array are not unique"),
            ({"required": ["name"]}, {}, "required property 'name' is missing"),
            (
                {"properties": {"c": {}}, "additionalProperties": False},
                {"a": 1, "b": 2},
                "unexpected properties 'a', 'b'",
            ),
            ({"additionalProperties": False}, {"a": 1, "b": 2}, "unexpected properties 'a', 'b'"),
            ({"unevaluatedProperties": False}, {"a": 1}, "unexpected property 'a'"),
            ({"propertyNames": {"maxLength": 1}}, {"ab": 1}, "property name 'ab' is longer than 1 character"),
            ({"minProperties": 1}, {}, "the object has 0 properties, fewer than 1"),
            ({"not": {"type": "null"}}, None, "null is what the schema under `not` forbids"),
            ({"oneOf": [{}, True]}, 1, "1 matches more than one alternative of oneOf"),
            (False, 1, "nothing is allowed here, but there is 1"),
        ],
    )
    def test_every_keyword_has_its_sentence(self, compiled: Compile, schema: Any, value: Any, message: str) -> None:
        found = compiled(schema)

        assert not found.is_valid(value)
        assert [violation.message for violation in found.violations(value)] == [message]

    def test_long_values_are_cut(self, compiled: Compile) -> None:
        (violation,) = compiled({"maxLength": 5}).violations("x" * 500)

        assert len(violation.message) < 100

    def test_the_path_is_shown_in_front(self, compiled: Compile) -> None:
        schema = {"properties": {"a/b": {"items": {"type": "null"}}}}
        (violation,) = compiled(schema).violations({"a/b": [None, 1]})

        assert violation.instance_path == ("a/b", 1)
        assert str(violation) == "/a~1b/1: 1 is an integer, not null"


class TestAlternatives:
    """Of alternatives, the one that was meant is explained."""

    cat = {"required": ["lives"], "properties": {"kind": {"type": "string"}, "lives": {"type": "integer"}}}
    dog = {"required": ["barks"], "properties": {"kind": {"type": "string"}}}
    refs = [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}]

    def test_the_discriminator_chooses(self, compiled: Compile) -> None:
        mapping = {"propertyName": "kind", "mapping": {"meow": "Cat", "woof": "#/components/schemas/Dog"}}
        found = compiled({"oneOf": self.refs, "discriminator": mapping}, Cat=self.cat, Dog=self.dog)

        (violation,) = found.violations({"kind": "woof"})

        assert violation.message == "required property 'barks' is missing"
        assert violation.place.pointer == "/components/schemas/Dog/required"

    def test_an_unknown_discriminator_value_is_named(self, compiled: Compile) -> None:
        found = compiled({"oneOf": self.refs, "discriminator": {"propertyName": "kind"}}, Cat=self.cat, Dog=self.dog)

        (violation,) = found.violations({"kind": "fish"})

        assert violation.message == "'fish' is not a known 'kind': 'Cat' or 'Dog'"
        assert violation.keyword == "oneOf"
        assert violation.place.pointer == "/components/schemas/S/oneOf"

    def test_the_closest_alternative_is_named(self, compiled: Compile) -> None:
        alternatives = [{"type": "string"}, {"type": "object", "required": ["a"]}]

        (violation,) = compiled({"anyOf": alternatives}).violations({})

        assert violation.message == (
            "{} matches none of the 2 alternatives; the closest is number 2: required property 'a' is missing"
        )

    def test_null_beside_one_schema_is_no_alternative(self, compiled: Compile) -> None:
        (violation,) = compiled({"anyOf": [{"type": "null"}, {"minLength": 2, "type": "string"}]}).violations("a")

        assert violation.keyword == "minLength"


class TestPlaces:
    """The place is the keyword in the file, also where lowering had to use another word."""

    text = """\
openapi: 3.0.3
info: {title: t, version: "1"}
paths: {}
components:
  schemas:
    S:
      nullable: true
      allOf:
        - properties:
            age:
              type: integer
              format: int32
              minimum: 0
              exclusiveMinimum: true
              maximum: 150
"""

    @pytest.mark.parametrize(
        ("value", "line", "keyword"),
        [(0, 14, "exclusiveMinimum"), ("x", 11, "type"), (200, 15, "maximum"), (-(2**40), 14, "exclusiveMinimum")],
    )
    def test_the_line_of_the_keyword_is_found(self, value: Any, line: int, keyword: str) -> None:
        document = load_text(self.text)

        (violation,) = SchemaChecker(document).compile(document.schemas["S"]).violations({"age": value})

        assert violation.keyword == keyword
        assert violation.place.region.line == line

    def test_a_bound_that_a_format_stands_for_is_the_format(self, compiled: Compile) -> None:
        (violation,) = compiled({"type": "integer", "format": "int64"}).violations(2**63)

        assert violation.keyword == "format"
        assert violation.place.pointer == "/components/schemas/S/format"

    def test_what_is_reached_twice_is_reported_once(self, compiled: Compile) -> None:
        part = {"$ref": "#/components/schemas/Other"}

        assert len(compiled({"allOf": [part, part]}, Other={"type": "null"}).violations(1)) == 1


class TestValues:
    """Values that are no JSON are understood, not refused with an exception."""

    @pytest.mark.parametrize("value", [b"abc", "abc"])
    def test_bytes_are_text(self, compiled: Compile, value: Any) -> None:
        assert compiled({"type": "string", "maxLength": 3}).is_valid(value)

    @pytest.mark.parametrize("value", [{1: b"x"}, (1, 2), float("nan"), "\ud800", object(), {"a": {1, 2}}])
    def test_anything_can_be_judged(self, compiled: Compile, value: Any) -> None:
        assert not compiled({"type": "boolean"}).is_valid(value)
        assert compiled({"type": "boolean"}).violations(value)

    def test_a_value_of_any_depth_can_be_judged(self, compiled: Compile) -> None:
        value: Any = b"x"
        for _ in range(5000):
            value = [value]

        assert compiled({"items": {"$ref": "#/components/schemas/S"}}).is_valid(value)


class TestSharing:
    """Whether a schema has its own validator or the one for all makes no difference."""

    def test_the_same_answers_come_from_the_shared_validator(self, document_of: Callable[..., Any]) -> None:
        document = document_of(
            {"A": {"required": ["b"], "properties": {"b": {"$ref": "#/components/schemas/B"}}}, "B": {"minimum": 3}}
        )
        single, shared = SchemaChecker(document), SchemaChecker(document)
        shared.compile_all()
        values = [{"b": 1}, {}, {"b": 5}]

        for schema in document.schemas.values():
            one, other = single.compile(schema), shared.compile(schema)
            assert [one.violations(value) for value in values] == [other.violations(value) for value in values]

    def test_a_schema_is_compiled_once(self, schema_of: Callable[..., Any], document_of: Callable[..., Any]) -> None:
        document = document_of({"A": {}})
        checker = SchemaChecker(document)

        assert checker.compile(document.schemas["A"]) is checker.compile(document.schemas["A"])
        assert checker.compile(document.schemas["A"], "request") is not checker.compile(document.schemas["A"])


@pytest.mark.parametrize(
    ("pattern", "valid", "invalid"),
    [
        (r"^[\w-.]+$", "a-b.c", "a b"),
        (r"^a\Z", "a", "ab"),
        (r"^[\d-x]+$", "1-x", "y"),
        (r"^(?<year>\d{4})$", "2024", "24"),
        (r"^a{,2}$", "aa", "aaa"),
    ],
)
def test_expressions_of_other_languages_are_understood(
    compiled: Compile, pattern: str, valid: str, invalid: str
) -> None:
    found = compiled({"pattern": pattern})

    assert found.is_valid(valid)
    assert not found.is_valid(invalid)
