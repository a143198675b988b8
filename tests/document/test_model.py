"""The views: one way to read Swagger 2.0 and OpenAPI 3.0, 3.1, 3.2; forgiving of everything malformed."""

from __future__ import annotations

import pytest

from specforge.document.load import load_text
from specforge.document.model import Document, Schema
from specforge.errors import UsageError

THREE = """\
openapi: 3.0.3
info: {title: T, version: 1.0}
servers: [{url: 'https://{host}/v{n}/', variables: {host: {default: a.example}, n: {default: '2'}}}]
security: [{key: []}]
paths:
  /users/{id}:
    parameters:
      - {name: id, in: path, required: true, schema: {type: string}}
      - {name: q, in: query, schema: {type: string}}
    get:
      operationId: getUser
      tags: [users]
      parameters:
        - {name: q, in: query, explode: false, schema: {type: integer, nullable: true}}
        - $ref: '#/components/parameters/H'
      responses:
        200:
          description: ok
          content: {application/json: {schema: {$ref: '#/components/schemas/User'}, example: {a: 1}}}
        4xx: {$ref: '#/components/responses/Bad'}
        default: {description: other}
        x-note: {}
    post:
      security: []
      requestBody: {required: true, content: {application/json: {examples: {one: {value: 1}, two: {externalValue: u}}}}}
      callbacks: {done: {'{$request.body#/url}': {post: {responses: {'204': {description: d}}}}}}
components:
  parameters: {H: {name: H, in: header, schema: {type: array, items: {type: string}}}}
  responses: {Bad: {description: bad, headers: {R: {schema: {type: string}}}}}
  securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}
  schemas:
    User: {type: object, properties: {a: {type: integer}}, required: [a]}
"""

SWAGGER = """\
swagger: '2.0'
info: {title: T, version: '1'}
host: a.example
basePath: /v1
schemes: [http, https]
consumes: [application/json]
produces: [application/json, text/csv]
securityDefinitions: {b: {type: basic}}
paths:
  /x:
    post:
      parameters:
        - {name: body, in: body, required: true, schema: {$ref: '#/definitions/X'}}
        - {name: ids, in: query, type: array, items: {type: integer}, collectionFormat: multi}
      responses:
        200: {description: ok, schema: {$ref: '#/definitions/X'}, examples: {application/json: {n: 1}}}
    put:
      consumes: [multipart/form-data]
      parameters:
        - {name: file, in: formData, type: file, required: true}
        - {name: note, in: formData, type: string}
      responses: {204: {description: none}}
definitions: {X: {type: object, x-nullable: true}}
"""

TWO = """\
openapi: 3.2.0
info: {title: T, version: '1'}
paths:
  /s:
    query: {operationId: ask, parameters: [{name: q, in: querystring, content: {application/json: {}}}]}
    additionalOperations: {COPY: {operationId: copy}}
    get:
      responses:
        '200': {content: {text/event-stream: {itemSchema: {type: object}}, a/b: {$ref: '#/components/mediaTypes/M'}}}
components: {mediaTypes: {M: {schema: {type: [string, 'null']}}}}
"""


@pytest.fixture
def three() -> Document:
    return load_text(THREE)


def test_operations_know_their_method_path_and_label(three: Document) -> None:
    assert [op.label for op in three.operations] == ["GET /users/{id}", "POST /users/{id}"]
    assert three.operation("getUser").tags == ("users",)
    assert [op.label for op in three.all_operations][2] == "POST {$request.body#/url}"
    with pytest.raises(UsageError) as caught:
        three.operation("getUsr")
    assert caught.value.help == "did you mean 'getUser'?"


def test_parameters_are_merged_and_the_operation_wins(three: Document) -> None:
    by_name = {p.name: p for p in three.operation("getUser").parameters}

    assert list(by_name) == ["id", "q", "H"]
    assert by_name["id"].required and by_name["id"].style == "simple" and not by_name["id"].explode
    assert by_name["q"].explode is False and by_name["q"].schema and by_name["q"].schema.types == ("integer", "null")
    assert by_name["H"].reference is not None and by_name["H"].place.pointer == "/components/parameters/H"


def test_responses_are_found_by_status_range_and_default(three: Document) -> None:
    operation = three.operation("getUser")

    assert list(operation.responses) == ["200", "4XX", "default"]
    assert [r.status for s in (200, 404, 500) if (r := operation.response_for(s))] == ["200", "4XX", "default"]
    media = operation.responses["200"].content["application/json"]
    assert media.examples[""].value == {"a": 1}
    assert media.schema and media.schema.name == "User"


def test_security_is_inherited_unless_emptied(three: Document) -> None:
    get, post = three.operations

    assert [r.schemes for r in get.security] == [{"key": ()}]
    assert post.security == ()
    assert three.security_schemes["key"].parameter_name == "X-Key"


def test_server_variables_stand_at_their_defaults(three: Document) -> None:
    assert three.servers[0].url == "https://a.example/v2/"
    assert three.base_paths == ("/v2",)


