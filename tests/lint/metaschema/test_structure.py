"""What lint says about documents that break the schema of their version."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from specforge.document.load import load, load_text
from specforge.findings.model import Finding, Severity
from specforge.lint.engine import lint
from specforge.lint.settings import LintSettings

STRUCTURE = LintSettings(select=("oas2-schema", "oas3-schema"))


def found(text: str) -> list[Finding]:
    return lint(load_text(text), STRUCTURE)


def said(text: str) -> list[tuple[str, str, str | None]]:
    """Pointer, message and help of each finding."""
    return [(finding.place.pointer, finding.message, finding.help) for finding in found(text)]


def openapi(version: str, **fields: Any) -> str:
    return json.dumps({"openapi": version, "info": {"title": "T", "version": "1"}, "paths": {}} | fields)


def parameter(version: str, **fields: Any) -> str:
    return openapi(version, components={"parameters": {"P": fields}})


def schema(version: str, **keywords: Any) -> str:
    return openapi(version, components={"schemas": {"S": keywords}})


class TestAlternatives:
    """Behind "not valid under any of the given schemas" stands the one thing that the author got wrong."""

    def test_the_type_of_a_security_scheme_decides_what_it_needs(self) -> None:
        text = openapi("3.0.4", components={"securitySchemes": {"a": {"type": "oauth2"}}})

        assert said(text) == [("/components/securitySchemes/a", "`flows` is missing from this security scheme", None)]

    def test_a_wrong_type_gets_the_list_of_the_right_ones_and_nothing_else(self) -> None:
        text = openapi("3.0.4", components={"securitySchemes": {"a": {"type": "https", "scheme": "basic"}}})

        assert said(text) == [
            (
                "/components/securitySchemes/a/type",
                "`type` must be one of `apiKey`, `http`, `oauth2`, `openIdConnect`, not `https`",
                "did you mean `http`?",
            )
        ]

    def test_without_a_type_only_the_type_is_missing(self) -> None:
        text = openapi("3.0.4", components={"securitySchemes": {"a": {"foo": 1}}})

        assert said(text) == [("/components/securitySchemes/a", "`type` is missing from this security scheme", None)]

    def test_the_places_of_all_kinds_of_parameters_are_listed(self) -> None:
        text = '{"swagger": "2.0", "info": {"title": "T", "version": "1"}, "paths": {}, "parameters": {"p": %s}}'

        messages = [message for _, message, _ in said(text % '{"name": "p", "in": "cookie", "type": "string"}')]

        assert messages == ["`in` must be one of `body`, `header`, `formData`, `query`, `path`, not `cookie`"]

    def test_a_value_of_no_allowed_type_gets_all_types(self) -> None:
        assert said(schema("3.0.4", additionalProperties="no")) == [
            (
                "/components/schemas/S/additionalProperties",
                "`additionalProperties` must be an object or true or false, not a string",
                None,
            )
        ]

    def test_one_of_two_fields_is_enough(self) -> None:
        text = openapi("3.1.1", components={"links": {"L": {"description": "?"}}})

        assert said(text) == [("/components/links/L", "this link needs `operationRef` or `operationId`", None)]

    def test_a_document_of_3_1_needs_something_in_it(self) -> None:
        text = 'openapi: 3.1.1\ninfo: {title: T, version: "1"}'

        assert said(text) == [("", "the document needs `paths`, `components` or `webhooks`", None)]


class TestMessages:
    """Messages name the field and say what to write."""

    @pytest.mark.parametrize(
        ("text", "pointer", "message", "help"),
        [
            (
                openapi("3.0.4", info={"title": "T", "version": 1.0}),
                "/info/version",
                "`version` must be a string, not a number",
                "put it in quotes",
            ),
            (
                openapi("3.0.4", pahts={}),
                "/pahts",
                "unknown field `pahts` in the document",
                "did you mean `paths`?",
            ),
            (
                openapi("3.0.4", paths={"books": {}}),
                "/paths/books",
                "path `books` must begin with `/`",
                "write `/books`",
            ),
            (
                openapi("3.0.4", paths={"/a": {"get": {"responses": {"2xx": {"description": "?"}}}}}),
                "/paths/~1a/get/responses/2xx",
                "`2xx` is no status code",
                "write `2XX`",
            ),
            (
                openapi("3.0.4", paths={"/a": {"GET": {}}}),
                "/paths/~1a/GET",
                "unknown field `GET` in this path item",
                "did you mean `get`?",
            ),
            (
                openapi("3.0.99"),
                "/openapi",
                "there is no version `3.0.99` of OpenAPI",
                "`openapi` names a version of OpenAPI, such as `3.0.4`, `3.1.1` or `3.2.0`",
            ),
            (
                "{openapi: 3.1.1, info: {title: T, version: '1'}, components: {schemas: {S: {minimum: .nan}}}}",
                "/components/schemas/S/minimum",
                "`minimum` must be a number that JSON tools can hold, not `.nan`",
                None,
            ),
            (
                "{openapi: 3.1.1, info: {title: T, version: '1'}, components: {schemas: {S: {maximum: 1e400}}}}",
                "/components/schemas/S/maximum",
                "`maximum` must be a number that JSON tools can hold, not `1e400`",
                None,
            ),
            (
                schema("3.0.4", const=1),
                "/components/schemas/S/const",
                "unknown field `const` in this schema",
                "`const` is understood since OpenAPI 3.1; this document is 3.0.4",
            ),
            (
                schema("3.0.4", type=["string", "null"]),
                "/components/schemas/S/type",
                "`type` must be a string, not an array",
                "a list of types is understood since OpenAPI 3.1; `nullable: true` allows null",
            ),
            (
                schema("3.1.1", type="text"),
                "/components/schemas/S/type",
                "`type` must be one of `array`, `boolean`, `integer`, `null`, `number`, `object`, `string`, not `text`",
                None,
            ),
            (
                openapi("3.0.4", tags="books"),
                "/tags",
                "`tags` must be an array, not a string",
                None,
            ),
            (
                parameter("3.2.0", name="q", **{"in": "query"}, schema={}, example=1, examples={}),
                "/components/parameters/P",
                "`example` and `examples` exclude each other",
                None,
            ),
            (
                parameter("3.1.1", name="q", **{"in": "path"}, required=True, schema={}, allowReserved=True),
                "/components/parameters/P/allowReserved",
                "`allowReserved` is not allowed in this parameter as it stands",
                "it does not go with `in: path`",
            ),
            (
                openapi("3.2.0", paths={"/a": {"additionalOperations": {"POST": {}}}}),
                "/paths/~1a/additionalOperations/POST",
                "`POST` does not belong into `additionalOperations`",
                "write `post` as a field of the path item",
            ),
            (
                schema("3.2.0", xml={"nodeType": "text", "wrapped": True}),
                "/components/schemas/S/xml/wrapped",
                "`wrapped` is not allowed beside `nodeType`",
                None,
            ),
        ],
    )
    def test_message_and_help(self, text: str, pointer: str, message: str, help: str | None) -> None:
        assert (pointer, message, help) in said(text)

    def test_one_mistake_is_said_once(self) -> None:
        """The metaschemas of 2020-12 overlap: null is refused by nine of them."""
        text = openapi("3.2.0", components={"schemas": {"S": None}})

        assert [message for _, message, _ in said(text)] == ["`S` must be an object or true or false, not null"]


class TestMildness:
    """What has one obvious meaning is a warning; with a severity of the user's choice there is no such thing."""

    @pytest.mark.parametrize(
        "text",
        [
            openapi("3.0.4", paths={"/a": {"get": {"responses": {"200": {}}}}}),
            openapi("3.0.4", info={"title": "T", "version": "1", "description": None}),
            openapi("3.1.1", info={"title": "T", "version": "1", "contact": {"email": "nobody"}}),
            schema("3.0.4", properties={"a": {"type": "string", "required": True}}),
            schema("3.0.4", required=[]),
            schema("3.1.1", minimum=0, exclusiveMinimum=True),
            schema("3.1.1", examples={"a": 1}),
            parameter("3.0.4", name="q", **{"in": "query"}, schema={}, enum=["a"]),
            parameter("3.1.1", name="q", **{"in": "query"}, schema={}, content={"text/plain": {}}),
            openapi("3.1.1", components={"securitySchemes": {"a": {"type": "http", "scheme": "basic", "name": "a"}}}),
        ],
    )
    def test_is_a_warning_unless_the_user_chose_a_severity(self, text: str) -> None:
        chosen = lint(load_text(text), LintSettings(select=("oas3-schema",), severity={"oas3-schema": "error"}))

        assert {finding.severity for finding in found(text)} == {Severity.WARNING}
        assert {finding.severity for finding in chosen} == {Severity.ERROR}

    @pytest.mark.parametrize(
        "text",
        [
            openapi("3.0.4", info={"title": None, "version": "1"}),
            openapi("3.0.4", paths={"/a": {"get": None}}),
            schema("3.0.4", exclusiveMinimum=0),
            schema("3.1.1", required="a"),
            parameter("3.0.4", name="q", **{"in": "query"}, schema={}, foo=1),
        ],
    )
    def test_is_an_error(self, text: str) -> None:
        assert {finding.severity for finding in found(text)} == {Severity.ERROR}


