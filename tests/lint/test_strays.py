"""What stands where OpenAPI has no place for it is looked at all the same, but data and extensions are not."""

from __future__ import annotations

import pytest

from specforge.document.load import load_text
from specforge.lint.engine import lint
from specforge.lint.settings import LintSettings

SCHEMA_RULES = LintSettings(
    select=("array-items", "typed-enum", "duplicated-entry-in-enum", "oas?-valid-schema-example")
)


def pointers(text: str) -> list[str]:
    return [f.place.pointer for f in lint(load_text(f"info: {{title: T, version: '1'}}\n{text}"), SCHEMA_RULES)]


@pytest.mark.parametrize(
    ("text", "pointer"),
    [
        ("openapi: 3.0.4\ndefinitions: {A: {type: array}}", "/definitions/A"),
        ("openapi: 3.0.4\nparameters: [{name: p, schema: {type: array}}]", "/parameters/0/schema"),
        ("openapi: 3.0.4\ncomponents: {schemas: [{type: array}]}", "/components/schemas/0"),
        ("openapi: 3.0.4\npaths: {/a: {get: {schema: {type: array}}}}", "/paths/~1a/get/schema"),
        ("openapi: 3.0.4\npaths: {/a: {get: {responses: {200: {type: array}}}}}", "/paths/~1a/get/responses/200"),
        ("openapi: 3.0.4\ndefinitions: {A: {type: string, enum: [1]}}", "/definitions/A/enum/0"),
        ("openapi: 3.0.4\ndefinitions: {A: {type: string, default: 1}}", "/definitions/A/default"),
        ("swagger: '2.0'\nparameters: {P: {in: query, type: array, items: {type: array}}}", "/parameters/P/items"),
        ("swagger: '2.0'\ndefinitions: [{x: {type: string, x-example: 1}}]", "/definitions/0/x/x-example"),
    ],
)
def test_a_misplaced_object_is_checked(text: str, pointer: str) -> None:
    assert pointers(text) == [pointer]


@pytest.mark.parametrize(
    "text",
    [
        "x-a: {type: array, enum: [a, a]}",
        "components: {x-a: {type: array}, schemas: {A: {type: object, example: {type: array}, x-b: {type: array}}}}",
        "components: {links: {L: {operationId: a, parameters: {p: {type: array}}}}}",
        "components: {examples: {E: {value: {type: array, enum: [1, 1]}}}}",
        "components: {schemas: {A: {type: object, properties: {type: {type: string}, enum: {type: string}}}}}",
    ],
)
def test_data_and_extensions_are_not(text: str) -> None:
    assert pointers(f"openapi: 3.1.1\n{text}") == []


@pytest.mark.parametrize("value", ["null", "5", "[]", "[null, 1]", "text", "{a: null}", "[[{a: [{}]}]]"])
@pytest.mark.parametrize("field", ["info", "servers", "tags", "security", "paths", "components", "webhooks", "host"])
@pytest.mark.parametrize("version", ["openapi: 3.0.4", "openapi: 3.2.0", "swagger: '2.0'"])
def test_no_rule_fails_whatever_stands_where(version: str, field: str, value: str) -> None:
    rules = LintSettings(select=("*",))

    assert lint(load_text(f"{version}\n{field}: {value}"), rules) is not None