def test_examples_callbacks_and_bodies(three: Document) -> None:
    post = three.operations[1]
    body = post.request_body

    assert body is not None and body.required
    examples = body.content["application/json"].examples
    assert examples["one"].value == 1 and not examples["two"].has_value
    assert list(post.callbacks["done"]["{$request.body#/url}"].operations[0].responses) == ["204"]


def test_swagger_is_read_in_the_words_of_openapi_3() -> None:
    document = load_text(SWAGGER)
    post, put = document.operations

    assert document.base_paths == ("/v1",) and document.security_schemes["b"].scheme == "basic"
    assert [(p.name, p.style, p.explode) for p in post.parameters] == [("ids", "form", True)]
    assert post.request_body and post.request_body.required
    body = post.request_body.content["application/json"].schema
    assert body and body.name == "X" and body.types == ("object", "null")
    assert list(post.responses["200"].content) == ["application/json", "text/csv"]
    assert post.responses["200"].content["application/json"].examples[""].value == {"n": 1}
    form = put.request_body.content["multipart/form-data"].schema if put.request_body else None
    assert form and form.required == ("file",) and form.properties["file"].format == "binary"


def test_openapi_3_2_adds_methods_media_types_and_item_schemas() -> None:
    document = load_text(TWO)

    assert [op.label for op in document.operations] == ["QUERY /s", "GET /s", "COPY /s"]
    content = document.operation("GET /s").responses["200"].content
    assert content["text/event-stream"].item_schema is not None
    assert content["a/b"].schema and content["a/b"].schema.nullable


def test_a_reference_with_siblings_is_the_first_part_of_all_of_since_3_1() -> None:
    text = "{components: {schemas: {A: {type: string}, B: {$ref: '#/components/schemas/A', maxLength: 3}}}}"
    new = load_text("openapi: 3.1.0\n" + text[1:-1]).schemas["B"]
    old = load_text("openapi: 3.0.0\n" + text[1:-1]).schemas["B"]

    assert new.get("maxLength") == 3 and [part.name for part in new.all_of] == ["A"] and new.types == ("string",)
    assert old.name == "A" and old.get("maxLength") is None


def test_a_discriminator_mapping_takes_names_and_references() -> None:
    document = load_text(
        "openapi: 3.0.0\ncomponents:\n  schemas:\n    A: {}\n    B: {}\n    P:\n"
        "      discriminator: {propertyName: k, mapping: {a: A, b: '#/components/schemas/B', c: nowhere}}\n"
    )
    discriminator = document.schemas["P"].discriminator

    assert discriminator is not None
    assert {key: schema.name for key, schema in discriminator.resolved().items()} == {"a": "A", "b": "B"}


MALFORMED = [
    "3",
    "[]",
    "openapi: 3.0.0",
    "openapi: 3.1.0\npaths: []\ncomponents: 3\nservers: {}\nsecurity: x\ntags: [1]",
    "openapi: 3.0.0\npaths: {/a: null, /b: {get: null, post: [], put: {parameters: {}, responses: [], tags: 1}}}",
    "openapi: 3.0.0\npaths: {/a: {get: {responses: {200: 1, 201: {content: [], headers: 3}}, requestBody: 4}}}",
    "swagger: '2.0'\npaths: {/a: {get: {parameters: [{in: formData}, {in: body}, 4], consumes: 3}}}",
    "openapi: 3.2.0\npaths: {/a: {additionalOperations: 3, get: {security: [1, {a: b}], callbacks: {c: 1}}}}",
    "openapi: 3.0.0\npaths: {/a: {$ref: 3}, /b: {$ref: '#/paths/~1b'}}",
    "openapi: 3.0.0\ncomponents: {schemas: {A: 3, B: {type: 3, enum: 1}}}",
    "swagger: '2.0'\nhost: 3\nbasePath: 4\nschemes: x\ndefinitions: []",
]


@pytest.mark.parametrize("text", MALFORMED)
def test_malformed_parts_read_as_absent(text: str) -> None:
    document = load_text(text)

    for operation in (*document.operations, *document.all_operations):
        body = operation.request_body
        assert isinstance(operation.label, str)
        assert body is None or isinstance(body.content, dict)
        for parameter in operation.parameters:
            assert isinstance(parameter.name, str)
            assert parameter.schema is None or isinstance(parameter.schema.types, tuple)
        for response in operation.responses.values():
            assert isinstance(response.content, dict) and isinstance(response.headers, dict)
        assert isinstance(operation.security, tuple) and isinstance(operation.callbacks, dict)
    assert all(isinstance(schema, Schema) for schema in document.schemas.values())
    assert document.base_paths and isinstance(document.title, str)
    assert document.index.references is not None


def test_types_of_references_in_a_circle_are_any() -> None:
    text = (
        "openapi: 3.1.0\ncomponents:\n  schemas:\n    A: {$ref: '#/components/schemas/B', maxLength: 1}\n"
        "    B: {$ref: '#/components/schemas/A', maxLength: 2}\n"
    )

    assert load_text(text).schemas["A"].types == ()
