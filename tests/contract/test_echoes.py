"""Two findings with one cause are one: the second is named with the first."""

from __future__ import annotations

import json
from typing import Any

import pytest

from specforge.contract.collect import Collector
from specforge.contract.conformance.conform import Conformance
from specforge.contract.problem import Problem
from specforge.document.load import load_text
from specforge.document.model import Document
from specforge.findings.exchange import Answer, Exchange, SentRequest
from specforge.findings.model import Finding, Severity
from specforge.findings.redact import Redactor
from specforge.values.check import SchemaChecker

ORDERS = """\
openapi: 3.1.0
info: {title: Orders, version: '1'}
paths:
  /orders:
    get:
      parameters:
        - {name: limit, in: query, schema: {type: integer, maximum: 9}}
        - {name: day, in: query, required: true, schema: {type: string, format: date}}
        - {name: ids, in: query, explode: false, schema: {type: array, items: {type: integer, minimum: 1}}}
      responses:
        '200':
          description: orders
          content:
            application/json:
              schema: {type: array, maxItems: 9, items: {$ref: '#/components/schemas/Order'}}
components:
  schemas:
    Email: {type: string, format: email, pattern: 'com$'}
    Order:
      additionalProperties: false
      properties:
        email: {$ref: '#/components/schemas/Email'}
        payment:
          oneOf:
            - type: object
              properties: {method: {const: card}, digits: {type: string}}
              required: [method]
              additionalProperties: false
            - type: object
              properties: {method: {enum: [bank]}, iban: {type: string, minLength: 4}}
              required: [method, iban]
              additionalProperties: false
            - {type: string, maxLength: 3}
"""
ORDER = "/components/schemas/Order/"


@pytest.fixture(scope="module")
def orders() -> Document:
    return load_text(ORDERS, "orders.yaml")


def told(document: Document, *found: tuple[str, str, str, Severity, Any]) -> list[Finding]:
    """What is told of problems: rule, pointer, message, severity, and the body of the request."""
    collector = Collector(Redactor())
    for rule, pointer, message, severity, body in found:
        request = SentRequest(
            "GET", "http://x/orders?day=", {"Content-Type": "application/json"}, json.dumps(body).encode()
        )
        place = document.place.child(*pointer.removeprefix("/").split("/"))
        problem = Problem(rule, message, place, severity)
        collector.add(problem, "GET /orders", Exchange(request, Answer(200)))
    return collector.findings()


ERROR, WARNING = Severity.ERROR, Severity.WARNING
PARAMETERS = "/paths/~1orders/get/parameters/"


def test_what_was_accepted_comes_back_beside_its_keyword(orders: Document) -> None:
    taken = ("negative-data-accepted", "/components/schemas/Email/pattern", "'a!' does not match", ERROR, {"e": "a!"})
    back = ("response-schema", "/components/schemas/Email/format", "[0].e: 'a!' is not a valid email", ERROR, None)
    other = ("response-schema", "/components/schemas/Email/format", "[0].e: 'b' is not a valid email", ERROR, None)

    (one,) = told(orders, taken, back)
    assert one.details["comes back in"] == "GET /orders"
    assert len(told(orders, taken, other)) == 2


@pytest.mark.parametrize(
    ("rule", "cause", "consequence", "message"),
    [
        (
            "negative-data-accepted",
            "parameters/1/required",
            "parameters/1/schema/format",
            "day: '' is no date",
        ),
        ("positive-data-rejected", "parameters/2/schema", "parameters/2/schema/items/minimum", "ids is 1"),
    ],
)
def test_parameters(rule: str, cause: str, consequence: str, message: str, orders: Document) -> None:
    base = "/paths/@orders/get/"
    first, second = f"{base}{cause}", f"{base}{consequence}"

    def at(pointer: str) -> Any:
        tokens = [token.replace("@", "/") for token in pointer.removeprefix("/").split("/")]
        return orders.place.child(*tokens)

    collector = Collector(Redactor())
    exchange = Exchange(SentRequest("GET", "http://x/orders?day="), Answer(200))
    collector.add(Problem(rule, "the cause", at(first), ERROR), "GET /orders", exchange)
    collector.add(Problem(rule, message, at(second), WARNING), "GET /orders", exchange)

    (one,) = collector.findings()
    assert one.message == "the cause"
    assert [related.message for related in one.related] == [f"and so: {message}"]


def test_lists_that_are_too_long_anyway(orders: Document) -> None:
    length = "/components/schemas/Order/maxItems"
    size = ("page-size", "/components/schemas/Order", "limit=1 is answered with 2 things", WARNING, None)

    (one,) = told(orders, size, ("response-schema", length, "10 items, more than 9", ERROR, None))

    assert one.rule == "contract/response-schema" and "limit=1" in one.related[-1].message
    assert len(told(orders, size)) == 1


@pytest.mark.parametrize(
    ("payment", "place"),
    [
        ({"method": "card", "digits": 1}, "oneOf/0/properties/digits/type"),
        ({"method": "card", "iban": "abcd"}, "oneOf/0/additionalProperties"),
        ({"method": "bank", "iban": "a"}, "oneOf/1/properties/iban/minLength"),
        ({"method": "cash"}, "oneOf"),
        ({"digits": "1"}, "oneOf"),
        ("long", "oneOf/2/maxLength"),
    ],
)
def test_alternatives(payment: Any, place: str, orders: Document) -> None:
    """The keyword of the one that was meant, where constants or types say which."""
    operation = orders.operations[0]
    body = json.dumps([{"payment": payment}]).encode()
    answer = Answer(200, {"content-type": ("application/json",)}, body)
    exchange = Exchange(SentRequest("GET", "http://x/orders?day=2024-01-01"), answer)

    found = Conformance(SchemaChecker(orders)).problems(operation, exchange)

    assert [each.place.pointer for each in found] == [f"{ORDER}properties/payment/{place}"]
