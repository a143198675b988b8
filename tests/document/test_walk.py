"""The walk: kinds of places, across files, each once."""

from __future__ import annotations

from pathlib import Path

from specforge.document.load import load, load_text

TEXT = """\
openapi: 3.1.0
info: {title: T, version: '1', contact: {}}
paths:
  /a:
    get:
      responses:
        '200': {$ref: '#/components/schemas/S'}
        '201':
          description: d
          content: {application/json: {schema: {$ref: '#/components/schemas/S'}, example: {$ref: x}}}
components:
  schemas:
    S: {type: object, properties: {properties: {type: string}, x-y: {type: integer}}, default: {$ref: nowhere}}
  x-own: {$ref: nowhere}
"""


def test_each_place_has_the_kind_that_its_section_gives_it() -> None:
    index = load_text(TEXT).index

    schemas = [node.place.pointer for node in index.of("Schema")]

    assert schemas == [
        "/components/schemas/S",
        "/components/schemas/S/properties/properties",
        "/components/schemas/S/properties/x-y",
    ]
    assert len(index.of("Contact")) == 1


def test_references_in_examples_defaults_and_extensions_are_data() -> None:
    index = load_text(TEXT).index

    assert [(r.text, r.kind) for r in index.references] == [
        ("#/components/schemas/S", "Response"),
        ("#/components/schemas/S", "Schema"),
    ]


def test_a_reference_to_the_wrong_kind_can_be_told() -> None:
    index = load_text(TEXT).index
    reference = index.references[0]

    assert reference.target is not None
    assert (reference.kind, index.kind_at(reference.target)) == ("Response", "Schema")


def test_places_inside_an_operation_carry_its_label(tmp_path: Path) -> None:
    (tmp_path / "openapi.yaml").write_text("openapi: 3.0.0\npaths: {/users: {$ref: users.yaml}}\n")
    (tmp_path / "users.yaml").write_text("get:\n  responses:\n    '200': {description: ok}\n")
    document = load(tmp_path)

    (response,) = document.index.of("Response")

    assert response.source.name.endswith("users.yaml")
    assert document.index.operation_of(response) == "GET /users"
    assert document.index.operation_of(document.node) is None
    assert [op.label for op in document.all_operations] == ["GET /users"]


def test_an_operation_behind_a_reference_keeps_its_method(tmp_path: Path) -> None:
    (tmp_path / "openapi.yaml").write_text("openapi: 3.0.0\npaths: {/users: {get: {$ref: list.yaml}}}\n")
    (tmp_path / "list.yaml").write_text("operationId: list\n")
    document = load(tmp_path)

    assert [op.label for op in document.operations] == ["GET /users"]
    assert [op.label for op in document.all_operations] == ["GET /users"]


def test_names_of_headers_may_start_with_x() -> None:
    headers = "{x-request-id: {schema: {type: string}}, X-Page: {schema: {type: integer}}}"
    document = load_text(f"openapi: 3.1.0\npaths: {{/a: {{get: {{responses: {{'200': {{headers: {headers}}}}}}}}}}}\n")

    response = document.operations[0].responses["200"]
    assert list(response.headers) == ["x-request-id", "X-Page"]
    assert [node.tokens[-1] for node in document.index.of("Header")] == ["x-request-id", "X-Page"]
