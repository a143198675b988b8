"""What correct services do in different ways: none of it is a finding."""

from __future__ import annotations

import pytest

from specforge.contract.conformance.faults import RequestJudge
from specforge.contract.conformance.refusal import is_undescribed
from specforge.contract.engine import failures
from specforge.contract.events import Case, Failure, Kind
from specforge.contract.probing.more import says_more
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
        - {name: cursor, in: query, schema: {type: string}}
        - {name: page_token, in: query, schema: {type: string, format: date}}
      responses: {'200': {description: it}, '400': {description: no}, '202': {description: begun}}
"""


@pytest.fixture(scope="module")
def document() -> Document:
    return load_text(DOCUMENT, "parts.yaml")


UPLOAD = """\
openapi: 3.1.0
info: {title: Files, version: '1'}
paths:
  /file:
    put:
      requestBody:
        required: true
        content:
          application/octet-stream: {schema: {type: string, format: binary}}
          text/plain: {schema: {type: string, minLength: 1}}
          application/json: {schema: {type: string}}
      responses: {'204': {description: kept}}
"""


@pytest.mark.parametrize(
    ("media_type", "expected"),
    [
        ("application/octet-stream", []),  # a file may be empty
        ("text/plain; charset=utf-8", ["minLength"]),
        ("application/json", ["required"]),
        ("", ["required"]),
    ],
)
def test_a_body_without_bytes_may_be_one(media_type: str, expected: list[str]) -> None:
    document = load_text(UPLOAD)
    request = SentRequest("PUT", "http://x/file", {"Content-Type": media_type} if media_type else {}, b"")

    verdict = RequestJudge(SchemaChecker(document)).judge(document.operation("PUT /file"), request)

    assert [fault.place.tokens[-1] for fault in verdict.faults] == expected


def rules(document: Document, kind: Kind, url: str, status: int, **facts: object) -> list[str]:
    operation = document.operation("GET /parts/{id}/")
    headers = facts.pop("headers", {})
    assert isinstance(headers, dict)
    exchange = Exchange(SentRequest("GET", url, headers), Answer(status))
    failure = Failure(kind, Case(operation.label, exchange, "coverage"), "", facts)
    judged = failures.Judged(failure, operation, RequestJudge(SchemaChecker(document)), {operation.label: operation})
    return [problem.rule for problem in failures.problems(judged)]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("kind=", []),
        ("kind=a", ["positive-data-rejected"]),
        ("text=", ["positive-data-rejected"]),
        ("cursor=made-up", []),  # only a list can say where it goes on
        ("page_token=2024-05-01", ["positive-data-rejected"]),
    ],
)
def test_what_is_refused_need_not_have_been_valid(document: Document, query: str, expected: list[str]) -> None:
    assert rules(document, Kind.POSITIVE_DATA_REJECTED, f"http://x/parts/1/?{query}", 400) == expected


@pytest.mark.parametrize(("status", "expected"), [(200, ["auth-ignored"]), (404, []), (409, [])])
def test_where_anybody_is_let_in_a_missing_thing_is_missing(
    document: Document, status: int, expected: list[str]
) -> None:
    made_up = {"Authorization": "Basic YTpi"}

    assert rules(document, Kind.AUTH_IGNORED, "http://x/parts/1/", status, headers=made_up) == expected


@pytest.mark.parametrize(("status", "expected"), [(202, []), (201, ["resource-unavailable"])])
def test_what_was_only_begun_need_not_be_there(document: Document, status: int, expected: list[str]) -> None:
    made = Exchange(SentRequest("POST", "http://x/parts/"), Answer(status))

    assert rules(document, Kind.RESOURCE_UNAVAILABLE, "http://x/parts/1/", 404, steps=(made,)) == expected


@pytest.mark.parametrize(
    ("body", "headers", "expected"),
    [
        (b'{"data": [1], "meta": {"total": 24}}', {}, True),
        (b'{"data": [1], "total": 1}', {}, False),
        (b'{"data": [1], "links": {"next": "/parts?page=2"}}', {}, True),
        (b'{"data": [1], "links": {"next": null}}', {}, False),
        (b'{"data": [1], "has_more": true}', {}, True),
        (b"[1]", {"link": ('</parts?page=2>; rel="next"',)}, True),
        (b"[1]", {"link": ('</parts?page=1>; rel="prev"',)}, False),
    ],
)
def test_a_list_may_say_that_there_is_more(body: bytes, headers: dict[str, tuple[str, ...]], expected: bool) -> None:
    exchange = Exchange(SentRequest("GET", "http://x/parts"), Answer(200, headers, body))

    assert says_more(exchange, 1) is expected


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
