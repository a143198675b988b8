"""A shop with everything that resources come with, and a client for the mock of any document."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import orjson
import pytest

from specforge.document.load import load_text
from specforge.mock.message import Reply, Request
from specforge.mock.service import Service
from specforge.mock.settings import Settings

SHOP = """
openapi: 3.1.0
info: {title: Shop, version: "1"}
servers: [{url: "https://example.com/v1"}]
paths:
  /pets:
    get:
      parameters:
        - {name: limit, in: query, schema: {type: integer, minimum: 1, maximum: 100, default: 10}}
        - {name: page, in: query, schema: {type: integer, minimum: 1, default: 1}}
        - {name: status, in: query, schema: {type: array, items: {type: string}}}
        - {name: tags, in: query, explode: false, schema: {type: array, items: {type: string}}}
        - {name: ownerId, in: query, schema: {type: integer}}
        - {name: q, in: query, schema: {type: string}}
        - {name: sort, in: query, schema: {type: string}}
      responses:
        "200":
          description: a page of pets
          headers:
            Link: {schema: {type: string}}
            X-Total-Count: {schema: {type: integer}}
          content:
            application/json:
              schema:
                type: object
                required: [data, total, has_more, request_id]
                properties:
                  data: {type: array, items: {$ref: "#/components/schemas/Pet"}}
                  total: {type: integer}
                  has_more: {type: boolean}
                  next: {type: [string, "null"]}
                  request_id: {type: string}
              example:
                request_id: r1
                total: 2
                has_more: false
                data:
                  - {id: 1, name: Tom, status: sold, tags: [cat], owner: {id: 7}, createdAt: "2024-01-01T00:00:00Z"}
                  - {id: 2, name: Rex, status: new, tags: [dog, big], createdAt: "2024-01-02T00:00:00Z"}
    post:
      operationId: createPet
      requestBody:
        required: true
        content:
          application/json: {schema: {$ref: "#/components/schemas/Pet"}}
      responses:
        "201":
          description: made
          headers: {Location: {schema: {type: string}}}
          content: {application/json: {schema: {$ref: "#/components/schemas/Pet"}}}
        "409": {description: taken}
  /pets/{petId}:
    parameters: [{name: petId, in: path, required: true, schema: {type: integer}}]
    get:
      responses:
        "200":
          description: one
          headers: {ETag: {schema: {type: string}}}
          content: {application/json: {schema: {$ref: "#/components/schemas/Pet"}}}
        "304": {description: the same}
        "404":
          description: none
          content: {application/json: {schema: {type: object, properties: {message: {type: string}}}}}
    head: {responses: {"200": {description: there}, "404": {description: none}}}
    put:
      parameters: [{name: If-Match, in: header, schema: {type: string}}]
      requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/Pet"}}}}
      responses:
        "200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Pet"}}}}
        "404": {description: none}
        "412": {description: changed}
    patch:
      requestBody:
        content:
          application/merge-patch+json: {schema: {type: object}}
          application/json-patch+json: {schema: {type: array}}
      responses:
        "200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Pet"}}}}
        "404": {description: none}
        "422": {description: no}
    delete: {responses: {"204": {description: gone}, "404": {description: none}}}
  /pets/{petId}/feed:
    parameters: [{name: petId, in: path, required: true, schema: {type: integer}}]
    post: {responses: {"200": {description: fed, content: {text/plain: {example: munch}}}, "404": {description: none}}}
  /pets/{petId}/visits:
    parameters: [{name: petId, in: path, required: true, schema: {type: integer}}]
    get:
      responses:
        "200":
          description: visits
          content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Visit"}}}}
        "404": {description: none}
    post:
      requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/Visit"}}}}
      responses:
        "201": {description: made, content: {application/json: {schema: {$ref: "#/components/schemas/Visit"}}}}
        "404": {description: none}
  /pets/{petId}/visits/{visitId}:
    parameters:
      - {name: petId, in: path, required: true, schema: {type: integer}}
      - {name: visitId, in: path, required: true, schema: {type: string, format: uuid}}
    get:
      responses:
        "200": {description: one, content: {application/json: {schema: {$ref: "#/components/schemas/Visit"}}}}
        "404": {description: none}
    delete: {responses: {"204": {description: gone}, "404": {description: none}}}
  /pets/{petId}/photo:
    parameters: [{name: petId, in: path, required: true, schema: {type: integer}}]
    get: {responses: {"200": {description: bytes, content: {image/png: {}, image/jpeg: {}}}, "404": {description: no}}}
    put:
      requestBody: {content: {image/png: {}, image/jpeg: {}}}
      responses: {"204": {description: kept}, "404": {description: no}}
    delete: {responses: {"204": {description: gone}, "404": {description: no}}}
  /labels/{name}:
    parameters: [{name: name, in: path, required: true, schema: {type: string}}]
    get:
      responses:
        "200":
          description: one
          content:
            application/json:
              schema: {type: object, properties: {label: {$ref: "#/components/schemas/Label"}}}
        "404": {description: none}
    put:
      requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/Label"}}}}
      responses:
        "200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Label"}}}}
        "201": {description: new, content: {application/json: {schema: {$ref: "#/components/schemas/Label"}}}}
    delete: {responses: {"204": {description: gone}}}
  /me:
    get:
      responses: {"200": {description: me, content: {application/json: {schema: {$ref: "#/components/schemas/Me"}}}}}
    patch:
      requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/Me"}}}}
      responses: {"200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Me"}}}}}
