"""What stands in for an example that the document does not have."""

from __future__ import annotations

from typing import Any

import pytest

from specforge.document.load import load_text
from specforge.mock.formats import uuid
from specforge.mock.standin import TooComplex, stand_in

DOCUMENT = """
openapi: {version}
components:
  schemas:
    Tree: {{type: object, properties: {{kids: {{type: array, items: {{$ref: "#/components/schemas/Tree"}}}}}}}}
    List:
      {{type: object, required: [n], properties: {{n: {{type: integer}}, next: {{$ref: "#/components/schemas/List"}}}}}}
    S: {schema}
"""


def shown(schema: str, version: str = "3.0.3", name: str = "S") -> Any:
    document = load_text(DOCUMENT.format(schema=schema, version=version))
    return stand_in(document.schemas[name], lambda _, value: f"improved {value}")


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ("{type: string}", "string"),
        ("{type: string, minLength: 8}", "stringst"),
        ("{type: string, maxLength: 3}", "str"),
        ("{type: string, format: date-time}", "2019-08-24T14:15:22Z"),
        ("{type: string, format: uuid}", "497f6eca-6276-4993-bfeb-53cbbbba6f08"),
        ("{type: string, pattern: x}", "improved string"),
        ("{type: integer, format: int64}", 0),
        ("{type: number, minimum: 5}", 5),
        ("{type: number, minimum: 5, exclusiveMinimum: true}", 6),
        ("{type: number, maximum: -2}", -2),
        ("{type: number, minimum: 0, maximum: 1, exclusiveMinimum: true, exclusiveMaximum: true}", 0.5),
        ("{type: boolean}", True),
        ("{type: array, items: {type: boolean}}", [True]),
        ("{type: array, minItems: 2, items: {type: integer}}", [0, 0]),
        ("{type: array, maxItems: 0, items: {type: integer}}", []),
        ("{type: array}", []),
        ("{}", None),
        ("{properties: {a: {type: string}}}", {"a": "string"}),
        ("{type: object, additionalProperties: {type: integer}}", {"property1": 0, "property2": 0}),
        ("{type: object, properties: {a: {type: string, writeOnly: true}, b: {enum: [x, y]}}}", {"b": "x"}),
        ("{type: string, default: d, example: e}", "d"),
        ("{type: string, example: e}", "e"),
        ("{allOf: [{properties: {a: {type: string}}}, {properties: {b: {type: integer}}}]}", {"a": "string", "b": 0}),
        ("{oneOf: [{type: integer}, {type: string}]}", 0),
        ("{type: string, nullable: true}", "string"),
    ],
)
def test_each_kind_of_schema(schema: str, value: Any) -> None:
    assert shown(schema) == value


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ("{const: 5}", 5),
        ("{type: [integer, 'null'], exclusiveMinimum: 20, exclusiveMaximum: 50}", 21),
        ("{type: string, examples: [a, b]}", "a"),
        ("{type: array, contains: {type: integer}}", [0]),
        ("true", None),
    ],
)
def test_json_schema_2020(schema: str, value: Any) -> None:
    assert shown(schema, "3.1.0") == value


def test_a_schema_that_contains_itself_is_unrolled_once() -> None:
    assert shown("{}", name="Tree") == {"kids": [{"kids": [{}]}]}


def test_unrolling_ends_where_something_empty_would_be_invalid() -> None:
    assert shown("{}", name="List") == {"n": 0, "next": {"n": 0}}


def test_endless_schemas_end() -> None:
    wide = ", ".join(f"p{n}: {{type: string}}" for n in range(3000))

    with pytest.raises(TooComplex):
        shown(f"{{type: object, properties: {{{wide}}}}}")
    assert shown('{allOf: [{$ref: "#/components/schemas/S"}]}') is None
    assert shown('{type: object, oneOf: [{$ref: "#/components/schemas/S"}]}') == {}


def test_uuids_depend_on_the_name_only() -> None:
    assert uuid("user_id") == "a169451c-8525-4352-b8ca-070dd449a1a5"


class TestDiscriminators:
    """Their property names the schema that was chosen, and the document is not changed by it."""

    DOCUMENT = """
openapi: 3.0.3
components:
  schemas:
    Pet:
      oneOf: [{$ref: "#/components/schemas/Cat"}, {$ref: "#/components/schemas/Dog"}]
      discriminator: {propertyName: kind}
    Mapped:
      anyOf: [{$ref: "#/components/schemas/Cat"}, {$ref: "#/components/schemas/Dog"}]
      discriminator: {propertyName: kind, mapping: {meow: "#/components/schemas/Cat"}}
    Inline:
      oneOf: [{type: object, properties: {kind: {type: string}}}]
      discriminator: {propertyName: kind}
    Cat: {type: object, properties: {kind: {type: string}}, default: {kind: cat}}
    Dog: {type: object, properties: {kind: {type: string}}}
    Base: {properties: {type: {type: string}}, discriminator: {propertyName: type}}
    Child: {allOf: [{$ref: "#/components/schemas/Base"}]}
    Other: {properties: {any: {type: integer}}, discriminator: {propertyName: type}}
    Odd: {properties: {a: {type: string}}, discriminator: 1}
"""

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("Pet", {"kind": "Cat"}),
            ("Mapped", {"kind": "meow"}),
            ("Inline", {"kind": "string"}),
            ("Base", {"type": "Base"}),
            ("Child", {"type": "Child"}),
            ("Other", {"any": 0}),
            ("Odd", {"a": "string"}),
        ],
    )
    def test_the_branch_is_named(self, name: str, value: Any) -> None:
        document = load_text(self.DOCUMENT)

        assert stand_in(document.schemas[name], lambda _, value: value) == value
        assert document.schemas["Cat"].get("default") == {"kind": "cat"}
