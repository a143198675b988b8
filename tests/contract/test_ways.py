"""What correct services do in different ways: none of it is a finding."""

from __future__ import annotations

import pytest

from specforge.contract import failures
from specforge.contract.events import Case, Failure, Kind
from specforge.contract.faults import RequestJudge
from specforge.contract.refusal import is_undescribed
from specforge.document.load import load_text
from specforge.document.model import Document, Schema
from specforge.findings.exchange import Answer, Exchange, SentRequest
from specforge.values.check import SchemaChecker
from specforge.values.edges.within import within

DOCUMENT = """\
openapi: 3.1.0
info: {title: Parts, version: '1'}
paths:
  /parts/{id}/:
    get:
      parameters:
        - {name: id, in: path, required: true, schema: {type: integer}}
        - {name: kind, in: query, explode: false, schema: {type: array, items: {enum: [a, b]}}}
        - {name: text, in: query, schema: {type: string}}
      responses: {'200': {description: it}, '400': {description: no}, '202': {description: begun}}
"""


@pytest.fixture(scope="module")
def document() -> Document:
    return load_text(DOCUMENT, "parts.yaml")


def rules(document: Document, kind: Kind, url: str, status: int, **facts: object) -> list[str]:
    operation = document.operation("GET /parts/{id}/")
    exchange = Exchange(SentRequest("GET", url), Answer(status))
    failure = Failure(kind, Case(operation.label, exchange, "coverage"), "", facts)
    judged = failures.Judged(failure, operation, RequestJudge(SchemaChecker(document)), {operation.label: operation})
    return [problem.rule for problem in failures.problems(judged)]


@pytest.mark.parametrize(
    ("query", "expected"),
    [("kind=", []), ("kind=a", ["positive-data-rejected"]), ("text=", ["positive-data-rejected"])],
)
def test_an_empty_text_is_no_list_for_certain(document: Document, query: str, expected: list[str]) -> None:
    assert rules(document, Kind.POSITIVE_DATA_REJECTED, f"http://x/parts/1/?{query}", 400) == expected


@pytest.mark.parametrize(("status", "expected"), [(202, []), (201, ["resource-unavailable"])])
def test_what_was_only_begun_need_not_be_there(document: Document, status: int, expected: list[str]) -> None:
    made = Exchange(SentRequest("POST", "http://x/parts/"), Answer(status))

    assert rules(document, Kind.RESOURCE_UNAVAILABLE, "http://x/parts/1/", 404, steps=(made,)) == expected


@pytest.mark.parametrize(
    ("path", "location", "expected"),
    [
        ("/parts/1%0A/", "http://x/parts/1%0A", True),  # a router that has no route for it
        ("/parts/1/", "/parts/1", False),  # a client that keeps the contract is sent elsewhere
        ("/parts/a/", "/login", False),
    ],
)
def test_a_router_may_try_another_slash(document: Document, path: str, location: str, expected: bool) -> None:
    exchange = Exchange(SentRequest("GET", f"http://x{path}"), Answer(307, {"location": (location,)}))
    operation = document.operation("GET /parts/{id}/")

    assert is_undescribed(operation, exchange, RequestJudge(SchemaChecker(document))) is expected


def test_a_bound_of_an_integer_is_sent_as_an_integer() -> None:
    source = "{openapi: 3.1.0, components: {schemas: {N: {type: integer, minimum: 1.0, maximum: 5.0}}}}"
    schema = load_text(source).schemas["N"]
    assert isinstance(schema, Schema)

    stated = [edge.value for edge in within(schema, 3, lambda value: value in range(1, 6)) if edge.is_stated]

    assert stated == [1, 5]
    assert all(type(value) is int for value in stated)