components:
  schemas:
    Pet:
      type: object
      required: [name, createdAt]
      properties:
        id: {type: integer, minimum: 1}
        name: {type: string, minLength: 1}
        status: {type: string, enum: [new, sold], default: new}
        tags: {type: array, items: {type: string}}
        owner: {type: object, properties: {id: {type: integer}}}
        secret: {type: string, writeOnly: true}
        createdAt: {type: string, format: date-time, readOnly: true}
        updatedAt: {type: string, format: date-time, readOnly: true}
    Visit:
      type: object
      required: [id, petId, reason]
      properties:
        id: {type: string, format: uuid, readOnly: true}
        petId: {type: integer, readOnly: true}
        reason: {type: string}
    Label:
      type: object
      required: [name, color]
      properties: {name: {type: string}, color: {type: string, pattern: "^#[0-9a-f]{6}$"}}
    Me:
      type: object
      required: [name]
      properties: {name: {type: string, example: Ada}, theme: {type: string}}
"""

Ask = Callable[..., Reply]


class Client:
    """Sends requests to a mock without a server."""

    def __init__(self, text: str, **settings: Any) -> None:
        self.service = Service(load_text(text), Settings(**{"stateful": True, **settings}))

    def ask(self, method: str, target: str, body: Any = None, **headers: str) -> Reply:
        """``body`` is bytes, or a value to be sent as JSON."""
        path, _, query = target.partition("?")
        named: Mapping[str, str] = {name.replace("_", "-"): value for name, value in headers.items()}
        content = body if isinstance(body, bytes) else b"" if body is None else orjson.dumps(body)
        stated = {"content-type": "application/json"} if content else {}
        found = self.service.handle(
            Request(method, path, query, {"accept": "*/*", "host": "shop", **stated, **named}, content)
        )
        assert isinstance(found, Reply)
        return found

    def json(self, method: str, target: str, body: Any = None, **headers: str) -> Any:
        return orjson.loads(self.ask(method, target, body, **headers).body)


@pytest.fixture
def shop() -> Client:
    """A new mock of the shop."""
    return Client(SHOP)


@pytest.fixture
def client() -> type[Client]:
    """Makes a client for any document."""
    return Client


@pytest.fixture(scope="session")
def shop_text() -> str:
    return SHOP
