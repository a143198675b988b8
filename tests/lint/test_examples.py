"""Examples and their schemas: which of several errors is named, and what is no error."""

from __future__ import annotations

import pytest

from specforge.document.load import load_text
from specforge.lint.engine import lint
from specforge.lint.settings import LintSettings

EXAMPLES = LintSettings(select=("oas?-valid-*-example",))


def found(schemas: str, version: str = "3.0.4") -> list[tuple[str, str]]:
    """Pointer and message of what is wrong with the examples of these schemas (YAML in flow style)."""
    head = 'swagger: "2.0"' if version == "2.0" else f"openapi: {version}"
    body = f"definitions: {schemas}" if version == "2.0" else f"components: {{schemas: {schemas}}}"
    text = f"{head}\ninfo: {{title: T, version: '1'}}\npaths: {{}}\n{body}\n"
    return [(f.place.pointer.removeprefix("/components/schemas"), f.message) for f in lint(load_text(text), EXAMPLES)]


class TestTheFirstError:
    """The order of the schema, in which validators that stop at the first error go through it, too."""

    @pytest.mark.parametrize(
        ("schema", "pointer"),
        [
            ("{properties: {z: {type: string}, a: {type: string}}, example: {a: 1, z: 1}}", "/A/example/z"),
            ("{properties: {z: {type: string}}, required: [y], type: object, example: {z: 1}}", "/A/example"),
            ("{allOf: [{properties: {b: {type: string}}}], required: [y], example: {b: 1}}", "/A/example/b"),
            ("{type: array, items: {type: string}, example: [a, 1, 2]}", "/A/example/1"),
            ("{type: array, maxItems: 1, items: {type: string}, example: [a, 1]}", "/A/example"),
            ("{type: object, additionalProperties: {type: string}, example: {b: 1, a: 1}}", "/A/example/b"),
            ("{type: string, maxLength: 2, enum: [a], example: abc}", "/A/example"),
        ],
    )
    def test_is_the_one_that_a_reader_of_the_schema_meets_first(self, schema: str, pointer: str) -> None:
        [(place, _)] = found(f"{{A: {schema}}}")

        assert place == pointer

    def test_goes_through_references(self) -> None:
        a = "{$ref: '#/components/schemas/B'}"
        b = "{type: object, properties: {z: {$ref: '#/components/schemas/C'}, a: {type: integer}}}"
        example = "{x: {a: q, z: q}}"
        schema = f"{{type: object, properties: {{x: {a}}}, example: {example}}}"

        [(place, message)] = found(f"{{A: {schema}, B: {b}, C: {{type: integer}}}}")

        assert place == "/A/example/x/z"
        assert message.endswith("(and 1 more)")


class TestNoError:
    @pytest.mark.parametrize(
        ("version", "schema"),
        [
            ("3.0.4", "{type: string, nullable: true, example: null, default: null}"),
            ("3.1.1", "{type: string, nullable: true, example: null}"),
            ("2.0", "{type: string, x-nullable: true, example: null, x-example: null}"),
            ("3.1.1", "{type: [string, 'null'], examples: [null, a]}"),
            ("3.0.4", "{type: object, required: [a, b], properties: {a: {readOnly: true}, b: {}}, example: {b: 1}}"),
            ("3.0.4", "{type: object, required: [a, b], properties: {a: {writeOnly: true}, b: {}}, example: {b: 1}}"),
            ("3.0.4", "{type: object, properties: {example: {type: integer}, default: {type: string}}}"),
            ("3.0.4", "{type: object, example: {type: array, example: 5, default: x}}"),
            ("3.0.4", "{type: string, format: made-up, example: anything}"),
        ],
    )
    def test_what_the_texts_allow(self, version: str, schema: str) -> None:
        assert found(f"{{A: {schema}}}", version) == []

    def test_what_is_absent_in_both_directions_is_missed(self) -> None:
        schema = "{type: object, required: [a, b], properties: {a: {readOnly: true}, b: {}}, example: {a: 1}}"

        assert found(f"{{A: {schema}}}") == [
            ("/A/example", "the example breaks its schema: required property 'b' is missing")
        ]


