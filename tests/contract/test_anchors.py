"""Requests that are accepted are found without a single example in the document, though they refer to other things."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from typing import Any

import pytest

from specforge.contract.probing import tester as probing
from specforge.contract.probing.clients import client_of
from specforge.contract.settings import Settings
from specforge.contract.target import AppTarget
from specforge.document.load import load_text
from specforge.values.check import SchemaChecker

DOCUMENT = """\
openapi: 3.0.3
info: {title: Desk, version: "1"}
paths:
  /customers:
    post:
      requestBody:
        required: true
        content: {application/json: {schema: {type: object, required: [name], properties: {name: {type: string}}}}}
      responses: {"201": {$ref: "#/components/responses/Thing"}}
  /customers/{id}:
    get:
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      responses: {"200": {$ref: "#/components/responses/Thing"}}
  /orders:
    get:
      parameters:
        - {name: customer_id, in: query, required: true, schema: {type: integer}}
        - {name: X-Customer, in: header, required: true, schema: {type: integer}}
      responses: {"200": {description: some}}
    post:
      parameters:
        - {name: Idempotency-Key, in: header, required: true, schema: {type: string}}
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [lines]
              properties:
                lines:
                  type: array
                  minItems: 1
                  items:
                    type: object
                    required: [customerId, payer_ids]
                    properties:
                      customerId: {type: integer}
                      payer_ids: {type: array, minItems: 1, items: {type: integer}}
      responses: {"201": {description: made}}
components:
  responses:
    Thing: {description: one, content: {application/json: {schema: {$ref: "#/components/schemas/Thing"}}}}
  schemas: {Thing: {type: object, required: [id], properties: {id: {type: integer}, name: {type: string}}}}
"""


class Desk:
    """Knows its customers, and takes each key once."""

    def __init__(self) -> None:
        self.customers: dict[int, str] = {}
        self.keys: set[str] = set()

    def __call__(self, request: Any) -> tuple[int, Any]:
        if request.path == "/customers":
            number = 4711 + len(self.customers)
            self.customers[number] = json.loads(request.body)["name"]
            return 201, {"id": number}
        if request.path.startswith("/customers/"):
            number = int(request.path.rpartition("/")[2])
            return (200, {"id": number}) if number in self.customers else (404, None)
        if request.method == "GET":
            given = (*request.query["customer_id"], request.headers["x-customer"])
            return (200, []) if all(int(one) in self.customers for one in given) else (422, None)
        key = request.headers["idempotency-key"]
        known = all(line["customerId"] in self.customers for line in json.loads(request.body)["lines"])
        is_new, self.keys = key not in self.keys, self.keys | {key}
        return (201, {}) if known and is_new else (422, None)


@pytest.fixture
def tester(make_app: Any, reply: Any) -> probing.Tester:
    desk = Desk()
    document, settings = load_text(DOCUMENT, "desk.yaml"), Settings()
    client, base_url = client_of(AppTarget(make_app(lambda request: reply(*desk(request)))), document, settings)
    return probing.Tester(document, client, base_url, settings, document.operations, SchemaChecker(document), math.inf)


@pytest.mark.parametrize("label", ["GET /customers/{id}", "GET /orders", "POST /orders"])
def test_what_refers_to_other_things_finds_some(tester: probing.Tester, label: str) -> None:
    anchor = tester.anchor(tester.operations[label])
    assert anchor is not None
    assert tester.requests <= 12


def test_no_two_requests_have_the_same_idempotency_key(tester: probing.Tester) -> None:
    anchor = tester.anchor(tester.operations["POST /orders"])
    assert anchor is not None
    answers = [tester.ask(tester.renewed(anchor)).answer for _ in range(3)]
    assert [answer.status for answer in answers if answer is not None] == [201, 201, 201]


def test_what_was_refused_is_tried_again_when_there_is_more_to_refer_to(tester: probing.Tester) -> None:
    ask: Callable[[str], Any] = lambda label: tester.anchor(tester.operations[label])  # noqa: E731
    create = tester.operations.pop("POST /customers")
    assert ask("GET /orders") is None
    tester.operations[create.label] = create
    assert ask("POST /customers") is not None
    assert ask("GET /orders") is not None


SHELF = """\
openapi: 3.1.0
info: {title: Shelf, version: "1"}
paths:
  /books:
    get:
      parameters: [{name: genre, in: query, schema: {type: string}, example: poetry}]
      responses: {"200": {$ref: "#/components/responses/Books"}}
  /books/{id}:
    get:
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      responses: {"200": {description: one, content: {application/json: {schema: {$ref: "#/components/schemas/Book"}}}}}
components:
  responses:
    Books: {description: all, content: {application/json: {schema: {$ref: "#/components/schemas/Books"}}}}
  schemas:
    Books: {type: array, items: {$ref: "#/components/schemas/Book"}}
    Book: {type: object, required: [id], properties: {id: {type: integer}}}
"""


def test_where_the_filter_of_an_example_lets_nothing_through_all_is_asked_for(make_app: Any, reply: Any) -> None:
    def shelf(request: Any) -> Any:
        books = [] if "genre" in request.query else [{"id": 4711}]
        if request.path == "/books":
            return reply(200, books)
        return reply(200, {"id": 4711}) if request.path == "/books/4711" else reply(404, None)

    document, settings = load_text(SHELF), Settings()
    client, base_url = client_of(AppTarget(make_app(shelf)), document, settings)
    operations = document.operations
    tester = probing.Tester(document, client, base_url, settings, operations, SchemaChecker(document), math.inf)

    anchor = tester.anchor(tester.operations["GET /books/{id}"])

    assert anchor is not None and anchor.exchange.request.path == "/books/4711"


@pytest.mark.parametrize(
    "name", ["id", "customer_id", "customerId", "payerUUID", "X-Customer", "order-ref", "customers"]
)
def test_names_that_say_which_thing_is_meant(tester: probing.Tester, name: str) -> None:
    assert tester.refers(name)


@pytest.mark.parametrize("name", ["paid", "valid", "grid", "name", "monkey", "width"])
def test_other_names_do_not(tester: probing.Tester, name: str) -> None:
    assert not tester.refers(name)
