"""Schemas of every dialect become self-contained JSON Schema 2020-12."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from specforge.document.load import load
from specforge.document.model import Schema
from specforge.values.check import CompiledSchema, SchemaChecker
from specforge.values.lowering.lower import Lowering

Compile = Callable[..., CompiledSchema]


class TestOpenApi30:
    """Nullable, boolean bounds and lonely references mean what OpenAPI 3.0 says."""

    @pytest.mark.parametrize(
        "schema",
        [
            {"type": "string", "nullable": True},
            {"type": "string", "nullable": True, "enum": ["a"]},
            {"nullable": True, "allOf": [{"$ref": "#/components/schemas/Other"}]},
            {"nullable": True, "oneOf": [{"$ref": "#/components/schemas/Other"}, {"type": "array"}]},
        ],
    )
    def test_nullable_allows_null_and_no_other_type_besides(self, compiled: Compile, schema: Any) -> None:
        found = compiled(schema, "3.0.3", Other={"type": "string", "enum": ["a"]})

        assert found.is_valid(None)
        assert found.is_valid("a")
        assert not found.is_valid(5)

    def test_nullable_says_nothing_in_31(self, compiled: Compile) -> None:
        assert not compiled({"type": "string", "nullable": True}, "3.1.0").is_valid(None)

    def test_a_boolean_exclusive_bound_makes_the_bound_exclusive(self, compiled: Compile) -> None:
        found = compiled({"type": "integer", "minimum": 1, "exclusiveMinimum": True, "maximum": 5}, "3.0.3")

        assert [value for value in range(8) if found.is_valid(value)] == [2, 3, 4, 5]

    def test_keywords_beside_a_reference_are_ignored(self, compiled: Compile) -> None:
        found = compiled({"$ref": "#/components/schemas/Other", "maxLength": 1}, "3.0.3", Other={"type": "string"})

        assert found.is_valid("long")
        assert not found.is_valid(1)

    def test_keywords_beside_a_reference_apply_in_31(self, compiled: Compile) -> None:
        found = compiled({"$ref": "#/components/schemas/Other", "maxLength": 1}, "3.1.0", Other={"type": "string"})

        assert not found.is_valid("long")

    def test_newer_keywords_are_unknown(self, compiled: Compile) -> None:
        assert compiled({"const": 3, "patternProperties": {"a": False}}, "3.0.3").is_valid({"a": 1})

    def test_a_discriminator_tells_overlapping_alternatives_apart(self, compiled: Compile) -> None:
        base = {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}}}
        refs = [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}]
        found = compiled({"oneOf": refs, "discriminator": {"propertyName": "kind"}}, "3.0.3", Cat=base, Dog=base)

        assert found.is_valid({"kind": "Cat"})
        assert not compiled({"oneOf": refs}, "3.0.3", Cat=base, Dog=base).is_valid({"kind": "Cat"})


class TestSwagger:
    """Swagger 2.0 schemas and the vendor's word for null."""

    def test_a_file_can_be_anything(self, compiled: Compile) -> None:
        assert compiled({"type": "file"}, "2.0").is_valid(b"\x00")

    def test_x_nullable_allows_null(self, compiled: Compile) -> None:
        assert compiled({"type": "string", "x-nullable": True}, "2.0").is_valid(None)


class TestReferences:
    """Whatever can be referred to is found, and nothing that can be referred to is a danger."""

    def test_the_result_refers_to_nothing_outside(self, compiled: Compile) -> None:
        found = compiled({"properties": {"a": {"$ref": "#/components/schemas/Other"}}}, Other={"items": {"$ref": "#"}})

        text = json.dumps(found.program.schema)
        assert found.program.schema["$ref"] == "#/$defs/S"
        assert '"#/components' not in text
        assert found.program.schema["$defs"].keys() >= {"S", "Other"}

    def test_a_broken_reference_allows_everything(self, compiled: Compile) -> None:
        assert compiled({"properties": {"a": {"$ref": "#/nowhere"}}}, "3.0.3").is_valid({"a": 1})

    @pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
    def test_a_reference_to_itself_allows_everything(self, compiled: Compile, version: str) -> None:
        assert compiled({"$ref": "#/components/schemas/S"}, version).is_valid(1)

    @pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
    def test_mutual_inheritance_ends(self, compiled: Compile, version: str) -> None:
        found = compiled(
            {"allOf": [{"$ref": "#/components/schemas/Other"}, {"required": ["a"]}]},
            version,
            Other={"allOf": [{"$ref": "#/components/schemas/S"}]},
        )

        assert found.is_valid({"a": 1})
        assert len(found.violations({})) == 1

    def test_escaped_names_are_found(self, compiled: Compile) -> None:
        schema = {"$ref": "#/components/schemas/S/$defs/a~1b%20c"}
        found = compiled({"properties": {"x": schema}, "$defs": {"a/b c": {"type": "null"}}})

        assert not found.is_valid({"x": 1})

    def test_a_cycle_of_thousands_is_no_burden(self, document_of: Callable[..., Any]) -> None:
        count = 3000
        target = "#/components/schemas/S{}".format
        schemas = {f"S{i}": {"properties": {"next": {"$ref": target((i + 1) % count)}}} for i in range(count)}
        document = document_of(schemas, "3.0.3")
        checker = SchemaChecker(document)

        assert all(checker.compile(schema).is_valid({"next": {"next": {}}}) for schema in document.schemas.values())

    def test_a_chain_of_thousands_is_no_burden(self, document_of: Callable[..., Any]) -> None:
        schemas: dict[str, Any] = {f"S{i}": {"$ref": f"#/components/schemas/S{i + 1}"} for i in range(3000)}
        document = document_of({**schemas, "S3000": {"type": "null"}}, "3.1.0")
        checker = SchemaChecker(document)

        for name, node in document.node.at("components", "schemas").items():
            assert checker.compile(Schema(node)).is_valid(1) is False, name

    def test_deep_nesting_is_cut_into_definitions(self, compiled: Compile) -> None:
        schema: dict[str, Any] = {"type": "integer"}
        value: Any = "no integer"
        for _ in range(300):
            schema, value = {"items": schema}, [value]

        found = compiled(schema)

        assert [violation.keyword for violation in found.violations(value)] == ["type"]

    def test_other_files_are_read(self, tmp_path: Path) -> None:
        (tmp_path / "openapi.yaml").write_text(
            "openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths: {}\n"
            "components: {schemas: {S: {properties: {a: {$ref: 'parts/a.yaml#/$defs/n'}}}}}\n"
        )
        (tmp_path / "parts").mkdir()
        (tmp_path / "parts/a.yaml").write_text("$defs:\n  n: {type: array, items: {$ref: '../b.yaml'}}\n")
        (tmp_path / "b.yaml").write_text("type: integer\nminimum: 3\n")
        document = load(tmp_path / "openapi.yaml")

        (violation,) = SchemaChecker(document).compile(document.schemas["S"]).violations({"a": [1]})

        assert violation.place.file.endswith("b.yaml")
        assert violation.place.pointer == "/minimum"
        assert violation.place.region.line == 2