class TestFragments:
    """Files behind a reference are checked as what the reference says that they are."""

    def test_a_finding_stands_in_the_file_that_is_wrong(self, tmp_path: Path) -> None:
        (tmp_path / "book.yaml").write_text("type: object\nproperties:\n  pages: {type: int}\n")
        (tmp_path / "openapi.yaml").write_text(openapi("3.0.4", components={"schemas": {"B": {"$ref": "book.yaml"}}}))

        (finding,) = lint(load(tmp_path / "openapi.yaml"), STRUCTURE)

        assert finding.place.file.endswith("book.yaml")
        assert (finding.place.pointer, finding.place.region.line) == ("/properties/pages/type", 3)

    def test_a_part_of_a_fragment_is_not_checked_twice(self, tmp_path: Path) -> None:
        (tmp_path / "b.yaml").write_text("A: {type: int}\nB:\n  properties:\n    a: {$ref: '#/A'}\n")
        schemas = {"A": {"$ref": "b.yaml#/A"}, "B": {"$ref": "b.yaml#/B"}}
        (tmp_path / "openapi.yaml").write_text(openapi("3.0.4", components={"schemas": schemas}))

        findings = lint(load(tmp_path / "openapi.yaml"), STRUCTURE)

        assert [finding.place.pointer for finding in findings] == ["/A/type"]

    def test_a_json_schema_file_follows_its_own_dialect(self, tmp_path: Path) -> None:
        own = {"$schema": "http://json-schema.org/draft-07/schema#", "$id": "x", "const": 1}
        (tmp_path / "own.json").write_text(json.dumps(own))
        (tmp_path / "openapi.yaml").write_text(openapi("3.0.4", components={"schemas": {"B": {"$ref": "own.json"}}}))

        assert lint(load(tmp_path / "openapi.yaml"), STRUCTURE) == []

    def test_a_reference_is_fine_wherever_it_stands_unless_the_user_goes_by_the_letter(self, tmp_path: Path) -> None:
        """The texts allow it in certain fields only; every tool follows it everywhere."""
        by_the_letter = LintSettings(select=("oas3-schema",), severity={"oas3-schema": "error"})
        (tmp_path / "get.yaml").write_text("responses: {'200': {description: d}}\n")
        (tmp_path / "openapi.yaml").write_text(openapi("3.0.4", paths={"/a": {"get": {"$ref": "get.yaml"}}}))

        document = load(tmp_path / "openapi.yaml")
        assert lint(document, STRUCTURE) == []
        assert [(f.place.pointer, f.message) for f in lint(document, by_the_letter)] == [
            ("/paths/~1a/get", "`responses` is missing from this operation"),
            ("/paths/~1a/get/$ref", "unknown field `$ref` in this operation"),
        ]


class TestDialects:
    """The Schema Objects of 3.1 are JSON Schema 2020-12, unless the document says otherwise."""

    def test_keywords_deep_inside_are_checked(self) -> None:
        text = schema("3.1.1", properties={"a": {"items": {"minimum": "1"}}})

        assert said(text) == [
            (
                "/components/schemas/S/properties/a/items/minimum",
                "`minimum` must be a number, not a string",
                None,
            )
        ]

    def test_another_dialect_is_not_judged(self) -> None:
        text = json.loads(schema("3.1.1", minimum="low"))

        assert said(json.dumps(text | {"jsonSchemaDialect": "https://example.com/own"})) == []


class TestDepth:
    """Documents nest deeper than Python's recursion and the validator's errors do."""

    @pytest.mark.parametrize("version", ["3.0.4", "3.1.1"])
    def test_a_deep_mistake_is_found(self, version: str) -> None:
        deep: dict[str, Any] = {"type": "int"}
        for _ in range(400):
            deep = {"allOf": [deep]}

        assert [finding.severity for finding in found(schema(version, **deep))] == [Severity.ERROR]
