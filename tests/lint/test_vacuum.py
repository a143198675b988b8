"""The rules that come from vacuum: the cases that their pages have no room for, and documents that hold anything."""

from __future__ import annotations

import pytest

from specforge.document.load import load_text
from specforge.lint.engine import lint
from specforge.lint.rule import RULES
from specforge.lint.settings import LintSettings

VACUUM = tuple(rule.id for rule in RULES.values() if rule.origin == "vacuum")
ANYTHING = ("null", "7", "-1.5", "[]", "[null, 7, [x]]", "{}", "{a: null, b: {a: 7}}", "text", "true", "[{}, {}]")
KEYWORDS = (
    *("type", "enum", "const", "allOf", "anyOf", "oneOf", "items", "properties", "required", "dependentRequired"),
    *("minLength", "maxLength", "minimum", "exclusiveMinimum", "minItems", "multipleOf", "example", "nullable", "$ref"),
)


def found(rule: str, text: str) -> list[tuple[str, str]]:
    """Pointer and message of the rule's findings."""
    settings = LintSettings(select=(rule,))
    return [(finding.place.pointer, finding.message) for finding in lint(load_text(text), settings)]


def schemas(text: str, version: str = "3.1.1") -> str:
    return f"openapi: {version}\ncomponents: {{schemas: {{{text}}}}}\n"


@pytest.mark.parametrize("anything", ANYTHING)
@pytest.mark.parametrize("version", ["3.0.4", "3.1.1"])
def test_no_value_in_the_wrong_place_makes_a_rule_fail(version: str, anything: str) -> None:
    """A finding more or less is no matter; that there is an answer is."""
    texts = [schemas(f"A: {{type: integer, {keyword}: {anything}}}", version) for keyword in KEYWORDS]
    texts += [schemas(f"A: {{allOf: [{{properties: {{a: {anything}}}}}, {anything}]}}", version)]
    texts += [f"openapi: {version}\npaths: {{/a: {{post: {anything}, get: {{responses: {anything}}}}}}}\n"]
    texts += [f"openapi: {version}\npaths: {anything}\ncomponents: {anything}\n"]

    for text in texts:
        lint(load_text(text), LintSettings(select=(*VACUUM, "impossible-limits")))


class TestEndless:
    """A schema is endless when whatever fulfils it contains another value of it."""

    ENDLESS = (
        "A: {type: object, required: [b], properties: {b: {$ref: '#/components/schemas/A'}}}",
        "A: {required: [b], properties: {b: {properties: {c: {$ref: '#/components/schemas/A'}}, required: [c]}}}",
        "A: {allOf: [{$ref: '#/components/schemas/B'}]}, B: {allOf: [{$ref: '#/components/schemas/A'}]}",
        "A: {type: array, minItems: 1, items: {$ref: '#/components/schemas/A'}}",
        "A: {oneOf: [{$ref: '#/components/schemas/A'}, {type: array, minItems: 1, items: "
        "{$ref: '#/components/schemas/A'}}]}",
    )
    ENDING = (
        "A: {type: object, properties: {b: {$ref: '#/components/schemas/A'}}}",
        "A: {type: array, items: {$ref: '#/components/schemas/A'}}",
        "A: {oneOf: [{type: string}, {type: array, minItems: 1, items: {$ref: '#/components/schemas/A'}}]}",
        "A: {type: [object, 'null'], required: [b], properties: {b: {$ref: '#/components/schemas/A'}}}",
        "A: {type: [object, string], required: [b], properties: {b: {$ref: '#/components/schemas/A'}}}",
        "A: {type: object, required: [b], properties: {b: {enum: [x], allOf: [{$ref: '#/components/schemas/A'}]}}}",
    )

    @pytest.mark.parametrize("text", ENDLESS)
    def test_circles_that_nothing_breaks(self, text: str) -> None:
        assert [pointer for pointer, _ in found("circular-references", schemas(text))] == ["/components/schemas/A"]

    @pytest.mark.parametrize("text", ENDING)
    def test_circles_with_a_way_out(self, text: str) -> None:
        assert found("circular-references", schemas(text)) == []

    def test_a_circle_of_several_is_told_once_and_not_by_who_only_leads_to_it(self) -> None:
        property_of = "{{type: object, required: [x], properties: {{x: {{$ref: '#/components/schemas/{}'}}}}}}"
        text = f"Z: {property_of.format('A')}, A: {property_of.format('B')}, B: {property_of.format('A')}"
        used = "U: {allOf: [{$ref: '#/components/schemas/Z'}]}"

        assert found("circular-references", schemas(f"{text}, {used}")) == [
            ("/components/schemas/A", "a value of `A` would never end: `A` requires `B` requires `A`")
        ]


class TestAllOf:
    def test_a_conflict_is_reported_where_it_arises(self) -> None:
        text = (
            "A: {properties: {x: {type: string}}}, B: {properties: {x: {type: integer}}}, "
            "C: {allOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}]}, "
            "D: {allOf: [{$ref: '#/components/schemas/C'}, {properties: {y: {type: string}}}]}"
        )

        assert [pointer for pointer, _ in found("allof-conflicts", schemas(text))] == ["/components/schemas/C/allOf"]

    def test_integers_are_numbers_and_null_is_a_common_value(self) -> None:
        text = (
            "A: {allOf: [{properties: {x: {type: integer}, y: {type: [string, 'null']}}}, "
            "{properties: {x: {type: number}, y: {type: [integer, 'null']}}}]}"
        )

        assert found("allof-conflicts", schemas(text)) == []

    def test_a_schema_that_is_part_of_itself(self) -> None:
        assert found("allof-conflicts", schemas("A: {allOf: [{$ref: '#/components/schemas/A'}]}")) == []


class TestLimits:
    def test_before_3_1_exclusive_is_a_mark_on_the_limit(self) -> None:
        equal = "A: {{type: integer, minimum: 1, maximum: 1, exclusiveMaximum: {}}}"

        assert found("impossible-limits", schemas(equal.format("true"), "3.0.4")) != []
        assert found("impossible-limits", schemas(equal.format("false"), "3.0.4")) == []

    def test_of_swagger_parameters(self) -> None:
        text = "swagger: '2.0'\nparameters: {A: {in: query, name: a, type: string, minLength: 2, maxLength: 1}}\n"

        assert found("impossible-limits", text) == [
            ("/parameters/A/maxLength", "`minLength` 2 and `maxLength` 1 leave no value")
        ]


class TestPaths:
    TEXT = "openapi: 3.1.1\npaths: {{'/a/{{id}}': {0}, /a/b: {1}}}\n"

    def test_only_with_a_method_in_common(self) -> None:
        assert found("paths-specificity-order", self.TEXT.format("{get: {}}", "{post: {}}")) == []

    def test_not_when_the_parameter_is_a_number(self) -> None:
        parameters = "parameters: [{name: id, in: path, schema: {type: integer}}]"

        assert found("paths-specificity-order", self.TEXT.format(f"{{{parameters}, get: {{}}}}", "{get: {}}")) == []
        assert found("paths-specificity-order", self.TEXT.format("{get: {}}", "{get: {}}")) != []


def test_a_word_of_its_own_for_each_case() -> None:
    text = schemas("A: {properties: {aB: {}, a_b: {}, AB: {}}}")
    settings = LintSettings(select=("camel-case-properties",), options={"camel-case-properties": {"type": "snake"}})

    pointers = [finding.place.pointer for finding in lint(load_text(text), settings)]
    assert pointers == ["/components/schemas/A/properties/aB", "/components/schemas/A/properties/AB"]