class TestNull:
    """`nullable` adds null to the type; a value must still be one of the `enum` (OpenAPI 3.0.3, clarification)."""

    @pytest.mark.parametrize("more", ["", ", allOf: [{minLength: 0}]"])
    def test_is_refused_by_an_enum_without_it(self, more: str) -> None:
        schema = f"{{type: string, nullable: true, enum: [a]{more}, example: null, default: null}}"

        assert found(f"{{A: {schema}}}") == [
            ("/A/example", "the example breaks its schema: null is not one of 'a'"),
            ("/A/default", "the default breaks its schema: null is not one of 'a'"),
        ]

    def test_is_allowed_by_an_enum_with_it(self) -> None:
        assert found("{A: {type: string, nullable: true, enum: [a, null], example: null}}") == []

    def test_is_said_to_be_null_once(self) -> None:
        assert found("{A: {type: object, example: null}}") == [
            ("/A/example", "the example breaks its schema: null is not an object")
        ]

    def test_is_what_authors_mean_by_nullable_beside_composition(self) -> None:
        schema = "{nullable: true, allOf: [{$ref: '#/components/schemas/B'}], example: null}"

        assert found(f"{{A: {schema}, B: {{type: object}}}}") == []


class TestDiscriminators:
    """An example fulfils the alternative that it names, whatever else it fits."""

    DOG = "Dog: {type: object, properties: {kind: {type: string}, bark: {type: string}}}"
    CAT = "Cat: {type: object, properties: {kind: {type: string}}}"

    def pets(
        self, example: str, keyword: str = "oneOf", mapping: str = "{dog: Dog, d: '#/components/schemas/Dog'}"
    ) -> str:
        members = "[{$ref: '#/components/schemas/Dog'}, {$ref: '#/components/schemas/Cat'}]"
        discriminator = f"{{propertyName: kind, mapping: {mapping}}}"
        whole = f"{{{keyword}: {members}, discriminator: {discriminator}, example: {example}}}"
        return f"{{A: {whole}, {self.DOG}, {self.CAT}}}"

    @pytest.mark.parametrize("keyword", ["oneOf", "anyOf"])
    @pytest.mark.parametrize("name", ["dog", "d", "Dog"])
    @pytest.mark.parametrize("version", ["3.0.4", "3.1.1", "3.2.0"])
    def test_the_named_alternative_decides(self, version: str, keyword: str, name: str) -> None:
        example = f"{{kind: {name}, bark: 1}}"

        assert found(self.pets(example, keyword), version) == [
            ("/A/example/bark", "the example breaks its schema: 1 is an integer, not a string")
        ]

    @pytest.mark.parametrize(
        "example", ["{kind: Cat, bark: 1}", "{kind: bird, bark: 1}", "{bark: 1}", "{kind: d, bark: w}"]
    )
    def test_other_values_fulfil_one_of_them(self, example: str) -> None:
        assert found(self.pets(example)) == []

    @pytest.mark.parametrize("mapping", ["5", "{dog: 5}", "{dog: '#/nowhere'}", "[]", "null"])
    def test_a_broken_mapping_names_nothing(self, mapping: str) -> None:
        assert found(self.pets("{kind: dog, bark: 1}", mapping=mapping)) == []

    def test_a_mapping_wins_over_a_name(self) -> None:
        assert found(self.pets("{kind: Dog, bark: 1}", mapping="{Dog: Cat}")) == []

    def test_alternatives_that_come_back_to_the_whole_end(self) -> None:
        whole = "{discriminator: {propertyName: k}, oneOf: [{$ref: '#/components/schemas/B'}], example: {k: B, b: 1}}"
        part = "{allOf: [{$ref: '#/components/schemas/A'}, {properties: {b: {type: string}}}]}"

        assert [place for place, _ in found(f"{{A: {whole}, B: {part}}}")] == ["/A/example/b"]


class TestReferences:
    """`$ref` in an example is data, but authors mean what it leads to."""

    def test_are_followed_where_the_data_itself_is_wrong(self) -> None:
        b = "{type: object, required: [x], properties: {x: {type: integer}}, example: {x: 5}}"
        good = "{type: object, required: [x], example: {$ref: '#/components/schemas/B/example'}}"
        bad = (
            "{type: object, properties: {y: {type: string}}, example: {y: {$ref: '#/components/schemas/B/example/x'}}}"
        )

        assert found(f"{{A: {good}, B: {b}}}") == []
        assert [place for place, _ in found(f"{{A: {bad}, B: {b}}}")] == ["/B/example/x"]

    @pytest.mark.parametrize(
        "example", ["{$ref: '#/nowhere'}", "{$ref: '#/components/schemas/A/example'}", "{$ref: 5}"]
    )
    def test_that_lead_nowhere_are_data(self, example: str) -> None:
        [(place, _)] = found(f"{{A: {{type: object, required: [x], example: {example}}}}}")

        assert place == "/A/example"

    def test_that_lead_to_ever_more_end(self) -> None:
        more = "{type: object, required: [x], example: {a: {$ref: '#/components/schemas/A/example'}}}"

        assert [place for place, _ in found(f"{{A: {more}}}")] == ["/A/example"]
