"""A small document that has a bit of everything, and a client that needs no server."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from specforge.document.load import load_text
from specforge.mock.message import Reply, Request
from specforge.mock.pipeline import compile_mock
from specforge.mock.settings import Settings

PETS = """
openapi: 3.0.3
info: {title: Pets, version: "1"}
servers: [{url: "https://example.com/v1"}]
paths:
  /pets:
    get:
      parameters:
        - {name: limit, in: query, schema: {type: integer, maximum: 100}}
        - {name: tags, in: query, explode: false, schema: {type: array, items: {type: string, minLength: 2}}}
        - {name: old, in: query, deprecated: true, schema: {type: string}}
      responses:
        "200":
          description: all pets
          headers: {X-Total: {schema: {type: integer, minimum: 7}}}
          content:
            application/json:
              schema: {type: array, items: {$ref: "#/components/schemas/Pet"}}
              examples:
                cats: {value: [{id: 1, name: Tom}]}
                dogs: {value: [{id: 2, name: Rex}]}
            text/csv: {schema: {type: string}, example: "1,Tom"}
        "404": {description: none, content: {application/json: {schema: {type: object}, example: {reason: none}}}}
        default: {description: odd, content: {application/json: {schema: {type: object}, example: {reason: odd}}}}
    post:
      security: [{token: []}]
      requestBody:
        required: true
        content:
          application/json: {schema: {$ref: "#/components/schemas/Pet"}}
      responses:
        "201": {description: made, content: {application/json: {schema: {$ref: "#/components/schemas/Pet"}}}}
  /pets/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer, minimum: 1}}]
    get:
      responses:
        "200": {description: one, content: {application/json: {schema: {$ref: "#/components/schemas/Pet"}}}}
    delete:
      deprecated: true
      responses: {"204": {description: gone}}
  /pets/best:
    get: {responses: {"200": {description: best, content: {text/plain: {example: Tom}}}}}
  /wrong:
    get:
      responses:
        "200": {description: wrong, content: {application/json: {schema: {type: object}, example: 123}}}
components:
  schemas:
    Pet:
      type: object
      required: [id, name]
      properties:
        id: {type: integer, format: int64}
        name: {type: string, minLength: 1}
        born: {type: string, format: date}
        secret: {type: string, writeOnly: true}
        mother: {$ref: "#/components/schemas/Pet"}
  securitySchemes:
    token: {type: http, scheme: bearer}
"""

Ask = Callable[..., Reply]


def asker(text: str, **settings: Any) -> Ask:
    """``ask("GET", "/pets?limit=1", accept="text/csv")``: header names with underscores, ``body`` as bytes."""
    pipeline = compile_mock(load_text(text), Settings(**settings))

    def ask(method: str, target: str, body: bytes = b"", **headers: str) -> Reply:
        path, _, query = target.partition("?")
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return pipeline.handle(Request(method, path, query, {"accept": "*/*", **named}, body))

    return ask


@pytest.fixture
def pets() -> Ask:
    """The mock of the pets document."""
    return asker(PETS)


@pytest.fixture(name="asker")
def asker_fixture() -> Callable[..., Ask]:
    """Makes an ``ask`` of any document and settings."""
    return asker


@pytest.fixture(scope="session")
def pets_text() -> str:
    """The pets document."""
    return PETS
