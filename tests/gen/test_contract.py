"""What the generated application says of itself: the contract, and nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from tests.gen.conftest import Build, Built
from tests.gen.test_app import SHOP

Call = Any

RICH = """\
openapi: 3.0.3
info:
  title: Shop
  version: '1'
  description: Books.
  termsOfService: https://example.com/terms
  contact: {name: Us, url: 'https://example.com/us', email: us@example.com}
  license: {name: MIT, url: 'https://example.com/mit'}
  x-audience: everybody
servers: [{url: 'https://{where}.example.com/v1', variables: {where: {default: api, enum: [api, test]}}}]
tags: [{name: books, description: All of them.}]
security: [{token: []}, {}]
paths:
  /books/{book-id}:
    parameters: [{$ref: '#/components/parameters/Id'}]
    get:
      operationId: getBook
      tags: [books]
      summary: One book
      deprecated: true
      x-cost: 3
      externalDocs: {url: 'https://example.com/docs'}
      parameters:
        - {name: ids, in: query, style: pipeDelimited, explode: false, schema: {type: array, items: {type: integer}}}
        - {name: limit, in: query, deprecated: true, description: How many, example: 3,
           schema: {type: integer, format: int32, maximum: 9, exclusiveMaximum: true, default: 2}}
      responses:
        '200':
          description: ok
          headers: {ETag: {schema: {type: string}}}
          content:
            application/json:
              schema: {$ref: '#/components/schemas/shop.Book'}
              examples: {one: {$ref: '#/components/examples/one'}}
            text/csv: {schema: {type: string}}
          links: {self: {operationId: getBook, parameters: {book-id: $response.body#/id}}}
        4XX: {$ref: '#/components/responses/Bad'}
    put:
      operationId: putBook
      security: []
      requestBody: {$ref: '#/components/requestBodies/Book'}
      responses: {'204': {description: done}, '400': {description: bad}}
      callbacks: {done: {'{$request.body#/url}': {post: {responses: {'200': {description: ok}}}}}}
components:
  parameters: {Id: {name: book-id, in: path, required: true, schema: {type: string, minLength: 2}}}
  responses: {Bad: {description: Bad., content: {application/problem+json: {schema: {type: object}}}}}
  examples: {one: {value: {id: 1}}}
  requestBodies:
    Book:
      required: true
      description: All of it.
      content: {application/json: {schema: {$ref: '#/components/schemas/shop.Book'}}}
  schemas:
    shop.Book:
      type: object
      required: [id]
      properties: {id: {type: integer}, next: {$ref: '#/components/schemas/shop.Book'}}
  securitySchemes:
    token: {type: http, scheme: bearer, bearerFormat: JWT}
    key: {type: apiKey, in: query, name: key}
    flows: {type: oauth2, flows: {password: {tokenUrl: 'https://example.com/token', scopes: {read: Reading.}}}}
"""


@pytest.fixture(scope="module")
def rich(build: Build) -> Built:
    return build(RICH)


@pytest.fixture(scope="module")
def native(rich: Built) -> Any:
    """What FastAPI makes of the routes."""
    return FastAPI.openapi(rich.app())


@pytest.fixture(scope="module")
def written() -> Any:
    return yaml.safe_load(RICH)


class TestServedDocument:
    """What clients and people get."""

    @pytest.mark.parametrize("path", ["/openapi.json", "/v1/openapi.json"])
    def test_is_the_contract(self, rich: Built, call: Call, written: Any, path: str) -> None:
        assert call(rich.app(), "GET", path).json() == written

    def test_has_the_routes_of_others_too(self, rich: Built, written: Any) -> None:
        app = rich.app(rich.module("generated.services").Services())
        app.get("/health")(lambda: {"ok": True})

        document = app.openapi()
        assert document["paths"].keys() == {*written["paths"], "/health"}
        assert document["components"]["schemas"].keys() == written["components"]["schemas"].keys()

    def test_a_path_of_the_contract_goes_before_that_of_the_framework(self, build: Build, call: Call) -> None:
        built = build(SHOP.replace("/books/newest", "/docs"))

        assert call(built.app(), "GET", "/docs").status_code == 501

    def test_is_one_document_where_the_contract_is_several_files(self) -> None:
        root = Path(__file__).parents[2]
        served = root / "specs/bookshop/server/bookshop_api/generated/openapi.json"

        assert "yaml" not in served.read_text().replace("openapi.yaml", "")


class TestFrameworksOwnDocument:
    """FastAPI's generation from the routes: what other applications show that take the routers in."""

    def test_has_the_operations_word_for_word(self, native: Any, written: Any) -> None:
        operation = native["paths"]["/books/{book-id}"]["get"]

        for key in ("operationId", "tags", "summary", "deprecated", "x-cost", "externalDocs"):
            assert operation[key] == written["paths"]["/books/{book-id}"]["get"][key]
        assert "description" not in operation
        assert operation["security"] == written["security"]

    def test_has_all_parameters(self, native: Any) -> None:
        identifier, ids, limit = native["paths"]["/books/{book-id}"]["get"]["parameters"]

        assert identifier == {
            "name": "book-id",
            "in": "path",
            "required": True,
            "schema": {"type": "string", "minLength": 2},
        }
        assert (ids["style"], ids["explode"]) == ("pipeDelimited", False)
        assert (limit["deprecated"], limit["description"]) == (True, "How many")
        assert limit["schema"] == {"type": "integer", "format": "int32", "exclusiveMaximum": 9, "default": 2}

    def test_has_all_responses_and_none_besides(self, native: Any) -> None:
        responses = native["paths"]["/books/{book-id}"]["get"]["responses"]

        assert responses.keys() == {"200", "4XX"}
        assert responses["200"]["content"].keys() == {"application/json", "text/csv"}
        assert responses["200"]["content"]["application/json"]["examples"] == {"one": {"value": {"id": 1}}}
        assert responses["200"]["headers"].keys() == {"ETag"}
        assert responses["200"]["links"]["self"]["operationId"] == "getBook"
        assert responses["4XX"]["description"] == "Bad."

    def test_has_bodies_and_callbacks(self, native: Any, written: Any) -> None:
        operation = native["paths"]["/books/{book-id}"]["put"]

        assert operation["requestBody"]["description"] == "All of it."
        assert operation["callbacks"] == written["paths"]["/books/{book-id}"]["put"]["callbacks"]
        assert operation["responses"].keys() == {"204", "400"}
        assert operation["security"] == []

    def test_has_the_schemas(self, native: Any) -> None:
        (schema,) = native["components"]["schemas"].values()

        assert schema["required"] == ["id"]
        assert "title" not in schema

    def test_has_the_security_schemes(self, native: Any, written: Any) -> None:
        assert native["components"]["securitySchemes"] == written["components"]["securitySchemes"]

    def test_says_what_the_contract_says_of_itself(self, native: Any, written: Any) -> None:
        for key in ("openapi", "servers", "tags"):
            assert native[key] == written[key]
        for key in ("title", "version", "description", "termsOfService", "contact", "license"):
            assert native["info"][key] == written["info"][key]

    def test_is_there_for_contracts_that_the_framework_would_refuse(self, build: Build) -> None:
        built = build("""\
openapi: 3.1.0
info: {title: t, version: '1', contact: {email: nobody, url: nowhere}, license: {}}
externalDocs: {url: nowhere}
servers: [{url: /, variables: {a: {default: 1}}}]
paths:
  /a: {get: {parameters: [1], responses: {'200': {description: 1}}}}
  /b: {get: {responses: {'200': {$ref: '#/components/responses/Fine', description: Better.}}}}
webhooks: {new book: {post: {operationId: newBook, responses: {'200': {description: ok}}}}}
components:
  responses: {Fine: {description: Fine., x-cost: 1}}
  schemas:
    C: {allOf: [{$ref: elsewhere}, {$ref: '#/components/nothing'}, {$ref: '#'}]}
    A: {type: file, minLength: -1, properties: {b: {maxLength: many, format: x}}}
    B: true
  securitySchemes:
    cert: {type: mutualTLS}
    key: {type: apiKey, in: body}
""")
        document = FastAPI.openapi(built.app())

        assert document["components"]["schemas"]["A"] == {"properties": {"b": {"format": "x"}}}
        assert document["components"]["schemas"]["C"] == {"allOf": [{"$ref": "elsewhere"}, {}, {"$ref": "#"}]}
        assert document["paths"]["/b"]["get"]["responses"] == {"200": {"description": "Better.", "x-cost": 1}}
        assert document["webhooks"]["new book"]["post"]["operationId"] == "newBook"

    def test_swagger_keeps_its_words(self, build: Build) -> None:
        text = """\
swagger: '2.0'
info: {title: t, version: '1'}
paths: {/a: {get: {parameters: [{name: n, in: query, type: integer}], responses: {'200': {description: ok}}}}}
definitions: {A: {type: object}}
"""
        built = build(text)

        assert built.app().openapi() == yaml.safe_load(text)
        document = FastAPI.openapi(built.app())
        assert document["paths"]["/a"]["get"]["parameters"] == [{"name": "n", "in": "query", "type": "integer"}]
        assert document["components"]["schemas"] == {"A": {"type": "object"}}


def test_links_to_routes_are_made_of_the_names_of_their_variables(rich: Built) -> None:
    assert rich.app().url_path_for("get_book", book_id="7") == "/books/7"


def test_only_routes_of_the_contract_are_silent(rich: Built) -> None:
    routes = rich.module("generated.routers").ROUTERS[0].routes

    assert get_openapi(title="t", version="1", routes=routes)["paths"].keys() == {"/books/{book-id}"}
