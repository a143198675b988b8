"""Links: what a runtime expression finds in an exchange becomes a parameter of the next request."""

from __future__ import annotations

import json

import pytest

from specforge.contract.probing.links import Links, followed
from specforge.document.load import load_text
from specforge.findings.exchange import Answer, Exchange, SentRequest
from specforge.values.check import SchemaChecker
from specforge.values.requests import draft_of

DOCUMENT = """\
openapi: 3.1.0
info: {title: Tickets, version: "1"}
paths:
  /queues/{queue}/tickets:
    post:
      parameters: [{name: queue, in: path, required: true, schema: {type: string}}]
      responses:
        "201":
          description: made
          links: {look: {operationId: look, parameters: {ticket: "EXPRESSION"}}}
  /tickets/{ticket}:
    get:
      operationId: look
      parameters: [{name: ticket, in: path, required: true, schema: {type: integer}}]
      responses: {"200": {description: one}}
"""


@pytest.mark.parametrize(
    "expression",
    [
        "$response.body#/made/0/a~1b",
        "$response.header.X-Ticket",
        "$request.body#/wanted",
        "$request.query.ticket",
        "$request.header.x-wanted",
        "$request.path.queue",
        "4711",
    ],
)
def test_values_of_the_exchange_are_parameters(expression: str) -> None:
    document = load_text(DOCUMENT.replace("EXPRESSION", expression))
    json_type = {"Content-Type": "application/json"}
    request = SentRequest(
        "POST",
        "http://host/v1/queues/4711/tickets?ticket=4711",
        json_type | {"X-Wanted": "4711"},
        json.dumps({"wanted": 4711}).encode(),
    )
    headers = {"Content-Type": ("application/json",), "x-ticket": ("4711",)}
    answer = Answer(201, headers, json.dumps({"made": [{"a/b": 4711}]}).encode())
    look = document.operations[1]
    linked = Links(document).to(look)[0]

    draft = followed(linked, Exchange(request, answer), draft_of(look, SchemaChecker(document)))

    assert draft is not None and draft.target()[0] == "/tickets/4711"


def test_a_value_that_is_not_there_makes_no_request() -> None:
    document = load_text(DOCUMENT.replace("EXPRESSION", "$response.body#/made"))
    look = document.operations[1]
    exchange = Exchange(SentRequest("POST", "http://host/queues/1/tickets"), Answer(201, {}, b""))

    assert followed(Links(document).to(look)[0], exchange, draft_of(look, SchemaChecker(document))) is None


def test_a_link_may_lead_to_its_operation_by_reference() -> None:
    by_reference = "operationRef: '#/paths/~1tickets~1{ticket}/get'"
    text = DOCUMENT.replace("operationId: look, parameters", f"{by_reference}, parameters")
    document = load_text(text.replace("EXPRESSION", "$response.body#/made"))
    look = document.operations[1]
    answer = Answer(201, {"content-type": ("application/json",)}, b'{"made": 4711}')
    (linked,) = Links(document).to(look)

    draft = followed(
        linked,
        Exchange(SentRequest("POST", "http://host/queues/1/tickets"), answer),
        draft_of(look, SchemaChecker(document)),
    )

    assert draft is not None and draft.target()[0] == "/tickets/4711"
