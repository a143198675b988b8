"""Rules that a ruleset defines: messages, places, functions, and documents that are strange."""

from __future__ import annotations

from pathlib import Path

import pytest

from specforge.document.load import load, load_text
from specforge.findings.model import Finding
from specforge.lint.engine import lint
from specforge.lint.rulesets import load_ruleset
from specforge.lint.settings import LintSettings


def findings(tmp_path: Path, rules: str, document: str) -> list[Finding]:
    (tmp_path / "rules.yaml").write_text(rules)
    return lint(load_text(document), LintSettings(ruleset=load_ruleset(tmp_path / "rules.yaml")))


DOCUMENT = """openapi: 3.0.3
info:
  title: T
  version: '1'
paths:
  /a:
    get:
      parameters:
        - $ref: '#/components/parameters/P'
      responses: {'200': {description: d}}
components:
  parameters:
    P: {name: p, in: query, schema: {$ref: '#/components/schemas/S'}}
  schemas:
    S: {type: string}
"""


class TestMessages:
    RULE = (
        "rules:\n  a:\n    description: About it.\n    given: $.info\n    {}\n    then: {{field: {}, function: {}}}\n"
    )

    @pytest.mark.parametrize(
        ("message", "field", "function", "expected"),
        [
            (
                "message: '{{property}}|{{error}}|{{path}}|{{description}}'",
                "contact.name",
                "truthy",
                'info.contact.name|"info.contact.name" property must be truthy|#/info|About it.',
            ),
            ("message: '{{property}} {{value}} {{unknown}}!'", "title", "falsy", "title T !"),
            ("recommended: true", "title", "falsy", "About it."),
        ],
    )
    def test_a_template_is_filled(self, tmp_path: Path, message: str, field: str, function: str, expected: str) -> None:
        found = findings(tmp_path, self.RULE.format(message, field, function), DOCUMENT)

        assert [finding.message for finding in found] == [expected]

    def test_without_a_description_the_error_is_the_message(self, tmp_path: Path) -> None:
        rules = "rules:\n  a: {given: $.info, then: {field: x, function: defined}}\n"

        assert findings(tmp_path, rules, DOCUMENT)[0].message == '"info.x" property must be defined'


class TestPlaces:
    @pytest.mark.parametrize(
        ("given", "then", "pointer", "line"),
        [
            ("$.info", "{field: title, function: falsy}", "/info/title", 3),
            ("$.info", "{field: contact, function: truthy}", "/info", 2),
            ("$.paths[*]~", "{function: pattern, functionOptions: {match: b}}", "/paths/~1a", 6),
            ("$.paths", "{field: '@key', function: pattern, functionOptions: {match: b}}", "/paths/~1a", 6),
            ("$.paths[*][*].parameters[*]", "{field: description, function: truthy}", "/components/parameters/P", 13),
            ("$.paths[*][*].parameters[*].schema", "{field: type, function: falsy}", "/components/schemas/S/type", 15),
            ("$.paths[*][*].parameters[*]", "{field: schema.type, function: falsy}", "/components/schemas/S/type", 15),
            ("$.paths[*][*]", "{field: '$.parameters[*].name', function: falsy}", "/components/parameters/P/name", 13),
            (
                "$.paths[*][*].parameters[*]",
                "{function: schema, functionOptions: {schema: {properties: {schema: {required: [format]}}}}}",
                "/components/schemas/S",
                15,
            ),
        ],
    )
    def test_a_finding_stands_where_the_thing_is_defined(
        self, tmp_path: Path, given: str, then: str, pointer: str, line: int
    ) -> None:
        found = findings(tmp_path, f"rules:\n  a:\n    given: '{given}'\n    then: {then}\n", DOCUMENT)

        assert [(f.place.pointer, f.place.region.line) for f in found] == [(pointer, line)]

    def test_in_the_right_file(self, tmp_path: Path) -> None:
        (tmp_path / "api.yaml").write_text(DOCUMENT.replace("'#/components/schemas/S'", "s.yaml#/S"))
        (tmp_path / "s.yaml").write_text("S: {type: string}\n")
        (tmp_path / "rules.yaml").write_text(
            "rules:\n  a: {given: $..schema, then: {field: format, function: truthy}}\n"
        )

        ruleset = load_ruleset(tmp_path / "rules.yaml")
        found = lint(load(tmp_path / "api.yaml"), LintSettings(ruleset=ruleset))

        assert [(Path(f.place.file).name, f.place.pointer) for f in found] == [("s.yaml", "/S")]

    def test_each_place_is_reported_once(self, tmp_path: Path) -> None:
        document = DOCUMENT.replace("responses:", "responses: &r", 1).replace(
            "components:\n", "  /b:\n    get:\n      parameters: [{$ref: '#/components/parameters/P'}]\ncomponents:\n"
        )
        rules = "rules:\n  a: {given: '$..parameters[*]', then: {field: description, function: truthy}}\n"

        assert [f.place.pointer for f in findings(tmp_path, rules, document)] == ["/components/parameters/P"]


@pytest.mark.parametrize(
    "document",
    [
        "null",
        "[]",
        "just text",
        "openapi: 3.0.3",
        "openapi: 3.0.3\npaths: [1, null, {a: null}]\ninfo: null",
        "openapi: 3.0.3\npaths: {/a: {$ref: '#/paths/~1a'}}\ncomponents: {$ref: '#'}",
        "openapi: 3.0.3\npaths: {/a: {$ref: 7}, /b: {$ref: nowhere.yaml}}\n1: {2: 3}",
    ],
)
def test_strange_documents_are_no_trouble(tmp_path: Path, document: str) -> None:
    rules = "\n".join(
        f"  r{index}: {{given: '{given}', then: {then}}}"
        for index, (given, then) in enumerate(
            [
                ("$", "{function: truthy}"),
                ("$..*", "{field: a.b, function: defined}"),
                ("$..[?(@.x.y.z == 1)]", "{function: falsy}"),
                ("$..[?(@parent.x && @parentProperty)]^~", "{function: casing, functionOptions: {type: camel}}"),
                ("$.paths[*][*]", "{function: schema, functionOptions: {schema: {type: object, uniqueItems: true}}}"),
                ("$.paths", "{function: alphabetical, functionOptions: {keyedBy: a}}"),
                ("$..parameters", "{field: '@key', function: pattern, functionOptions: {match: a}}"),
                ("$.paths[*]", "{function: typedEnum}"),
                ("$", "{function: oasPathParam}"),
                ("$", "{function: unreferencedReusableObject, functionOptions: {reusableObjectsLocation: '#/paths'}}"),
            ]
        )
    )

    findings(tmp_path, f"rules:\n{rules}\n", document)


def test_a_schema_that_looks_everywhere_ends_on_cycles(tmp_path: Path) -> None:
    document = DOCUMENT.replace(
        "S: {type: string}",
        "S: {properties: {a: {$ref: '#/components/schemas/S'}, b: {$ref: '#/components/schemas/S'}}}",
    )
    rules = (
        "rules:\n  a: {given: $.components, then: {function: schema, functionOptions: {schema: {uniqueItems: true}}}}\n"
    )

    assert findings(tmp_path, rules, document) == []