class TestIdentifiers:
    """``$id``, ``$anchor`` and ``$dynamicRef`` of JSON Schema 2020-12."""

    def test_anchors_belong_to_their_resource(self, compiled: Compile) -> None:
        number = {"$defs": {"n": {"$anchor": "num", "type": "number"}}, "properties": {"a": {"$ref": "#num"}}}
        found = compiled({"$id": "https://example.com/t", **number})

        assert not found.is_valid({"a": "text"})

    def test_a_dynamic_reference_means_the_outermost_anchor(self, compiled: Compile) -> None:
        tree = {
            "$id": "https://example.com/tree",
            "$dynamicAnchor": "node",
            "properties": {"children": {"items": {"$dynamicRef": "#node"}}},
        }
        strict = {
            "$id": "https://example.com/strict",
            "$dynamicAnchor": "node",
            "$ref": "tree",
            "unevaluatedProperties": False,
        }
        value = {"children": [{"typo": 1}]}

        assert compiled(tree, Strict=strict).is_valid(value)
        assert not compiled(strict, Tree=tree).is_valid(value)


class TestDirection:
    """What does not travel is not required."""

    schema = {
        "required": ["id", "name", "secret"],
        "properties": {"id": {"readOnly": True}, "name": {}, "secret": {"$ref": "#/components/schemas/Secret"}},
    }
    secret = {"type": "string", "writeOnly": True}

    @pytest.mark.parametrize(("direction", "hidden"), [("request", "id"), ("response", "secret"), (None, None)])
    def test_hidden_properties_may_be_absent(self, compiled: Compile, direction: Any, hidden: str | None) -> None:
        found = compiled(self.schema, "3.0.3", direction, Secret=self.secret)
        missing = {name for violation in found.violations({}) for name in violation.names}

        assert missing == {"id", "name", "secret"} - {hidden}

    def test_a_property_of_a_sibling_part_is_known(self, compiled: Compile) -> None:
        parts = [{"properties": {"id": {"readOnly": True}}}, {"required": ["id"]}]

        assert compiled({"allOf": parts}, "3.0.3", "request").is_valid({})
        assert not compiled({"allOf": parts}, "3.0.3", "response").is_valid({})


class TestMalformed:
    """What is wrong with a schema costs the keyword that is wrong, nothing else."""

    @pytest.mark.parametrize(
        "wrong",
        [
            {"minimum": "3"},
            {"required": True},
            {"required": [1]},
            {"enum": "a"},
            {"type": "any"},
            {"type": ["string", "file"]},
            {"properties": []},
            {"items": 3},
            {"allOf": {}},
            {"oneOf": []},
            {"multipleOf": 0},
            {"minLength": -1},
            {"pattern": "("},
            {"pattern": 3},
            {"$ref": 3},
            {"$id": 3, "$dynamicRef": "#x"},
            {"dependentRequired": {"a": "b"}},
            {"patternProperties": {"(": False}, "additionalProperties": False},
        ],
    )
    @pytest.mark.parametrize("version", ["2.0", "3.0.3", "3.1.0"])
    def test_the_rest_of_the_schema_still_counts(self, compiled: Compile, wrong: Any, version: str) -> None:
        found = compiled({"allOf": [wrong, {"maxProperties": 1}]}, version)

        assert found.is_valid({"a": 1})
        assert not found.is_valid({"a": 1, "b": 2})

    @pytest.mark.parametrize("schema", [3, None, "text", [], True])
    def test_no_schema_at_all_allows_everything(self, compiled: Compile, schema: Any) -> None:
        assert compiled({"properties": {"a": schema}}).is_valid({"a": 1})


def test_each_schema_is_lowered_once(document_of: Callable[..., Any]) -> None:
    document = document_of(
        {"A": {"$ref": "#/components/schemas/C"}, "B": {"items": {"$ref": "#/components/schemas/C"}}, "C": {}}
    )
    lowering = Lowering(document)
    first = lowering.lower(document.schemas["A"])
    second = lowering.lower(document.schemas["B"])

    assert first.schema["$defs"]["C"] is second.schema["$defs"]["C"]
